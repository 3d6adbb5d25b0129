"""What the creditor has said, against what an examination says and recommends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from cases.enums import Finding, MaterialKind, RepairGround
from cases.models import Correction, CreditorConsultation
from cases.parties import ConsultationState, CreditorAnswer
from words.dates import day, until

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case, CreditorInstalment, CreditorStatement, Examination

OPPOSITION = "creditor-opposes"


def consultation_of(case: Case) -> CreditorConsultation | None:
    """As it stands now: it changes without the case."""
    return CreditorConsultation.objects.filter(case=case.pk).first()


def said_by_another(moment: str) -> Exists:
    """Of a statement or an instalment with its moment: that it is of whom the record named as creditor before it was corrected."""
    named = Correction.objects.filter(enforcement_case=OuterRef("consultation__case__enforcement_case"), field="creditor")
    return Exists(named.filter(corrected_at__gte=OuterRef(moment)))


def statements_of(consultation: CreditorConsultation) -> QuerySet[CreditorStatement]:
    """What the creditor of today has answered; what another said before stays at the court as history."""
    return consultation.statements.filter(~said_by_another("recorded_at"))


def instalments_of(consultation: CreditorConsultation) -> QuerySet[CreditorInstalment]:
    """What the creditor of today says of the instalments."""
    return consultation.instalments.filter(~said_by_another("said_at"))


def creditor_gap(examination: Examination) -> str:
    """What the creditor has said, and the examination does not say."""
    consultation = consultation_of(examination.case)
    if consultation is None or consultation.answer != CreditorAnswer.OPPOSES:
        return ""
    denied = examination.items.filter(rule__code=OPPOSITION, finding=Finding.CLEAR).select_related("rule").first()
    return f"申请执行人已经答复反对，核查事项“{denied.rule.text}”请选“有”，并写明其理由和是否采纳。" if denied else ""


def still_awaited(case: Case) -> str:
    """Why nothing is approved yet: the creditor is asked, and his days to answer are not over. Silence ends them, too."""
    consultation = consultation_of(case)
    if consultation is None or consultation.state != ConsultationState.ASKED:
        return ""
    if consultation.due_on is None:
        return "征询意见函还没有送达申请执行人，请先在“送达与征询”中登记送达，等他答复或者答复期限届满后再提交。"
    return f"申请执行人的答复期限{until(consultation.due_on)}，他还没有答复；答复或者期限届满后再提交。"


def creditor_approval_gap(examination: Examination) -> str:
    """Why nothing can be approved on this ground, as far as the creditor is concerned."""
    consultation = consultation_of(examination.case)
    if examination.case.application.ground != RepairGround.CREDITOR_CONSENT:
        return ""
    if consultation is not None and consultation.answer == CreditorAnswer.OPPOSES:
        return f"申请事由是申请执行人书面同意，但他已于{day(consultation.answered_on)}答复反对，不能以这一事由建议准予。"
    return "" if has_written_consent(examination.case, consultation) else "没有申请执行人的书面同意，不能以这一事由建议准予。"


def has_written_consent(case: Case, consultation: CreditorConsultation | None) -> bool:
    if consultation is not None and consultation.answer == CreditorAnswer.AGREES and consultation.file is not None:
        return True
    handed_in = case.application.materials.current().filter(kind=MaterialKind.CREDITOR_CONSENT, upload__isnull=False)
    return any(material.is_settled for material in handed_in.select_related("upload"))
