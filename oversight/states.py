"""Every state of an order and of a complaint, one row each."""

from __future__ import annotations

from deadlines.codes import ClockCode as K
from deadlines.enums import Obligor
from oversight.enums import ComplaintState as C
from oversight.enums import OrderKind
from oversight.enums import OrderState as S
from procedure.states import Held, StateRow, by_state

UNIT, OFFICE = Held(Obligor.UNIT, "责任单位"), Held(Obligor.OFFICE, "领导小组办公室")
Row = StateRow

# fmt: off
ORDER_STATES = by_state(
    Row(state=S.ISSUED, applicant="等待单位答复", tone="warning", held=UNIT, waiting="领导小组办公室、企业"),
    Row(state=S.ANSWERED, applicant="单位已答复，办公室审核中", tone="info", held=OFFICE, waiting="责任单位、企业"),
    Row(state=S.RETURNED, applicant="办公室要求重新答复", tone="warning", held=UNIT, waiting="领导小组办公室、企业"),
    Row(state=S.ESCALATED, applicant="单位逾期未答复，已报责任领导", tone="danger", held=UNIT, waiting="责任领导、企业"),
    Row(state=S.ACCEPTED, applicant="单位已答复，办公室已采纳", tone="success"),
    Row(state=S.RAISED, applicant="已转为督办", tone="neutral"),
    Row(state=S.DONE, applicant="所催事项已办结或者不再超期", tone="success"),
    Row(state=S.WITHDRAWN, applicant="办公室已收回", tone="neutral"),
)
COMPLAINT_STATES = by_state(
    Row(state=C.FILED, applicant="等待办公室答复", tone="warning", held=Held(Obligor.OFFICE, "领导小组办公室", K.COMPLAINT), waiting="企业"),
    Row(state=C.REPLIED, applicant="办公室已答复", tone="success"),
)
# fmt: on

OPEN_STATES = tuple(row.state for row in ORDER_STATES.values() if not row.has_ended)
# The unit owes an answer.
OWED_STATES = tuple(row.state for row in ORDER_STATES.values() if row.held is UNIT)
REPLY_CODES = {OrderKind.URGE: K.URGE_REPLY, OrderKind.OVERSIGHT: K.OVERSIGHT_REPLY}
