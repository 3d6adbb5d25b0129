"""Commitment, last look, submission, and the receipt that a second click shows again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases.commitment import needs_representative
from cases.enums import ApplicationAction, ApplicationState
from cases.representation import signing_representative
from cases.selectors import cases_visible_to, documents_visible_to, outlook
from ledger import timekeeping
from portal.enterprise import parts, selectors, words
from portal.enterprise.areas import APPLICATIONS, not_a_draft
from portal.enterprise.views.drafts import edit
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.refusals import refusals_have_pages
from portal.steps.taking import act
from portal.words.documents import READS
from portal.words.outlook import outlook_stages

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest


NOT_YOURS = "这份承诺书由法定代表人本人签署；您不是经核实的法定代表人，可以查看，不能签署。"
SIGNED_BY_SENDER = "这份承诺书由提交申请的人在本页签署。"


@text_survives_sign_out
@policy("enterprise.application.submit", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def commitment(request: PortalRequest, pk: int) -> HttpResponse:
    """The last part of the draft, edited like the others, and the step that submits it."""
    if request.POST.get("then") == "submit":
        return act(request, APPLICATIONS, pk, ApplicationAction.SUBMIT)
    found = APPLICATIONS.get(request.actor, pk)
    if found.state != ApplicationState.DRAFT:
        return not_a_draft(request, found)
    return edit(request, found, parts.COMMITMENT)


@policy("enterprise.application.sign", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def sign(request: PortalRequest, pk: int) -> HttpResponse:
    """Where the legal representative signs; whoever else follows the link is told who has to."""
    found = APPLICATIONS.get(request.actor, pk)
    if found.state == ApplicationState.DRAFT and not signing_representative(request.actor, found):
        messages.info(request, NOT_YOURS if needs_representative(found) else SIGNED_BY_SENDER)
        return redirect("enterprise:commitment", pk=pk)
    return act(request, APPLICATIONS, pk, ApplicationAction.SIGN)


@policy("enterprise.application.receipt", Audience.ENTERPRISE)
@require_safe
def receipt(request: PortalRequest, pk: int) -> HttpResponse:
    found = APPLICATIONS.get(request.actor, pk)
    if found.state != ApplicationState.SUBMITTED:
        return redirect("enterprise:application", pk=pk)
    today = timekeeping.today()
    cases = list(cases_visible_to(request.actor).filter(application=found).order_by("pk"))
    papers = documents_visible_to(request.actor).filter(application=found).select_related(*READS).order_by("pk")
    context = {
        "application": found,
        "lines": words.case_lines(cases, selectors.current_clocks(cases), today),
        "documents": words.document_rows(papers),
        "stages": outlook_stages(outlook(cases[0].region, timekeeping.legal_date(cases[0].opened_at), cases[0].clocks.all())),
        "phone_tail": found.contact_phone[-4:],
    }
    return render(request, "enterprise/receipt.html", context)
