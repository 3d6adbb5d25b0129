"""A year's arrangement from a file that somebody brought: toml, JSON or xlsx. Every fault is one sentence, and all are told at once."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook

from calendars.checking import Line, faults_of
from cases.services.imports.faults import ImportRejected
from cases.services.imports.reading import read_workbook
from deadlines.calendar_files import CalendarFile, FileDay
from deadlines.enums import CalendarStatus, DayKind
from procedure.texts import checked
from words import normal
from words.files import size

if TYPE_CHECKING:
    from cases.services.imports.reading import Cell, Sheet

MAX_BYTES: Final = 1024 * 1024
MAX_LINES: Final = 400
FAULTS_AT_MOST: Final = 50
HEADINGS: Final = ("日期", "类型", "名称", "来源文件", "发布日期")
KINDS: Final = {
    "off": DayKind.OFF,
    "放假": DayKind.OFF,
    "休": DayKind.OFF,
    "work": DayKind.WORK,
    "上班": DayKind.WORK,
    "调休上班": DayKind.WORK,
    "班": DayKind.WORK,
}
MOST_DAYS: Final = 31


class ArrangementFaults(Exception):
    """Nothing was taken; a sentence for each fault."""

    def __init__(self, sentences: list[str]) -> None:
        more = len(sentences) - FAULTS_AT_MOST
        self.sentences = sentences[:FAULTS_AT_MOST] + ([f"还有{more}处问题，改好以上各处后再看。"] if more > 0 else [])
        super().__init__("\n".join(self.sentences))


@dataclass(slots=True)
class Draft:
    """What a file says, as far as it could be read."""

    year: int | None = None
    document: str = ""
    url: str = ""
    published_on: date | None = None
    lines: list[Line] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_arrangement(content: bytes) -> CalendarFile:
    """Raises ArrangementFaults."""
    if not content:
        raise ArrangementFaults(["文件是空的，请重新选择。"])
    if len(content) > MAX_BYTES:
        raise ArrangementFaults([f"文件超过{size(MAX_BYTES)}，一年的放假安排没有这么大，请核对是不是选错了文件。"])
    draft = _draft(content)
    if len(draft.lines) > MAX_LINES:
        raise ArrangementFaults([f"文件写了{len(draft.lines)}天，一年的放假安排没有这么多，请核对是不是选错了文件。"])
    if draft.year is None and draft.lines:
        draft.year = max(line.on.year for line in draft.lines)
    faults = draft.faults + _heading_faults(draft) + (faults_of(draft.year, draft.lines) if draft.year else [])
    if faults or draft.year is None or draft.published_on is None:
        raise ArrangementFaults(faults or ["文件里没有一天是可以读的。"])
    return CalendarFile(
        year=draft.year,
        status=CalendarStatus.OFFICIAL,
        document=draft.document,
        url=draft.url,
        published_on=draft.published_on,
        days=tuple(FileDay(line.on, line.kind, line.name) for line in sorted(draft.lines, key=lambda line: line.on)),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _heading_faults(draft: Draft) -> list[str]:
    faults = []
    if not draft.document:
        faults.append("没有写来源文件，请写明依据哪份通知，例如“国务院办公厅关于2027年部分节假日安排的通知”。")
    elif draft.document[0] in FORMULA:
        faults.append(f"来源文件“{draft.document[:30]}”像是公式，请改成文字。")
    if draft.published_on is None:
        faults.append("没有写发布日期，或者读不出，请写成 2026-11-04 的样子。")
    if not draft.lines and not draft.faults:
        faults.append("文件里没有一天是可以读的。")
    return faults


FORMULA: Final = ("=", "+", "-", "@", "\t")


def _draft(content: bytes) -> Draft:
    if content.startswith(b"PK"):
        return _of_workbook(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArrangementFaults(["文件读不出：应为 toml、JSON（UTF-8 编码）或者 .xlsx。"]) from error
    if text.lstrip().startswith("{"):
        return _of_json(text)
    try:
        return _of_toml(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ArrangementFaults(["文件读不出：应为 toml、JSON 或者 .xlsx，文字没有按 toml 的格式写。"]) from error


# --- toml and JSON -------------------------------------------------------------------------------------------------


def _of_toml(data: dict[str, Any]) -> Draft:
    draft = _head(data)
    for number, holiday in enumerate(_list(data, "holiday", draft), start=1):
        where = f"第{number}个 [[holiday]]"
        if not isinstance(holiday, dict):
            draft.faults.append(f"{where}：应是一个小节。")
            continue
        name = _text(holiday.get("name"), f"{where}：名称", draft)
        first, last = _day(holiday.get("from"), f"{where}的 from", draft), _day(holiday.get("to"), f"{where}的 to", draft)
        if first and last and not 0 <= (last - first).days <= MOST_DAYS:
            draft.faults.append(f"{where}：to 应不早于 from，且不超过{MOST_DAYS}天。")
        elif first and last:
            draft.lines += [Line(where, first + timedelta(days=n), DayKind.OFF, name) for n in range((last - first).days + 1)]
        for one in holiday.get("work", []) if isinstance(holiday.get("work", []), list) else []:
            if on := _day(one, f"{where}的 work", draft):
                draft.lines.append(Line(where, on, DayKind.WORK, name))
    return draft


def _of_json(text: str) -> Draft:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ArrangementFaults(["文件读不出：文字没有按 JSON 的格式写。"]) from error
    draft = _head(data)
    for number, line in enumerate(_list(data, "days", draft), start=1):
        where = f"第{number}项"
        if not isinstance(line, dict):
            draft.faults.append(f"{where}：应写明 date、kind 和 name。")
            continue
        _take(
            draft, where, _day(line.get("date"), f"{where}的 date", draft), line.get("kind"), line.get("name"), line.get("document") or ""
        )
    return draft


def _head(data: dict[str, Any]) -> Draft:
    draft = Draft()
    year = data.get("year")
    if type(year) is int:
        draft.year = year
    else:
        draft.faults.append("没有写年份（year），请写成 2027 的样子。")
    draft.document = _text(data.get("document"), "来源文件（document）", draft, needed=False)
    draft.url = _text(data.get("url", ""), "网址（url）", draft, needed=False)
    draft.published_on = _day(data.get("published_on"), "", Draft())
    return draft


def _list(data: dict[str, Any], key: str, draft: Draft) -> list[Any]:
    found = data.get(key)
    if isinstance(found, list):
        return found
    draft.faults.append(f"没有写放假安排（{key}）。")
    return []


# --- xlsx ----------------------------------------------------------------------------------------------------------


def _of_workbook(content: bytes) -> Draft:
    try:
        sheets = [sheet for sheet in read_workbook(content) if sheet.is_worksheet and not sheet.is_hidden and sheet.rows]
    except ImportRejected as refusal:
        raise ArrangementFaults([error.message for error in refusal.errors] or [str(refusal)]) from refusal
    if not sheets:
        raise ArrangementFaults(["工作簿里没有写内容的工作表。"])
    sheet = sheets[0]
    places = _places(sheet)
    draft = Draft()
    missing = [heading for heading in HEADINGS[:4] if heading not in places]
    if missing:
        raise ArrangementFaults([f"工作表“{sheet.name}”第一行没有{'、'.join(f'“{one}”' for one in missing)}这一列，请用本页的模板。"])
    for row in sheet.rows[1:]:
        cells = {heading: row.cells.get(place) for heading, place in places.items()}
        if any(cell and cell.text.strip() for cell in cells.values()):
            _take_row(draft, f"第{row.number}行", cells, is_hidden=row.is_hidden)
    return draft


def _places(sheet: Sheet) -> dict[str, int]:
    return {normal.line(cell.text): place for place, cell in sheet.rows[0].cells.items() if normal.line(cell.text) in HEADINGS}


def _take_row(draft: Draft, where: str, cells: dict[str, Cell | None], *, is_hidden: bool) -> None:
    if is_hidden:
        draft.faults.append(f"{where}是隐藏的，请取消隐藏，或者删去这一行。")
        return
    for heading, cell in cells.items():
        if cell is not None and cell.kind == "f":
            draft.faults.append(f"{where}：“{heading}”是公式，请改成写定的内容。")
            return
    said = {heading: cell.text if cell else "" for heading, cell in cells.items()}
    document = _text(said["来源文件"], f"{where}：来源文件", draft)
    draft.document = draft.document or document
    if said.get("发布日期") and draft.published_on is None:
        draft.published_on = _day(said["发布日期"], f"{where}的发布日期", draft)
    _take(draft, where, _day(said["日期"], f"{where}的日期", draft), said["类型"], said["名称"], document)


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


# --- one line ------------------------------------------------------------------------------------------------------


def _take(draft: Draft, where: str, on: date | None, kind: object, name: object, document: object) -> None:
    said = _text(name, f"{where}：名称", draft)
    known = KINDS.get(normal.line(str(kind)).lower()) if kind is not None else None
    if known is None:
        shown = "" if kind is None else str(kind)[:20]
        draft.faults.append(f"{where}：类型“{shown}”不明白，请填“放假”或者“上班”（JSON 写 off 或者 work）。")
    if on is not None and known is not None and said:
        draft.lines.append(Line(where, on, known, said, str(document)))


def _text(value: object, what: str, draft: Draft, *, needed: bool = True) -> str:
    """A text that can be printed, and is none that a spreadsheet would run."""
    if not isinstance(value, str) or not value.strip():
        if needed:
            draft.faults.append(f"{what}没有写。")
        return ""
    if value.lstrip().startswith(FORMULA):
        draft.faults.append(f"{what}“{value.strip()[:30]}”像是公式，请改成文字。")
        return ""
    try:
        text = checked(normal.line, value)
    except normal.Misspelt as error:
        draft.faults.append(f"{what}：{error}")
        return ""
    at_most = 40 if "名称" in what else 200
    if len(text) > at_most:
        draft.faults.append(f"{what}最多{at_most}字，现为{len(text)}字。")
        return ""
    return text


def _day(value: object, what: str, draft: Draft) -> date | None:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case str() if value.strip():
            try:
                return normal.day(value)
            except normal.Misspelt as error:
                draft.faults.append(f"{what}“{value.strip()[:20]}”：{error}")
                return None
    draft.faults.append(f"{what}没有写，请写成 2027-01-01 的样子。")
    return None
