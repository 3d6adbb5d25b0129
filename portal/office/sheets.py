"""The leaders' figures as a spreadsheet: a sheet for each table."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from words.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from openpyxl.worksheet.worksheet import Worksheet

    from portal.office.grids import Cell, Grid, Row
    from portal.shell.components import Tile

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD, SHADE = Font(bold=True), PatternFill("solid", fgColor="FFE8EEF7")
NARROW, WIDE = 12, 48
DECIMALS, ALL = 2, 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A number and how it is shown."""

    number: float
    how: str


Value: TypeAlias = str | float | Shown


def workbook(title: str, period: str, at: datetime, tiles: Iterable[Tile], grids: Iterable[Grid]) -> bytes:
    """One sheet of what is on top, then one a table, each with its note. Numbers are numbers, texts are never formulas."""
    book = Workbook()
    first = book.active
    if first is None:
        raise RuntimeError
    first.title = "总览"
    lines: list[Sequence[Value]] = [[title], ["期间", period], ["截至", moment(at)], []]
    lines += [[tile.label, _of_tile(tile), tile.unit, tile.hint] for tile in tiles]
    _write(first, lines)
    for grid in grids:
        sheet = book.create_sheet(grid.title)
        _write(sheet, [[grid.first, *_headings(grid)], *([row.name.text, *_values(grid, row)] for row in grid.rows), [], [grid.note]])
        for cell in sheet[1]:
            cell.font, cell.fill = HEAD, SHADE
        sheet.freeze_panes = "B2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _headings(grid: Grid) -> list[str]:
    return [f"{heading} {part}".rstrip() for heading in grid.headings for part in grid.parts or ("",)]


def _values(grid: Grid, row: Row) -> Iterator[Value]:
    """The figures of a line; several of one cell in a column each."""
    for cell in row.cells:
        if not grid.parts:
            yield _value(cell)
        elif cell.value is None:
            yield from [cell.text] * len(grid.parts)
        else:
            yield from (int(part.text) for part in cell.parts)


def _value(cell: Cell) -> Value:
    """A number as one that is shown with its unit, a share as a share; what stands in words as text."""
    if cell.value is None:
        return cell.text
    if cell.text.endswith("%"):
        return Shown(cell.value / ALL, "0.0%")
    if "." in cell.text:
        return Shown(round(cell.value, DECIMALS), "0.0")
    unit = cell.text.lstrip("0123456789")
    return Shown(round(cell.value, DECIMALS), f'0"{unit}"') if unit else round(cell.value, DECIMALS)


def _of_tile(tile: Tile) -> Value:
    if isinstance(tile.value, str) and tile.value.endswith("%"):
        return Shown(int(tile.value[:-1]) / ALL, "0%")
    return tile.value


def _write(sheet: Worksheet, lines: Iterable[Sequence[Value]]) -> None:
    widest: dict[int, int] = {}
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row=row, column=column, value=value.number if isinstance(value, Shown) else value)
            if isinstance(value, str):
                cell.data_type = "s"
                widest[column] = max(widest.get(column, 0), min(WIDE, 2 * len(value) + 2 if len(line) > 1 else 0))
            else:
                cell.alignment = Alignment(horizontal="right")
                if isinstance(value, Shown):
                    cell.number_format = value.how
    for column, width in widest.items():
        sheet.column_dimensions[get_column_letter(column)].width = max(NARROW, width)
