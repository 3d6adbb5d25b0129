"""What is wrong with a year's arrangement as a whole. Pure: no database, no Django."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from deadlines.enums import DayKind
from words.dates import WEEKDAYS, day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SATURDAY: Final = 5
DECEMBER: Final = 12
# 《全国年节及纪念日放假办法》: what every arrangement has, by the day or by the name.
FIXED: Final = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))
NAMED: Final = ("春节", "清明", "端午", "中秋")
NATIONAL: Final = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
# A name or a source that speaks of one place: the arrangement of the State Council holds everywhere.
PLACE: Final = re.compile(r"[省市县区镇乡村州盟旗](?!场)|本地|当地")
COUNTRY: Final = "国务院"


@dataclass(frozen=True, slots=True)
class Line:
    """One day as a file says it; ``where`` is what the file calls its place, ``document`` a source of its own."""

    where: str
    on: date
    kind: DayKind
    name: str
    document: str = ""


def is_of_one_place(document: str) -> bool:
    """Whether a source seems to hold in one place only; whoever passes on the State Council's notice names it."""
    return bool(PLACE.search(document)) and COUNTRY not in document


def faults_of(year: int, lines: Iterable[Line]) -> list[str]:
    """A sentence for each fault, in the order in which one would mend them."""
    found = sorted(lines, key=lambda line: line.on)
    return [
        *_of_another_year(year, found),
        *_repeated(found),
        *_no_day_of_that_kind(found),
        *_of_one_place(found),
        *_gaps(found),
        *_missing(year, found),
    ]


def _of_another_year(year: int, lines: list[Line]) -> Iterator[str]:
    for line in lines:
        if line.on.year != year and (line.on.year, line.on.month) != (year - 1, DECEMBER):
            yield f"{line.where}：{day(line.on)}不在{year}年，也不在{year - 1}年12月，请核对年份。"


def _repeated(lines: list[Line]) -> Iterator[str]:
    places: dict[date, list[str]] = defaultdict(list)
    for line in lines:
        places[line.on].append(line.where)
    for on, wheres in places.items():
        if len(wheres) > 1:
            yield f"{day(on)}写了{len(wheres)}次（{'、'.join(dict.fromkeys(wheres))}），每天只写一次。"


def _no_day_of_that_kind(lines: list[Line]) -> Iterator[str]:
    for line in lines:
        if line.kind == DayKind.WORK and line.on.weekday() < SATURDAY:
            yield f"{line.where}：{day(line.on)}是星期{WEEKDAYS[line.on.weekday()]}，本来就上班，调休上班只写周六、周日。"


def _of_one_place(lines: list[Line]) -> Iterator[str]:
    """One sentence for a holiday of one place, however many days it has."""
    local: dict[tuple[str, DayKind, str], list[Line]] = defaultdict(list)
    for line in lines:
        if PLACE.search(line.name) or is_of_one_place(line.document):
            local[line.name, line.kind, line.document].append(line)
    for (name, kind, document), found in local.items():
        where = "、".join(dict.fromkeys(line.where for line in found))
        source = f"，来源是“{document}”" if is_of_one_place(document) else ""
        yield (
            f"{where}：{_with_weekdays(line.on for line in found)}的“{name}”看来只在一个地方{kind.label}{source}；"
            f"期限按国务院全国统一的安排计算，请删去{'这一天' if len(found) == 1 else '这几天'}。"
        )


def _with_weekdays(days: Iterable[date]) -> str:
    return "、".join(f"{day(on)}（星期{WEEKDAYS[on.weekday()]}）" for on in days)


def _gaps(lines: list[Line]) -> Iterator[str]:
    """A holiday is days in a row; the one that is missing was forgotten, or is worked by mistake."""
    offs: dict[str, list[date]] = defaultdict(list)
    for line in lines:
        if line.kind == DayKind.OFF:
            offs[line.name].append(line.on)
    for name, days in offs.items():
        for before, after in pairwise(days):
            if timedelta(days=1) < after - before <= timedelta(days=15):
                missing = [before + timedelta(days=n) for n in range(1, (after - before).days)]
                yield f"“{name}”放假有缺口：{'、'.join(map(day, missing))}没有写，请补上，或者核对日期。"


def _missing(year: int, lines: list[Line]) -> Iterator[str]:
    off = {line.on for line in lines if line.kind == DayKind.OFF}
    for month, number, name in FIXED:
        if date(year, month, number) not in off:
            yield f"没有写{month}月{number}日（{name}）放假，安排不完整。"
    names = " ".join(line.name for line in lines if line.kind == DayKind.OFF)
    for name in NAMED:
        if name not in names:
            yield f"没有写{name}{'' if name == '春节' else '节'}放假，安排不完整。"


def remarks_of(lines: Iterable[tuple[date, str, str]]) -> list[str]:
    """What is no fault, and yet to be looked at twice: working days off for something that is no holiday of the nation."""
    odd: dict[str, list[date]] = defaultdict(list)
    for on, kind, name in lines:
        if kind == DayKind.OFF and on.weekday() < SATURDAY and not any(known in name for known in NATIONAL):
            odd[name].append(on)
    return [f"{_with_weekdays(days)}的“{name}”不是全国每年放假的节日，请对照通知核对。" for name, days in odd.items()]
