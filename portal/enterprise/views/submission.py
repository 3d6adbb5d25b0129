"""Commitment, last look, submission, and the receipt that a second click shows again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases.enums import ApplicationState
from cases.selectors import cases_visible_to, documents_visible_to
from cases.services.applications import submit_application
from ledger import timekeeping
from portal.enterprise import parts, selectors, words
from portal.enterprise.views.drafts import edit, not_a_draft, show, store
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.refusals import UNPROCESSABLE, attach, refusals_have_pages, status_of
from procedure.errors import DomainError, NotPermitted, NotVisible

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import Application
    from portal.enterprise.forms.application import StepForm
    from portal.shell.policy import PortalRequest


@text_survives_sign_out
@policy("enterprise.application.submit", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def commitment(request: PortalRequest, pk: int) -> HttpResponse:
    found = parts.draft_or_404(request.actor, pk)
    if found.state != ApplicationState.DRAFT:
        return not_a_draft(request, found)
    if request.method == "POST" and request.POST.get("then") == "submit":
        return _submit(request, found)
    return edit(request, found, parts.COMMITMENT)


def _submit(request: PortalRequest, found: Application) -> HttpResponse:
    form = parts.part_form(parts.COMMITMENT, found, request.actor, request.POST)
    form.is_valid()
    # One transaction, so that no save from another tab slips in between what is stored here and what is submitted.
    with transaction.atomic():
        return _store_and_submit(request, found, form)


def _store_and_submit(request: PortalRequest, found: Application, form: StepForm) -> HttpResponse:
    refused = store(form, found, request)
    found = parts.draft_or_404(request.actor, found.pk)
    if found.state == ApplicationState.SUBMITTED:
        return redirect("enterprise:receipt", pk=found.pk)
    if refused or form.errors or parts.gaps_of(found):
        return show(request, found, parts.COMMITMENT, form, status=refused or UNPROCESSABLE)
    try:
        token = request.POST.get("submission_token", "")
        submit_application(found.pk, submission_token=token, by=request.actor, at=timekeeping.now())
    except (NotVisible, NotPermitted):
        raise
    except DomainError as refusal:
        attach(form, refusal)
        return show(request, found, parts.COMMITMENT, form, status=status_of(refusal))
    return redirect("enterprise:receipt", pk=found.pk)


@policy("enterprise.application.receipt", Audience.ENTERPRISE)
@require_safe
def receipt(request: PortalRequest, pk: int) -> HttpResponse:
    found = parts.draft_or_404(request.actor, pk)
    if found.state != ApplicationState.SUBMITTED:
        return redirect("enterprise:application", pk=pk)
    today = timekeeping.today()
    cases = list(cases_visible_to(request.actor).filter(application=found).order_by("pk"))
    papers = documents_visible_to(request.actor).filter(application=found).order_by("pk")
    context = {
        "application": found,
        "lines": words.case_lines(cases, selectors.current_clocks(cases), today),
        "documents": words.document_rows(papers),
        "phone_tail": found.contact_phone[-4:],
    }
    return render(request, "enterprise/receipt.html", context)
