"""The leaders' figures as a spreadsheet: a sheet for each table."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from words.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from openpyxl.worksheet.worksheet import Worksheet

    from portal.office.grids import Cell, Grid
    from portal.shell.components import Tile

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD, SHADE = Font(bold=True), PatternFill("solid", fgColor="FFE8EEF7")
NARROW, WIDE = 12, 48
DECIMALS = 2


class Share(float):
    """A number that is shown as so many of a hundred."""


def workbook(title: str, period: str, at: datetime, tiles: Iterable[Tile], grids: Iterable[Grid]) -> bytes:
    """One sheet of what is on top, then one a table, each with its note. Numbers are numbers, texts are never formulas."""
    book = Workbook()
    first = book.active
    if first is None:
        raise RuntimeError
    first.title = "总览"
    lines: list[Sequence[str | float]] = [[title], ["期间", period], ["截至", moment(at)], []]
    lines += [[tile.label, f"{tile.value}{tile.unit}" if isinstance(tile.value, str) else tile.value, tile.hint] for tile in tiles]
    _write(first, lines)
    for grid in grids:
        sheet = book.create_sheet(grid.title)
        _write(sheet, [[grid.first, *grid.headings], *([row.name.text, *map(_value, row.cells)] for row in grid.rows), [], [grid.note]])
        for cell in sheet[1]:
            cell.font, cell.fill = HEAD, SHADE
        sheet.freeze_panes = "B2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _value(cell: Cell) -> str | float:
    """A single number as one, a share as a share; what stands in words, or several in one cell, as text."""
    if cell.value is None or len(cell.parts) > 1:
        return cell.text
    return Share(cell.value / 100) if cell.text.endswith("%") else round(cell.value, DECIMALS)


def _write(sheet: Worksheet, lines: Iterable[Sequence[str | float]]) -> None:
    widest: dict[int, int] = {}
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row=row, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
                widest[column] = max(widest.get(column, 0), min(WIDE, 2 * len(value) + 2 if len(line) > 1 else 0))
            else:
                cell.alignment = Alignment(horizontal="right")
                if isinstance(value, Share):
                    cell.number_format = "0.0%"
    for column, width in widest.items():
        sheet.column_dimensions[get_column_letter(column)].width = max(NARROW, width)
