"""Which days count. Pure: no database, no clock, no Django."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SATURDAY = 5
MARGIN_YEARS = 2

# Holidays that the national regulation fixes to a date of the solar calendar; the others wait for the year's notice.
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
class Window:
    """The working days of the years first to last, as sorted ordinals."""

    first: int
    last: int
    ordinals: list[int]


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
        """Tell whether every year from first to last has an official arrangement."""
        return all(year in self.known_years for year in range(first.year, last.year + 1))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the count-th working day after day, which itself is never counted; day itself for 0."""
        if count == 0:
            return day
        last = day.year
        while True:
            window = self._covering(day.year, last)
            index = bisect_right(window.ordinals, day.toordinal()) + count - 1
            if index < len(window.ordinals):
                return date.fromordinal(window.ordinals[index])
            last = window.last + 1 + (index - len(window.ordinals)) // 250

    def add_natural_days(self, day: date, count: int) -> date:
        return self.roll_forward(day + timedelta(days=count))

    def add_months(self, day: date, count: int) -> date:
        return self.roll_forward(shift_months(day, count))

    def roll_forward(self, day: date) -> date:
        """Return day, or the next working day after it when it is a rest day."""
        return self.add_working_days(day - timedelta(days=1), 1)

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after first up to and including last; negative when last is earlier."""
        window = self._covering(min(first, last).year, max(first, last).year)
        return bisect_right(window.ordinals, last.toordinal()) - bisect_right(window.ordinals, first.toordinal())

    def _covering(self, first: int, last: int) -> Window:
        # A calendar is shared by threads, so a wider window replaces the old one in one assignment.
        window = self._window
        if first < window.first or last > window.last:
            window = self._window = self._build(min(window.first, first), max(window.last, last))
        return window

    def _build(self, first: int, last: int) -> Window:
        if last > MAXYEAR:
            raise OverflowError("the period ends after the last year that a date can name")
        first, last = max(MINYEAR, first - MARGIN_YEARS), min(MAXYEAR, last + MARGIN_YEARS)
        span = range(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1)
        return Window(first, last, [ordinal for ordinal in span if self.is_working(date.fromordinal(ordinal))])


def shift_months(day: date, count: int) -> date:
    """Return the same day number count months later, or that month's last day when it has no such day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
