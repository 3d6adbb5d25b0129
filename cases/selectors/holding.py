"""Who has a case now, and who could take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from cases.models import EnforcementCase
from cases.states import CASE_STATES, EXAMINED_STATES
from deadlines.codes import ClockCode
from deadlines.enums import OPEN_STATUSES, Obligor
from procedure.enums import Role

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from cases.models import Case
    from deadlines.models import Clock


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a case now, and the clock that bounds it."""

    label: str
    department_id: int | None
    clock: Clock | None


def holder(case: Case) -> Holder:
    """Who has the case now; an empty label once it has ended."""
    held = CASE_STATES[case.state].held
    if held is None or held.code is None:
        return Holder("", None, None)
    clock = _earliest(case, held.code)
    match held.side:
        case Obligor.ENTERPRISE:
            return Holder("企业", None, clock)
        case Obligor.COURT:
            return Holder(f"{case.court.name}{held.post}", case.court_id, clock)
        case Obligor.BUREAU:
            return Holder(f"{case.bureau.name}{held.post}", case.bureau_id, clock)
    return _held_by_units(case, held.post, clock or _earliest(case, ClockCode.UNIT_RECEIPT))


def _held_by_units(case: Case, post: str, clock: Clock | None) -> Holder:
    """Once every unit has answered, the office has it until the refusals are through consultation; then nobody."""
    if clock is not None:
        return Holder(post, None, clock)
    if consultation := _earliest(case, ClockCode.CONSULTATION):
        return Holder("领导小组办公室", consultation.obligor_id, consultation)
    return Holder("", None, None)


def _earliest(case: Case, code: ClockCode) -> Clock | None:
    return case.clocks.filter(code=code, status__in=OPEN_STATUSES).order_by("due_on", "pk").first()


def handler_candidates(case: Case, today: date) -> QuerySet[User]:
    """Handling judges of the court, the least burdened first; nobody who accepted the case is excluded by law."""
    burden = Count("handled_cases", filter=Q(handled_cases__state__in=EXAMINED_STATES))
    return (
        get_user_model()
        .objects.filter(
            Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=today),
            posts__department=case.court_id,
            posts__role=Role.HANDLING_JUDGE,
            posts__valid_from__lte=today,
            is_active=True,
        )
        .annotate(burden=burden)
        .order_by("burden", "pk")
    )


def related_open_cases(case: Case) -> QuerySet[EnforcementCase]:
    """Other enforcement cases of the enterprise before the same court that are not concluded."""
    return EnforcementCase.objects.filter(enterprise=case.enterprise_id, court=case.court_id, is_concluded=False).exclude(
        pk=case.enforcement_case_id
    )
