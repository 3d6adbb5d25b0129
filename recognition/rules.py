"""Who may take a step in a unit's answer, and when it may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.rules import paper_gap
from ledger.constraints import sentence_of
from notices.enums import DocumentKind
from procedure.enums import Role
from procedure.rows import right
from recognition.enums import RecognitionResult

if TYPE_CHECKING:
    from procedure.actors import Actor
    from procedure.rows import Rule
    from recognition.models import Recognition


@right("单位联络员", where=lambda actor: Q(department__in=actor.departments_of(Role.MEMBER_LIAISON)))
def unit_liaison(actor: Actor, recognition: Recognition) -> bool:
    return actor.holds(Role.MEMBER_LIAISON, recognition.department_id)


def _did_not_propose(actor: Actor) -> Q:
    return Q(department__in=actor.departments_of(Role.MEMBER_APPROVER)) & ~Q(proposed_by=actor.user_id)


@right("单位审核人", where=_did_not_propose)
def other_unit_approver(actor: Actor, recognition: Recognition) -> bool:
    return actor.holds(Role.MEMBER_APPROVER, recognition.department_id) and actor.user_id != recognition.proposed_by_id


@right("领导小组办公室", where=lambda actor: Q(case__region__in=actor.regions_of(Role.OFFICE)))
def office_of_group(actor: Actor, recognition: Recognition) -> bool:
    return actor.holds_in_region(Role.OFFICE, recognition.case.region_id)


def distribution_letter_is_ready(recognition: Recognition) -> str:
    """A unit signs for its letter, and answers it afterwards."""
    of_case = recognition.case.documents.filter(kind=DocumentKind.DISTRIBUTION_LETTER)
    return paper_gap(of_case.filter(department=recognition.department_id))


def answer_is(result: RecognitionResult) -> Rule[Recognition]:
    def check(recognition: Recognition) -> str:
        return "" if recognition.result == result else f"联络员拟写的结果不是“{result.label}”。"

    return check


def answer_is_written(recognition: Recognition) -> str:
    """A refusal carries law, reason and guidance; a recognition says what it changed."""
    if not recognition.result:
        return "请选择反馈结果。"
    if recognition.result == RecognitionResult.RECOGNIZED:
        if recognition.no_related_restriction or recognition.measures_lifted.strip():
            return ""
        return sentence_of(recognition, "recognition_names_effect")
    if not (recognition.legal_basis.strip() and recognition.reason.strip() and recognition.guidance.strip()):
        return sentence_of(recognition, "recognition_refusal_has_grounds")
    if recognition.result == RecognitionResult.PARTIAL and not recognition.items_refused.strip():
        return sentence_of(recognition, "recognition_partial_names_items")
    return ""


def consultation_is_minuted(recognition: Recognition) -> str:
    return "" if recognition.consultation_note.strip() else "请填写会商意见。"
