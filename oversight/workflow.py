"""The steps of an order and of a complaint."""

from __future__ import annotations

from deadlines.codes import ClockCode as K
from notices.enums import DocumentKind as D
from oversight import rules
from oversight.enums import ComplaintAction, ComplaintState, OrderAction, OrderKind, OrderState
from oversight.models import Complaint, Order
from oversight.states import OPEN_STATES
from procedure.rows import NEW, SYSTEM_ONLY, Row, Start, Stop

A, S = OrderAction, OrderState
URGED = rules.is_of_kind(OrderKind.URGE, "督办单不因此了结，请单位答复。")
OVERSEEN = rules.is_of_kind(OrderKind.OVERSIGHT, "催办单逾期未答复的，转为督办。")
REPLIES = (K.URGE_REPLY, K.OVERSIGHT_REPLY)
OVERSIGHT = "实施办法“监督反馈”；梯次和答复期限由本区设定"

# fmt: off
ORDER_ROWS: tuple[Row[Order], ...] = (
    Row("30a", A.ISSUE_URGE, NEW, S.ISSUED, rules.office_or_system, clocks=(Start(K.URGE_REPLY),), papers=(D.URGE_ORDER,),
        said="{unit}超期，已经催办", law=OVERSIGHT),
    Row("30b", A.ISSUE_OVERSIGHT, NEW, S.ISSUED, rules.office_or_system, clocks=(Start(K.OVERSIGHT_REPLY),), papers=(D.OVERSIGHT_ORDER,),
        said="{unit}超期，已经督办", law=OVERSIGHT),
    Row("30c", A.ANSWER_ORDER, (S.ISSUED, S.RETURNED, S.ESCALATED), S.ANSWERED, rules.unit_of_order,
        clocks=tuple(Stop(code) for code in REPLIES), law=OVERSIGHT),
    Row("30d", A.ACCEPT_ANSWER, (S.ANSWERED,), S.ACCEPTED, rules.office, law=OVERSIGHT),
    Row("30e", A.SEND_BACK_ANSWER, (S.ANSWERED,), S.RETURNED, rules.office, clocks=tuple(Start(code) for code in REPLIES), law=OVERSIGHT),
    Row("30f", A.RAISE_ORDER, (S.ISSUED, S.ANSWERED, S.RETURNED), S.RAISED, SYSTEM_ONLY, (URGED,),
        clocks=tuple(Stop(code) for code in REPLIES), law=OVERSIGHT),
    Row("30g", A.ESCALATE_ORDER, (S.ISSUED, S.RETURNED), S.ESCALATED, SYSTEM_ONLY, (OVERSEEN,),
        said="{unit}逾期没有答复督办，已报责任领导", law=OVERSIGHT),
    Row("30h", A.CLOSE_ORDER, (S.ISSUED, S.ANSWERED, S.RETURNED), S.DONE, SYSTEM_ONLY, (URGED,),
        clocks=tuple(Stop(code) for code in REPLIES), law=OVERSIGHT),
    Row("30i", A.WITHDRAW_ORDER, OPEN_STATES, S.WITHDRAWN, rules.office, clocks=tuple(Stop(code, abandon=True) for code in REPLIES)),
)
COMPLAINT_ROWS: tuple[Row[Complaint], ...] = (
    Row("30j", ComplaintAction.FILE_COMPLAINT, NEW, ComplaintState.FILED, rules.own_enterprise, clocks=(Start(K.COMPLAINT),),
        said="您反映了{unit}超期，办公室将答复", law=OVERSIGHT),
    Row("30k", ComplaintAction.REPLY_COMPLAINT, (ComplaintState.FILED,), ComplaintState.REPLIED, rules.office_of_complaint,
        clocks=(Stop(K.COMPLAINT),), said="办公室答复了您对{unit}的反映", law=OVERSIGHT),
)
# fmt: on
