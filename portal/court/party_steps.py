"""The court's steps about the parties: a service recorded, an answer on paper recorded."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices

from cases.enums import ServiceManner
from cases.models import CreditorConsultation, Service
from cases.parties import ConsultationAction, Party, ServiceAction
from cases.services import creditors, serving
from portal.court.forms.parties import PaperAnswerForm, ServiceForm
from portal.steps.pages import ActionPage, Confirmed
from procedure.actors import Actor


def _record_service(step: Confirmed[Service]) -> object:
    return serving.record_service(step.subject.pk, **{**step.data, "manner": ServiceManner(step.data["manner"])}, **step.common)


def _record_answer(step: Confirmed[CreditorConsultation]) -> object:
    form = step.form
    assert isinstance(form, PaperAnswerForm)  # noqa: S101 - the page names this form
    return creditors.record_answer(
        step.subject.pk, form.view, answered_on=step.data["answered_on"], upload=step.data["upload"], **step.common
    )


def addressee(service: Service) -> list[tuple[str, str]]:
    """To whom and where; the applicant's as it confirmed them."""
    if service.party == Party.CREDITOR:
        enforcement = service.case.enforcement_case
        return [("受送达人", f"{enforcement.creditor}（申请执行人）"), ("电话", enforcement.creditor_phone or "没有登记")]
    application = service.case.application
    return [
        ("受送达人", f"{service.case.enterprise.name}（申请企业）"),
        ("确认的送达地址", application.service_address),
        ("送达手机", application.service_mobile),
        ("电子送达", application.get_service_electronic_display()),
    ]


def _about_service(service: Service, _actor: Actor) -> dict[str, Any]:
    return {"aside": [("文书", f"{service.document}"), *addressee(service)], "aside_title": "送达给谁"}


SERVICE_PAGES: dict[TextChoices, ActionPage[Service]] = {
    ServiceAction.RECORD_SERVICE: ActionPage(
        ServiceAction.RECORD_SERVICE,
        _record_service,
        "按民事诉讼法的方式送达以后，登记方式、日期、签收人，并上传凭证。受送达人的权利和期限从登记的送达日期起算。",
        "送达已登记。",
        ServiceForm,
        submit="登记送达",
        is_main=True,
        context=_about_service,
    ),
}
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
