"""Dates and hours, with Arabic figures and without leading zeros as official papers write them (GB/T 15835)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
DIGITS = "〇一二三四五六七八九"
TEN = 10

Day = dt.date | str | None
"""A date, a moment (its day in Shanghai), ISO text as frozen papers hold it, or nothing."""


def day(value: Day) -> str:
    """2026年11月3日; nothing gives an empty text."""
    found = _day(value)
    return f"{found.year}年{found.month}月{found.day}日" if found else ""


def until(value: Day) -> str:
    """至2026年11月30日（含当日）: the last day of a term belongs to it."""
    return f"至{day(value)}（含当日）" if value else ""


def weekday(value: Day) -> str:
    """11月25日 周三."""
    found = _day(value)
    return f"{found.month}月{found.day}日 周{WEEKDAYS[found.weekday()]}" if found else ""


def day_and_weekday(value: Day) -> str:
    """2026年11月25日 周三."""
    found = _day(value)
    return f"{found.year}年{weekday(found)}" if found else ""


def hour(value: dt.datetime) -> str:
    """14:05 in Shanghai."""
    return f"{value.astimezone(SHANGHAI):%H:%M}"


def moment(value: dt.datetime | str | None) -> str:
    """2026年11月25日 14:05."""
    found = _moment(value)
    return f"{day(found)} {hour(found)}" if found else ""


def moment_and_weekday(value: dt.datetime | None) -> str:
    """2026年11月25日 周三 14:05."""
    return f"{day_and_weekday(value)} {hour(value)}" if value else ""


def short_moment(value: dt.datetime) -> str:
    """11月3日 14:05, where the year is plain."""
    return moment(value).partition("年")[2]


def in_numerals(value: Day) -> str:
    """二〇二六年十一月三日, as courts write under a decision."""
    found = _day(value)
    if found is None:
        return ""
    year = "".join(DIGITS[int(figure)] for figure in str(found.year))
    return f"{year}年{number(found.month)}月{number(found.day)}日"


def number(count: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十一."""
    tens, units = divmod(count, TEN)
    if not tens:
        return DIGITS[units]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[units] if units else "")


def iso(value: dt.date | None) -> str:
    """How a paper's frozen facts hold a date."""
    found = _day(value)
    return found.isoformat() if found else ""


def iso_moment(value: dt.datetime) -> str:
    """How a paper's frozen facts hold an hour: Shanghai, to the minute."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _day(value: Day) -> dt.date | None:
    if not value:
        return None
    if isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value.astimezone(SHANGHAI).date() if isinstance(value, dt.datetime) else value


def _moment(value: dt.datetime | str | None) -> dt.datetime | None:
    if isinstance(value, str):
        return dt.datetime.fromisoformat(value).replace(tzinfo=SHANGHAI) if value else None
    return value
