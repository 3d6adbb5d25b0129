"""How much is left on a row of a list, counted as its rule does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from deadlines.enums import Unit
from deadlines.models import Clock

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from deadlines.calendar_math import Calendar
    from recognition.models import Recognition


def left_on(due_on: date | None, unit: str, today: date, calendar: Calendar) -> int | None:
    """Days up to ``due_on`` for a row of a list, counted as its rule does: working days, else calendar days."""
    if due_on is None:
        return None
    return calendar.working_days_between(today, due_on) if unit == Unit.WORKING_DAY else (due_on - today).days


def unit_of(row: Any) -> str:
    """What the clock of a row annotated with ``due_unit`` counts; a row without a clock counts nothing."""
    return row.due_unit or Unit.WORKING_DAY.value


def with_answer_unit(answers: QuerySet[Recognition], code: str) -> QuerySet[Recognition]:
    """Annotate ``due_unit`` of the clocks called ``code`` in the case of each answer."""
    clock = Clock.objects.filter(case=OuterRef("case"), code=code).order_by("-pk")
    return answers.annotate(due_unit=Subquery(clock.values("rule__unit")[:1]))
