"""A list of measures as an xlsx file: template out, filled file in, plan, result; all rows or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.enums import ServiceManner
from cases.services import enforcement as services
from cases.services import imports
from cases.services.imports import ImportRejected
from ledger import timekeeping
from notices.services.documents import DocumentDamagedError
from notices.services.merging import merged_pdf
from portal.court import importing
from portal.court.columns import IMPORT_ERRORS, IMPORT_MADE, IMPORT_PLANNED, IMPORTS
from portal.court.forms.imports import ConfirmImportForm, ImportForm, ServeAllForm, WithdrawImportForm
from portal.court.selectors import own_imports
from portal.shell.components import Table
from portal.shell.downloads import PDF, attachment
from portal.shell.errors import error_page
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from procedure.errors import Busy, DomainError, NotPermitted, NotVisible, Stale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.models import CaseImport
    from cases.services.imports import RowError
    from portal.shell.policy import PortalRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT = 10


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
        batch = imports.prepare_import(form.cleaned_data["upload"], court_id=court.pk, by=request.actor, at=timekeeping.now())
    except ImportRejected as rejection:
        return _page(request, ImportForm(), str(rejection), rejection.errors)
    except DomainError as error:
        attach(error, form)
        return _page(request, form)
    return HttpResponseRedirect(reverse("court:import_batch", args=[batch.pk]))


def _page(request: PortalRequest, form: ImportForm, told: str = "", errors: Sequence[RowError] = ()) -> HttpResponse:
    recent = own_imports(request.actor).filter(confirmed_at__isnull=False)[:RECENT]
    context = {"form": form, "told": told, "errors": Table(IMPORT_ERRORS, errors), "recent": Table(IMPORTS, list(recent))}
    return render(request, "court/import.html", context, status=INVALID if errors or form.errors else 200)


def _get(request: PortalRequest, pk: int) -> CaseImport:
    found = own_imports(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@policy("court.import.batch", Audience.COURT)
@refusals_have_pages
def batch(request: PortalRequest, pk: int) -> HttpResponse:
    """Before it is confirmed, the plan; afterwards, what was made."""
    found = _get(request, pk)
    if found.confirmed_at is not None:
        return HttpResponseRedirect(request.path) if request.method == "POST" else _result(request, found)
    form = ConfirmImportForm(request.POST if request.method == "POST" else None, batch=found)
    if request.method != "POST" or not form.is_valid():
        return _plan(request, found, form, status=INVALID if form.errors else 200)
    try:
        imports.confirm_import(pk, **form.takes, by=request.actor, at=timekeeping.now())
    except ImportRejected as rejection:
        return _plan(request, found, form, rejection.errors, INVALID)
    except (NotVisible, NotPermitted, Stale, Busy):
        raise
    except DomainError as error:
        attach(error, form)
        return _plan(request, found, form, status=status_of(error))
    messages.success(request, "已导入，告知书正在制作，请尽快送达。")
    return HttpResponseRedirect(reverse("court:import_batch", args=[pk]))


def _plan(
    request: PortalRequest, found: CaseImport, form: ConfirmImportForm, errors: Sequence[RowError] = (), status: int = 200
) -> HttpResponse:
    context = {
        "batch": found,
        "form": form,
        "figures": importing.figures(found),
        "planned": Table(IMPORT_PLANNED, importing.planned(found)),
        "errors": Table(IMPORT_ERRORS, errors),
    }
    return render(request, "court/import_plan.html", context, status=status)


def _result(
    request: PortalRequest, found: CaseImport, form: ServeAllForm | None = None, refusals: dict[int, str] | None = None
) -> HttpResponse:
    items = importing.items_of(found)
    form = form or ServeAllForm(waiting=importing.waiting(items))
    context: dict[str, Any] = {
        "batch": found,
        "form": form,
        "made": Table(IMPORT_MADE, importing.made(items, form, refusals or {})),
        "is_waiting": bool(form.waiting) and importing.may_change(request.actor, found),
        "printing": importing.print_parts(items),
        "may_withdraw": found.withdrawn_at is None and importing.may_change(request.actor, found),
        "refused": len(refusals or {}),
    }
    return render(request, "court/import_result.html", context, status=INVALID if refusals or form.errors else 200)


@policy("court.import.serve", Audience.COURT)
@require_POST
@refusals_have_pages
def serve(request: PortalRequest, pk: int) -> HttpResponse:
    """The same service of every ticked notice; what one refuses, is told beside it."""
    found = _get(request, pk)
    if not importing.may_change(request.actor, found):
        raise NotPermitted
    form = ServeAllForm(request.POST, waiting=importing.waiting(importing.items_of(found)))
    if not form.is_valid():
        return _result(request, found, form)
    data = form.cleaned_data
    outcomes = imports.serve_notices(
        form.ticked,
        manner=ServiceManner(data["manner"]),
        served_on=data["served_on"],
        receivers=form.receivers(),
        electronic_consent=data["electronic_consent"],
        by=request.actor,
        at=timekeeping.now(),
    )
    refusals = {outcome.notice.pk: outcome.refusal for outcome in outcomes if outcome.refusal}
    if served := len(outcomes) - len(refusals):
        messages.success(request, f"已登记 {served} 份告知书的送达，送达回证正在制作。")
    if refusals:
        return _result(request, found, ServeAllForm(request.POST, waiting=importing.waiting(importing.items_of(found))), refusals)
    return HttpResponseRedirect(reverse("court:import_batch", args=[pk]))


@policy("court.import.withdraw", Audience.COURT)
@refusals_have_pages
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    found = _get(request, pk)
    if not importing.may_change(request.actor, found):
        raise NotPermitted
    form = WithdrawImportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            imports.withdraw_import(pk, reason=form.cleaned_data["reason"], by=request.actor, at=timekeeping.now())
        except (NotVisible, NotPermitted, Stale, Busy):
            raise
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "导入已撤回，告知书作废，编号不再使用。")
            return HttpResponseRedirect(reverse("court:import_batch", args=[pk]))
    context = {"batch": found, "form": form, "obstacles": imports.obstacles(found), "count": found.items.count()}
    return render(request, "court/import_withdraw.html", context, status=INVALID if form.errors else 200)


@require_safe
@policy("court.import.papers", Audience.COURT)
def papers(request: PortalRequest, pk: int) -> HttpResponse:
    """The notices that are ready, as one file for the printer."""
    found = _get(request, pk)
    part = importing.part(importing.items_of(found), whole_number(request.GET.get("part", "1")) or 1)
    if not part:
        context = {"title": "告知书还没有生成", "detail": "这次导入的告知书正在制作，生成后即可一并打印。"}
        return render(request, "download/unavailable.html", context, status=409)
    try:
        content = merged_pdf(part)
    except DocumentDamagedError:
        context = {"title": "文件暂时无法读取", "detail": "有一份告知书的文件与登记的校验值不一致，或者读不到。请逐份打开查看。"}
        return render(request, "download/unavailable.html", context, status=500)
    return attachment(content, PDF, f"信用修复主动告知书{len(part)}份.pdf")


@require_safe
@policy("court.import.template", Audience.COURT)
def template(request: PortalRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    response = HttpResponse(imports.measure_import_template(), content_type=XLSX)
    response["Content-Disposition"] = (
        "attachment; filename=\"measures.xlsx\"; filename*=UTF-8''%E6%8E%AA%E6%96%BD%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF.xlsx"
    )
    return response
