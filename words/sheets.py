"""Tables as a workbook: numbers are numbers, days are days, and a text is a text even where it begins like a formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | int | float | date | None
NARROW: Final = 12
WIDE: Final = 40
HEAD, SHADE = Font(bold=True), PatternFill("solid", fgColor="FFE8EEF7")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with its headings."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """One sheet for each table, as a file."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for one in sheets:
        _fill(book.create_sheet(one.title), one)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Worksheet, table: Sheet) -> None:
    widths = [max(NARROW, len(heading) * 2 + 4) for heading in table.headings]
    for n, heading in enumerate(table.headings, start=1):
        cell = sheet.cell(row=1, column=n, value=heading)
        cell.font, cell.fill = HEAD, SHADE
    for place, row in enumerate(table.rows, start=2):
        for n, value in enumerate(row, start=1):
            _write(sheet.cell(row=place, column=n), value)
            if isinstance(value, str):
                widths[n - 1] = max(widths[n - 1], min(WIDE, len(value) * 2 + 2))
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = min(WIDE, width)
    sheet.freeze_panes = "A2"


def _write(cell: Cell | MergedCell, value: Value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format, cell.alignment = "s", "@", Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, float):
        cell.number_format = "0.00"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
