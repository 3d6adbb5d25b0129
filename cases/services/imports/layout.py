"""Where the list stands in a workbook: its sheet, its headings, its rows; and the names of everything that is not part of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cases.services.imports.columns import BY_HEAD, COLUMNS, MAX_ROWS, NOTES_SHEET, SHEET, head
from cases.services.imports.faults import WHOLE_ROW, RowError, file_error, spans
from cases.services.imports.reading import shown
from cases.services.sheet_marks import letters
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.services.imports.columns import Column
    from cases.services.imports.reading import Cell, Merge, Sheet, SheetRow

HEADS_AT_LEAST = 3
HEAD_WITHIN = 30
TOTAL = re.compile(
    r"(本页|本表|以上|总)?((合|总|小|共|累)[计额数]+|共(?=\d))(金额|数|户数|件数|人民币)?[（(]?[\d.,]*(元|万元|户|家|件|项|笔|条|行)?[）)]?[:：]?|total|sum",
    re.IGNORECASE,
)
# What lies over the cells: how it is called, and how it is counted.
OBJECTS = {
    "comment": ("批注", "条"),
    "picture": ("图片", "张"),
    "text_box": ("文本框", "个"),
    "chart": ("图表", "个"),
    "shape": ("图形", "个"),
    "drawing": ("图片或图形", "处"),
    "object": ("嵌入的对象（例如别的文件）", "个"),
    "control": ("控件", "个"),
    "background": ("衬在表格下面的背景图", "张"),
}
OBJECTS_SHOWN, CELLS_SHOWN = 8, 20
PARTLY_STRUCK = "单元格中有一部分文字加了删除线，看不出以哪一部分为准，请删去不要的文字。"


@dataclass(slots=True)
class DataRow:
    """A row to be read: its cells by the name of their column."""

    number: int
    is_hidden: bool
    is_struck: bool
    cells: dict[str, Cell]


@dataclass(slots=True)
class Layout:
    """The rows of the list, what is wrong with some of them, and what else the file holds in sentences."""

    sheet: str
    rows: list[DataRow] = field(default_factory=list)
    faults: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    struck_cells: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Head:
    row: int
    last_row: int
    places: dict[int, Column]
    others: dict[int, str]


def find(sheets: list[Sheet]) -> Layout:
    """Raises ImportRejected where no list is found."""
    sheet, heading = _chosen([sheet for sheet in sheets if sheet.is_worksheet])
    layout = Layout(sheet.name)
    _name_other_sheets(layout, sheet, sheets)
    _name_columns(layout, sheet, heading)
    _name_rows_above(layout, sheet, heading)
    if sheet.is_hidden:
        layout.remarks.append(f"工作表“{sheet.name}”在文件中是隐藏的，现按其中的内容导入。")
    layout.ignored.extend(f"{told}不导入。" for told in _objects(sheet))
    _sort_rows(layout, sheet, heading)
    if not layout.rows and not layout.faults:
        raise file_error(f"文件里没有数据行，请从表头下面的第{heading.last_row + 1}行起填写。")
    if sheet.has_more or len(layout.rows) > MAX_ROWS:
        raise file_error(f"一次最多导入{MAX_ROWS}行，请分批导入。")
    return layout


def _chosen(sheets: list[Sheet]) -> tuple[Sheet, _Head]:
    # The notes of the template hold its headings too, with an example below.
    lists = [sheet for sheet in sheets if head(sheet.name) != head(NOTES_SHEET)]
    ordered = sorted(lists, key=lambda sheet: (head(sheet.name) != head(SHEET), sheet.is_hidden))
    found = [(sheet, heading) for sheet in ordered if (heading := _heading(sheet))]
    whole = [(sheet, heading) for sheet, heading in found if not _missing(heading)]
    # A slip in the heading of the template's own sheet is told, before a list in another sheet is taken for the one meant.
    if whole and (whole[0] == found[0] or head(found[0][0].name) != head(SHEET)):
        return whole[0]
    if not found:
        raise file_error("没有找到表头。请用本页下载的模板填写，表头要有执行案号、统一社会信用代码、企业名称等列。")
    sheet, heading = found[0]
    unknown = f"没有认出的表头：{listed(heading.others.values())}。" if heading.others else ""
    message = f"工作表“{sheet.name}”第{heading.row}行缺少这些列：{listed(_missing(heading))}。{unknown}请不要改动模板的表头。"
    raise file_error(message)


def _missing(heading: _Head) -> list[str]:
    present = {column.name for column in heading.places.values()}
    return [column.label for column in COLUMNS if column.required and column.name not in present]


def _heading(sheet: Sheet) -> _Head | None:
    """The row near the top with most of our headings."""
    near = sheet.rows[:HEAD_WITHIN]
    counted = [(sum(head(cell.text) in BY_HEAD for cell in row.cells.values()), -row.number, row) for row in near]
    count, _, row = max(counted, key=lambda item: item[:2], default=(0, 0, None))
    if row is None or count < HEADS_AT_LEAST:
        return None
    places: dict[int, Column] = {}
    others: dict[int, str] = {}
    for place, cell in row.cells.items():
        column = BY_HEAD.get(head(cell.text))
        if column is None:
            others[place] = shown(cell.text)
        elif column in places.values():
            first = next(at for at, known in places.items() if known == column)
            message = f"表头“{column.label}”出现了两次（{letters(first)}列和{letters(place)}列），请只留一列。"
            raise file_error(message)
        else:
            places[place] = column
    last = max((merge.bottom for merge in sheet.merges if merge.top <= row.number <= merge.bottom), default=row.number)
    return _Head(row.number, max(last, row.number), places, others)


def _name_other_sheets(layout: Layout, chosen: Sheet, sheets: list[Sheet]) -> None:
    for sheet in sheets:
        if sheet is chosen or head(sheet.name) == head(NOTES_SHEET):
            continue
        hidden = "隐藏的" if sheet.is_hidden else ""
        if not sheet.is_worksheet:
            layout.ignored.append(f"{hidden}图表页“{sheet.name}”不导入。")
        elif held := [*([f"{len(sheet.rows)}行内容"] if sheet.rows else []), *_objects(sheet)]:
            layout.ignored.append(f"{hidden}工作表“{sheet.name}”有{listed(held)}，不导入。")


def _objects(sheet: Sheet) -> Iterator[str]:
    """What lies over the cells, by kind with places and words: a comment may say what somebody meant to be read."""
    for kind, (label, unit) in OBJECTS.items():
        found = [one for one in sheet.objects if one.kind == kind]
        places = [f"{one.cell}{f'“{one.text}”' if one.text else ''}" for one in found if one.cell or one.text]
        named = f"（{'、'.join(places[:OBJECTS_SHOWN])}{'等' if len(places) > OBJECTS_SHOWN else ''}）" if places else ""
        if found:
            yield f"{label}{len(found)}{unit}{named}"


def _name_columns(layout: Layout, sheet: Sheet, heading: _Head) -> None:
    used = {place: 0 for row in sheet.rows if row.number > heading.last_row for place in row.cells}
    for row in sheet.rows:
        for place in row.cells if row.number > heading.last_row else ():
            used[place] += 1
    for place in sorted({*heading.others, *used} - set(heading.places)):
        label = f"“{heading.others[place]}”（{letters(place)}列）" if place in heading.others else f"没有表头的{letters(place)}列"
        if place in used:
            layout.ignored.append(f"{label}不是模板的列，其中{used[place]}个单元格的内容不导入。")
        else:
            layout.remarks.append(f"{label}不是模板的列，里面没有内容。")
    for place in sorted(sheet.hidden_columns & set(heading.places)):
        if place in used:
            layout.remarks.append(f"“{heading.places[place].label}”（{letters(place)}列）在文件中是隐藏的，其中的内容一样导入。")


def _name_rows_above(layout: Layout, sheet: Sheet, heading: _Head) -> None:
    above = [row.number for row in sheet.rows if row.number < heading.row]
    if above:
        layout.ignored.append(f"表头在第{heading.row}行，它上面的第{spans(above)}行不导入。")


def _sort_rows(layout: Layout, sheet: Sheet, heading: _Head) -> None:
    only_others: list[int] = []
    totals: list[int] = []
    repeated: list[int] = []
    remarks: list[int] = []
    merges = [merge for merge in sheet.merges if merge.bottom > heading.last_row]
    filled: set[str] = set()
    for row in sheet.rows:
        if row.number <= heading.last_row:
            continue
        own = {column.name: row.cells[place] for place, column in heading.places.items() if place in row.cells}
        # A line with a case number and a code is one of the list, whatever else it says.
        if _is_total(row) and not own.keys() >= {"number", "uscc"}:
            totals.append(row.number)
        elif not own:
            only_others.append(row.number)
        elif len(own) >= HEADS_AT_LEAST and all(head(cell.text) in BY_HEAD for cell in own.values()):
            repeated.append(row.number)
        elif not (
            across := next((merge for merge in merges if merge.top <= row.number <= merge.bottom and merge.left != merge.right), None)
        ):
            _add_merged(own, row.number, sheet, heading, merges, filled)
            layout.rows.append(DataRow(row.number, row.is_hidden, _is_struck(layout, row, sheet, heading), own))
        elif len(row.cells) == 1:
            remarks.append(row.number)
        else:
            message = f"有横向合并的单元格（{across.name}），看不出内容属于哪一列，请取消合并后填写。"
            layout.faults.append(RowError(row.number, WHOLE_ROW, message))
    if remarks:
        layout.ignored.append(f"第{spans(remarks)}行只有一格横向合并的文字，不导入。")
    _name_rows(layout, only_others, totals, repeated)
    _name_cells(layout, sorted(filled))


def _is_struck(layout: Layout, row: SheetRow, sheet: Sheet, heading: _Head) -> bool:
    """Whether a whole row is crossed out, which is asked about; single cells are named, and of a cell it must be all or nothing."""
    own = {place for place in heading.places if place in row.cells}
    layout.faults.extend(
        RowError(row.number, heading.places[place].label, PARTLY_STRUCK)
        for place in sorted(own)
        if (row.number, place) in sheet.partly_struck
    )
    struck = {place for place in own if (row.number, place) in sheet.struck}
    if struck and struck == own:
        return True
    layout.struck_cells.extend(f"{letters(place)}{row.number}" for place in sorted(struck))
    return False


def _name_cells(layout: Layout, merged: list[str]) -> None:
    if struck := layout.struck_cells:
        cells = f"{'、'.join(struck[:CELLS_SHOWN])}{'等' if len(struck) > CELLS_SHOWN else ''}"
        layout.remarks.append(f"{cells}共{len(struck)}个单元格加了删除线，所在的行没有全部划去，现按其中的内容导入。")
    if merged:
        layout.remarks.append(f"有合并的单元格（{listed(merged)}），合并范围内的每一行都按合并的内容登记。")


def _name_rows(layout: Layout, only_others: list[int], totals: list[int], repeated: list[int]) -> None:
    if totals:
        layout.ignored.append(f"第{spans(totals)}行是合计行，不导入。")
    if repeated:
        layout.ignored.append(f"第{spans(repeated)}行重复了表头，不导入。")
    if only_others:
        layout.remarks.append(f"第{spans(only_others)}行在模板的各列中没有内容（例如只有序号），不作为数据行。")


def _add_merged(own: dict[str, Cell], number: int, sheet: Sheet, heading: _Head, merges: list[Merge], filled: set[str]) -> None:
    """What stands in merged cells stands in each of their rows."""
    for merge in merges:
        column = heading.places.get(merge.left)
        if column is None or not max(merge.top, heading.last_row + 1) < number <= merge.bottom:
            continue
        top = next((row for row in sheet.rows if row.number == merge.top), None)
        if top and (cell := top.cells.get(merge.left)) and column.name not in own:
            own[column.name] = cell
            filled.add(merge.name)


def _texts(row: SheetRow) -> Iterator[str]:
    for cell in row.cells.values():
        yield "".join(unicodedata.normalize("NFKC", cell.text).split())


def _is_total(row: SheetRow) -> bool:
    return any(TOTAL.fullmatch(text) for text in _texts(row))
