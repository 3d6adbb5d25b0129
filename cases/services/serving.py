"""Serving papers on the parties: by itself where the applicant agreed to that, otherwise as the court records it with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.enums import MandateState
from accounts.models import Mandate
from cases import selectors
from cases.enums import ServiceManner
from cases.models import CreditorConsultation, Service
from cases.parties import ElectronicService, Party, ServiceAction, ServiceState
from cases.subjects import SERVICE, starts_remedy
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from ledger.timekeeping import legal_date
from notices.enums import DocumentKind, DocumentState
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from uploads.services import store_upload
from words import normal
from words.dates import day

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from procedure.actors import Actor
    from procedure.subjects import Step


def record_service(
    service_id: int,
    *,
    manner: ServiceManner,
    served_on: date,
    receiver: str,
    proof: UploadedFile[bytes],
    note: str = "",
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Service:
    """What somebody of the court did, by a way of the Civil Procedure Law and with its proof."""
    # Before anything is locked: its check may take a moment.
    scan = store_upload(proof, "proof", at=at)
    with performing(SERVICE, ServiceAction.RECORD_SERVICE, service_id, by=by, at=at, version=version) as step:
        service: Service = step.subject
        made_on = legal_date(service.document.created_at)
        if not made_on <= served_on <= step.on:
            raise InvalidInput("served_on", f"送达日期应在文书作出之日（{day(made_on)}）与今天之间。")
        service.manner = manner
        service.served_on = served_on
        service.receiver = kept(Service, "receiver", receiver, field="receiver", kind=normal.name)
        service.note = kept(Service, "note", note, field="note")
        service.proof = scan
        service.recorded_by_id = by.person_id
        _begin_limits(step, service, served_on)
    return service


def _begin_limits(step: Step[Service], service: Service, served_on: date) -> None:
    """What runs from a service: the applicant's objection, and the creditor's days to answer."""
    step.clocks_from = served_on
    if not starts_remedy(service):
        step.without_clocks.add(ClockCode.REMEDY)
    if service.document.kind == DocumentKind.CREDITOR_LETTER:
        due_on = deadlines.due_preview(step.region, ClockCode.CREDITOR_VIEW, served_on)
        CreditorConsultation.objects.filter(case=service.case_id).update(due_on=due_on)
    step.body |= {
        "document": service.document.number or service.document.title,
        "party": service.party,
        "manner": service.manner,
        "served_on": served_on.isoformat(),
    }


def serve_electronically(service_id: int, *, at: datetime) -> Service:
    """Note that a paper has reached the account of who acts for the applicant: at the moment from which it could be read there."""
    with performing(SERVICE, ServiceAction.SERVE_ELECTRONICALLY, service_id, by=SYSTEM, at=at) as step:
        service: Service = step.subject
        application = service.case.application
        agent = selectors.acting_for(service.case.enterprise_id, at).filter(pk=application.agent_id).first()
        if application.service_electronic != ElectronicService.AGREED or agent is None or service.document.rendered_at is None:
            msg = "不能电子送达，请登记其他方式的送达。"
            raise ConditionNotMet(msg)
        service.manner = ServiceManner.ELECTRONIC
        service.arrived_at = service.document.rendered_at
        service.served_on = legal_date(service.arrived_at)
        service.receiver = agent.full_name
        service.account = agent
        _begin_limits(step, service, service.served_on)
        step.body["account"] = agent.pk
    return service


def services_to_deliver(**of: object) -> QuerySet[Service]:
    """Papers that are ready, for applicants who agreed and for whom somebody acts; in the order of their keys."""
    acts = Mandate.objects.filter(
        enterprise=OuterRef("case__enterprise"), user=OuterRef("case__application__agent"), state=MandateState.ACTIVE
    )
    return Service.objects.filter(
        Exists(acts),
        state=ServiceState.OWED,
        party=Party.APPLICANT,
        case__application__service_electronic=ElectronicService.AGREED,
        document__state=DocumentState.READY,
        **of,
    ).order_by("pk")
