"""The sweep over the ladder: what is due is fired, or noted as too late, once, whoever comes and however often."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction

from cases.selectors import acting_for
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from deadlines.enums import MilestoneOutcome, Obligor, RungAct, RungReader
from deadlines.ladder import message_key
from deadlines.models import Clock
from deadlines.selectors import calendar_for, clocks_with_a_rung_due
from departments.kept import regions
from ledger import services as ledger
from ledger.timekeeping import legal_date, one_moment
from messaging.enums import MessageKind
from messaging.hours import is_office_time
from messaging.services import tell_enterprise, tell_post
from oversight import rules, selectors
from oversight.enums import OrderKind
from oversight.services import issue_order
from oversight.subjects import about, tell_office
from procedure.actors import SYSTEM
from procedure.enums import Role
from procedure.errors import ConditionNotMet
from procedure.refusals import refusals_in_words
from procedure.subjects import bearer_of
from words.dates import day, iso, until
from words.limits import days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models import QuerySet

    from deadlines.ladder import Planned
    from departments.models import Department

logger = structlog.get_logger(__name__)

KINDS = {RungAct.URGE: OrderKind.URGE, RungAct.OVERSEE: OrderKind.OVERSIGHT}


def _in_office_time(rows: QuerySet[Any], limit: int, at: datetime) -> list[int]:
    """The keys of rows of regions in which it is office time now; one statement where there are none at all."""
    found = list(rows.values_list("pk", "region_id")[:limit])
    if not found:
        return []
    with one_moment():
        open_now = {region.pk for region in regions().values() if is_office_time(region.pk, at)}
    if {region_id for _, region_id in found} <= open_now:
        return [pk for pk, _ in found]
    return list(rows.filter(region_id__in=open_now).values_list("pk", flat=True)[:limit])


def rungs_due(limit: int, *, at: datetime) -> list[int]:
    """The clocks with a rung whose moment has come, where it is office time now."""
    return _in_office_time(clocks_with_a_rung_due(at), limit, at)


def fire_rungs(clock_id: int, *, at: datetime) -> None:
    """Fire what is due of one clock: milestones, messages, orders and the line of the ledger in one transaction."""
    clock = Clock.objects.get(pk=clock_id)
    subject, key = bearer_of(clock)
    with refusals_in_words(), transaction.atomic():
        thing = subject.lock(key)
        settled = deadlines.settle_rungs(clock, at=at)
        if settled is None:
            return
        held = settled.clock
        rows = [deadlines.milestone(held, one, MilestoneOutcome.EXPIRED, at=at) for one in settled.expired]
        rows += [deadlines.milestone(held, one, _fired(held, one, at), at=at) for one in settled.fire]
        ledger.append_event(
            stream=subject.stream(thing),
            actor=SYSTEM.key,
            action="clock_rung",
            object=f"clock:{held.pk}",
            at=at,
            body={
                "post": "系统",
                "note": "；".join(f"{row.rung.name}：{row.get_outcome_display()}" for row in rows),
                "code": held.code,
                "obligor": held.obligor.code if held.obligor else "enterprise",
                "due_on": iso(held.due_on),
            },
            rows=rows,
        )


def _fired(clock: Clock, planned: Planned, at: datetime) -> MilestoneOutcome:
    """Do what a rung says; answers what came of it."""
    rung = planned.rung
    if rung.act in KINDS:
        if rules.lateness_gap(clock, legal_date(at)):
            return MilestoneOutcome.EXPIRED
        kind = KINDS[RungAct(rung.act)]
        covering = selectors.open_orders_of(clock)
        if (covering.filter(kind=OrderKind.OVERSIGHT) if kind == OrderKind.OVERSIGHT else covering).exists():
            return MilestoneOutcome.COVERED
        if not _ordered(clock, kind, planned, at):
            return MilestoneOutcome.REFUSED
    # An order tells the posts of its unit itself.
    already = {(clock.obligor_id, role) for role in selectors.posts_of(clock)} if rung.act in KINDS else set()
    told = [_tell(clock, planned, reader, already, at) for reader in map(RungReader, rung.to)]
    if rung.act in KINDS or any(told):
        return MilestoneOutcome.FIRED
    logger.error("rung_reaches_nobody", object=f"clock:{clock.pk}", rung=rung.key)
    return MilestoneOutcome.UNREACHABLE


def _ordered(clock: Clock, kind: OrderKind, planned: Planned, at: datetime) -> bool:
    """Whether the order could be made. One that cannot, as before a court has confirmed its rules, must not hold up every other rung."""
    try:
        with transaction.atomic():
            issue_order(clock.pk, kind, by=SYSTEM, at=at)
    except ConditionNotMet as refusal:
        logger.warning("order_not_made", object=f"clock:{clock.pk}", rung=planned.rung.key, reason=str(refusal))
        subject = f"{kind.label}未能制发"
        key = message_key(clock.pk, planned.rung.key, clock.due_on, "refused")
        tell_office(clock.region_id, clock=clock, subject=subject, body=f"{about(clock)}超期，{subject}：{refusal}", at=at, dedup_key=key)
        return False
    return True


def _tell(clock: Clock, planned: Planned, reader: RungReader, already: Collection[tuple[int | None, Role]], at: datetime) -> bool:
    """Tell one of the readers of a rung who has not been told; False when there is nobody who could read it."""
    key = message_key(clock.pk, planned.rung.key, clock.due_on, reader)
    if reader == RungReader.ENTERPRISE:
        case = clock.case
        if case is None or not acting_for(case.enterprise_id, at).exists():
            return False
        subject, body = _words_for_enterprise(clock, at)
        tell_enterprise(case.enterprise, case=case, subject=subject, body=body, at=at, dedup_key=key, kind=MessageKind.DEADLINE)
        return True
    subject, body = _words(clock, planned, at)
    reached = False
    for place, (department, role) in enumerate(_posts(clock, reader, at)):
        if (department.pk, role) in already:
            continue
        tell_post(
            department, role=role, case=clock.case, subject=subject, body=body, at=at, dedup_key=f"{key}:{place}", kind=MessageKind.DEADLINE
        )
        reached = True
    return reached


def _posts(clock: Clock, reader: RungReader, at: datetime) -> Iterator[tuple[Department, Role]]:
    """Who holds the posts of a reader; for a post that nobody holds, the next above it that somebody does."""
    today = legal_date(at)
    if reader == RungReader.LEADER:
        yield from ((place, Role.LEADER) for place in selectors.leaders_of(clock.region_id, today))
        return
    chain: list[tuple[Department, Role]] = []
    if clock.obligor is None and clock.case is not None and reader != RungReader.OFFICE:
        # Of what the enterprise did not do the court's officer has the consequences.
        chain = [(clock.case.court, Role.ACCEPTANCE_OFFICER)]
    if clock.obligor is not None and reader != RungReader.OFFICE:
        roles = selectors.posts_of(clock)
        chain = [(clock.obligor, role) for role in (roles if reader == RungReader.HANDLER else roles[-1:])]
    chain.append((selectors.office_of(clock.region_id, today), Role.OFFICE))
    held = (post for post in chain if selectors.is_held(post[0].pk, post[1], today))
    yield from [post for post in [next(held, None)] if post is not None]


def _words(clock: Clock, planned: Planned, at: datetime) -> tuple[str, str]:
    unit = clock.obligor.name if clock.obligor else Obligor.ENTERPRISE.label
    told = f"{about(clock)}由{unit}办理，期限{until(clock.due_on)}"
    when = _when(clock, at)
    if legal_date(at) > clock.due_on:
        return f"{clock.rule.name}{when}", f"{told}，{when}：{planned.rung.name}。"
    return f"{clock.rule.name}{when}", f"{told}，{when}，请按期办结。"


def _when(clock: Clock, at: datetime) -> str:
    """How near the last day is, or for how long it is over; it may be a day of rest, before or after which nobody works."""
    today = legal_date(at)
    left = calendar_for(clock.region_id).working_days_between(today, clock.due_on)
    if today > clock.due_on:
        return f"已经超期{days(-left, 'WD')}" if left else "已经超期"
    if today == clock.due_on:
        return "今天届满"
    return f"还有{days(left, 'WD')}" if left else f"{day(clock.due_on)}届满，今天是此前最后一个工作日"


def _words_for_enterprise(clock: Clock, at: datetime) -> tuple[str, str]:
    """What happens if nothing is done is said, and that it is no loss of the right to apply."""
    number, last = clock.case.number if clock.case else "", day(clock.due_on)
    if clock.code == ClockCode.SUPPLEMENT:
        body = (
            f"修复案号{number}：补正期限{until(clock.due_on)}，{_when(clock, at)}。"
            "请登录本系统提交补正；逾期没有补正的，视为撤回申请，可以重新申请。"
        )
        return f"补正期限{last}届满", body
    return f"{clock.rule.name}{last}届满", f"修复案号{number}：{clock.rule.name}的期限{until(clock.due_on)}，请按期办理。"


def orders_to_press(limit: int, *, at: datetime) -> list[int]:
    """Orders that nobody answered in time, where it is office time now."""
    return _in_office_time(selectors.orders_unanswered(at), limit, at)


def urges_to_close(limit: int) -> list[int]:
    return list(selectors.urges_over().values_list("pk", flat=True)[:limit])
