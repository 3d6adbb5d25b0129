"""The steps of a change of the calendar: an arrangement of holidays, or an outage."""

from __future__ import annotations

from calendars import rules
from calendars.enums import ChangeAction, ChangeState
from calendars.models import Change
from procedure.rows import NEW, SYSTEM_ONLY, Row

A, S = ChangeAction, ChangeState
HOLIDAYS = "国务院办公厅关于部分节假日安排的通知"

# fmt: off
CHANGE_ROWS: tuple[Row[Change], ...] = (
    Row("60a", A.PROPOSE_ARRANGEMENT, NEW, S.PROPOSED, rules.keeper, law=HOLIDAYS),
    Row("60b", A.PROPOSE_OUTAGE, NEW, S.PROPOSED, rules.keeper),
    Row("60c", A.APPROVE_CHANGE, (S.PROPOSED,), S.APPROVED, rules.other_keeper, (rules.preview_is_there,)),
    Row("60d", A.REFUSE_CHANGE, (S.PROPOSED,), S.REFUSED, rules.keeper, (rules.refusal_is_explained,)),
    Row("60e", A.APPLY_CHANGE, (S.APPROVED,), S.APPLIED, SYSTEM_ONLY),
)
# fmt: on
