"""What the documents point to is there: pages, headings, files, commands."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.docs.reading import ROOT, anchors, code_blocks, committed_files, manuals, name_of, our_documents, read, without_code

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"^[a-z]+:")
# A name in backticks that can only be a file of this checkout: it has a folder and a known ending.
FILE_NAME = re.compile(r"`([\w.\-]+(?:/[\w.\-]+)+\.(?:py|toml|md|html|css|js|conf|sh|env|txt|json|yml|in))`")
SCREENS = ROOT / "docs" / "images"
IMAGE_AT_MOST = 250_000
READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("page", our_documents(), ids=name_of)
def test_every_link_leads_somewhere(page: Path):
    text = read(page)
    for target in LINK.findall(without_code(text)):
        if OUTSIDE.match(target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(read(path)), target


@pytest.mark.parametrize("page", manuals(), ids=name_of)
def test_every_file_named_exists(page: Path):
    assert [name for name in FILE_NAME.findall(read(page)) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", manuals(), ids=name_of)
def test_every_make_command_has_its_target(page: Path):
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", _code_of(page))) <= targets


@pytest.mark.parametrize("page", manuals(), ids=name_of)
def test_every_management_command_exists(page: Path):
    assert set(re.findall(r"\bmanage\.py ([a-z_]+)", _code_of(page))) <= {*get_commands(), "shell"}


def test_every_command_of_ours_is_in_a_manual():
    told = "".join(read(page) for page in manuals())
    ours = {path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py")}
    assert {name for name in ours if not re.search(rf"\b{name}\b", told)} == set()
    assert len(ours) > 10


@pytest.mark.parametrize("page", manuals(), ids=name_of)
def test_every_module_that_is_run_exists(page: Path):
    modules = re.findall(r"\bpython -m (creditrepair[\w.]*)", _code_of(page))
    assert [module for module in modules if importlib.util.find_spec(module) is None] == []


@pytest.mark.parametrize("name", READMES)
def test_a_readme_starts_with_the_two_commands(name: str):
    assert {"make demo", "make test"} <= set(code_blocks(read(ROOT / name), "sh")[0].split("\n"))


@pytest.mark.parametrize("name", READMES)
def test_a_readme_shows_two_screens_that_load_fast(name: str):
    shown = {(ROOT / target) for target in LINK.findall(read(ROOT / name)) if target.endswith(".png")}
    assert len(shown) == 2
    assert shown <= set(committed_files())
    assert [path.name for path in shown if path.parent != SCREENS or path.stat().st_size >= IMAGE_AT_MOST] == []


def _code_of(page: Path) -> str:
    """Commands stand in code, where a sentence such as "make sure" does not."""
    text = read(page)
    return "\n".join([*re.findall(r"```\w*\n.*?```", text, re.DOTALL), *re.findall(r"`[^`\n]+`", without_code(text))])
