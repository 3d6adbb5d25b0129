"""Every state of the assessment of a period and of one unit's card, one row each."""

from __future__ import annotations

from assessment.enums import AssessmentState as A
from assessment.enums import ScorecardState as S
from deadlines.codes import ClockCode as K
from deadlines.enums import Obligor
from procedure.states import Held, StateRow, by_state

OFFICE = Held(Obligor.OFFICE, "领导小组办公室")
Row = StateRow

# fmt: off
ASSESSMENT_STATES = by_state(
    Row(state=A.COUNTING, applicant="正在计算", tone="progress", held=Held(Obligor.OFFICE, "（系统自动计算）")),
    Row(state=A.DRAFT, applicant="拟定中", tone="neutral", held=OFFICE),
    Row(state=A.OPEN, applicant="各单位核对中", tone="progress", held=OFFICE, waiting="领导小组"),
    Row(state=A.LOCKED, applicant="已锁定", tone="success"),
)
SCORECARD_STATES = by_state(
    Row(state=S.DRAFT, applicant="拟定中", tone="neutral", held=OFFICE),
    Row(state=S.OPEN, applicant="待核对", tone="warning", held=Held(Obligor.UNIT, "单位审核人", K.ASSESSMENT_APPEAL),
        waiting="领导小组办公室"),
    Row(state=S.CONFIRMED, applicant="已确认", tone="success", held=OFFICE),
    Row(state=S.APPEALED, applicant="申诉待处理", tone="danger", held=Held(Obligor.OFFICE, "领导小组办公室", K.APPEAL_RULING),
        waiting="申诉的单位"),
    Row(state=S.RULED, applicant="申诉已处理", tone="info", held=OFFICE),
    Row(state=S.LOCKED, applicant="已锁定", tone="success"),
)
# fmt: on
# Whom the card is shown to besides the office.
SHOWN_STATES = tuple(state for state in S if state != S.DRAFT)
