"""Serving papers on the parties: by itself where the applicant agreed to that, otherwise as the court records it with its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from accounts.enums import MandateState
from cases import selectors
from cases.enums import CaseState, ServiceManner
from cases.models import CreditorConsultation, Service, SupplementRequest
from cases.papers.notice import SERVICE_RECEIPT, delivered_paper
from cases.parties import ConsultationState, ElectronicService, Party, ServiceAction, ServiceState
from cases.subjects import SERVICE, starts_remedy
from cases.workflow import FROM_SERVICE
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from ledger.rows import Part
from ledger.timekeeping import legal_date
from notices.enums import DocumentKind, DocumentState
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from uploads.services import store_upload
from words import normal
from words.dates import day, iso

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from procedure.actors import Actor
    from procedure.subjects import Step


# 民事诉讼法第九十五条.
PUBLIC_NOTICE: Final = timedelta(days=30)


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
    scan = store_upload(proof, "proof", by=by, at=at)
    with performing(SERVICE, ServiceAction.RECORD_SERVICE, service_id, by=by, at=at, version=version) as step:
        service: Service = step.subject
        _require_way(service, manner, served_on, step.on)
        service.manner = manner
        service.served_on = served_on
        service.receiver = kept(Service, "receiver", receiver, field="receiver", kind=normal.name)
        service.note = kept(Service, "note", note, field="note")
        service.proof = scan
        step.keeps(scan)
        service.recorded_by_id = by.person_id
        _begin_limits(step, service, served_on)
        issue(step, SERVICE_RECEIPT, delivered_paper(service))
    return service


def _require_way(service: Service, manner: ServiceManner, served_on: date, today: date) -> None:
    made_on = legal_date(service.document.created_at)
    if not made_on <= served_on <= today:
        raise InvalidInput("served_on", f"送达日期应在文书作出之日（{day(made_on)}）与今天之间。")
    if manner == ServiceManner.ELECTRONIC and not _agreed_to_electronic(service):
        raise InvalidInput("manner", "受送达人没有确认同意电子送达，不能以电子方式送达，请选择其他方式。")
    if manner == ServiceManner.PUBLIC and served_on < made_on + PUBLIC_NOTICE:
        days = PUBLIC_NOTICE.days
        raise InvalidInput("served_on", f"公告送达自发出公告之日起经过{days}日才视为送达，送达日期不早于{day(made_on + PUBLIC_NOTICE)}。")


def _agreed_to_electronic(service: Service) -> bool:
    """Only the applicant is asked, in its application or its request about the list."""
    return service.party == Party.APPLICANT and service.confirmed.service_electronic == ElectronicService.AGREED


def _begin_limits(step: Step[Service], service: Service, served_on: date) -> None:
    """What runs from a service, and nothing else: the time to object, to supply what is missing, to give one's view."""
    own = limits_of(service)
    step.clocks_from = step.clocks_stop_on = served_on
    step.without_clocks |= {item.code for item in FROM_SERVICE if item.code not in own}
    if ClockCode.SUPPLEMENT in own:
        due_on = deadlines.due_preview(step.region, ClockCode.SUPPLEMENT, served_on)
        for request in SupplementRequest.objects.filter(case=service.case_id, answered_at__isnull=True):
            request.due_on = due_on
            request.save(update_fields=("due_on",))
            step.keeps(Part(request, ("due_on",)))
    step.body |= {
        "document": service.document.number or service.document.title,
        "party": service.party,
        "manner": service.manner,
        "served_on": iso(served_on),
    }


def limits_of(service: Service) -> tuple[ClockCode, ...]:
    """The limits that a service ends or begins. What was answered before it came has no time to answer left to run."""
    case = service.case
    if case is None:
        return ()
    match service.document.kind:
        case DocumentKind.REJECTION_DECISION if starts_remedy(service):
            return (ClockCode.REMEDY,)
        case DocumentKind.SUPPLEMENT_NOTICE if case.state == CaseState.SUPPLEMENT and _is_of_latest_round(service):
            return (ClockCode.ACCEPTANCE, ClockCode.SUPPLEMENT)
        case DocumentKind.CREDITOR_LETTER if CreditorConsultation.objects.filter(case=case, state=ConsultationState.ASKED).exists():
            return (ClockCode.CREDITOR_VIEW,)
    return ()


def _is_of_latest_round(service: Service) -> bool:
    later = Service.objects.filter(case=service.case_id, document__kind=DocumentKind.SUPPLEMENT_NOTICE, pk__gt=service.pk)
    return not later.exists()


def serve_electronically(service_id: int, *, at: datetime) -> Service:
    """Note that a paper has reached the account of who acts for the applicant: at the moment from which it could be read there."""
    with performing(SERVICE, ServiceAction.SERVE_ELECTRONICALLY, service_id, by=SYSTEM, at=at) as step:
        service: Service = step.subject
        confirmed, enterprise_id = service.confirmed, service.enforcement.enterprise_id
        agent = selectors.acting_for(enterprise_id, at).filter(pk=confirmed.agent_id or 0).first()
        if confirmed.service_electronic != ElectronicService.AGREED or agent is None or service.document.rendered_at is None:
            msg = "不能电子送达，请登记其他方式的送达。"
            raise ConditionNotMet(msg)
        mandate = agent.mandates.filter(enterprise=enterprise_id, state=MandateState.ACTIVE).order_by("-pk").first()
        began_at = mandate.decided_at if mandate else None
        service.manner = ServiceManner.ELECTRONIC
        # It has not reached who could not read it yet.
        service.arrived_at = max(service.document.rendered_at, began_at or service.document.rendered_at)
        service.served_on = legal_date(service.arrived_at)
        service.receiver = agent.full_name
        service.account = agent
        _begin_limits(step, service, service.served_on)
        step.body["account"] = agent.pk
        issue(step, SERVICE_RECEIPT, delivered_paper(service, mandate.get_kind_display() if mandate else ""))
    return service


def services_to_deliver(**of: object) -> QuerySet[Service]:
    """Papers that are ready, for applicants who agreed and for whom somebody acts; in the order of their keys."""
    ready = Service.objects.filter(state=ServiceState.OWED, document__state=DocumentState.READY, **of)
    of_cases, of_requests = map(ready.filter, selectors.ways_served_by_itself())
    # Each by the keys of its own side; under one OR both sides' tables would be read for every service.
    return of_cases.union(of_requests, all=True).order_by("pk")
