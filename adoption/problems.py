"""What is wrong with a region file, as lines for the operator: file, key, what it should be, what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from adoption.schema import RegionFile

ABSENT = "没有填写"
SHOWN_AT_MOST = 60
ROOT = FieldInfo(annotation=RegionFile)


@dataclass(frozen=True, slots=True)
class Problem:
    key: str
    expected: str
    found: str

    def line(self, file: str) -> str:
        return f"{file} · {self.key} · 应当是{self.expected} · 现在是{self.found}"


class RegionFileError(Exception):
    """The file cannot be loaded; ``str(error)`` lists every problem, one a line."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.line(file) for problem in self.problems))


def shape_problems(error: ValidationError, raw: Mapping[str, Any]) -> Iterator[Problem]:
    for detail in error.errors():
        yield Problem(_key(detail["loc"], raw), _expected(detail), _found(detail))


def shown(value: object) -> str:
    """A value as the operator wrote it, cut to fit a line."""
    if isinstance(value, str):
        return f"“{_cut(value)}”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "一个小节"
    if isinstance(value, list):
        return f"[{_cut('、'.join(map(str, value)))}]"
    return str(value)


def _cut(text: str) -> str:
    printable = "".join(char if char.isprintable() else "␣" for char in text)
    return printable if len(printable) <= SHOWN_AT_MOST else f"{printable[:SHOWN_AT_MOST]}…"


def _key(loc: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    """Name a section by its own code, since nobody counts sections: deadline_rules[K-10].length."""
    key = ""
    at: object = raw
    for part in loc:
        if part == "[key]":
            continue
        at = _inside(at, part)
        key += f"[{_section(at, part)}]" if isinstance(part, int) else f".{part}"
    return key.removeprefix(".")


def _inside(at: object, part: int | str) -> object:
    if isinstance(at, dict):
        return at.get(part)
    return at[part] if isinstance(at, list) and isinstance(part, int) else None


def _section(at: object, number: int) -> str:
    name = (at.get("code") or at.get("kind")) if isinstance(at, dict) else None
    return name if isinstance(name, str) else f"第{number + 1}项"


def _found(detail: ErrorDetails) -> str:
    return ABSENT if detail["type"] == "missing" else shown(detail["input"])


def _expected(detail: ErrorDetails) -> str:
    loc = detail["loc"]
    if loc[-1] == "[key]" or detail["type"] == "extra_forbidden":
        return f"以下各键之一：{'、'.join(_known_keys(loc))}"
    if detail["type"] in ("not_plain", "repeated"):
        return detail["msg"]
    field = _field(loc)
    most = next((rule.max_length for rule in field.metadata if hasattr(rule, "max_length")), None)
    return f"{field.description}（不超过{most}个字）" if most and field.annotation is str else str(field.description)


def _known_keys(loc: Sequence[int | str]) -> Iterable[str]:
    if loc[-1] == "[key]":
        choices = get_args(get_args(_field(loc[:-2]).annotation)[0])[0]
        return [choice.value for choice in choices]
    model = _model_in(_field(loc[:-1]).annotation)
    return model.model_fields if model else ()


def _field(loc: Sequence[int | str]) -> FieldInfo:
    """The last field of the schema on the way to ``loc``; indexes and free keys on the way name no field."""
    field = ROOT
    for part in loc:
        model = _model_in(field.annotation)
        if model and part in model.model_fields:
            field = model.model_fields[str(part)]
    return field


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, dict, Union, UnionType):
        return next((model for model in map(_model_in, get_args(annotation)) if model), None)
    return None
