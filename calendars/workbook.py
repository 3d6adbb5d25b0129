"""A year's arrangement as a spreadsheet: one line a day, and a template to fill in."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook

from calendars.draft import ArrangementFaults, Draft
from cases.services.imports.faults import ImportRejected
from cases.services.imports.reading import read_workbook
from words import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.services.imports.reading import Cell, Sheet, SheetRow

HEADINGS: Final = ("日期", "类型", "名称", "来源文件", "发布日期")
NEEDED: Final = HEADINGS[:4]
NO_CONTENT: Final = {"f": "是公式，请改成写定的内容", "e": "是错误值，请改成写定的内容", "b": "是逻辑值，请改成文字"}


def of_workbook(content: bytes) -> Draft:
    """Raises ArrangementFaults where the file as a whole cannot be read."""
    sheet = _sheet_of(content)
    places = _places(sheet)
    draft = Draft()
    for row in sheet.rows[1:]:
        cells = {heading: row.cells.get(place) for heading, place in places.items()}
        if any(cell is not None and (cell.text.strip() or cell.kind == "f") for cell in cells.values()):
            _take_row(draft, row, cells, struck={heading for heading, place in places.items() if _is_struck(sheet, row, place)})
    return draft


def _sheet_of(content: bytes) -> Sheet:
    """The one sheet on which something stands. What a person does not see when the file is open is not taken."""
    try:
        sheets = [sheet for sheet in read_workbook(content) if sheet.is_worksheet and sheet.rows]
    except ImportRejected as refusal:
        raise ArrangementFaults([error.message for error in refusal.errors] or [str(refusal)]) from refusal
    if not sheets:
        raise ArrangementFaults(["工作簿里没有写内容的工作表。"])
    if len(sheets) > 1:
        names = "、".join(f"“{sheet.name}”{'（隐藏）' if sheet.is_hidden else ''}" for sheet in sheets)
        raise ArrangementFaults([f"工作簿里有{len(sheets)}个写了内容的工作表：{names}，请只留放假安排的一个。"])
    if faults := list(_of_sheet(sheets[0])):
        raise ArrangementFaults(faults)
    return sheets[0]


def _of_sheet(sheet: Sheet) -> Iterator[str]:
    if sheet.is_hidden:
        yield f"工作表“{sheet.name}”是隐藏的，请取消隐藏后再上传。"
    if sheet.merges:
        names = "、".join(merge.name for merge in sheet.merges[:5])
        yield f"工作表“{sheet.name}”有合并单元格（{names}），请取消合并，每行都写全。"
    headings = [normal.line(cell.text) for cell in sheet.rows[0].cells.values()]
    if missing := [heading for heading in NEEDED if heading not in headings]:
        yield f"工作表“{sheet.name}”第一行没有{'、'.join(f'“{one}”' for one in missing)}这一列，请用本页的模板。"
    for heading in HEADINGS:
        if headings.count(heading) > 1:
            yield f"工作表“{sheet.name}”有{headings.count(heading)}列都叫“{heading}”，请只留一列。"
    if any(place in sheet.hidden_columns for place in _places(sheet).values()):
        yield f"工作表“{sheet.name}”有隐藏的列，请取消隐藏后再上传。"


def _places(sheet: Sheet) -> dict[str, int]:
    return {normal.line(cell.text): place for place, cell in sheet.rows[0].cells.items() if normal.line(cell.text) in HEADINGS}


def _is_struck(sheet: Sheet, row: SheetRow, place: int) -> bool:
    return (row.number, place) in sheet.struck | sheet.partly_struck


def _take_row(draft: Draft, row: SheetRow, cells: dict[str, Cell | None], struck: set[str]) -> None:
    where = f"第{row.number}行"
    if row.is_hidden:
        draft.faults.append(f"{where}是隐藏的，请取消隐藏，或者删去这一行。")
    elif struck:
        draft.faults.append(f"{where}有划掉的内容，请去掉删除线，或者删去这一行。")
    elif odd := next(((heading, cell.kind) for heading, cell in cells.items() if cell is not None and cell.kind in NO_CONTENT), None):
        draft.faults.append(f"{where}：“{odd[0]}”{NO_CONTENT[odd[1]]}。")
    else:
        said = {heading: cell.text if cell else "" for heading, cell in cells.items()}
        document = draft.text(said["来源文件"], f"{where}：来源文件")
        if said.get("发布日期", "").strip():
            draft.was_published(draft.day(said["发布日期"], f"{where}的发布日期"))
        draft.take(where, draft.day(said["日期"], f"{where}的日期"), said["类型"], said["名称"], document)


def template() -> bytes:
    """A workbook to fill in: the headings and three lines that show how."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise LookupError("a new workbook has a sheet")
    sheet.title = "放假安排"
    sheet.append(HEADINGS)
    document = "国务院办公厅关于2027年部分节假日安排的通知"
    for line in (("2027-01-01", "放假", "元旦"), ("2027-02-05", "放假", "春节"), ("2027-02-20", "上班", "春节")):
        sheet.append((*line, document, "2026-11-04"))
    for letter, width in zip("ABCDE", (14, 10, 16, 48, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()
