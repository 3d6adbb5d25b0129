"""The days by which a person has something to do: for the own calendar and the daily digest. Nothing of anybody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from cases.enums import DutyState
from cases.models import Case, ListDuty
from cases.selectors import inbox
from cases.states import CASE_STATES
from cases.workflow import DUTY_ROWS
from deadlines.codes import REPLIES, ClockCode
from deadlines.enums import ClockStatus, Obligor
from deadlines.models import Clock
from oversight.rules import UNIT_ROLES
from procedure.enums import COURT_ROLES, MEMBER_ROLES, Role
from procedure.rows import actionable
from recognition.selectors import consultations, unit_inbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from procedure.actors import Actor

AT_MOST: Final = 200
OF_UNITS: Final = (ClockCode.UNIT_RECEIPT, ClockCode.RECOGNITION)
OF_ENTERPRISES: Final = tuple(code for code in ClockCode if code.obligor == Obligor.ENTERPRISE)


@dataclass(frozen=True, slots=True)
class DueDay:
    """One limit that is somebody's to keep. ``number`` is of the case that it belongs to; no name of anybody is in it."""

    clock_id: int
    due_on: date
    limit: str
    number: str
    law: str
    provisional: bool

    @property
    def words(self) -> str:
        return f"{self.limit}（{self.number}）" + ("，日期暂定" if self.provisional else "")


def agenda_of(actor: Actor) -> list[DueDay]:
    """The soonest first, up to a bound that no person's desk reaches."""
    found = {day.clock_id: day for day in _all(actor)}
    return sorted(found.values(), key=lambda day: (day.due_on, day.clock_id))[:AT_MOST]


def _all(actor: Actor) -> Iterator[DueDay]:
    if actor.posts:
        yield from _of_cases(actor)
        yield from _of_duties(actor)
    if actor.departments_of(*MEMBER_ROLES):
        yield from _of_units(actor)
    if places := actor.departments_of(*UNIT_ROLES):
        yield from _days(Q(code__in=REPLIES, obligor__in=places))
    if actor.regions_of(Role.OFFICE):
        yield from _of_office(actor)
        yield from _days(Q(code=ClockCode.COMPLAINT, region__in=actor.regions_of(Role.OFFICE)))
    if actor.enterprise_ids:
        own = Q(case__enterprise__in=actor.enterprise_ids)
        yield from _days(own & Q(code__in=OF_ENTERPRISES, obligor__isnull=True))


def _days(wanted: Q) -> Iterator[DueDay]:
    # A paused one has no last day before it runs again.
    clocks = Clock.objects.filter(wanted, status=ClockStatus.RUNNING).select_related("rule", "case", "duty__enforcement_case")
    for clock in clocks.order_by("due_on", "pk")[:AT_MOST]:
        number = clock.case.number if clock.case else clock.duty.enforcement_case.number if clock.duty else ""
        yield DueDay(clock.pk, clock.due_on, clock.rule.name, number, clock.rule.law, clock.provisional)


def _of_cases(actor: Actor) -> Iterator[DueDay]:
    """In cases that the person can take a step in: the limit of whoever has it, and for the list operator that of the operation."""
    mine: list[Case] = list(inbox(actor)[:AT_MOST])
    by_code: dict[ClockCode, list[int]] = {}
    for case in mine:
        held = CASE_STATES[case.state].held
        if held is not None and held.code is not None:
            by_code.setdefault(held.code, []).append(case.pk)
    wanted = Q(pk__in=())
    for code, keys in by_code.items():
        wanted |= Q(code=code, case__in=keys)
    if courts := actor.departments_of(Role.LIST_OPERATOR):
        wanted |= Q(code=ClockCode.LIST_OPERATION, case__in=[case.pk for case in mine], obligor__in=courts)
    yield from _days(wanted & Q(obligor__in={post.department_id for post in actor.posts}))


def _of_duties(actor: Actor) -> Iterator[DueDay]:
    if not actor.departments_of(*COURT_ROLES):
        return
    owed = ListDuty.objects.filter(actionable(DUTY_ROWS, actor), state__in=(DutyState.OWED, DutyState.ASKED))
    yield from _days(Q(duty__in=_keys(owed.order_by("pk").values_list("pk", flat=True)[:AT_MOST])))


def _of_units(actor: Actor) -> Iterator[DueDay]:
    cases = _keys(unit_inbox(actor).values_list("case", flat=True)[:AT_MOST])
    yield from _days(Q(case__in=cases, code__in=OF_UNITS, obligor__in=actor.departments_of(*MEMBER_ROLES)))


def _of_office(actor: Actor) -> Iterator[DueDay]:
    answers = _keys(consultations(actor).values_list("pk", flat=True)[:AT_MOST])
    yield from _days(Q(recognition__in=answers, code=ClockCode.CONSULTATION))


def _keys(found: Iterable[int]) -> list[int]:
    return list(found)
