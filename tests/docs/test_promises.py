"""No promise without its procedure: whatever a page, a paper or a region file holds out is done by the portal, or does not stand there."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import get_resolver

from adoption.schema import OptionsTable
from procedure.subjects import subject_called
from recognition.rules import ARTICLE, DOCUMENT
from supervision.sweeps import SWEEPS
from tests.docs.reading import ROOT, committed_files, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Each of these says that somebody will do something for the reader, or may be asked to.
WORDS = re.compile(
    r"另行|另函|另案|异议|复核|复议|救济|撤销|考核|核查|核实|依程序|按程序|依法处理|依法承担|追究|予以处理"
    r"|将会|将由|(?:本院|贵院|法院|办公室|单位|系统|部门)将|书面(?!通知)|举报|投诉|反映|协助|监督|督促|催办|督办"
    r"|会商|回访|告诫|备案|申诉|听证|陈述|申辩|纠正|恢复(?:信用)?(?:惩戒|执行|显示|公开)|会(?:收到|读到|看到|发(?!生)|告诉|通知|提示|联系)|告诉您|站内消息|短信"
)
BLANKS, COMMENT = re.compile(r"\s+"), re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
HAN = re.compile(r"[\u4e00-\u9fff]")
# The program that measures and the invented story promise nothing to anybody.
APART = {"tests", "bench", "scripts", "demo", "static"}
REGISTER = ROOT / "tests/docs/promises.toml"


def closed(text: str) -> str:
    return BLANKS.sub("", text)


def said_by(path: Path) -> Iterator[str]:
    """The texts of a file that somebody may read."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield COMMENT.sub("", text)
    elif path.suffix == ".toml":
        yield from _values(tomllib.loads(text))
    else:
        yield from _constants(ast.parse(text))


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _values(each)
    elif isinstance(value, list):
        for each in value:
            yield from _values(each)


def _constants(tree: ast.Module) -> Iterator[str]:
    """Each text once, without what only programmers read: one with places to fill in as a whole, with … in them."""
    parts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


@cache
def texts() -> tuple[tuple[str, str], ...]:
    found = []
    for path in committed_files():
        name = name_of(path)
        top = name.partition("/")[0]
        is_read = (name.startswith(("templates/", "regions/")) and path.suffix in (".html", ".toml")) or (
            path.suffix == ".py" and top not in APART
        )
        if is_read and "migrations" not in path.parts and not name.startswith("templates/demo/"):
            found += [(name, closed(text)) for text in said_by(path) if HAN.search(text)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Promise:
    """A phrase, what fulfils it, and to which files it is kept."""

    phrase: str
    by: str
    only_in: tuple[str, ...]


@cache
def register() -> tuple[Promise, ...]:
    rows = tomllib.loads(REGISTER.read_text(encoding="utf-8"))["promise"]
    return tuple(Promise(closed(phrase), row["by"], tuple(row.get("in", ()))) for row in rows for phrase in row["says"])


def covered(name: str, text: str) -> list[tuple[int, int]]:
    known = (row for row in register() if not row.only_in or name.startswith(row.only_in))
    return [(match.start(), match.end()) for row in known for match in re.finditer(re.escape(row.phrase), text)]


def uncovered(name: str, text: str) -> list[str]:
    """What is held out in a text of a file by no phrase of the register."""
    spans = covered(name, text)
    return [
        text[max(match.start() - 20, 0) : match.end() + 20]
        for match in WORDS.finditer(text)
        if not any(first <= match.start() and match.end() <= last for first, last in spans)
    ]


def test_every_promise_is_kept_by_something():
    found = [(name, words) for name, text in texts() for words in uncovered(name, text)]
    assert len(texts()) > 2000
    assert found == [], "\n".join(f"{name}: {words}" for name, words in found)


def test_the_register_holds_nothing_that_is_no_longer_said():
    def is_said(row: Promise) -> bool:
        return any(row.phrase in text for name, text in texts() if not row.only_in or name.startswith(row.only_in))

    assert [row.phrase for row in register() if not is_said(row)] == []
    assert [row.phrase for row in register() if not WORDS.search(row.phrase)] == []
    assert len(set(register())) == len(register())


def _page_names() -> set[str]:
    def names(resolver: Any, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif pattern.name:
                yield f"{prefix}{pattern.name}"

    return set(names(get_resolver(), ""))


def fulfilled(by: str) -> bool:
    kind, _, what = by.partition(":")
    match kind:
        case "step":
            entity, _, action = what.partition(".")
            return action in {row.action.value for row in subject_called(entity).rows}
        case "sweep":
            return what in {sweep.name for sweep in SWEEPS}
        case "page":
            return what in _page_names()
        case "option":
            return what in OptionsTable.model_fields
        case "law":
            return bool(DOCUMENT.search(what) and ARTICLE.search(what))
        case _:
            return by == "name"


@pytest.mark.parametrize("by", sorted({row.by for row in register()}))
def test_what_keeps_a_promise_is_there(by: str):
    assert fulfilled(by)


@pytest.mark.parametrize(
    "text", ["本院将另行告知。", "由本院核查处理并计入考核。", "可以请求复核。", "将向有关部门通报、依程序撤销。", "我们会联系您。"]
)
def test_an_empty_promise_is_found(text: str):
    assert uncovered("templates/paper/any.html", text)


@pytest.mark.parametrize("by", ["step:case.forgive", "page:public:nowhere", "sweep:wishes", "option:none", "law:有关规定", "somehow"])
def test_what_does_not_exist_keeps_nothing(by: str):
    assert not fulfilled(by)
