"""An order and a complaint as subjects of the published flow. Both are locked after, and written into the stream of, what is late."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, QuerySet

from deadlines.codes import ClockCode
from ledger.timekeeping import legal_date
from messaging.services import tell_enterprise, tell_post
from oversight import selectors
from oversight.enums import ComplaintAction, OrderAction, OrderKind
from oversight.models import Complaint, Order
from oversight.states import COMPLAINT_STATES, ORDER_STATES, REPLY_CODES
from oversight.workflow import COMPLAINT_ROWS, ORDER_ROWS
from procedure.enums import Role
from procedure.errors import NotVisible
from procedure.subjects import Step, Subject, bearer_of
from words.dates import day

if TYPE_CHECKING:
    from deadlines.models import Clock
    from procedure.actors import Actor
    from procedure.rows import Row

# What hangs on a late clock, which it names as ``clock``.
W = TypeVar("W", bound=Model)


class OfClockSubject(Subject[W]):
    """Something about a late clock: locked after what that hangs on, and a line in its stream."""

    def lock(self, pk: int) -> W:
        rows = self.model._default_manager.filter(pk=pk).select_related("clock")  # noqa: SLF001 - Django's public name
        found: Any = rows.order_by("pk").first()
        if found is None:
            raise NotVisible
        subject, key = bearer_of(found.clock)
        subject.lock(key)
        return super().lock(pk)

    def stream(self, subject: Any) -> str:
        bearer, _ = bearer_of(subject.clock)
        return bearer.stream(self._bearer(subject))

    def region(self, subject: Any) -> Model:
        region: Model = subject.region
        return region

    def hangs_on(self, subject: Any) -> dict[str, Model]:
        bearer, _ = bearer_of(subject.clock)
        return {bearer.entity: self._bearer(subject)}

    def paper_keys(self, subject: Any) -> dict[str, Model]:
        """What a meeting has settled is no case: an order about it belongs to its unit alone."""
        return {} if subject.clock.action_item_id else self.hangs_on(subject)

    def clock_keys(self, subject: Any, code: ClockCode) -> dict[str, Model]:
        del code
        return {**self.hangs_on(subject), "about": subject.clock}

    def said(self, subject: Any, row: Row[W]) -> str:
        return row.said.format(unit=subject.department.name)

    def _bearer(self, subject: Any) -> Model:
        bearer, _ = bearer_of(subject.clock)
        thing: Model = getattr(subject.clock, bearer.entity)
        return thing


def tell_unit(order: Order, *, subject: str, body: str, at: datetime, dedup_key: str) -> None:
    """The post that does the work, and the one above it."""
    for role in selectors.posts_of(order.clock):
        tell_post(
            order.department,
            role=role,
            case=order.clock.case,
            subject=subject,
            body=body,
            at=at,
            dedup_key=f"{dedup_key}:{role}",
        )


def tell_office(region_id: int, *, clock: Clock, subject: str, body: str, at: datetime, dedup_key: str) -> None:
    office = selectors.office_of(region_id, legal_date(at))
    tell_post(office, role=Role.OFFICE, case=clock.case, subject=subject, body=body, at=at, dedup_key=f"{dedup_key}:office")


def about(clock: Clock) -> str:
    """What a limit is about, in the house: which case and which enterprise, or what a meeting has settled."""
    matter = selectors.matter_of(clock)
    number = clock.case.number if clock.case else matter.sub
    return f"{number}（{matter.name}）“{clock.rule.name}”"


def _reply_by(step: Step[Order]) -> date | None:
    code, about_id = REPLY_CODES[OrderKind(step.subject.kind)], step.subject.clock_id
    return next((clock.due_on for clock in step.clocks or () if clock.is_open and clock.code == code and clock.about_id == about_id), None)


class OrderSubject(OfClockSubject[Order]):
    entity = "order"
    label = "催办、督办"
    model = Order
    actions = OrderAction
    rows = ORDER_ROWS
    states = ORDER_STATES

    def visible_to(self, actor: Actor) -> QuerySet[Order]:
        return selectors.orders_visible_to(actor)

    def owns(self, subject: Order, clock: Clock, code: ClockCode) -> bool:
        """An urging and the oversight after it are about the same limit, and each has a limit of its own."""
        return code == REPLY_CODES[OrderKind(subject.kind)] and super().owns(subject, clock, code)

    def obligors(self, subject: Order, code: ClockCode, on: date) -> list[Model | None]:
        del code, on
        return [subject.department]

    def tell(self, step: Step[Order]) -> dict[str, str]:
        order, key = step.subject, f"order:{step.subject.pk}:{step.subject.state_seq}"
        name = f"{order.get_kind_display()}{order.number}"
        match step.row.action:
            case OrderAction.ISSUE_URGE | OrderAction.ISSUE_OVERSIGHT:
                body = f"{about(order.clock)}已经超期。{order.demand}请在{day(_reply_by(step))}以前答复。"
                tell_unit(order, subject=f"收到{name}", body=body, at=step.at, dedup_key=key)
                self._tell_enterprise(step, key)
            case OrderAction.ANSWER_ORDER:
                tell_office(
                    order.region_id,
                    clock=order.clock,
                    subject=f"{order.department.short_name}答复了{name}",
                    body=order.answer,
                    at=step.at,
                    dedup_key=key,
                )
            case OrderAction.SEND_BACK_ANSWER:
                tell_unit(order, subject=f"{name}的答复被退回", body=order.ruling, at=step.at, dedup_key=key)
            case OrderAction.ACCEPT_ANSWER:
                tell_unit(order, subject=f"{name}的答复已被采纳", body=order.ruling or "不用再答复。", at=step.at, dedup_key=key)
            case OrderAction.WITHDRAW_ORDER:
                tell_unit(order, subject=f"{name}已收回", body=order.ruling, at=step.at, dedup_key=key)
            case OrderAction.ESCALATE_ORDER:
                self._tell_leaders(step, name, key)
                self._tell_enterprise(step, key)
        return {}

    def _tell_enterprise(self, step: Step[Order], key: str) -> None:
        case = step.subject.clock.case
        if case is None or not step.said:
            return
        said = step.said
        body = f"修复案号{case.number}：{said}。单位的电话和已经采取的措施见案件页面。"
        tell_enterprise(case.enterprise, case=case, subject=said, body=body, at=step.at, dedup_key=f"{key}:enterprise")

    def _tell_leaders(self, step: Step[Order], name: str, key: str) -> None:
        order = step.subject
        for place in selectors.leaders_of(order.region_id, step.on):
            tell_post(
                place,
                role=Role.LEADER,
                case=order.clock.case,
                subject=f"{order.department.short_name}逾期没有答复{name}",
                body=f"{about(order.clock)}超期，{order.department.name}没有在期限内答复{name}，请督促。",
                at=step.at,
                dedup_key=f"{key}:leader:{place.pk}",
            )


class ComplaintSubject(OfClockSubject[Complaint]):
    entity = "complaint"
    label = "企业反映"
    model = Complaint
    actions = ComplaintAction
    rows = COMPLAINT_ROWS
    states = COMPLAINT_STATES

    def visible_to(self, actor: Actor) -> QuerySet[Complaint]:
        return selectors.complaints_visible_to(actor)

    def obligors(self, subject: Complaint, code: ClockCode, on: date) -> list[Model | None]:
        del code
        return [selectors.office_of(subject.region_id, on)]

    def tell(self, step: Step[Complaint]) -> dict[str, str]:
        complaint, key = step.subject, f"complaint:{step.subject.pk}:{step.subject.state_seq}"
        case = complaint.clock.case
        if step.row.action == ComplaintAction.FILE_COMPLAINT:
            tell_office(
                complaint.region_id,
                clock=complaint.clock,
                subject=f"企业反映{complaint.department.short_name}超期",
                body=f"{about(complaint.clock)}：{complaint.words}",
                at=step.at,
                dedup_key=key,
            )
        elif case is not None:
            body = f"修复案号{case.number}：{complaint.reply}"
            tell_enterprise(case.enterprise, case=case, subject=step.said, body=body, at=step.at, dedup_key=key)
        return {}


ORDER, COMPLAINT = OrderSubject(), ComplaintSubject()
