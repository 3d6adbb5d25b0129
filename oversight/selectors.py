"""Who sees orders and complaints, whom a rung tells, and what has been done about whoever is late."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min, Q, QuerySet, Value

from deadlines.codes import CODES, OF_NO_CASE, REPLIES, ClockCode
from deadlines.enums import FINISHED_STATUSES, ClockStatus, MilestoneOutcome, Obligor, RungAct
from deadlines.models import Clock, Milestone
from deadlines.selectors import calendar_for, rungs_of
from departments.enums import DepartmentKind
from departments.models import Department, Post
from departments.selectors import units_on
from ledger.timekeeping import legal_date
from oversight.enums import ComplaintState, OrderKind, OrderState
from oversight.models import Complaint, Order
from oversight.rules import UNIT_ROLES, can_be_urged
from oversight.states import OPEN_STATES, OWED_STATES, REPLY_CODES
from procedure.enums import OVERSEERS, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from cases.models import EnforcementCase
    from deadlines.ladder import Planned
    from procedure.actors import Actor

OF_CLOCK = ("clock__rule", "clock__case__enterprise", "clock__case__enforcement_case", "clock__action_item__meeting")
# What has to be read with a clock that is named by :func:`matter_of`.
OF_MATTER = (
    *("case__enforcement_case__enterprise", "notice__enforcement_case__enterprise", "duty__enforcement_case__enterprise"),
    *("action_item__meeting", "scorecard__assessment", "scorecard__department"),
)
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

# Who does the work of a body, and the post above it.
POSTS_OF_KIND: dict[str, tuple[Role, ...]] = {
    DepartmentKind.COURT: (Role.HANDLING_JUDGE, Role.SIGNING_PRESIDENT),
    DepartmentKind.BUREAU: (Role.BUREAU_HANDLER, Role.BUREAU_APPROVER),
    DepartmentKind.MEMBER: (Role.MEMBER_LIAISON, Role.MEMBER_APPROVER),
}


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """Those to the actor's own bodies; all of the region for office and leaders."""
    seen = Q(department__in=actor.departments_of(*UNIT_ROLES)) | Q(region__in=actor.regions_of(*OVERSEERS))
    return Order.objects.filter(seen).select_related(*OF_CLOCK)


def complaints_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """An enterprise's own, and all of the region for office and leaders."""
    seen = Q(region__in=actor.regions_of(*OVERSEERS)) | Q(clock__case__enterprise__in=actor.enterprise_ids)
    return Complaint.objects.filter(seen).select_related(*OF_CLOCK)


def orders_to_answer(actor: Actor, *roles: Role) -> QuerySet[Order]:
    """Orders that bodies in which the actor holds one of ``roles`` still owe an answer."""
    return Order.objects.filter(department__in=actor.departments_of(*roles), state__in=OWED_STATES)


def answers_to_judge(actor: Actor) -> QuerySet[Order]:
    """Orders whose answer the office has to accept or to send back."""
    return Order.objects.filter(region__in=actor.regions_of(Role.OFFICE), state=OrderState.ANSWERED)


def orders_in_hand(actor: Actor) -> QuerySet[Order]:
    """Orders in which the actor has the next step: to answer for a body, or to judge the answer for the office."""
    return orders_to_answer(actor, *UNIT_ROLES) | answers_to_judge(actor)


def complaints_to_reply(actor: Actor) -> QuerySet[Complaint]:
    return Complaint.objects.filter(region__in=actor.regions_of(Role.OFFICE), state=ComplaintState.FILED)


def waiting_at_office(actor: Actor) -> tuple[int, int]:
    """How many answers and how many complaints wait for the office; one statement, none for anybody else."""
    if not actor.regions_of(Role.OFFICE):
        return 0, 0
    judge = answers_to_judge(actor).order_by().values_list(Value("order"))
    reply = complaints_to_reply(actor).order_by().values_list(Value("complaint"))
    found = Counter(what for (what,) in judge.union(reply, all=True))
    return found["order"], found["complaint"]


def answer_limits(things: Sequence[Order | Complaint]) -> dict[int, Clock]:
    """By the key of each order and complaint that is still to be answered the limit for that; one statement, none where none is."""
    codes = {thing.pk: _answer_code(thing) for thing in things}
    wanted = {thing.pk: (thing.clock_id, codes[thing.pk]) for thing in things if codes[thing.pk]}
    if not wanted:
        return {}
    running = Clock.objects.filter(about__in={about for about, _ in wanted.values()}, status=ClockStatus.RUNNING)
    found = {(clock.about_id, clock.code): clock for clock in running.select_related("rule").order_by("pk")}
    return {key: found[limit] for key, limit in wanted.items() if limit in found}


def _answer_code(thing: Order | Complaint) -> str:
    """The code of the limit under which an answer is owed; empty where none is."""
    if isinstance(thing, Complaint):
        return ClockCode.COMPLAINT.value if thing.state == ComplaintState.FILED else ""
    return REPLY_CODES[OrderKind(thing.kind)].value if thing.state in OWED_STATES else ""


def office_of(region_id: int, day: date) -> Department:
    return units_on(region_id, day).get(is_office=True)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a limit belongs to, as lists and papers name it: an enterprise and its case, or a task and its meeting."""

    name: str
    sub: str
    enforcement: EnforcementCase | None = None


def matter_of(clock: Clock) -> Matter:
    """A case, a notice or an owed list operation, each of an enforcement case; a task of a meeting; a unit's card."""
    if clock.action_item is not None:
        return Matter(clock.action_item.content, clock.action_item.meeting.title)
    if clock.scorecard is not None:
        return Matter(str(clock.scorecard), "考核评价")
    subject = clock.case or clock.notice or clock.duty
    if subject is None:
        raise LookupError(clock.pk)
    enforcement = subject.enforcement_case
    return Matter(enforcement.enterprise.name, enforcement.number, enforcement)


def handler_of(clock: Clock) -> Role:
    """The post that has to do what a department's limit is about; an order is answered by whoever is late."""
    return posts_of(clock)[0]


def posts_of(clock: Clock) -> tuple[Role, ...]:
    """That post and the one above it."""
    if clock.code in REPLIES and clock.about is not None:
        return posts_of(clock.about)
    code = CODES[clock.code]
    if code in OF_NO_CASE and clock.obligor is not None and code.obligor != Obligor.OFFICE:
        # What a meeting has settled may be anybody's.
        return POSTS_OF_KIND[clock.obligor.kind]
    match code.obligor:
        case Obligor.COURT:
            return COURT_HANDLERS.get(code, Role.HANDLING_JUDGE), Role.SIGNING_PRESIDENT
        case Obligor.BUREAU:
            return POSTS_OF_KIND[DepartmentKind.BUREAU]
        case Obligor.OFFICE:
            return (Role.OFFICE,)
    return POSTS_OF_KIND[DepartmentKind.MEMBER]


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
        """To the office, about anybody but itself."""
        is_others = self.clock.case_id is not None and can_be_urged(self.clock)
        return is_others and all(complaint.replied_at for complaint in self.complaints)


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
        # Nobody is reminded any more of a day that is over.
        pressing = [one for one in planned if one.rung.act != RungAct.REMIND or one.rung.offset > 0]
        coming = next((one for one in pressing if one.at >= clock.next_rung_at), None)
    return Late(clock, clock.obligor, tuple(sorted(done, key=lambda one: one.on)), coming, tuple(complaints))


def orders_about(clocks: Iterable[Clock]) -> dict[int, list[Order]]:
    """What was sent about each of the clocks, by the clock's key; one statement, none for no clocks."""
    found: dict[int, list[Order]] = {clock.pk: [] for clock in clocks}
    for order in Order.objects.filter(clock__in=list(found)).order_by("pk"):
        found[order.clock_id].append(order)
    return found


def own_limits(thing: Order | Complaint) -> list[Clock]:
    """The limits of its own answers, each round: not those of an earlier or a later order about the same limit, nor of a complaint."""
    if isinstance(thing, Complaint):
        code, since = ClockCode.COMPLAINT, thing.filed_at
        until = Complaint.objects.filter(clock=thing.clock_id, pk__gt=thing.pk).aggregate(at=Min("filed_at"))["at"]
    else:
        code, since = REPLY_CODES[OrderKind(thing.kind)], thing.issued_at
        until = Order.objects.filter(clock=thing.clock_id, kind=thing.kind, pk__gt=thing.pk).aggregate(at=Min("issued_at"))["at"]
    own = Clock.objects.filter(about=thing.clock_id, code=code, started_at__gte=since)
    own = own if until is None else own.filter(started_at__lt=until)
    return list(own.order_by("round"))


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
