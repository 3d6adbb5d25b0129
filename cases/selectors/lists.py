"""Cases as lists and as counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from cases.models import Case
from cases.workflow import CASE_ROWS
from deadlines import selectors as deadlines
from deadlines.models import Clock
from procedure.rows import actionable

if TYPE_CHECKING:
    from procedure.actors import Actor


def inbox(actor: Actor) -> QuerySet[Case]:
    """Cases in which the actor can do the next thing, the most urgent first."""
    cases = Case.objects.filter(actionable(CASE_ROWS, actor))
    cases = cases.select_related("enterprise", "enforcement_case", "handler")
    return cases.order_by(F("due_on").asc(nulls_last=True), "pk")


def overdue_clocks(region_id: int) -> QuerySet[Clock]:
    """Every duty of the region that is past its last day and not done, the oldest first."""
    return deadlines.overdue_clocks().filter(region=region_id).order_by("due_on", "pk")
