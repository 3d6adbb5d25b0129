"""Who has a case now, and who could take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from cases.models import Case, EnforcementCase
from cases.states import CASE_STATES, EXAMINED_STATES
from deadlines.codes import ClockCode
from deadlines.enums import Obligor
from procedure.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.models import User
    from deadlines.models import Clock


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a case now, and the clock that bounds it."""

    label: str
    department_id: int | None
    clock: Clock | None


def holder(case: Case, clocks: Iterable[Clock] | None = None) -> Holder:
    """Who has the case now; an empty label once it has ended. ``clocks`` are its clocks, the open ones at least, where they are at hand."""
    held = CASE_STATES[case.state].held
    if held is None or held.code is None:
        return Holder("", None, None)
    running = sorted(
        (clock for clock in (case.clocks.all() if clocks is None else clocks) if clock.is_open), key=lambda clock: (clock.due_on, clock.pk)
    )
    clock = _first(running, held.code)
    match held.side:
        case Obligor.ENTERPRISE:
            return Holder("企业", None, clock) if clock else _still_to_be_served(case, running)
        case Obligor.COURT:
            return Holder(f"{case.court.name}{held.post}", case.court_id, clock)
        case Obligor.BUREAU:
            return Holder(f"{case.bureau.name}{held.post}", case.bureau_id, clock)
    return _held_by_units(running, held.post, clock or _first(running, ClockCode.UNIT_RECEIPT))


def _still_to_be_served(case: Case, running: Iterable[Clock]) -> Holder:
    """What the enterprise is asked for has not reached it: its days do not run, the court's do."""
    court = _first(running, ClockCode.ACCEPTANCE)
    return Holder(f"{case.court.name}立案受理岗（送达补正通知书）", case.court_id, court) if court else Holder("企业", None, None)


def _held_by_units(running: Iterable[Clock], post: str, clock: Clock | None) -> Holder:
    """Once every unit has answered, the office has it until the refusals are through consultation; then nobody."""
    if clock is not None:
        return Holder(_late_units(running) or post, None, clock)
    if consultation := _first(running, ClockCode.CONSULTATION):
        return Holder("领导小组办公室", consultation.obligor_id, consultation)
    return Holder("", None, None)


def _late_units(running: Iterable[Clock]) -> str:
    """Who keeps everybody waiting, by name; nothing while nobody is late."""
    theirs = [clock for clock in running if clock.code in (ClockCode.RECOGNITION, ClockCode.UNIT_RECEIPT)]
    late = dict.fromkeys(clock.obligor.short_name for clock in theirs if clock.breached_on and clock.obligor)
    others = len({clock.obligor_id for clock in theirs}) > len(late)
    return f"{'、'.join(late)}（已超期）{'等成员单位' if others else ''}" if late else ""


def _first(running: Iterable[Clock], code: ClockCode) -> Clock | None:
    return next((clock for clock in running if clock.code == code), None)


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
            posts__ended_at__isnull=True,
            is_active=True,
        )
        .annotate(burden=burden)
        .order_by("burden", "pk")
    )


def latest_case_of(enforcement_case_id: int) -> Case | None:
    """The repair case that is, or was last, open for an enforcement case."""
    return Case.objects.filter(enforcement_case=enforcement_case_id).order_by("-opened_at", "-pk").first()


def related_open_cases(case: Case) -> QuerySet[EnforcementCase]:
    """Other enforcement cases of the enterprise before the same court that are not concluded."""
    return EnforcementCase.objects.filter(enterprise=case.enterprise_id, court=case.court_id, is_concluded=False).exclude(
        pk=case.enforcement_case_id
    )
