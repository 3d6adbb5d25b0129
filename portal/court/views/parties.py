"""Service on the parties: the list 待送达, one service, its proof; and what the creditor was asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.consent import said_by_another
from cases.hearing import serving_officer
from ledger import timekeeping
from portal.casepage.serving import proof_of_service, service_page
from portal.court.areas import CONSULTATIONS, SERVICES
from portal.court.party_views import consultation_facts
from portal.court.selectors import own_services
from portal.lists import services as lines
from portal.shell.downloads import uploaded_file
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.taking import act as perform
from portal.words.tones import tone_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import CreditorConsultation, Service
    from portal.shell.policy import PortalRequest


@require_safe
@policy("court.services", Audience.COURT)
def services(request: PortalRequest) -> HttpResponse:
    return lines.services_to_serve(request, SERVICES, own_services(request.actor))


def _back(service: Service) -> str:
    if service.case_id:
        return reverse("court:case_section", args=[service.case_id, "parties"])
    return reverse("court:duty", args=[service.duty_id])


@require_safe
@policy("court.service.view", Audience.COURT)
def service(request: PortalRequest, pk: int) -> HttpResponse:
    return service_page(request, SERVICES, pk, back=_back, proof="court:service_proof")


@require_safe
@policy("court.service.proof", Audience.COURT)
def proof(request: PortalRequest, pk: int) -> HttpResponse:
    return proof_of_service(request, SERVICES, pk)


@text_survives_sign_out
@policy("court.service.act", Audience.COURT)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, SERVICES, pk, action)


@require_safe
@policy("court.creditor.view", Audience.COURT)
def creditor(request: PortalRequest, pk: int) -> HttpResponse:
    """What he was told or asked, every answer of his, and what he says of the instalments."""
    subject: CreditorConsultation = CONSULTATIONS.get(request.actor, pk)
    context = {
        "consultation": subject,
        "line": CONSULTATIONS.describe(subject),
        "tone": tone_of(subject),
        "buttons": buttons(CONSULTATIONS, subject, request.actor),
        "facts": consultation_facts(subject),
        "statements": list(
            subject.statements.annotate(is_of_another=said_by_another("recorded_at")).select_related("file", "recorded_by").order_by("-pk")
        ),
        "instalments": list(
            subject.instalments.annotate(is_of_another=said_by_another("said_at"))
            .select_related("file", "recorded_by")
            .order_by("-on", "-pk")
        ),
        "link": subject.links.filter(ended_at__isnull=True).first(),
        "is_officer": serving_officer(request.actor, subject),
        "now": timekeeping.now(),
    }
    return render(request, "court/creditor.html", context)


@require_safe
@policy("court.creditor.file", Audience.COURT)
def creditor_file(request: PortalRequest, pk: int) -> HttpResponse:
    subject: CreditorConsultation = CONSULTATIONS.get(request.actor, pk)
    if not subject.file:
        raise Http404
    return uploaded_file(request, subject.file, subject=f"consultation:{pk}")


@text_survives_sign_out
@policy("court.creditor.act", Audience.COURT)
def creditor_act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, CONSULTATIONS, pk, action)
