"""A file that somebody brought as the cells of a workbook, or one sentence why it is none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from cases.services.imports.faults import file_error
from uploads.kinds import HEAD_BYTES, known_as
from words.files import size
from words.lists import shortened

if TYPE_CHECKING:
    from cases.services.imports.faults import ImportRejected

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 400
MAX_RATIO = 200
# Below it a high ratio is only a sheet with many empty cells.
RATIO_FROM = 20 * 1024 * 1024
SECONDS = 10
CHILD = Path(__file__).with_name("sheet_child.py")
MERGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AGAIN = "请用本页下载的模板填写，并保存为 .xlsx。"
SAID = {
    "password": "文件设了密码，读不出内容。请在 Excel 或 WPS 中打开，取消密码后另存，再上传。",
    "entities": f"文件含有不允许的内容（实体定义），{AGAIN}",
    "no_workbook": f"文件打不开：里面没有工作簿。{AGAIN}",
    "too_big": "文件太大，读不下去。请把要导入的行复制到新下载的模板中，另存后上传。",
    "too_many_cells": "文件里的内容太多。请把要导入的行复制到新下载的模板中，另存后上传。",
    "broken": "文件打不开，可能已经损坏或者没有传完整。请在 Excel 或 WPS 中打开后另存为 .xlsx，再上传。",
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: ``kind`` is s text, n number, d date (ISO), f formula, e error, b truth."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int
    is_hidden: bool
    cells: dict[int, Cell]


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells, first and last column and row."""

    name: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class SheetObject:
    """What lies over the cells: a comment, a picture, an embedded file; where it begins, and the text in it."""

    kind: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    is_hidden: bool
    rows: tuple[SheetRow, ...] = ()
    merges: tuple[Merge, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    partly_struck: frozenset[tuple[int, int]] = frozenset()
    objects: tuple[SheetObject, ...] = ()
    has_more: bool = False
    is_worksheet: bool = True


def read_workbook(content: bytes) -> list[Sheet]:
    """The sheets of an xlsx file. Raises ImportRejected with one sentence for whatever is no such file."""
    if not content:
        raise file_error("文件是空的，请重新选择。")
    if len(content) > MAX_BYTES:
        raise file_error(f"文件超过 {size(MAX_BYTES)}，请分批导入。")
    if not content.startswith(b"PK"):
        raise _other_file(content)
    _check_archive(content)
    answer = _asked(content)
    if "error" in answer:
        raise file_error(SAID.get(answer["error"], SAID["broken"]))
    return [_sheet(found) for found in answer["sheets"]]


def _other_file(content: bytes) -> ImportRejected:
    """What people bring instead is told by its name."""
    save_as = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后上传。"
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return file_error(SAID["password"])
        return file_error(f"这不是 .xlsx 文件，而是旧版的 .xls（或者别的 Office 旧格式）。{save_as}")
    begin = content[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"<"):
        return file_error(f"这不是 .xlsx 文件，而是网页或者 XML 表格，只是改了扩展名。{save_as}")
    if b"\0" not in begin and not begin.startswith(b"%PDF"):
        return file_error(f"这不是 .xlsx 文件，看起来是 .csv 或者文本。{save_as}")
    if what := known_as(content[:HEAD_BYTES]):
        return file_error(f"这不是 .xlsx 文件，而是{what}。{AGAIN}")
    return file_error(f"这不是 .xlsx 文件，{AGAIN}（.xls、.csv、.ods 请另存为 .xlsx）")


def _check_archive(content: bytes) -> None:
    """The archive is looked at before it is opened: a bomb must not be unpacked to be found out."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            mimetype = archive.read("mimetype")[:100] if "mimetype" in archive.namelist() else b""
    except Exception as error:
        raise file_error(SAID["broken"]) from error
    unpacked = sum(entry.file_size for entry in entries)
    names = [entry.filename for entry in entries]
    is_bomb = unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(content)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or is_bomb:
        raise file_error("文件内容异常庞大，请用本页下载的模板重新填写。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise file_error(SAID["password"])
    if any(".." in name.split("/") or name.startswith("/") for name in names):
        raise file_error("文件结构异常，请用本页下载的模板重新填写。")
    _refuse_other_package(names, mimetype)


def _refuse_other_package(names: list[str], mimetype: bytes) -> None:
    if b"opendocument" in mimetype:
        raise file_error("这不是 .xlsx 文件，而是 .ods（LibreOffice 表格）。请另存为“Excel 工作簿（.xlsx）”后上传。")
    if "xl/workbook.bin" in names:
        raise file_error("这是 .xlsb 文件。请在 Excel 中另存为“Excel 工作簿（.xlsx）”后上传。")
    if any(name.startswith(("word/", "ppt/", "Index/")) for name in names) and "xl/workbook.xml" not in names:
        raise file_error(f"这不是 .xlsx 文件，而是文档、幻灯片或者别的程序的文件。{AGAIN}")
    if any("vbaProject" in name for name in names):
        raise file_error("文件含有宏。请在 Excel 中另存为“Excel 工作簿（.xlsx）”，不要选启用宏的格式，再上传。")
    if any("externalLinks" in name for name in names):
        message = "文件含有指向别的文件的外部链接。请在 Excel 的“数据—编辑链接”中断开链接，或者把内容复制到新下载的模板中，再上传。"
        raise file_error(message)


def _asked(content: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            (sys.executable, "-I", "-B", str(CHILD)), input=content, capture_output=True, timeout=SECONDS, env={}, cwd="/", check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"error": "too_big"}
    except ValueError:
        # Killed beyond its time or memory before it could answer.
        log.warning("sheet_reader_died", action="import", result=done.returncode)
        return {"error": "too_big"}
    return answer


def shown(text: str, at_most: int = 30) -> str:
    """What a file calls something, as a sentence can repeat it."""
    return shortened("".join(char if char.isprintable() else " " for char in text).strip(), at_most)


def _sheet(found: dict[str, Any]) -> Sheet:
    name = shown(found["name"])
    if found["kind"] != "worksheet":
        return Sheet(name, found["is_hidden"], is_worksheet=False)
    return Sheet(
        name=name,
        is_hidden=found["is_hidden"],
        rows=tuple(
            SheetRow(number, is_hidden, {column: Cell(kind, text) for column, kind, text in cells})
            for number, is_hidden, cells in found["rows"]
        ),
        merges=tuple(merge for name in found["merges"] if (merge := _merge(name))),
        hidden_columns=frozenset(found["hidden_columns"]),
        struck=frozenset((row, column) for row, column, how in found["struck"] if how == "all"),
        partly_struck=frozenset((row, column) for row, column, how in found["struck"] if how == "part"),
        objects=tuple(SheetObject(kind, cell, shown(text)) for kind, cell, text in found["objects"]),
        has_more=found["more"],
    )


def _merge(name: str) -> Merge | None:
    found = MERGE.fullmatch(name.replace("$", "").upper())
    if found is None:
        return None
    return Merge(name, _number(found[1]), int(found[2]), _number(found[3]), int(found[4]))


def _number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number
