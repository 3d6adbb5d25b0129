"""The link for the creditor of a case: made on request and shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.hearing import serving_officer
from cases.selectors import consultations_before_court
from cases.services.creditor_links import LASTS, MadeLink, is_of_use, make_link
from ledger import timekeeping
from notices import links
from notices.qr import qr_svg
from portal.court.forms.creditor import LinkForm
from portal.shell.errors import error_page
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach, refusals_have_pages
from procedure.errors import InvalidInput, NotPermitted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import CreditorConsultation
    from portal.shell.policy import PortalRequest


@policy("court.creditor.link", Audience.COURT)
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_have_pages
def link(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks whether to make one on GET; on POST makes it and shows it, this once."""
    found: CreditorConsultation | None = consultations_before_court(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    if not serving_officer(request.actor, found):
        return error_page(request, 403, detail=str(NotPermitted()))
    form = LinkForm(request.POST if request.method == "POST" else None, initial={"mobile": _last_mobile(found)})
    made: MadeLink | None = None
    if form.is_bound and form.is_valid():
        try:
            made = make_link(pk, mobile=form.cleaned_data["mobile"], by=request.actor, at=timekeeping.now())
        except InvalidInput as refusal:
            attach(refusal, form)
    address = links.creditor(made.token) if made else ""
    context = {
        "consultation": found,
        "case": found.case,
        "form": form,
        "made": made,
        "address": address,
        # Drawn here and kept nowhere.
        "qr": qr_svg(address) if address else "",
        "before": found.links.order_by("-pk").first() if made is None else None,
        "is_of_use": is_of_use(found),
        "days": LASTS.days,
        "back_url": reverse("court:case", args=[found.case_id]),
    }
    response = render(request, "court/creditor_link.html", context, status=INVALID if form.errors else 200)
    response["Referrer-Policy"] = "strict-origin"
    return response


def _last_mobile(found: CreditorConsultation) -> str:
    return next(iter(found.links.exclude(mobile="").order_by("-pk").values_list("mobile", flat=True)[:1]), "")
