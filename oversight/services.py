"""The office urges and oversees, the unit answers, the office accepts or sends back; and what the system does when nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from deadlines import services as deadlines
from deadlines.models import Clock
from ledger.timekeeping import legal_date
from notices.services import issue
from oversight import rules, selectors
from oversight.enums import ComplaintAction, OrderAction, OrderKind
from oversight.models import Complaint, Order
from oversight.papers import OVERSIGHT_ORDER, URGE_ORDER
from oversight.states import REPLY_CODES
from oversight.subjects import COMPLAINT, ORDER
from procedure.actors import SYSTEM
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from procedure.refusals import refusals_in_words
from procedure.rows import SYSTEM_ONLY
from procedure.subjects import bearer_of
from procedure.texts import kept

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor
    from procedure.subjects import Step

DEMANDS = {
    OrderKind.URGE: "请立即办理，并说明超期的原因和办结日期。",
    OrderKind.OVERSIGHT: "请立即办结；不能立即办结的，由单位负责人说明原因、已经采取的措施和办结日期。",
}
ISSUES = {OrderKind.URGE: OrderAction.ISSUE_URGE, OrderKind.OVERSIGHT: OrderAction.ISSUE_OVERSIGHT}
PAPERS = {OrderKind.URGE: URGE_ORDER, OrderKind.OVERSIGHT: OVERSIGHT_ORDER}


def locked(clock_id: int) -> Clock:
    """A clock under its lock, after what it hangs on, as every step locks them. NotVisible when there is none."""
    clock = Clock.objects.filter(pk=clock_id).order_by("pk").first()
    if clock is None:
        raise NotVisible
    subject, key = bearer_of(clock)
    subject.lock(key)
    return Clock.objects.select_for_update(of=("self",)).select_related("rule").get(pk=clock_id)


def issue_order(clock_id: int, kind: OrderKind, *, demand: str = "", by: Actor, at: datetime) -> Order:
    """Urge or oversee whoever is late with a limit; to oversee ends the urgings before it."""
    words = kept(Order, "demand", demand or DEMANDS[kind])
    with refusals_in_words(), transaction.atomic():
        clock = locked(clock_id)
        if gap := rules.lateness_gap(clock, legal_date(at)):
            raise ConditionNotMet(gap)
        if clock.obligor is None:
            raise LookupError(clock.pk)
        if kind == OrderKind.URGE and selectors.open_orders_of(clock).exists():
            raise ConditionNotMet("对这一期限已经发出催办单或者督办单，还没有了结。")
        order = Order(
            clock=clock,
            region_id=clock.region_id,
            department=clock.obligor,
            kind=kind,
            state="",
            demand=words,
            issued_at=at,
            issued_by_id=by.user_id,
        )
        with creating(ORDER, ISSUES[kind], order, by=by, at=at) as step:
            reply_by = deadlines.due_preview(order.region, REPLY_CODES[kind], step.on)
            order.number = issue(step, PAPERS[kind], order, reply_by).number
            order.save(update_fields=("number",))
            step.body |= {"unit": order.department.code, "number": order.number, "code": clock.code}
            # The row is for either; the record says which.
            step.body["post"] = SYSTEM_ONLY.words if by.is_system else rules.office.words
            step.body["note"] = f"{order.get_kind_display()}{order.number}：{order.department.short_name}，{clock.rule.name}"
        if kind == OrderKind.OVERSIGHT:
            _end_urgings(clock, OrderAction.RAISE_ORDER, at=at)
    return order


def _end_urgings(clock: Clock, action: OrderAction, *, at: datetime) -> None:
    for key in selectors.open_orders_of(clock).filter(kind=OrderKind.URGE).order_by("pk").values_list("pk", flat=True):
        with performing(ORDER, action, key, by=SYSTEM, at=at) as step:
            _note(step)


def answer_order(order_id: int, *, answer: str, version: int | None = None, by: Actor, at: datetime) -> Order:
    """The unit says what it has done, why it is late, and by when it will be done."""
    if not answer.strip():
        raise InvalidInput("answer", "请写明办理情况、超期的原因和办结日期。")
    with performing(ORDER, OrderAction.ANSWER_ORDER, order_id, by=by, at=at, version=version) as step:
        order = step.subject
        order.answer = kept(Order, "answer", answer)
        order.answered_at, order.answered_by_id = at, by.user_id
        _note(step, order.answer)
    return step.subject


def accept_answer(order_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> Order:
    """The office takes the answer as good."""
    with performing(ORDER, OrderAction.ACCEPT_ANSWER, order_id, by=by, at=at, version=version) as step:
        _rule(step, note)
    return step.subject


def send_back_answer(order_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Order:
    """The office wants another answer; the unit has its days anew."""
    if not note.strip():
        raise InvalidInput("note", "请写明哪里不够，要补充什么。")
    with performing(ORDER, OrderAction.SEND_BACK_ANSWER, order_id, by=by, at=at, version=version) as step:
        _only_own_limit(step)
        _rule(step, note)
    return step.subject


def withdraw_order(order_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Order:
    """The office takes back what should not have been sent; the number stays used."""
    if not note.strip():
        raise InvalidInput("note", "请写明收回的理由。")
    with performing(ORDER, OrderAction.WITHDRAW_ORDER, order_id, by=by, at=at, version=version) as step:
        _rule(step, note)
    return step.subject


def _rule(step: Step[Order], note: str) -> None:
    order = step.subject
    order.ruling = kept(Order, "ruling", note, field="note")
    order.ruled_at, order.ruled_by_id = step.at, step.by.user_id
    _note(step, order.ruling)


def _note(step: Step[Order], words: str = "") -> None:
    order = step.subject
    step.body["number"] = order.number
    step.body["note"] = f"{order.get_kind_display()}{order.number}{'：' if words else ''}{words}"


def _only_own_limit(step: Step[Order]) -> None:
    """Of the two limits that a row can start an order has one."""
    step.without_clocks |= {code for kind, code in REPLY_CODES.items() if kind != step.subject.kind}


def press_on(order_id: int, *, at: datetime) -> None:
    """Nobody has answered in time: an urging becomes an oversight, an oversight goes to the leaders."""
    found = Order.objects.select_related("clock").get(pk=order_id)
    if found.kind == OrderKind.OVERSIGHT:
        with performing(ORDER, OrderAction.ESCALATE_ORDER, order_id, by=SYSTEM, at=at) as step:
            if not selectors.orders_unanswered(at).filter(pk=order_id).exists():
                raise ConditionNotMet("答复期限还没有过。")
            _note(step)
        return
    with refusals_in_words(), transaction.atomic():
        clock = locked(found.clock_id)
        if not selectors.orders_unanswered(at).filter(pk=order_id).exists():
            raise ConditionNotMet("答复期限还没有过。")
        if rules.lateness_gap(clock, legal_date(at)):
            _end_urgings(clock, OrderAction.CLOSE_ORDER, at=at)
        elif selectors.open_orders_of(clock).filter(kind=OrderKind.OVERSIGHT).exists():
            _end_urgings(clock, OrderAction.RAISE_ORDER, at=at)
        else:
            issue_order(clock.pk, OrderKind.OVERSIGHT, by=SYSTEM, at=at)


def close_urging(order_id: int, *, at: datetime) -> None:
    """What was urged is done; a paper about it needs no further answer."""
    with performing(ORDER, OrderAction.CLOSE_ORDER, order_id, by=SYSTEM, at=at) as step:
        if step.subject.clock.is_open:
            raise ConditionNotMet("所催事项还没有办结。")
        _note(step)


def file_complaint(clock_id: int, *, words: str, by: Actor, at: datetime) -> Complaint:
    """An enterprise says that a unit is late in its case."""
    if not words.strip():
        raise InvalidInput("words", "请写明要反映的情况。")
    text = kept(Complaint, "words", words)
    with refusals_in_words(), transaction.atomic():
        clock = locked(clock_id)
        if clock.case is None or clock.case.enterprise_id not in by.enterprise_ids:
            raise NotVisible
        if not rules.can_be_urged(clock) or clock.obligor is None:
            raise ConditionNotMet("这一期限不是法院、牵头部门或者成员单位承担的，不能向办公室反映。")
        if rules.lateness_gap(clock, legal_date(at)):
            raise ConditionNotMet("这家单位已经办结，或者还没有超期，不用反映。")
        complaint = Complaint(
            clock=clock,
            region_id=clock.region_id,
            department=clock.obligor,
            state="",
            words=text,
            filed_at=at,
            filed_by_id=by.person_id,
        )
        with creating(COMPLAINT, ComplaintAction.FILE_COMPLAINT, complaint, by=by, at=at) as step:
            step.body |= {"unit": complaint.department.code, "code": clock.code}
    return complaint


def reply_complaint(complaint_id: int, *, reply: str, version: int | None = None, by: Actor, at: datetime) -> Complaint:
    """The office tells the enterprise what it has done."""
    if not reply.strip():
        raise InvalidInput("reply", "请写明已经采取的措施和办理进展。")
    with performing(COMPLAINT, ComplaintAction.REPLY_COMPLAINT, complaint_id, by=by, at=at, version=version) as step:
        complaint = step.subject
        complaint.reply = kept(Complaint, "reply", reply)
        complaint.replied_at, complaint.replied_by_id = at, by.user_id
    return step.subject
