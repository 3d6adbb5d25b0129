"""Every state of a unit's answer, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from deadlines.codes import ClockCode as K
from deadlines.enums import Obligor
from procedure.enums import Role
from procedure.states import Held, StateRow, by_state
from recognition.enums import RecognitionState as R


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionStateRow(StateRow[R]):
    """A state of an answer. What a unit does inside its own house the applicant learns when it has answered."""

    # Other than a plain recognition: what the office counts apart.
    is_negative: bool = False


LIAISON = Held(Obligor.UNIT, "单位联络员", K.RECOGNITION, Role.MEMBER_LIAISON)
APPROVER = Held(Obligor.UNIT, "单位审核人", K.RECOGNITION, Role.MEMBER_APPROVER)
OFFICE = Held(Obligor.OFFICE, "领导小组办公室", K.CONSULTATION, Role.OFFICE)
Row = RecognitionStateRow

# fmt: off
RECOGNITION_STATES = by_state(
    Row(state=R.AWAITING_RECEIPT, applicant="等待签收", tone="warning", held=Held(Obligor.UNIT, "单位联络员", K.UNIT_RECEIPT, Role.MEMBER_LIAISON),
        waiting="牵头部门、企业"),
    Row(state=R.RECEIVED, applicant="正在办理", tone="info", held=LIAISON, waiting="企业"),
    Row(state=R.PROPOSED, applicant="正在办理", tone="progress", held=APPROVER, waiting="单位联络员、企业"),
    Row(state=R.RECOGNIZED, applicant="已认可", tone="success"),
    Row(state=R.PARTIAL, applicant="部分认可", tone="warning", held=OFFICE, waiting="企业", is_negative=True),
    Row(state=R.REFUSED, applicant="不予认可", tone="danger", held=OFFICE, waiting="企业", is_negative=True),
    Row(state=R.CONSULTATION, applicant="办公室会商中", tone="warning", held=OFFICE, waiting="企业、成员单位", is_negative=True),
    Row(state=R.REFUSED_UPHELD, applicant="会商维持原意见", tone="warning", is_negative=True),
    Row(state=R.ENDED, applicant="证明已撤销，不再反馈", tone="neutral"),
    Row(state=R.ESCALATED, applicant="已报领导小组", tone="danger", held=OFFICE, waiting="企业、成员单位", is_negative=True),
)
# fmt: on


def _held_by(side: Obligor) -> tuple[R, ...]:
    return tuple(row.state for row in RECOGNITION_STATES.values() if row.held and row.held.side == side)


SETTLED_STATES = tuple(row.state for row in RECOGNITION_STATES.values() if row.has_ended)
NEGATIVE_STATES = tuple(row.state for row in RECOGNITION_STATES.values() if row.is_negative)
WAITING_STATES = _held_by(Obligor.UNIT)
CONSULTED_STATES = _held_by(Obligor.OFFICE)
