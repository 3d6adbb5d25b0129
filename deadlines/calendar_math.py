"""Which days count. Pure: no database, no clock, no Django."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

SATURDAY = 5
DAY = timedelta(days=1)
MARGIN_YEARS = 2
SHORTEST_MONTH = 28
# A bound for odd questions of the public calculator; what is in use is some thousands.
REMEMBERED = 1 << 16

# From this day of December on the notice of the next year may speak: a New Year's holiday and the weekend that is worked for it.
# The earliest day that one has moved so far was 29 December (2018).
REACH = (12, 20)

# 《全国年节及纪念日放假办法》 §2: those that fall on a date of the solar calendar; the others wait for the year's notice.
FIXED_HOLIDAYS: Mapping[tuple[int, int], str] = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class ExceptionDay:
    """A day that a published arrangement takes out of the plain week; kind is off, or work for a make-up day."""

    kind: str
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    due_on: date
    provisional: bool


class Window:
    """The working days of the years first to last in order, and for each of their days how many lie before it."""

    __slots__ = ("before", "days", "end", "first", "last", "start")

    def __init__(self, first: int, last: int, is_working: Callable[[date], bool]) -> None:
        self.first, self.last = first, last
        self.start = date(first, 1, 1).toordinal()
        self.days: list[date] = []
        self.before = [0]
        for ordinal in range(self.start, date(last, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if is_working(day):
                self.days.append(day)
            self.before.append(len(self.days))
        # The day after the last one has a number too, for what begins on the last one.
        self.end = self.start + len(self.before)


class Calendar:
    """Working days of one region.

    A year without an official arrangement is counted as weekends plus whatever is known of it (exceptions given,
    else the fixed holidays), and every date that depends on it is provisional.
    """

    def __init__(self, exceptions: Mapping[date, ExceptionDay], known_years: Collection[int], version: str = "") -> None:
        self.version = version
        self._exceptions = dict(exceptions)
        self.known_years = frozenset(known_years)
        self._described_years = self.known_years | {day.year for day in exceptions}
        years = self._described_years or {2000}
        self._window = self._build(min(years), max(years))
        # Clocks begin on the same few days with the same few lengths: most answers were given before.
        self.uninterrupted: Callable[[date, int, str], Due] = lru_cache(maxsize=REMEMBERED)(self._uninterrupted)

    def exception(self, day: date) -> ExceptionDay | None:
        """Return why this day differs from the plain week, if it does or if it has a name."""
        found = self._exceptions.get(day)
        if found is None and day.year not in self._described_years and (day.month, day.day) in FIXED_HOLIDAYS:
            return ExceptionDay("off", FIXED_HOLIDAYS[day.month, day.day])
        return found

    def is_working(self, day: date) -> bool:
        exception = self.exception(day)
        return day.weekday() < SATURDAY if exception is None else exception.kind == "work"

    def is_known(self, first: date, last: date) -> bool:
        """Tell whether every year from first to last has an official arrangement, and last is out of the reach of one still to come."""
        year, until = first.year, last.year
        if year not in self.known_years or not (year == until or self.known_years.issuperset(range(year + 1, until + 1))):
            return False
        return last.month < REACH[0] or last.day < REACH[1] or until + 1 in self.known_years

    def doubt(self, day: date) -> str:
        """Say why the kind of this day may still change; empty for a day that is settled."""
        if day.year not in self.known_years:
            is_past = bool(self.known_years) and day.year < min(self.known_years)
            return "没有导入该年的放假安排，暂定" if is_past else "该年放假安排尚未公布，暂定"
        return "" if self.is_known(day, day) else "次年放假安排公布时可能调整，暂定"

    def _uninterrupted(self, start: date, length: int, unit: str) -> Due:
        """Return the last day of a period without pauses; unit is a value of deadlines.enums.Unit."""
        if length == 0:
            return Due(start, provisional=False)
        if unit == "WD":
            # 民诉法 §85: the day on which a period begins is not counted.
            decisive, due_on = start + DAY, self.add_working_days(start, length)
        else:
            decisive = shift_months(start, length) if unit == "MONTH" else start + timedelta(length)
            due_on = self.roll_forward(decisive)
        return Due(due_on, not self.is_known(decisive, due_on))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the count-th working day after day, which itself is never counted; day itself for 0."""
        return self._nth_from(day.toordinal() + 1, count) if count else day

    def working_day_beside(self, day: date, offset: int) -> date:
        """Return the working day so many working days after day, or before it; for 0 day itself or the last working day before it."""
        if offset > 0:
            return self.add_working_days(day, offset)
        window = self._covering(day.year - 1, day.year)
        place = window.before[day.toordinal() + 1 - window.start] - 1
        return window.days[place + (offset if self.is_working(day) else min(offset + 1, 0))]

    def roll_forward(self, day: date) -> date:
        """Return day, or when it is a rest day the next working day (民诉法 §85: only the last day is moved)."""
        return self._nth_from(day.toordinal(), 1)

    def _nth_from(self, ordinal: int, count: int) -> date:
        """Return the count-th working day of those on or after the day of that ordinal."""
        window = self._window
        if not window.start <= ordinal < window.end:
            year = date.fromordinal(min(ordinal, date.max.toordinal())).year
            window = self._covering(year, year)
        while (index := window.before[ordinal - window.start] + count - 1) >= len(window.days):
            window = self._covering(window.first, window.last + 1 + (index - len(window.days)) // 250)
        return window.days[index]

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after first up to and including last; negative when last is earlier."""
        window = self._covering(min(first, last).year, max(first, last).year)
        passed = window.before
        return passed[last.toordinal() + 1 - window.start] - passed[first.toordinal() + 1 - window.start]

    def _covering(self, first: int, last: int) -> Window:
        # A calendar is shared by threads, so a wider window replaces the old one in one assignment.
        window = self._window
        if first < window.first or last > window.last:
            window = self._window = self._build(min(window.first, first), max(window.last, last))
        return window

    def _build(self, first: int, last: int) -> Window:
        if last > MAXYEAR:
            raise OverflowError("the period ends after the last year that a date can name")
        return Window(max(MINYEAR, first - MARGIN_YEARS), min(MAXYEAR, last + MARGIN_YEARS), self.is_working)


def shift_months(day: date, count: int) -> date:
    """Return the same day number count months later, or that month's last day when it has no such day (民法典 §202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    number = day.day
    if number > SHORTEST_MONTH:
        number = min(number, monthrange(year, month + 1)[1])
    return date(year, month + 1, number)
