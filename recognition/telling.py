"""Who is told that a unit's answer waits for it: the unit's people, or the office. Where many units get it at once, they are told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.telling import has_it_already, office_of
from deadlines.enums import Obligor
from messaging.services import Told, tell
from procedure.enums import Role
from recognition.enums import RecognitionAction
from recognition.states import RECOGNITION_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cases.models import Case
    from procedure.subjects import Step
    from recognition.models import Recognition

# The step on the case tells all units in one statement.
SENT_TO_MANY: Final = frozenset({RecognitionAction.OPEN_RECOGNITION, RecognitionAction.SEND_REPLACEMENT, RecognitionAction.SEND_REVOCATION})


def tell_units(case: Case, units: Iterable[int], *, what: str, dedup_key: str, at: datetime) -> None:
    """That something has been sent to these units which they have to sign for."""
    tell(
        [
            Told(
                subject=f"待签收：{case.number}",
                body=f"修复案号{case.number}，{case.enterprise.name}：{what}，等待您单位签收。",
                dedup_key=f"{dedup_key}:{unit}",
                department_id=unit,
                role=Role.MEMBER_LIAISON,
                case_id=case.pk,
            )
            for unit in units
        ],
        at=at,
    )


def work_of_answer(step: Step[Recognition], key: str) -> list[Told]:
    """Whoever has the answer now, unless it is the one who took the step."""
    answer, case = step.subject, step.subject.case
    held = RECOGNITION_STATES[answer.state].held
    if held is None or held.role is None or answer.state == step.source:
        return []
    department = office_of(case.region_id) if held.side == Obligor.OFFICE else answer.department_id
    if department is None or has_it_already(step.by, held.role, department):
        return []
    what = f"{answer.department.name}{step.row.action.label}，现为“{answer.get_state_display()}”"
    return [
        Told(
            subject=f"待办：{case.number}",
            body=f"修复案号{case.number}，{case.enterprise.name}：{what}，等待您办理。",
            dedup_key=f"{key}:work",
            department_id=department,
            role=held.role,
            case_id=case.pk,
        )
    ]
