"""How many days of a limit were used, and by whom. Pure: no database, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from deadlines.calendar_math import DAY

if TYPE_CHECKING:
    from deadlines.calendar_math import Calendar
    from deadlines.replay import Timeline


def charged(line: Timeline, calendar: Calendar, unit: str, after: date, until: date) -> int:
    """The days after one and up to another that use the limit up: working days or all days, without those of a pause.

    What lies before the start is none. So the parts of a span always make the whole.
    """
    after = max(after, line.start)
    return _days(calendar, unit, after, until) - sum(
        _days(calendar, unit, max(after, pause.first - DAY), min(until, pause.until - DAY) if pause.until else until)
        for pause in line.pauses
    )


def _days(calendar: Calendar, unit: str, after: date, until: date) -> int:
    """None for a span that ends before it begins."""
    if until <= after:
        return 0
    return calendar.working_days_between(after, until) if unit == "WD" else (until - after).days


@dataclass(frozen=True, slots=True)
class Shares:
    """The days of one unit's limit to answer: up to the bureau's receipt, up to the handing on, up to the answer."""

    court: int
    bureau: int
    unit: int

    @property
    def total(self) -> int:
        return self.court + self.bureau + self.unit


def shares_of(line: Timeline, calendar: Calendar, unit: str, until: date, *, received: date | None, distributed: date | None) -> Shares:
    """Who used the days from the start up to ``until``, the day of the answer or today; they make the whole exactly.

    Until the bureau has signed for a push the days are the court's, a push that was returned included, as the court answers for what it
    sent; until it has handed it on they are the bureau's. Where the limit begins with the unit's receipt all are the unit's.
    """
    first = min(received or until, until)
    second = max(first, min(distributed or until, until))
    return Shares(
        court=charged(line, calendar, unit, line.start, first),
        bureau=charged(line, calendar, unit, first, second),
        unit=charged(line, calendar, unit, second, until),
    )
