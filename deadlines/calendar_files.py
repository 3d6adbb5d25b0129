"""Reads a year's arrangement from a TOML file; an error names file, key and what is expected."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from deadlines.enums import CalendarStatus, DayKind

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
SATURDAY = 5
KEYS = {"year", "status", "document", "url", "published_on", "holiday"}
HOLIDAY_KEYS = {"name", "from", "to", "work"}


class CalendarFileError(ValueError):
    """The message is for an operator: file, key, what is expected."""


@dataclass(frozen=True, slots=True)
class FileDay:
    date: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    year: int
    status: CalendarStatus
    document: str
    url: str
    published_on: date
    days: tuple[FileDay, ...]
    sha256: str


def shipped_files() -> tuple[Path, ...]:
    return tuple(sorted(DATA.glob("calendar-*.toml")))


def read_calendar(path: Path) -> CalendarFile:
    """Raises CalendarFileError."""
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CalendarFileError(f"{path.name}：读不出，应为 UTF-8 编码的 TOML 文件（{error}）") from error
    reader = _Reader(path.name)
    reader.only(data, KEYS, "")
    year = reader.take(data, "year", int, "年份，例如 2026")
    status = reader.take(data, "status", str, "official（正式）或 provisional（暂定）")
    if status not in CalendarStatus.values:
        reader.refuse("status", "official（正式）或 provisional（暂定）")
    return CalendarFile(
        year=year,
        status=CalendarStatus(status),
        document=reader.take(data, "document", str, "来源文件的名称"),
        url=reader.take({"url": "", **data}, "url", str, "来源网址", blank=True),
        published_on=reader.take(data, "published_on", date, "发布日期，例如 2025-11-04"),
        days=_days(reader, reader.take(data, "holiday", list, "若干 [[holiday]] 小节"), year),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _days(reader: _Reader, holidays: list[Any], year: int) -> tuple[FileDay, ...]:
    days: dict[date, FileDay] = {}
    for number, holiday in enumerate(holidays, start=1):
        for day in _holiday_days(reader, holiday, f"holiday[{number}]"):
            # A year's notice may also move days of the December before it.
            if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
                reader.refuse(f"holiday[{number}]", f"{year} 年或者上一年 12 月的日期，不能是 {day.date}")
            if day.date in days:
                reader.refuse(f"holiday[{number}]", f"每天只出现一次，{day.date} 重复")
            days[day.date] = day
    return tuple(days[key] for key in sorted(days))


def _holiday_days(reader: _Reader, holiday: object, where: str) -> Iterator[FileDay]:
    if not isinstance(holiday, dict):
        reader.refuse(where, "一个小节")
    reader.only(holiday, HOLIDAY_KEYS, f"{where}.")
    name = reader.take(holiday, "name", str, "节日名称", where)
    first = reader.take(holiday, "from", date, "放假首日", where)
    last = reader.take(holiday, "to", date, "放假末日", where)
    if not timedelta(0) <= last - first <= timedelta(days=30):
        reader.refuse(f"{where}.to", "不早于 from，且不超过 31 天")
    for offset in range((last - first).days + 1):
        yield FileDay(first + timedelta(days=offset), DayKind.OFF, name)
    for day in reader.take({"work": [], **holiday}, "work", list, "调休上班日的列表", where):
        if type(day) is not date or day.weekday() < SATURDAY:
            reader.refuse(f"{where}.work", f"只列周六、周日的日期，不能是 {day}")
        yield FileDay(day, DayKind.WORK, name)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, expected: str) -> NoReturn:
        raise CalendarFileError(f"{self.file}：{key} 应为{expected}")

    def only(self, table: dict[str, Any], keys: set[str], prefix: str) -> None:
        for key in table.keys() - keys:
            self.refuse(f"{prefix}{key}", f"以下各键之一：{'、'.join(sorted(keys))}")

    def take(self, table: dict[str, Any], key: str, kind: type[T], expected: str, where: str = "", *, blank: bool = False) -> T:
        value = table.get(key)
        # bool is an int and datetime is a date: the exact type is meant.
        if type(value) is not kind or (value == "" and not blank):
            self.refuse(f"{where}.{key}" if where else key, expected)
        return value
