"""One cell as what its column holds, in the normal form of every other door; or the sentence why not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cases.enums import BasisKind, ListingState, MeasureKind, TermKind
from cases.services.imports.columns import Holds
from cases.services.imports.faults import WrongCell
from cases.services.imports.reading import shown
from procedure.texts import checked
from words import normal
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from cases.services.imports.columns import Column
    from cases.services.imports.reading import Cell

Choices = type[BasisKind] | type[MeasureKind] | type[ListingState] | type[TermKind]
CHOICES: dict[str, Choices] = {
    "basis_kind": BasisKind,
    "measure": MeasureKind,
    "listing_state": ListingState,
    "term_kind": TermKind,
}
TEXT_FORMAT = "请先把单元格格式设为“文本”，再重新填写。"
LOST = {
    Holds.CODE: f"单元格是数字，末几位已经丢失，{TEXT_FORMAT}",
    Holds.PHONE: f"单元格是数字，开头的0会丢失，{TEXT_FORMAT}",
}
SITUATION = re.compile(r"第?([1-6一二三四五六])[项种]?(?:情形)?")
EIGHT_FIGURES = re.compile(r"(?:19|20)\d{6}")


def read(column: Column, cell: Cell | None) -> Any:
    """The value of a cell; None for an empty one. Raises WrongCell."""
    if cell is None:
        return None
    if cell.kind == "f":
        message = "单元格是公式，请填写结果：复制后用“选择性粘贴—数值”粘贴回来。"
        raise WrongCell(message)
    if cell.kind == "e":
        message = f"单元格是错误值{shown(cell.text)}，请改成正确的内容。"
        raise WrongCell(message)
    if cell.kind == "b":
        message = "单元格是TRUE或FALSE，请改成正确的内容。"
        raise WrongCell(message)
    try:
        return _READERS[column.holds](column, cell)
    except normal.Misspelt as error:
        raise WrongCell(str(error)) from error
    except ArithmeticError as error:
        message = "单元格的数字读不出来，请重新填写。"
        raise WrongCell(message) from error


def _text(column: Column, cell: Cell) -> str:
    """Numbers are refused: what a spreadsheet makes of figures is not what was typed."""
    if cell.kind == "n":
        raise WrongCell(LOST.get(column.holds, f"单元格是数字，开头的0或者末几位可能已经丢失，{TEXT_FORMAT}"))
    if cell.kind == "d":
        message = f"单元格是日期，{TEXT_FORMAT}"
        raise WrongCell(message)
    return cell.text


def _line(column: Column, cell: Cell) -> str:
    return checked(normal.line, _text(column, cell))


def _prose(column: Column, cell: Cell) -> str:
    return checked(normal.text, _text(column, cell))


def _document_number(column: Column, cell: Cell) -> str:
    return checked(normal.document_number, _text(column, cell))


def _name(column: Column, cell: Cell) -> str:
    return checked(normal.name, _text(column, cell))


def _case_number(column: Column, cell: Cell) -> str:
    return normal.case_number(_text(column, cell))


def _code(column: Column, cell: Cell) -> str:
    return normal.uscc(_text(column, cell))


def _phone(column: Column, cell: Cell) -> str:
    return checked(normal.phone, _text(column, cell))


def _day(_column: Column, cell: Cell) -> Any:
    if cell.kind == "n" and not EIGHT_FIGURES.fullmatch(cell.text):
        message = "单元格是数字，不是日期，请把单元格格式设为日期，或者写成 2026-11-02 的形式。"
        raise WrongCell(message)
    return normal.day(cell.text)


def _money(_column: Column, cell: Cell) -> int:
    if cell.kind == "d":
        message = "单元格是日期，请改成金额。"
        raise WrongCell(message)
    return normal.amount(Decimal(cell.text) if cell.kind == "n" else cell.text)


def _choice(column: Column, cell: Cell) -> Any:
    typed = normal.key(_text(column, cell))
    for member in CHOICES[column.name]:
        if member.label in column.choices and normal.key(str(member.label)) == typed:
            return member
    message = f"请填写以下之一：{listed(column.choices)}。"
    raise WrongCell(message)


def _situations(_column: Column, cell: Cell) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[、,，;；/\s]+", normal.line(cell.text)) if part] if cell.kind in ("s", "n") else [""]
    found = [SITUATION.fullmatch(part) for part in parts]
    if not all(found):
        message = "纳入情形请写序号1至6，多项用顿号隔开，例如 4、5；单元格格式设为“文本”。"
        raise WrongCell(message)
    return tuple(sorted({"一二三四五六".find(part[1]) + 1 or int(part[1]) for part in found if part}))


_READERS: dict[Holds, Callable[[Column, Cell], Any]] = {
    Holds.LINE: _line,
    Holds.TEXT: _prose,
    Holds.NUMBER: _document_number,
    Holds.NAME: _name,
    Holds.CASE_NUMBER: _case_number,
    Holds.CODE: _code,
    Holds.PHONE: _phone,
    Holds.DAY: _day,
    Holds.MONEY: _money,
    Holds.CHOICE: _choice,
    Holds.SITUATIONS: _situations,
}
