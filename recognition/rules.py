"""Who may take a step in a unit's answer, and when it may be taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.enums import CertificateStatus
from cases.readiness import paper_gap
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


_IS_REVOKED = Q(certificate__status=CertificateStatus.REVOKED)


def _has_a_replacement(actor: Actor) -> Q:
    return Q(department__in=actor.departments_of(Role.MEMBER_LIAISON), replacement_waits=True) & ~_IS_REVOKED


@right("单位联络员", where=_has_a_replacement)
def replacement_liaison(actor: Actor, recognition: Recognition) -> bool:
    return recognition.replacement_waits and not _is_revoked(recognition) and unit_liaison(actor, recognition)


def _is_revoked(recognition: Recognition) -> bool:
    return recognition.certificate.status == CertificateStatus.REVOKED


def _has_a_revocation(actor: Actor) -> Q:
    return Q(department__in=actor.departments_of(Role.MEMBER_LIAISON), replacement_waits=True) & _IS_REVOKED


@right("单位联络员", where=_has_a_revocation)
def revocation_liaison(actor: Actor, recognition: Recognition) -> bool:
    return recognition.replacement_waits and _is_revoked(recognition) and unit_liaison(actor, recognition)


def _did_not_propose(actor: Actor) -> Q:
    return Q(department__in=actor.departments_of(Role.MEMBER_APPROVER)) & ~Q(proposed_by=actor.user_id)


@right("单位审核人", where=_did_not_propose)
def other_unit_approver(actor: Actor, recognition: Recognition) -> bool:
    return actor.holds(Role.MEMBER_APPROVER, recognition.department_id) and actor.user_id != recognition.proposed_by_id


@right("领导小组办公室", where=lambda actor: Q(case__region__in=actor.regions_of(Role.OFFICE)))
def office_of_group(actor: Actor, recognition: Recognition) -> bool:
    return actor.holds_in_region(Role.OFFICE, recognition.case.region_id)


def revocation_notice_is_ready(recognition: Recognition) -> str:
    """A unit signs for what it can read."""
    return paper_gap(recognition.case.documents.filter(kind=DocumentKind.REVOCATION_NOTICE))


def distribution_letter_is_ready(recognition: Recognition) -> str:
    """A unit signs for its letter, and answers it afterwards."""
    return paper_gap(recognition.case.documents.filter(kind=DocumentKind.DISTRIBUTION_LETTER))


def answer_is(result: RecognitionResult) -> Rule[Recognition]:
    def check(recognition: Recognition) -> str:
        return "" if recognition.result == result else f"联络员拟写的结果不是“{result.label}”。"

    return check


# A document by its title, its number or its name, and an article of it.
DOCUMENT = re.compile(r"《[^》]{2,}》|〔\d{4}〕\d+号|第\d+号令|令第\d+号|[\u4e00-\u9fa5]+(?:法|条例|办法|规定|细则|规则|解释)(?=（|第)")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+(?:条|款|项|章|部分)")
NOBODYS = re.compile(r"(?:有关|相关|上级|内部)(?:法律|法规|政策|文件)*(?:的)?(?:规定|办法|要求)")


def basis_gap(text: str) -> str:
    """A refusal names law by document and article; 有关规定 is nobody's law."""
    named = NOBODYS.sub("", text)
    if DOCUMENT.search(named) and ARTICLE.search(named):
        return ""
    return "法律依据须写明文件名称（加书名号）或者文号，以及第几条，例如《市场主体登记管理条例》第十九条；不能只写“有关规定”。"


def answer_is_written(recognition: Recognition) -> str:
    """A refusal carries law, reason and guidance; a recognition says what it changed."""
    if not recognition.result:
        return "请选择反馈结果。"
    if recognition.result == RecognitionResult.RECOGNIZED:
        if recognition.no_related_restriction or recognition.measures_lifted.strip():
            return ""
        return sentence_of(recognition, "recognition_names_effect")
    return _refusal_gap(recognition)


def _refusal_gap(recognition: Recognition) -> str:
    if not (recognition.legal_basis.strip() and recognition.reason.strip() and recognition.guidance.strip()):
        return sentence_of(recognition, "recognition_refusal_has_grounds")
    if recognition.result == RecognitionResult.PARTIAL and not recognition.items_refused.strip():
        return sentence_of(recognition, "recognition_partial_names_items")
    return basis_gap(recognition.legal_basis)


def _does_not_meet(actor: Actor) -> Q:
    return Q(case__region__in=actor.regions_of(Role.OFFICE), in_meeting=False)


@right("领导小组办公室", where=_does_not_meet)
def office_between_meetings(actor: Actor, recognition: Recognition) -> bool:
    return not recognition.in_meeting and office_of_group(actor, recognition)


def _meets(actor: Actor) -> Q:
    return Q(case__region__in=actor.regions_of(Role.OFFICE), in_meeting=True)


@right("领导小组办公室", where=_meets)
def office_in_meeting(actor: Actor, recognition: Recognition) -> bool:
    return recognition.in_meeting and office_of_group(actor, recognition)


def consultation_is_minuted(recognition: Recognition) -> str:
    return "" if recognition.consultation_note.strip() else "请填写会商意见。"
