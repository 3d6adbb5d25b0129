"""A paper served on a party, alike at whoever issued it: to whom, how it was done, and the step that records it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from cases.enums import ServiceManner
from cases.models import Service
from cases.parties import Party, ServiceAction
from cases.services import serving
from ledger import timekeeping
from portal.shell.components import DataItem
from portal.shell.downloads import uploaded_file
from portal.steps import fields
from portal.steps.pages import ActionForm, ActionPage, Confirmed, buttons
from portal.words.tones import tone_of
from procedure.actors import Actor
from words.dates import day, moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest
    from portal.steps.pages import Area


class ServiceForm(ActionForm):
    """By which way of the Civil Procedure Law, on which day, who took it, and what shows that."""

    manner = fields.choice("送达方式", ServiceManner.choices, help_text="企业同意电子送达的，文书制成后由系统自动送达，不用在这里登记。")
    served_on = fields.day("送达日期")
    receiver = fields.name("签收人", 60, help_text="留置、公告送达的，写见证人或者公告载体。")
    proof = fields.ProofFile(label="送达凭证", help_text="送达回证、邮件签收记录、公告或者电子送达的到达记录。")
    note = fields.text("送达说明", 300, required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_on"].initial = timekeeping.today


def _record_service(step: Confirmed[Service]) -> object:
    return serving.record_service(step.subject.pk, **{**step.data, "manner": ServiceManner(step.data["manner"])}, **step.common)


def addressee(service: Service) -> list[tuple[str, str]]:
    """To whom and where; the applicant's as it confirmed them."""
    enforcement = service.enforcement
    if service.party == Party.CREDITOR:
        return [("受送达人", f"{enforcement.creditor}（申请执行人）"), ("电话", enforcement.creditor_phone or "没有登记")]
    confirmed = service.confirmed
    mobile = [] if service.case is None else [("送达手机", service.case.application.service_mobile)]
    return [
        ("受送达人", f"{enforcement.enterprise.name}（申请企业）"),
        ("确认的送达地址", confirmed.service_address),
        *mobile,
        ("电子送达", electronic(confirmed.service_electronic, confirmed.get_service_electronic_display())),
    ]


def electronic(chosen: str, told: str) -> str:
    return told if chosen else "没有选择（纸质材料提出），按地址送达"


def describe_service(service: Service) -> str:
    return f"{service.enterprise.name} · {service.number} · {service}"


def service_facts(service: Service, proof_url: str) -> list[DataItem]:
    arrival = (
        f"{moment(service.arrived_at)}到达{service.account}的账户（{service.account.username}），没有手写签名" if service.account else ""
    )
    facts = [
        DataItem("文书", str(service.document), wide=True),
        *(DataItem(*fact) for fact in addressee(service)),
        DataItem("送达方式", service.get_manner_display()),
        DataItem("送达日期", day(service.served_on)),
        DataItem("签收人（登记）", service.receiver),
        DataItem("电子送达的到达", arrival, wide=True),
        DataItem("送达说明", service.note, wide=True),
        *([DataItem("送达凭证", service.proof.original_name, url=proof_url)] if service.proof else []),
        DataItem("登记", "" if service.served_on is None else str(service.recorded_by or "系统")),
    ]
    return [fact for fact in facts if fact.value]


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


def service_page(request: PortalRequest, area: Area[Service], pk: int, *, back: Callable[[Service], str], proof: str) -> HttpResponse:
    """One service for whoever serves it; ``proof`` names the page of its scan."""
    subject = area.get(request.actor, pk)
    context = {
        "title": "送达",
        "line": area.describe(subject),
        "back_url": back(subject),
        "state": subject.get_state_display(),
        "tone": tone_of(subject),
        "buttons": buttons(area, subject, request.actor),
        "facts": service_facts(subject, reverse(proof, args=[pk])),
    }
    return render(request, "casepage/party.html", context)


def proof_of_service(request: PortalRequest, area: Area[Service], pk: int) -> HttpResponse:
    """The scan that proves a service."""
    subject = area.get(request.actor, pk)
    if not subject.proof:
        raise Http404
    return uploaded_file(request, subject.proof, subject=f"service:{pk}")
