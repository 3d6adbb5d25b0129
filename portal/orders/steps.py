"""The steps of an order and of a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oversight import services
from oversight.enums import ComplaintAction, OrderAction
from portal.orders.forms import AcceptForm, AnswerForm, ReplyForm, SendBackForm, WithdrawForm
from portal.shell.components import DataItem
from portal.steps.pages import ActionPage
from words.dates import day

if TYPE_CHECKING:
    from oversight.models import Complaint, Order
    from procedure.actors import Actor


def order_facts(order: Order) -> list[DataItem]:
    clock = order.clock
    items = [
        DataItem("编号", order.number),
        DataItem("责任单位", order.department.name),
        DataItem("单位电话", order.department.phone),
        DataItem("所催事项", clock.rule.name),
        DataItem("届满日", day(clock.due_on)),
        DataItem("发出", day(order.issued_at)),
        DataItem("发出方式", "办公室发出" if order.issued_by_id else "到时间自动发出"),
        DataItem("办理要求", order.demand, wide=True),
        DataItem("单位答复", order.answer, wide=True),
        DataItem("办公室意见", order.ruling, wide=True),
    ]
    return [item for item in items if item.value]


def complaint_facts(complaint: Complaint) -> list[DataItem]:
    clock = complaint.clock
    return [
        DataItem("被反映的单位", complaint.department.name),
        DataItem("单位电话", complaint.department.phone),
        DataItem("超期事项", clock.rule.name),
        DataItem("届满日", day(clock.due_on)),
        DataItem("反映时间", day(complaint.filed_at)),
        DataItem("反映的情况", complaint.words, wide=True),
        *([DataItem("办公室答复", complaint.reply, wide=True)] if complaint.reply else []),
    ]


def _order(order: Order, _actor: Actor) -> dict[str, Any]:
    return {"aside": order_facts(order), "aside_title": str(order)}


def _complaint(complaint: Complaint, _actor: Actor) -> dict[str, Any]:
    return {"aside": complaint_facts(complaint), "aside_title": "企业反映"}


_ORDER_PAGES: tuple[ActionPage[Order], ...] = (
    ActionPage(
        OrderAction.ANSWER_ORDER,
        lambda step: services.answer_order(step.subject.pk, answer=step.data["answer"], **step.common),
        "答复交领导小组办公室审核。答复不代替办理，所催事项的期限不停。",
        "答复已提交办公室。",
        AnswerForm,
        submit="提交答复",
        is_main=True,
        context=_order,
    ),
    ActionPage(
        OrderAction.ACCEPT_ANSWER,
        lambda step: services.accept_answer(step.subject.pk, note=step.data["note"], **step.common),
        "采纳后这份单子了结，所催事项的期限照常计算。仍没有办结的，办公室可以再次催办、督办。",
        "已采纳答复。",
        AcceptForm,
        is_main=True,
        context=_order,
    ),
    ActionPage(
        OrderAction.SEND_BACK_ANSWER,
        lambda step: services.send_back_answer(step.subject.pk, note=step.data["note"], **step.common),
        "退回后单位重新答复，答复期限重新计算。",
        "已退回单位重新答复。",
        SendBackForm,
        context=_order,
    ),
    ActionPage(
        OrderAction.WITHDRAW_ORDER,
        lambda step: services.withdraw_order(step.subject.pk, note=step.data["note"], **step.common),
        "误发的可以收回，编号保留，单位会收到通知。",
        "已收回。",
        WithdrawForm,
        tone="danger",
        is_beside=True,
        context=_order,
    ),
)
_COMPLAINT_PAGES: tuple[ActionPage[Complaint], ...] = (
    ActionPage(
        ComplaintAction.REPLY_COMPLAINT,
        lambda step: services.reply_complaint(step.subject.pk, reply=step.data["reply"], **step.common),
        "先核实单位的进展，需要的发出催办单或者督办单，再答复企业。",
        "已答复企业。",
        ReplyForm,
        submit="答复企业",
        is_main=True,
        context=_complaint,
    ),
)
ORDER_PAGES = {page.action: page for page in _ORDER_PAGES}
COMPLAINT_PAGES = {page.action: page for page in _COMPLAINT_PAGES}
