"""How an enterprise stands in the list for one enforcement case, and its requests that this be put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors
from cases.enums import DutyState
from cases.services.asking import ask_for_correction
from cases.states import DUTY_STATES
from deadlines.enums import OPEN_STATUSES
from ledger import timekeeping
from portal.enterprise import words
from portal.enterprise.forms.list_correction import ListCorrectionForm
from portal.shell.components import DataItem
from portal.shell.downloads import uploaded_file
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from portal.words.asked import asked_items
from portal.words.documents import READS
from portal.words.tones import tone_of
from procedure.errors import DomainError, NotPermitted, NotVisible
from words.dates import until

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from cases.models import EnforcementCase, ListDuty
    from portal.shell.policy import PortalRequest


def _own(request: PortalRequest, pk: int) -> EnforcementCase:
    own = selectors.enforcement_cases_visible_to(request.actor).filter(enterprise__in=request.actor.enterprise_ids)
    found: EnforcementCase | None = own.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@policy("enterprise.list.correct", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def list_correction(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask for it, and read what became of earlier requests."""
    found = _own(request, pk)
    form, status = ListCorrectionForm(initial={"service_address": found.enterprise.address}), 200
    if request.method == "POST":
        form, status = ListCorrectionForm(request.POST, request.FILES), INVALID
        if form.is_valid():
            try:
                ask_for_correction(pk, **form.cleaned_data, by=request.actor, at=timekeeping.now())
            except (NotVisible, NotPermitted):
                raise
            except DomainError as refusal:
                attach(refusal, form)
                status = status_of(refusal)
            else:
                messages.success(request, "申请已提交，法院在期限内审查并作出决定，结果在这里显示，并发消息告诉您。")
                return redirect("enterprise:list_correction", pk=pk)
    asked = list(_asked(request, found))
    context = {
        "source": found,
        "facts": words.enforcement_facts(found),
        "form": form,
        "asked": [_line(duty) for duty in asked],
        "is_open": any(duty.state == DutyState.ASKED for duty in asked),
        "papers": words.document_rows(
            selectors.documents_visible_to(request.actor).filter(duty__in=asked).select_related(*READS).order_by("-pk")
        ),
    }
    return render(request, "enterprise/list_correction.html", context, status=status)


def _asked(request: PortalRequest, found: EnforcementCase) -> Any:
    own = selectors.list_duties_visible_to(request.actor).filter(enforcement_case=found, asked_on__isnull=False)
    return own.prefetch_related("clocks").order_by("-pk")


def _line(duty: ListDuty) -> dict[str, Any]:
    running = next((clock for clock in duty.clocks.all() if clock.status in OPEN_STATUSES), None)
    return {
        "duty": duty,
        "words": DUTY_STATES[duty.state].applicant,
        "tone": tone_of(duty),
        "facts": [*asked_items(duty), *([DataItem("期限", until(running.due_on))] if running else [])],
    }


@require_safe
@policy("enterprise.list.file", Audience.ENTERPRISE)
def list_correction_file(request: PortalRequest, pk: int, duty_id: int) -> HttpResponse:
    """What was handed in with a request, as it came."""
    duty = _asked(request, _own(request, pk)).filter(pk=duty_id).select_related("file").first()
    if duty is None or duty.file is None:
        raise Http404
    return uploaded_file(request, duty.file, subject=f"duty:{duty_id}")
