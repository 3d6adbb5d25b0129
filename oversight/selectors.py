"""Who sees orders and complaints, whom a rung tells, and what has been done about whoever is late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from deadlines.codes import CODES, REPLIES, ClockCode
from deadlines.enums import FINISHED_STATUSES, ClockStatus, MilestoneOutcome, Obligor, RungAct
from deadlines.models import Clock, Milestone
from deadlines.selectors import calendar_for, rungs_of
from departments.models import Department, Post
from departments.selectors import units_on
from ledger.timekeeping import legal_date
from oversight.enums import OrderKind, OrderState
from oversight.models import Complaint, Order
from oversight.rules import UNIT_ROLES
from oversight.states import OPEN_STATES, OWED_STATES
from procedure.enums import OVERSEERS, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from cases.models import EnforcementCase
    from deadlines.ladder import Planned
    from procedure.actors import Actor

OF_CLOCK = ("clock__rule", "clock__case__enterprise", "clock__case__enforcement_case")
# Which post of the court does what a limit of the court is about; every other one is the handling judge's.
COURT_HANDLERS = {
    ClockCode.NOTICE_SERVICE: Role.ACCEPTANCE_OFFICER,
    ClockCode.ACCEPTANCE: Role.ACCEPTANCE_OFFICER,
    ClockCode.LIST_OPERATION: Role.LIST_OPERATOR,
    ClockCode.OWED_LIST_OPERATION: Role.LIST_OPERATOR,
    ClockCode.RESTORATION: Role.LIST_OPERATOR,
    ClockCode.OBJECTION: Role.REVIEWING_JUDGE,
    ClockCode.LIST_REVIEW: Role.REVIEWING_JUDGE,
}


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """Those to the actor's own bodies; all of the region for office and leaders."""
    seen = Q(department__in=actor.departments_of(*UNIT_ROLES)) | Q(region__in=actor.regions_of(*OVERSEERS))
    return Order.objects.filter(seen).select_related(*OF_CLOCK)


def complaints_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """An enterprise's own, and all of the region for office and leaders."""
    seen = Q(region__in=actor.regions_of(*OVERSEERS)) | Q(clock__case__enterprise__in=actor.enterprise_ids)
    return Complaint.objects.filter(seen).select_related(*OF_CLOCK)


def office_of(region_id: int, day: date) -> Department:
    return units_on(region_id, day).get(is_office=True)


def enforcement_of(clock: Clock) -> EnforcementCase:
    """The enforcement case that a clock is about, by a case, a notice or what the court owes to the list."""
    subject = clock.case or clock.notice or clock.duty
    if subject is None:
        raise LookupError(clock.pk)
    return subject.enforcement_case


def handler_of(clock: Clock) -> Role:
    """The post that has to do what a department's limit is about; an order is answered by whoever is late."""
    if clock.code in REPLIES and clock.about is not None:
        return handler_of(clock.about)
    code = CODES[clock.code]
    match code.obligor:
        case Obligor.COURT:
            return COURT_HANDLERS.get(code, Role.HANDLING_JUDGE)
        case Obligor.BUREAU:
            return Role.BUREAU_HANDLER
        case Obligor.OFFICE:
            return Role.OFFICE
    return Role.MEMBER_LIAISON


def head_of(clock: Clock) -> Role:
    """The post above it."""
    if clock.code in REPLIES and clock.about is not None:
        return head_of(clock.about)
    match CODES[clock.code].obligor:
        case Obligor.COURT:
            return Role.SIGNING_PRESIDENT
        case Obligor.BUREAU:
            return Role.BUREAU_APPROVER
        case Obligor.OFFICE:
            return Role.OFFICE
    return Role.MEMBER_APPROVER


def _held_on(day: date) -> QuerySet[Post]:
    in_term = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Post.objects.filter(in_term, valid_from__lte=day, ended_at__isnull=True, user__is_active=True)


def is_held(department_id: int, role: Role, day: date) -> bool:
    """Whether somebody holds a post who can read what is sent to it."""
    return _held_on(day).filter(department=department_id, role=role).exists()


def leaders_of(region_id: int, day: date) -> list[Department]:
    """The bodies of a region in which a leader of the group holds his post."""
    held = _held_on(day).filter(role=Role.LEADER, department__region=region_id)
    return list(Department.objects.filter(pk__in=held.order_by().values("department")).order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done about whoever is late."""

    on: date
    what: str
    number: str = ""
    state: str = ""
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A limit that a unit has missed: which unit, its phone, what has been done, and what comes next on which day."""

    clock: Clock
    unit: Department
    done: tuple[Done, ...]
    next: Planned | None
    complaints: tuple[Complaint, ...]

    @property
    def may_be_reported(self) -> bool:
        return self.clock.case_id is not None and all(complaint.replied_at for complaint in self.complaints)


def late_among(clocks: Iterable[Clock]) -> list[Late]:
    """Who is late of these clocks, read in three statements if anybody is, in none if nobody is."""
    late = [clock for clock in clocks if clock.status == ClockStatus.RUNNING and clock.breached_on and clock.obligor_id]
    late = [clock for clock in late if CODES[clock.code] not in REPLIES]
    if not late:
        return []
    keys = [clock.pk for clock in late]
    done: dict[int, list[Done]] = defaultdict(list)
    told = Milestone.objects.filter(clock__in=keys, outcome=MilestoneOutcome.FIRED, act__in=(RungAct.REMIND, RungAct.LEADERS))
    for one in told.select_related("rung").order_by("settled_at", "pk"):
        done[one.clock_id].append(Done(legal_date(one.settled_at), one.rung.name))
    for order in Order.objects.filter(clock__in=keys).order_by("issued_at", "pk"):
        done[order.clock_id].append(
            Done(legal_date(order.issued_at), order.get_kind_display(), order.number, order.get_state_display(), order)
        )
    said: dict[int, list[Complaint]] = defaultdict(list)
    for complaint in Complaint.objects.filter(clock__in=keys).order_by("pk"):
        said[complaint.clock_id].append(complaint)
    return [_late(clock, done[clock.pk], said[clock.pk]) for clock in sorted(late, key=lambda clock: (clock.due_on, clock.pk))]


def _late(clock: Clock, done: list[Done], complaints: list[Complaint]) -> Late:
    if clock.obligor is None:
        raise LookupError(clock.pk)
    coming = None
    if clock.next_rung_at is not None:
        planned = rungs_of(clock, calendar_for(clock.region_id))
        coming = next((one for one in planned if one.at == clock.next_rung_at), None)
    return Late(clock, clock.obligor, tuple(sorted(done, key=lambda one: one.on)), coming, tuple(complaints))


def orders_about(clocks: Iterable[Clock]) -> dict[int, list[Order]]:
    """What was sent about each of the clocks, by the clock's key; one statement, none for no clocks."""
    found: dict[int, list[Order]] = {clock.pk: [] for clock in clocks}
    for order in Order.objects.filter(clock__in=list(found)).order_by("pk"):
        found[order.clock_id].append(order)
    return found


def open_orders_of(clock: Clock) -> QuerySet[Order]:
    return Order.objects.filter(clock=clock, state__in=OPEN_STATES)


def orders_unanswered(at: datetime) -> QuerySet[Order]:
    """Orders that owe an answer whose limit is over, and that have not been escalated for it yet."""
    over = Clock.objects.filter(status=ClockStatus.RUNNING, code__in=REPLIES, due_on__lt=legal_date(at), about__isnull=False)
    owing = Order.objects.filter(state__in=[state for state in OWED_STATES if state != OrderState.ESCALATED])
    return owing.filter(clock__in=over.order_by().values("about")).order_by("pk")


def urges_over() -> QuerySet[Order]:
    """Open urgings about something that has been done, or does not run any more."""
    is_over = Q(clock__status__in=FINISHED_STATUSES)
    return Order.objects.filter(is_over, kind=OrderKind.URGE, state__in=OPEN_STATES).order_by("pk")
