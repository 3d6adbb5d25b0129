"""The bureau's inbox, the cases pushed to it, and the page of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from cases.states import BUREAU_SEES
from oversight.selectors import orders_to_answer
from portal.bureau.areas import CASES, SERVICES
from portal.bureau.selectors import own_cases, own_services
from portal.casepage.sections import outside_page
from portal.casepage.serving import proof_of_service, service_page
from portal.lists import services as lines
from portal.lists.columns import PROGRESSING, WORK
from portal.lists.desk import desk_of
from portal.lists.filters import CaseFilter, filtered, state_choices
from portal.lists.pages import OF_CASE, of_case_with_progress, page_of
from portal.lists.rows import case_rows
from portal.lists.tiles import load_of
from portal.shell.components import Table
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.taking import act as perform
from procedure.enums import BUREAU_ROLES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import Service
    from portal.shell.policy import PortalRequest


@require_safe
@policy("bureau.inbox", Audience.BUREAU)
def inbox(request: PortalRequest) -> HttpResponse:
    """To sign for, to distribute, to approve."""
    desk = desk_of(request.actor, *BUREAU_ROLES)
    mine = selectors.inbox(request.actor).filter(bureau__in=request.actor.departments_of(*BUREAU_ROLES), state__in=BUREAU_SEES)
    form, load = CaseFilter(request.GET, state_choices(BUREAU_SEES)), load_of(mine, desk.today)
    page = page_of(request, filtered(mine, form, desk.today), OF_CASE, found=None if form.is_filtered else load.total)
    context = {
        "page": page,
        "table": Table(WORK, case_rows(page.object_list, CASES, request.actor, desk.today, desk.calendar)),
        "form": form,
        "tiles": load.tiles(reverse("bureau:inbox")),
        "not_made": selectors.papers_to_mend(request.actor).count(),
        "owed": orders_to_answer(request.actor, *BUREAU_ROLES).count(),
        "to_serve": selectors.services_to_record(request.actor, own_services(request.actor)).count(),
    }
    return render(request, "bureau/inbox.html", context)


@require_safe
@policy("bureau.cases", Audience.BUREAU)
def cases(request: PortalRequest) -> HttpResponse:
    """Every case pushed to the bureau, with how many units have recognised."""
    desk = desk_of(request.actor, *BUREAU_ROLES)
    every = own_cases(request.actor)
    form = CaseFilter(request.GET, state_choices(BUREAU_SEES))
    page = page_of(request, filtered(every.order_by(F("due_on").asc(nulls_last=True), "-pk"), form, desk.today), of_case_with_progress)
    rows = case_rows(page.object_list, CASES, request.actor, desk.today, desk.calendar)
    return render(request, "bureau/cases.html", {"page": page, "table": Table(PROGRESSING, rows), "form": form})


@require_safe
@policy("bureau.case.view", Audience.BUREAU)
def case(request: PortalRequest, pk: int, section: str = "overview") -> HttpResponse:
    return outside_page(request, CASES, pk, section, BUREAU_ROLES, "bureau:cases")


@text_survives_sign_out
@policy("bureau.case.act", Audience.BUREAU)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, CASES, pk, action)


@require_safe
@policy("bureau.services", Audience.BUREAU)
def services(request: PortalRequest) -> HttpResponse:
    return lines.services_to_serve(request, SERVICES, own_services(request.actor))


def _back(service: Service) -> str:
    return reverse("bureau:case", args=[service.case_id])


@require_safe
@policy("bureau.service.view", Audience.BUREAU)
def service(request: PortalRequest, pk: int) -> HttpResponse:
    return service_page(request, SERVICES, pk, back=_back, proof="bureau:service_proof")


@require_safe
@policy("bureau.service.proof", Audience.BUREAU)
def service_proof(request: PortalRequest, pk: int) -> HttpResponse:
    return proof_of_service(request, SERVICES, pk)


@text_survives_sign_out
@policy("bureau.service.act", Audience.BUREAU)
def service_act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, SERVICES, pk, action)
