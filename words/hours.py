"""A time of day as people type it: 14:30, ２：３０, 14点半, 下午2时30分. Pure, beside `words.normal`, whose errors it raises."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from words.characters import one_width
from words.normal import Misspelt

_TYPED: Final = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|晚上)?(?P<hour>\d{1,2})"
    r"(?:[:.](?P<figures>\d{1,2})(?::00)?|[点时](?P<named>半|整|一刻|三刻|\d{1,2})?分?)"
)
_NAMED: Final = {None: 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}
_AFTERNOON: Final = frozenset({"下午", "晚上"})
_NOON: Final = 12


def hour_of(value: str | dt.time) -> dt.time:
    """Raise Misspelt for what is no time of day, or may mean two. A bare figure is none: it may as well be a slip."""
    if isinstance(value, dt.time):
        return value
    typed = re.sub(r"\s", "", one_width(value))
    found = _TYPED.fullmatch(typed)
    if found is None:
        raise Misspelt("请按“14:30”的样子填写时间。")
    part, hour, named = found["part"], int(found["hour"]), found["named"]
    minute = int(found["figures"]) if found["figures"] else _NAMED[named] if named in _NAMED else int(named)
    try:
        return dt.time(_of_the_day(part, hour), minute)
    except ValueError:
        raise Misspelt(f"没有“{typed}”这个时间，请按“14:30”的样子填写。") from None


def _of_the_day(part: str | None, hour: int) -> int:
    """Twelve at night is no hour of either day; one o'clock at noon is the thirteenth."""
    if part in ("凌晨", "晚上") and hour == _NOON:
        raise ValueError(part)
    is_later = part in _AFTERNOON or (part == "中午" and hour < _NOON - 1)
    return hour + _NOON if is_later and hour < _NOON else hour
