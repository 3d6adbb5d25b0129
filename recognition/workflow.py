"""The steps of a unit's answer."""

from __future__ import annotations

from deadlines.codes import ClockCode as K
from notices.enums import DocumentKind as D
from procedure.rows import NEW, SAME, SYSTEM_ONLY, Row, Start, Stop
from recognition import rules
from recognition.enums import RecognitionAction, RecognitionResult, RecognitionState
from recognition.models import Recognition
from recognition.states import SETTLED_STATES

A, R = RecognitionAction, RecognitionState
SHARING, RECOGNISING = "实施办法“信息共享”", "实施办法“结果互认”"

# fmt: off
RECOGNITION_ROWS: tuple[Row[Recognition], ...] = (
    Row("23d", A.OPEN_RECOGNITION, NEW, R.AWAITING_RECEIPT, SYSTEM_ONLY, clocks=(Start(K.UNIT_RECEIPT),), law=SHARING),
    Row("24a", A.RECEIVE_DELIVERY, (R.AWAITING_RECEIPT,), R.RECEIVED, rules.unit_liaison, (rules.distribution_letter_is_ready,),
        clocks=(Stop(K.UNIT_RECEIPT), Start(K.RECOGNITION, anchor="receipt")), said="{unit}已签收", law=SHARING),
    Row("25a", A.PROPOSE_ANSWER, (R.RECEIVED,), R.PROPOSED, rules.unit_liaison, (rules.answer_is_written,), law=RECOGNISING),
    Row("25b", A.RETURN_ANSWER, (R.PROPOSED,), R.RECEIVED, rules.other_unit_approver),
    Row("25c", A.RECOGNIZE, (R.PROPOSED,), R.RECOGNIZED, rules.other_unit_approver,
        (rules.answer_is(RecognitionResult.RECOGNIZED), rules.answer_is_written), clocks=(Stop(K.RECOGNITION),),
        papers=(D.RECOGNITION_REPLY,), said="{unit}已认可", law=RECOGNISING),
    Row("26", A.RECOGNIZE_PARTLY, (R.PROPOSED,), R.PARTIAL, rules.other_unit_approver,
        (rules.answer_is(RecognitionResult.PARTIAL), rules.answer_is_written),
        clocks=(Stop(K.RECOGNITION), Start(K.CONSULTATION)),
        papers=(D.RECOGNITION_REPLY,), said="{unit}部分认可，办公室将组织会商", law=RECOGNISING),
    Row("27", A.REFUSE, (R.PROPOSED,), R.REFUSED, rules.other_unit_approver,
        (rules.answer_is(RecognitionResult.REFUSED), rules.answer_is_written),
        clocks=(Stop(K.RECOGNITION), Start(K.CONSULTATION)),
        papers=(D.REFUSAL_LETTER,), said="{unit}不予认可，办公室将组织会商", law=RECOGNISING),
    Row("28a", A.OPEN_CONSULTATION, (R.PARTIAL, R.REFUSED), R.CONSULTATION, rules.office_of_group,
        said="领导小组办公室已召集{unit}会商"),
    Row("28e", A.CONVENE_AGAIN, (R.CONSULTATION, R.ESCALATED), SAME, rules.office_between_meetings, said="领导小组办公室已再次召集{unit}会商"),
    Row("28f", A.CALL_OFF_CONSULTATION, (R.CONSULTATION, R.ESCALATED, R.ENDED), SAME, rules.office_in_meeting),
    Row("28b", A.CONSULT_RECOGNIZE, (R.CONSULTATION, R.ESCALATED), R.RECOGNIZED, rules.office_in_meeting,
        (rules.consultation_is_minuted,), clocks=(Stop(K.CONSULTATION),), papers=(D.CONSULTATION_MINUTES,),
        said="经会商，{unit}改为认可"),
    Row("28c", A.CONSULT_UPHOLD, (R.CONSULTATION, R.ESCALATED), R.REFUSED_UPHELD, rules.office_in_meeting,
        (rules.consultation_is_minuted,), clocks=(Stop(K.CONSULTATION),), papers=(D.CONSULTATION_MINUTES,),
        said="经会商，维持{unit}的意见，理由和指引见互认结果"),
    Row("28d", A.CONSULT_ESCALATE, (R.CONSULTATION,), R.ESCALATED, rules.office_in_meeting,
        (rules.consultation_is_minuted,), clocks=(Stop(K.CONSULTATION), Start(K.CONSULTATION)), papers=(D.CONSULTATION_MINUTES,),
        said="{unit}的意见已报领导小组研究"),
    Row("43h", A.SEND_REPLACEMENT, tuple(R), SAME, SYSTEM_ONLY,
        clocks=(Stop(K.UNIT_RECEIPT, abandon=True), Start(K.UNIT_RECEIPT)), law=SHARING),
    Row("36j", A.END_RECOGNITION, tuple(state for state in R if state not in SETTLED_STATES), R.ENDED, SYSTEM_ONLY),
    Row("36k", A.SEND_REVOCATION, tuple(R), SAME, SYSTEM_ONLY, clocks=(Stop(K.UNIT_RECEIPT, abandon=True), Start(K.UNIT_RECEIPT))),
    Row("36l", A.SIGN_FOR_REVOCATION, SETTLED_STATES, SAME, rules.revocation_liaison, (rules.revocation_notice_is_ready,),
        clocks=(Stop(K.UNIT_RECEIPT),), said="{unit}已签收撤销通知"),
    Row("43i", A.SIGN_FOR_REPLACEMENT, tuple(state for state in R if state != R.AWAITING_RECEIPT), SAME, rules.replacement_liaison,
        clocks=(Stop(K.UNIT_RECEIPT),), said="{unit}已签收替代证明", law=SHARING),
)
# fmt: on
