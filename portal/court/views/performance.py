"""What a debtor has performed since the enforcement case was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from cases.enums import PerformanceStatus
from cases.services.enforcement import record_performance
from ledger import timekeeping
from portal.court.forms.enforcement import PerformanceForm
from portal.court.selectors import own_enforcement_cases
from portal.court.views.enforcement import may_record
from portal.shell.errors import error_page
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach
from procedure.errors import DomainError, NotPermitted, NotVisible
from words.money import yuan

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest


@policy("court.performance.record", Audience.COURT)
def performance(request: PortalRequest, pk: int) -> HttpResponse:
    """Record how far the debtor has performed; certificates of types C and D rest on it."""
    source = own_enforcement_cases(request.actor).filter(pk=pk).first()
    if source is None:
        raise Http404
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    form = PerformanceForm(request.POST) if request.method == "POST" else PerformanceForm.showing(source)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "performance": PerformanceStatus(form.cleaned_data["performance"])}
        try:
            record_performance(pk, **data, by=request.actor, at=timekeeping.now())
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "履行与结案情况已登记。")
            return HttpResponseRedirect(reverse("court:enforcement_case", args=[pk]))
    context = {"source": source, "form": form, "amount": yuan(source.amount_fen)}
    return render(request, "court/performance.html", context, status=INVALID if form.errors else 200)
