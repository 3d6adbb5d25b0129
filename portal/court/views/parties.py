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
from portal.casepage.serving import service_facts
from portal.court.areas import CONSULTATIONS, SERVICES
from portal.court.party_views import consultation_facts
from portal.court.selectors import own_services
from portal.lists import services as lines
from portal.lists.filters import ServiceFilter
from portal.lists.pages import joined, page_of
from portal.shell.components import Table
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
    """待送达, the longest waiting first."""
    form = ServiceFilter(request.GET)
    page = page_of(
        request, form.chosen_of(own_services(request.actor)), joined("case__enterprise", "duty__enforcement_case__enterprise", "document")
    )
    table = Table(lines.SERVICES, lines.service_lines(page.object_list, SERVICES, request.actor))
    return render(request, "lists/services.html", {"page": page, "form": form, "table": table})


@require_safe
@policy("court.service.view", Audience.COURT)
def service(request: PortalRequest, pk: int) -> HttpResponse:
    subject: Service = SERVICES.get(request.actor, pk)
    back = (
        reverse("court:case_section", args=[subject.case_id, "parties"])
        if subject.case_id
        else reverse("court:duty", args=[subject.duty_id])
    )
    context = {
        "title": "送达",
        "line": SERVICES.describe(subject),
        "back_url": back,
        "state": subject.get_state_display(),
        "tone": tone_of(subject),
        "buttons": buttons(SERVICES, subject, request.actor),
        "facts": service_facts(subject, reverse("court:service_proof", args=[pk])),
    }
    return render(request, "casepage/party.html", context)


@require_safe
@policy("court.service.proof", Audience.COURT)
def proof(request: PortalRequest, pk: int) -> HttpResponse:
    subject: Service = SERVICES.get(request.actor, pk)
    if not subject.proof:
        raise Http404
    return uploaded_file(request, subject.proof, subject=f"service:{pk}")


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
