"""The creditor of a case beside his answer: the link, made on request and shown once; instalments on paper; every file of his."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from cases.hearing import serving_officer
from cases.services.creditor_links import LASTS, MadeLink, is_of_use, make_link
from cases.services.instalments import closed_to_instalments, record_instalment
from ledger import timekeeping
from notices import links
from notices.qr import qr_svg
from portal.court.areas import CONSULTATIONS
from portal.court.forms.creditor import LinkForm, PaperInstalmentForm
from portal.shell.downloads import uploaded_file
from portal.shell.errors import error_page
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach, refusals_have_pages
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import CreditorConsultation
    from portal.shell.policy import PortalRequest
    from uploads.models import Upload


@policy("court.creditor.link", Audience.COURT)
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_have_pages
def link(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks whether to make one on GET; on POST makes it and shows it, this once."""
    found: CreditorConsultation = CONSULTATIONS.get(request.actor, pk)
    if not serving_officer(request.actor, found):
        return error_page(request, 403, detail=str(NotPermitted()))
    # One that has ended may be that of whom the record named before, and so may its mobile.
    before = found.links.filter(ended_at__isnull=True).first()
    mobile = before.mobile if before else ""
    form = LinkForm(
        request.POST if request.method == "POST" else None,
        initial={"mobile": mobile or found.case.enforcement_case.creditor_phone},
    )
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
        "before": before if made is None else None,
        "is_of_use": is_of_use(found),
        "days": LASTS.days,
        "back_url": CONSULTATIONS.home_url(found),
    }
    response = render(request, "court/creditor_link.html", context, status=INVALID if form.errors else 200)
    response["Referrer-Policy"] = "strict-origin"
    return response


@policy("court.creditor.instalment", Audience.COURT)
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_have_pages
def instalment(request: PortalRequest, pk: int) -> HttpResponse:
    """What he confirmed on paper, with its scan."""
    found: CreditorConsultation = CONSULTATIONS.get(request.actor, pk)
    if not serving_officer(request.actor, found):
        return error_page(request, 403, detail=str(NotPermitted()))
    form = PaperInstalmentForm(request.POST, request.FILES) if request.method == "POST" else PaperInstalmentForm()
    if form.is_bound and form.is_valid():
        try:
            record_instalment(pk, form.said, upload=form.cleaned_data["upload"], by=request.actor, at=timekeeping.now())
        except (InvalidInput, ConditionNotMet) as refusal:
            attach(refusal, form)
        else:
            messages.success(request, "已登记。")
            return HttpResponseRedirect(CONSULTATIONS.home_url(found))
    context = {
        "case": found.case,
        "form": form,
        "closed": closed_to_instalments(found),
        "back_url": CONSULTATIONS.home_url(found),
    }
    return render(request, "court/creditor_instalment.html", context, status=INVALID if form.errors else 200)


@require_safe
@policy("court.creditor.files", Audience.COURT)
def file(request: PortalRequest, pk: int, upload_id: int) -> HttpResponse:
    """What came with one of his answers, or with an instalment."""
    found: CreditorConsultation = CONSULTATIONS.get(request.actor, pk)
    rows = (found.statements.filter(file=upload_id), found.instalments.filter(file=upload_id))
    upload: Upload | None = next((row.file for some in rows for row in some.select_related("file")[:1]), None)
    if upload is None:
        raise Http404
    return uploaded_file(request, upload, subject=f"consultation:{pk}")
