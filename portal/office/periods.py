"""The months, quarters and years that figures can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS, QUARTERS, YEARS, WEEKS = 13, 5, 3, 12
IN_A_QUARTER, IN_A_YEAR = 3, 12
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from one first of a month to another, which does not belong to it."""

    key: str
    label: str
    first: date
    until: date
    # What the one before is called: 上月, 上季, 上年.
    before: str

    @property
    def last(self) -> date:
        return self.until - DAY

    @property
    def length(self) -> int:
        return months_between(self.first, self.until)

    @property
    def first_before(self) -> date:
        """The first day of the period before."""
        return shifted(self.first, -self.length)


def shifted(month: date, count: int) -> date:
    """The first day of the month so many months later."""
    year, place = divmod(month.year * IN_A_YEAR + month.month - 1 + count, IN_A_YEAR)
    return date(year, place + 1, 1)


def months_between(first: date, until: date) -> int:
    return (until.year - first.year) * IN_A_YEAR + until.month - first.month


def periods(today: date) -> list[Period]:
    """What a form offers, the present month first."""
    return [*_months(today), *_quarters(today), *_years(today)]


def period_of(key: str, today: date) -> Period:
    """The period of a key that the form offers, or the present month."""
    known = periods(today)
    return next((period for period in known if period.key == key), known[0])


def _months(today: date) -> Iterator[Period]:
    present = today.replace(day=1)
    for back in range(MONTHS):
        first = shifted(present, -back)
        yield Period(f"{first:%Y-%m}", f"{first.year}年{first.month}月", first, shifted(first, 1), "上月")


def _quarters(today: date) -> Iterator[Period]:
    present = date(today.year, (today.month - 1) // IN_A_QUARTER * IN_A_QUARTER + 1, 1)
    for back in range(QUARTERS):
        first = shifted(present, -back * IN_A_QUARTER)
        place = first.month // IN_A_QUARTER + 1
        yield Period(f"{first.year}-Q{place}", f"{first.year}年第{place}季度", first, shifted(first, IN_A_QUARTER), "上季")


def _years(today: date) -> Iterator[Period]:
    for back in range(YEARS):
        first = date(today.year - back, 1, 1)
        yield Period(str(first.year), f"{first.year}年", first, shifted(first, IN_A_YEAR), "上年")


def months_until(period: Period, count: int = IN_A_YEAR) -> list[date]:
    """The first days of the months up to the end of a period."""
    return [shifted(period.until, back) for back in range(-count, 0)]


def weeks_until(last: date, count: int = WEEKS) -> list[date]:
    """The Mondays of the weeks up to that of a day."""
    monday = last - timedelta(days=last.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]
