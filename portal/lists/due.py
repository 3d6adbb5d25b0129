"""How much is left on a row of a list, counted as its rule does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deadlines.enums import Unit

if TYPE_CHECKING:
    from datetime import date

    from deadlines.calendar_math import Calendar
    from deadlines.selectors import LastDay


def left_until(due: LastDay, today: date, calendar: Calendar) -> int | None:
    """Days up to a last day: working days, else calendar days; None for a row without a limit."""
    if due.on is None:
        return None
    return calendar.working_days_between(today, due.on) if due.unit == Unit.WORKING_DAY else (due.on - today).days


def unit_of(due: LastDay) -> str:
    """What is counted; a row without a limit counts nothing."""
    return due.unit or Unit.WORKING_DAY.value
