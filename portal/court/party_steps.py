"""The court's step about the creditor: an answer on paper recorded."""

from __future__ import annotations

from django.db.models import TextChoices

from cases.models import CreditorConsultation
from cases.parties import ConsultationAction
from cases.services import creditors
from portal.court.forms.parties import PaperAnswerForm
from portal.steps.pages import ActionPage, Confirmed


def _record_answer(step: Confirmed[CreditorConsultation]) -> object:
    form = step.form
    assert isinstance(form, PaperAnswerForm)  # noqa: S101 - the page names this form
    return creditors.record_answer(
        step.subject.pk, form.view, answered_on=step.data["answered_on"], upload=step.data["upload"], **step.common
    )


CONSULTATION_PAGES: dict[TextChoices, ActionPage[CreditorConsultation]] = {
    ConsultationAction.RECORD_ANSWER: ActionPage(
        ConsultationAction.RECORD_ANSWER,
        _record_answer,
        "申请执行人交回书面答复的，照原文登记，并上传扫描件。审查意见提交以前可以更改。",
        "答复已登记。",
        PaperAnswerForm,
        submit="登记答复",
        is_main=True,
    ),
}
