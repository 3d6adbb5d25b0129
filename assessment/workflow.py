"""The steps of an assessment and of one unit's card."""

from __future__ import annotations

from assessment import rules
from assessment.enums import AssessmentAction as A
from assessment.enums import AssessmentState as P
from assessment.enums import ScorecardAction as C
from assessment.enums import ScorecardState as S
from assessment.models import Assessment, Scorecard
from deadlines.codes import ClockCode as K
from notices.enums import DocumentKind as D
from procedure.rows import NEW, SYSTEM_ONLY, Row, Start, Stop

ASSESSING = "实施办法“考核评价”"

# fmt: off
ASSESSMENT_ROWS: tuple[Row[Assessment], ...] = (
    Row("50a", A.DRAW_UP, NEW, P.COUNTING, rules.office, law=ASSESSING),
    Row("50b", A.RECALCULATE, (P.DRAFT,), P.COUNTING, rules.office),
    Row("50f", A.COUNT, (P.COUNTING,), P.DRAFT, SYSTEM_ONLY),
    Row("50c", A.SHOW, (P.DRAFT,), P.OPEN, rules.office, (rules.has_cards,)),
    Row("50d", A.LOCK, (P.OPEN,), P.LOCKED, rules.office, (rules.is_shorter, rules.everybody_has_spoken), papers=(D.BULLETIN,),
        law=ASSESSING),
    Row("50e", A.LOCK_YEAR, (P.OPEN,), P.LOCKED, rules.office, (rules.is_of_a_year, rules.everybody_has_spoken),
        papers=(D.BULLETIN, D.ANNUAL_ASSESSMENT), law=ASSESSING),
)
SCORECARD_ROWS: tuple[Row[Scorecard], ...] = (
    Row("51a", C.ADD_CARD, NEW, S.DRAFT, SYSTEM_ONLY, law=ASSESSING),
    Row("51b", C.SHOW_CARD, (S.DRAFT,), S.OPEN, SYSTEM_ONLY, clocks=(Start(K.ASSESSMENT_APPEAL),)),
    Row("51c", C.CONFIRM, (S.OPEN,), S.CONFIRMED, rules.unit_approver, (rules.is_in_time,),
        clocks=(Stop(K.ASSESSMENT_APPEAL),)),
    Row("51d", C.APPEAL, (S.OPEN,), S.APPEALED, rules.unit_approver, (rules.is_in_time, rules.appeal_is_written),
        clocks=(Stop(K.ASSESSMENT_APPEAL), Start(K.APPEAL_RULING))),
    Row("51e", C.UPHOLD, (S.APPEALED,), S.RULED, rules.office_of_card, (rules.something_falls_away, rules.ruling_is_written),
        clocks=(Stop(K.APPEAL_RULING),)),
    Row("51f", C.DISMISS, (S.APPEALED,), S.RULED, rules.office_of_card, (rules.ruling_is_written,), clocks=(Stop(K.APPEAL_RULING),)),
    Row("51g", C.LOCK_CARD, (S.OPEN, S.CONFIRMED, S.RULED), S.LOCKED, SYSTEM_ONLY, law=ASSESSING),
)
# fmt: on
