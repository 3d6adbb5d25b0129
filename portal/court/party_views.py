"""The creditor's view as the court reads it: on its own page, in the case, beside the examination form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from cases.consent import consultation_of, instalments_of
from cases.parties import ConsultationState
from portal.shell.components import DataItem
from words.dates import day, until
from words.money import yuan

if TYPE_CHECKING:
    from cases.models import Case, CreditorConsultation

_NOTHING_SAID = {
    ConsultationState.TOLD: "已告知，不要求答复；没有提出异议，不视为同意",
    ConsultationState.SILENT: "期限内没有答复，不视为同意",
}


def consultation_facts(consultation: CreditorConsultation) -> list[DataItem]:
    amount = consultation.get_amount_view_display()
    if consultation.received_fen is not None:
        amount += f"，实际收到{yuan(consultation.received_fen)}"
    limit = until(consultation.due_on) if consultation.due_on else ""
    if consultation.state == ConsultationState.ASKED and not limit:
        limit = "自征询函送达之日起算，征询函还没有登记送达"
    facts = [
        DataItem("申请执行人", consultation.case.enforcement_case.creditor),
        DataItem("发函", day(consultation.asked_at)),
        DataItem("答复期限", limit),
        DataItem("意见", consultation.get_answer_display() or _NOTHING_SAID.get(ConsultationState(consultation.state), "")),
        DataItem("理由和说明", consultation.words, wide=True),
        DataItem("对已履行金额", amount),
        DataItem("答复人（其自称）" if consultation.recorded_by is None else "答复人", consultation.signer),
        DataItem("答复", f"{day(consultation.answered_on)}，{consultation.get_door_display()}" if consultation.answered_on else ""),
        DataItem("登记", str(consultation.recorded_by or "")),
    ]
    if consultation.file:
        url = reverse("court:creditor_file", args=[consultation.pk])
        facts.append(DataItem("书面意见", consultation.file.original_name, url=url))
    facts += [
        DataItem(
            f"分期：{one.get_word_display()}", f"{day(one.on)}，{yuan(one.amount_fen)}{f'：{one.words}' if one.words else ''}", wide=True
        )
        for one in instalments_of(consultation).order_by("on", "pk")
    ]
    return [fact for fact in facts if fact.value]


def creditor_of(case: Case) -> list[DataItem]:
    """The same for a case; empty before it is accepted."""
    consultation = consultation_of(case)
    return [] if consultation is None else consultation_facts(consultation)
