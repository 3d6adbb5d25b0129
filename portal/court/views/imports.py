"""The list of measures as an xlsx file: template out, filled file in, all rows or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.services import enforcement as services
from cases.services.imports import ImportRejected, import_measures, measure_import_template
from ledger import timekeeping
from portal.court.columns import IMPORT_ERRORS
from portal.court.forms.enforcement import ImportForm
from portal.shell.components import Table
from portal.shell.errors import error_page
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach
from procedure.errors import DomainError, NotPermitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.services.imports import RowError
    from portal.shell.policy import PortalRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@policy("court.import", Audience.COURT)
def upload(request: PortalRequest) -> HttpResponse:
    try:
        court = services.court_of(request.actor)
    except NotPermitted as refusal:
        return error_page(request, 403, detail=str(refusal))
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        count = import_measures(form.cleaned_data["upload"], court_id=court.pk, by=request.actor, at=timekeeping.now())
    except ImportRejected as rejection:
        return _page(request, ImportForm(), str(rejection), rejection.errors)
    except DomainError as error:
        attach(error, form)
        return _page(request, form)
    messages.success(request, f"已导入 {count} 行，告知书正在制作，请尽快送达。")
    return HttpResponseRedirect(reverse("court:enforcement"))


def _page(request: PortalRequest, form: ImportForm, told: str = "", errors: Sequence[RowError] = ()) -> HttpResponse:
    context = {"form": form, "told": told, "errors": Table(IMPORT_ERRORS, errors)}
    return render(request, "court/import.html", context, status=INVALID if errors or form.errors else 200)


@require_safe
@policy("court.import.template", Audience.COURT)
def template(request: PortalRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    response = HttpResponse(measure_import_template(), content_type=XLSX)
    response["Content-Disposition"] = (
        "attachment; filename=\"measures.xlsx\"; filename*=UTF-8''%E6%8E%AA%E6%96%BD%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF.xlsx"
    )
    return response
