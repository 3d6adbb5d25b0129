"""Cases as lists and as counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from accounts.uscc import normalise
from cases.models import Case
from cases.workflow import CASE_ROWS
from deadlines import selectors as deadlines
from deadlines.models import Clock
from procedure.rows import actionable

if TYPE_CHECKING:
    from procedure.actors import Actor


def search_cases(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """By enterprise name, credit code, 案号, 修复案号 or certificate number."""
    wanted = text.strip()
    if not wanted:
        return cases
    if "\x00" in wanted:
        return cases.none()
    half_width = wanted.replace("（", "(").replace("）", ")")
    full_width = wanted.replace("(", "（").replace(")", "）")
    found = Q(enterprise__name__icontains=wanted)
    # Blanks and dashes are no part of a code: without this a lone dash would find every enterprise.
    if code := normalise(wanted):
        found |= Q(enterprise__uscc__contains=code)
    for number in {wanted, half_width, full_width}:
        found |= Q(number__icontains=number) | Q(enforcement_case__number__icontains=number)
        found |= Q(certificate__number__icontains=number)
    return cases.filter(found)


def inbox(actor: Actor) -> QuerySet[Case]:
    """Cases in which the actor can do the next thing, the most urgent first."""
    cases = Case.objects.filter(actionable(CASE_ROWS, actor))
    cases = cases.select_related("enterprise", "enforcement_case", "court", "bureau", "handler")
    return cases.order_by(F("due_on").asc(nulls_last=True), "pk")


def overdue_clocks(region_id: int) -> QuerySet[Clock]:
    """Every duty of the region that is past its last day and not done, the oldest first."""
    return deadlines.overdue_clocks().filter(region=region_id).order_by("due_on", "pk")
