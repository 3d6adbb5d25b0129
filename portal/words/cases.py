"""A case in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseState, Phase
from cases.outcomes import Hold
from cases.states import CASE_STATES, CERTIFIED_STATES

if TYPE_CHECKING:
    from cases.models import Case


HELD = {
    Hold.SUSPENDED: "法院已中止审查，审查期限暂停计算，原因消除后继续",
    Hold.EXCLUDED: "法院正在审查，部分日期不计入审查期限",
}


def staff_words(case: Case) -> str:
    """Where a case stands for the staff, and that its limit stands still."""
    return f"{case.get_state_display()}（{case.get_hold_display()}）" if case.hold else str(case.get_state_display())


def what_is_left(case: Case) -> str:
    """What of an ended recognition is still to be done before the matter is closed; empty where nothing is."""
    left = ["名单操作待登记"] if case.list_due_on is not None else []
    return "，".join([*left, *([case.get_replacement_display()] if case.replacement else [])])


def ending_of(case: Case) -> str:
    """What is said of a case that nobody holds any more: closed only when recognition and list operation are both done."""
    if case.state not in CERTIFIED_STATES:
        return "本案已经结束"
    if case.state == CaseState.REVOKED:
        return case.get_revocation_display() or "信用修复已撤销，撤销通知已转推各单位"
    left = what_is_left(case)
    return f"互认已完成，{left}" if left else "本案已经办结"


def applicant_words(case: Case) -> str:
    """Where a case stands for its applicant: of one whose units have answered also what the court still has to do."""
    row = CASE_STATES[case.state]
    if case.hold:
        return HELD[Hold(case.hold)]
    left = what_is_left(case) if row.phase == Phase.DONE else ""
    return f"{row.applicant}；{left}" if left else row.applicant


def case_in_a_line(case: Case) -> str:
    """Whose case it is, for the top of a step's page."""
    return f"{case.enterprise.name} · {case.enforcement_case.number}"
