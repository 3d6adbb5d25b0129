from __future__ import annotations

from calendars.enums import ChangeState
from deadlines.enums import Obligor
from procedure.states import Held, StateRow, by_state

CHANGE_STATES = by_state(
    StateRow(
        state=ChangeState.PROPOSED,
        applicant="待另一人核对",
        tone="warning",
        held=Held(Obligor.OFFICE, "办公室或者系统管理员（提出人除外）"),
    ),
    StateRow(state=ChangeState.REFUSED, applicant="已退回", tone="neutral"),
    StateRow(
        state=ChangeState.APPROVED,
        applicant="正在重新计算期限",
        tone="progress",
        held=Held(Obligor.OFFICE, "（系统自动重新计算）"),
    ),
    StateRow(state=ChangeState.APPLIED, applicant="已生效", tone="success"),
)
