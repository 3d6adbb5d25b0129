"""A region file as read: its bytes, and what they say once the shape and the cross checks hold."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from adoption.checks import cross_problems
from adoption.problems import Problem, RegionFileError, shape_problems
from adoption.schema import RegionFile


class UnreadableFileError(Exception):
    """The file could not be read at all, so nothing can be said about it."""


@dataclass(frozen=True, slots=True)
class RegionSource:
    name: str
    content: str
    sha256: str
    data: RegionFile


def read_source(path: Path) -> RegionSource:
    """Raises UnreadableFileError, or RegionFileError with everything that is wrong."""
    try:
        content = path.read_bytes()
        text = content.decode()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path}：没有这个文件") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{path}：读不出，应当是可以读取的UTF-8文本文件") from error
    data = _validated(path.name, text)
    problems = list(cross_problems(data))
    if problems:
        raise RegionFileError(path.name, problems)
    return RegionSource(path.name, text, hashlib.sha256(content).hexdigest(), data)


def _validated(name: str, text: str) -> RegionFile:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegionFileError(name, [Problem("全文", "符合TOML语法的文件", _syntax_error(error))]) from error
    try:
        return RegionFile.model_validate(raw)
    except ValidationError as error:
        raise RegionFileError(name, shape_problems(error, raw)) from error


def _syntax_error(error: tomllib.TOMLDecodeError) -> str:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    return f"第{place[1]}行第{place[2]}列有语法错误" if place else "文件末尾有语法错误"
