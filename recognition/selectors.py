"""Units' answers: who sees them, what a unit and the office have to do, how far the units have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from deadlines.codes import ClockCode
from deadlines.models import Clock
from deadlines.selectors import open_clocks
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, OVERSEERS, Role
from procedure.rows import actionable
from recognition.enums import RecognitionState
from recognition.models import Recognition
from recognition.states import CONSULTED_STATES, WAITING_STATES
from recognition.workflow import RECOGNITION_ROWS

if TYPE_CHECKING:
    from cases.models import Case
    from procedure.actors import Actor


def recognitions_visible_to(actor: Actor) -> QuerySet[Recognition]:
    """Answers of own unit; of all units for the bureau, the court, the office, leaders, and the enterprise itself."""
    seen = Q(department__in=actor.departments_of(*MEMBER_ROLES))
    seen |= Q(case__bureau__in=actor.departments_of(*BUREAU_ROLES))
    seen |= Q(case__court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(case__region__in=actor.regions_of(*OVERSEERS))
    seen |= Q(case__enterprise__in=actor.enterprise_ids)
    return Recognition.objects.filter(seen).select_related(
        "department", "certificate", "case__enterprise", "case__enforcement_case", "case__court", "delivery"
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the units have come: 6 of 8."""

    recognized: int
    total: int
    rows: tuple[Recognition, ...]


def units_progress(case: Case) -> Progress:
    rows = tuple(case.recognitions.select_related("department").order_by("department__position", "pk"))
    return Progress(sum(row.state == RecognitionState.RECOGNIZED for row in rows), len(rows), rows)


def with_progress(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate ``units_recognized`` and ``units_total``."""
    return cases.annotate(
        units_total=Count("recognitions", distinct=True),
        units_recognized=Count("recognitions", filter=Q(recognitions__state=RecognitionState.RECOGNIZED), distinct=True),
    )


def unit_inbox(actor: Actor) -> QuerySet[Recognition]:
    """What the actor's unit has to sign for, answer or approve, the most urgent first."""
    wanted = recognitions_visible_to(actor).filter(actionable(RECOGNITION_ROWS, actor), state__in=WAITING_STATES)
    return with_unit_due(wanted).order_by(F("due_on").asc(nulls_last=True), "pk")


def with_unit_due(recognitions: QuerySet[Recognition]) -> QuerySet[Recognition]:
    """Annotate ``due_on`` of the unit's own recognition clock (K-12), open or not."""
    clock = Clock.objects.filter(case=OuterRef("case"), obligor=OuterRef("department"), code=ClockCode.RECOGNITION).order_by("-round")
    return recognitions.annotate(
        due_on=Subquery(clock.values("due_on")[:1]),
        clock_status=Subquery(clock.values("status")[:1]),
        provisional=Subquery(clock.values("provisional")[:1]),
    )


def consultations(actor: Actor) -> QuerySet[Recognition]:
    """Refusals that the office has to bring to consultation or to conclude."""
    regions = actor.regions_of(Role.OFFICE)
    clock = open_clocks().filter(recognition=OuterRef("pk"), code=ClockCode.CONSULTATION)
    return (
        Recognition.objects.filter(case__region__in=regions, state__in=CONSULTED_STATES)
        .select_related("department", "case__enterprise", "case__enforcement_case", "certificate")
        .annotate(due_on=Subquery(clock.values("due_on")[:1]), provisional=Subquery(clock.values("provisional")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
