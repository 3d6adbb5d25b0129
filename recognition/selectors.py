"""Units' answers: who sees them, what a unit and the office have to do, how far the units have come."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from deadlines.codes import ClockCode
from deadlines.enums import OPEN_STATUSES
from deadlines.models import Clock
from deadlines.selectors import LastDay
from deadlines.services import KeptFinding
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, OVERSEERS, Role
from procedure.rows import actionable
from recognition.enums import RecognitionAction, RecognitionState
from recognition.models import Recognition
from recognition.states import CONSULTED_STATES, WAITING_STATES
from recognition.workflow import RECOGNITION_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.models import Case
    from procedure.actors import Actor

UNIT_ROWS = tuple(row for row in RECOGNITION_ROWS if row.target is not None and set(row.sources) & set(WAITING_STATES))
REPLACEMENT_ACTIONS = (RecognitionAction.SIGN_FOR_REPLACEMENT, RecognitionAction.SIGN_FOR_REVOCATION)
REPLACEMENT_ROWS = tuple(row for row in RECOGNITION_ROWS if row.action in REPLACEMENT_ACTIONS)
AT_ONCE = 2_000
OWN = ("due_on", "due_unit", "due_provisional", "due_status")
CONSULTED = ("consultation_due_on", "consultation_due_unit", "consultation_due_provisional")


def recognitions_visible_to(actor: Actor) -> QuerySet[Recognition]:
    """Answers of own unit; of all units for the bureau, the court, the office, leaders, and the enterprise itself."""
    seen = Q(department__in=actor.departments_of(*MEMBER_ROLES))
    seen |= Q(case__bureau__in=actor.departments_of(*BUREAU_ROLES))
    seen |= Q(case__court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(case__region__in=actor.regions_of(*OVERSEERS))
    seen |= Q(case__enterprise__in=actor.enterprise_ids)
    return _with_names(Recognition.objects.filter(seen))


def recognitions_of_units(actor: Actor) -> QuerySet[Recognition]:
    """The part of those that the actor's own units give."""
    return _with_names(Recognition.objects.filter(department__in=actor.departments_of(*MEMBER_ROLES)))


def _with_names(answers: QuerySet[Recognition]) -> QuerySet[Recognition]:
    return answers.select_related("certificate__replaces", "case__enterprise", "case__enforcement_case", "delivery")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the units have come: 6 of 8."""

    recognized: int
    total: int
    rows: tuple[Recognition, ...]


NOBODY_ASKED = Progress(0, 0, ())


def units_progress(case: Case) -> Progress:
    rows = tuple(case.recognitions.order_by("department__position", "pk"))
    return Progress(sum(row.state == RecognitionState.RECOGNIZED for row in rows), len(rows), rows)


def with_progress(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases of a page with ``units_recognized`` and ``units_total``; for few rows, it counts for each of them."""
    answers = Recognition.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(number=Count("pk")).values("number")
    recognized = answers.filter(state=RecognitionState.RECOGNIZED)
    return cases.annotate(units_recognized=Coalesce(Subquery(recognized), 0), units_total=Coalesce(Subquery(answers), 0))


def unit_inbox(actor: Actor) -> QuerySet[Recognition]:
    """What the actor's unit has to sign for, answer or approve, the most urgent first."""
    mine = Q(state__in=WAITING_STATES) & actionable(UNIT_ROWS, actor) | Q(replacement_waits=True) & actionable(REPLACEMENT_ROWS, actor)
    wanted = recognitions_of_units(actor).filter(mine)
    return wanted.order_by(F("due_on").asc(nulls_last=True), "pk")


def consultations(actor: Actor) -> QuerySet[Recognition]:
    """Refusals that the office has to bring to consultation or to conclude."""
    regions = actor.regions_of(Role.OFFICE)
    return (
        # Units answer cases of their own region only, and there are a few units for a million cases.
        Recognition.objects.filter(department__region__in=regions, state__in=CONSULTED_STATES).order_by(
            F("consultation_due_on").asc(nulls_last=True), "pk"
        )
    )


def due_of(answer: Recognition) -> LastDay:
    """The last day of the unit's own limit (K-12), running or not."""
    return LastDay(answer.due_on, answer.due_unit, answer.due_provisional)


def consultation_due_of(answer: Recognition) -> LastDay:
    """The last day of the running consultation about the answer (K-14)."""
    return LastDay(answer.consultation_due_on, answer.consultation_due_unit, answer.consultation_due_provisional)


def compare_due_dates() -> Iterator[KeptFinding | None]:
    """What is wrong with the dates that each answer keeps, by reading its clocks; None for a sound one."""
    rows = Recognition.objects.order_by("case_id", "pk").values_list("pk", "case_id", "department_id", *OWN, *CONSULTED)
    stream: Iterator[tuple[Any, ...]] = rows.iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(stream, AT_ONCE)):
        own, consulted = _last_days(chunk[0][1], chunk[-1][1])
        for pk, case_id, unit, *kept in chunk:
            day, status = own.get((case_id, unit), (LastDay(), ""))
            yield _difference(pk, (day, status), (LastDay(*kept[:3]), kept[3]), consulted.get(pk, LastDay()), LastDay(*kept[4:]))


def _last_days(first: int, last: int) -> tuple[dict[tuple[int, int], tuple[LastDay, str]], dict[int, LastDay]]:
    """In the cases with these keys the latest limit of each unit, and of each answer the running one of its consultation."""
    codes = (ClockCode.RECOGNITION, ClockCode.CONSULTATION)
    clocks = Clock.objects.filter(case__gte=first, case__lte=last, code__in=codes).order_by("round", "pk")
    own: dict[tuple[int, int], tuple[LastDay, str]] = {}
    consulted: dict[int, LastDay] = {}
    fields = ("case_id", "obligor_id", "recognition_id", "code", "status", "due_on", "rule__unit", "provisional")
    rows: Iterable[tuple[Any, ...]] = clocks.values_list(*fields)
    for case_id, unit, answer, code, status, *day in rows:
        if code == ClockCode.RECOGNITION:
            own[case_id, unit] = (LastDay(*day), status)
        elif status in OPEN_STATUSES:
            consulted[answer] = LastDay(*day)
    return own, consulted


def _difference(
    pk: int, ought: tuple[LastDay, str], stored: tuple[LastDay, str], consulted: LastDay, stored_consulted: LastDay
) -> KeptFinding | None:
    if ought != stored:
        return KeptFinding(f"recognition:{pk}", f"反馈届满日应为 {ought[0]} {ought[1]}，所存为 {stored[0]} {stored[1]}")
    if consulted != stored_consulted:
        return KeptFinding(f"recognition:{pk}", f"会商届满日应为 {consulted}，所存为 {stored_consulted}")
    return None
