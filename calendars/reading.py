"""A year's arrangement from a file that somebody brought: toml, JSON or xlsx. Every fault is one sentence, and all are told at once."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from calendars.checking import faults_of, is_of_one_place
from calendars.draft import ArrangementFaults, Draft, shown
from calendars.workbook import of_workbook
from deadlines.calendar_files import HOLIDAY_KEYS, KEYS, CalendarFile, FileDay
from deadlines.enums import CalendarStatus, DayKind
from words import normal
from words.dates import day
from words.files import size

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 1024 * 1024
MAX_LINES: Final = 400
MOST_DAYS: Final = 31
WORKBOOKS: Final = (b"PK", b"\xd0\xcf\x11\xe0")
JSON_KEYS: Final = ("year", "status", "document", "url", "published_on", "days")
LINE_KEYS: Final = ("date", "kind", "name", "document")
YEAR: Final = re.compile(r"(20\d\d)年?", re.ASCII)
NAMED_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年", re.ASCII)
AT_LINE: Final = re.compile(r"line (\d+)")


def read_arrangement(content: bytes) -> CalendarFile:
    """Raises ArrangementFaults."""
    if not content:
        raise ArrangementFaults(["文件是空的，请重新选择。"])
    if len(content) > MAX_BYTES:
        raise ArrangementFaults([f"文件超过{size(MAX_BYTES)}，一年的放假安排没有这么大，请核对是不是选错了文件。"])
    draft = _draft(content)
    if len(draft.lines) > MAX_LINES:
        raise ArrangementFaults([f"文件写了{len(draft.lines)}天，一年的放假安排没有这么多，请核对是不是选错了文件。"])
    faults = [*draft.faults, *_source_faults(draft)]
    if draft.year is not None:
        faults += _year_faults(draft, draft.year)
    if faults or draft.year is None:
        raise ArrangementFaults(faults or ["文件里没有一天是可以读的。"])
    return CalendarFile(
        year=draft.year,
        status=CalendarStatus.OFFICIAL,
        document=draft.documents[0],
        url=draft.url,
        published_on=draft.published[0],
        days=tuple(FileDay(line.on, line.kind, line.name) for line in sorted(draft.lines, key=lambda line: line.on)),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _source_faults(draft: Draft) -> Iterator[str]:
    """An arrangement has one source, of the State Council, and one day on which it was published."""
    national = [document for document in draft.documents if not is_of_one_place(document)]
    if not draft.documents and not any("来源文件" in fault for fault in draft.faults):
        yield "没有写来源文件，请写明依据哪份通知，例如“国务院办公厅关于2027年部分节假日安排的通知”。"
    elif draft.documents and not national:
        yield f"来源文件“{draft.documents[0]}”看来只适用于一个地方；期限按国务院全国统一的安排计算，请改用国务院办公厅的通知。"
    if len(national) > 1:
        yield f"写了{len(national)}份来源文件（{'；'.join(national[:3])}），一份安排只有一个来源，请核对。"
    if not draft.published and not any("发布日期" in fault for fault in draft.faults):
        yield "没有写发布日期，请写成 2026-11-04 的样子。"
    if len(draft.published) > 1:
        yield f"写了{len(draft.published)}个发布日期（{'、'.join(map(day, draft.published[:3]))}），请核对。"
    if not draft.lines and not draft.faults:
        yield "文件里没有一天是可以读的。"


def _year_faults(draft: Draft, year: int) -> Iterator[str]:
    for document in draft.documents:
        if (years := NAMED_YEAR.findall(document)) and str(year) not in years:
            yield f"来源文件“{document}”写的是{years[0]}年，安排是{year}年的，请核对。"
    for on in draft.published:
        if on.year not in (year - 1, year):
            yield f"发布日期{day(on)}与{year}年的安排对不上，通知在当年或者上一年公布，请核对。"
    # Of a source that is of one place as a whole, one sentence has been said.
    is_local = bool(draft.documents) and all(map(is_of_one_place, draft.documents))
    yield from faults_of(year, [replace(line, document="") for line in draft.lines] if is_local else draft.lines)


def _draft(content: bytes) -> Draft:
    if content.startswith(WORKBOOKS):
        draft = of_workbook(content)
        # One line with a slip must not make all others lines of another year.
        years = Counter(line.on.year for line in draft.lines)
        draft.year = years.most_common(1)[0][0] if years else None
        return draft
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArrangementFaults(["文件读不出：应为 toml、JSON（UTF-8 编码）或者 .xlsx。"]) from error
    return _of_json(text) if text.lstrip().startswith("{") else _of_toml(text)


def _of_toml(text: str) -> Draft:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        if re.match(r"\s*\[(?!\[)", text):
            raise ArrangementFaults(["文件读不出：JSON 应写成 { } 一个对象，里面写明 year、document、published_on 和 days。"]) from error
        where = f"（第{found[1]}行）" if (found := AT_LINE.search(str(error))) else ""
        raise ArrangementFaults([f"文件读不出：应为 toml、JSON 或者 .xlsx，文字没有按 toml 的格式写{where}。"]) from error
    draft = _head(data, sorted(KEYS))
    for number, holiday in enumerate(_list(data, "holiday", draft), start=1):
        where = f"第{number}个 [[holiday]]"
        if isinstance(holiday, dict):
            _take_holiday(draft, where, holiday)
        else:
            draft.faults.append(f"{where}：应是一个小节。")
    return draft


def _take_holiday(draft: Draft, where: str, holiday: dict[str, Any]) -> None:
    draft.only(holiday, sorted(HOLIDAY_KEYS), f"{where}的")
    name = draft.text(holiday.get("name"), f"{where}：名称")
    first, last = draft.day(holiday.get("from"), f"{where}的 from"), draft.day(holiday.get("to"), f"{where}的 to")
    if first and last and not 0 <= (last - first).days < MOST_DAYS:
        draft.faults.append(f"{where}：to 应不早于 from，且不超过{MOST_DAYS}天。")
    elif first and last and name:
        for number in range((last - first).days + 1):
            draft.take(where, first + timedelta(days=number), DayKind.OFF.value, name)
    work = holiday.get("work", [])
    if not isinstance(work, list):
        draft.faults.append(f"{where}的 work 应是列表，例如 work = [2027-02-20]。")
        return
    for one in work:
        if (on := draft.day(one, f"{where}的 work")) and name:
            draft.take(where, on, DayKind.WORK.value, name)


def _of_json(text: str) -> Draft:
    try:
        data = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        where = f"（第{error.lineno}行）" if isinstance(error, json.JSONDecodeError) else ""
        raise ArrangementFaults([f"文件读不出：文字没有按 JSON 的格式写{where}。"]) from error
    draft = _head(data, JSON_KEYS)
    for number, line in enumerate(_list(data, "days", draft), start=1):
        where = f"第{number}项"
        if not isinstance(line, dict):
            draft.faults.append(f"{where}：应写明 date、kind 和 name。")
            continue
        draft.only(line, LINE_KEYS, f"{where}的")
        document = draft.text(line.get("document"), f"{where}：来源文件", needed=False)
        draft.take(where, draft.day(line.get("date"), f"{where}的 date"), line.get("kind"), line.get("name"), document)
    return draft


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of what is written twice only the last would count."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ArrangementFaults([f"同一处写了两次“{shown(twice)}”，请只留一个。"])
    return found


def _head(data: dict[str, Any], known: tuple[str, ...] | list[str]) -> Draft:
    draft = Draft()
    draft.only(data, known, "文件中的")
    draft.year = _year(data.get("year"), draft)
    if data.get("status", CalendarStatus.OFFICIAL.value) != CalendarStatus.OFFICIAL.value:
        draft.faults.append("status 不是 official：只能导入已经正式公布的安排，没有公布的不用导入，系统按暂定计算。")
    draft.cites(draft.text(data.get("document"), "来源文件（document）", needed=False))
    draft.url = draft.text(data.get("url"), "网址（url）", needed=False)
    if data.get("published_on") not in (None, ""):
        draft.was_published(draft.day(data["published_on"], "发布日期（published_on）"))
    return draft


def _year(value: object, draft: Draft) -> int | None:
    """What is written is not repeated: a number may be too long to print."""
    if isinstance(value, str) and (found := YEAR.fullmatch(normal.squeezed(value))):
        value = int(found[1])
    if type(value) is int and normal.EARLIEST.year < value <= normal.LATEST.year:
        return value
    draft.faults.append("没有写年份（year），或者读不出，请写成 2027 的样子。")
    return None


def _list(data: dict[str, Any], key: str, draft: Draft) -> list[Any]:
    found = data.get(key)
    if isinstance(found, list):
        return found
    draft.faults.append(f"没有写放假安排（{key}）。")
    return []
