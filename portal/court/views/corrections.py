"""The record of an enforcement case corrected, and what the registry has changed of its debtor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.enums import CorrectedRecord, CorrectionKind, NoticeState
from cases.services import corrections as services
from cases.services.corrections import Why
from ledger import timekeeping
from portal.court.columns import CORRECTIONS
from portal.court.forms.corrections import CorrectionForm, RegistryChangeForm, WithdrawMeasureForm
from portal.court.selectors import own_enforcement_cases
from portal.court.views.enforcement import may_record
from portal.shell.components import Table
from portal.shell.downloads import uploaded_file
from portal.shell.errors import error_page
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach
from procedure.errors import DomainError, NotPermitted, NotVisible
from words.dates import day

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpResponse

    from cases.models import EnforcementCase
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class Correctable:
    """A row of the record that can be corrected, and where."""

    label: str
    url: str


def correctables(source: EnforcementCase) -> list[Correctable]:
    rows: list[tuple[CorrectedRecord, str, Model]] = [
        (CorrectedRecord.ENFORCEMENT, f"执行案件 {source.number}", source),
        (CorrectedRecord.ENTERPRISE, f"被执行企业 {source.enterprise.name}", source.enterprise),
    ]
    if getattr(source, "listing", None):
        rows.append((CorrectedRecord.LISTING, f"名单记录 {source.listing.get_state_display()}", source.listing))
    measures = list(source.measures.order_by("taken_on", "pk"))
    rows += [(CorrectedRecord.MEASURE, f"措施 {measure}", measure) for measure in measures]
    served = source.notices.filter(state=NoticeState.SERVED).order_by("pk")
    rows += [(CorrectedRecord.NOTICE, f"告知书 {notice.number} {day(notice.served_on)}的送达", notice) for notice in served]
    found = [Correctable(label, reverse("court:correct", args=[source.pk, record.value, row.pk])) for record, label, row in rows]
    return found + [
        Correctable(f"撤回登记：措施 {measure}", reverse("court:withdraw_measure", args=[source.pk, measure.pk])) for measure in measures
    ]


def _get(actor: Actor, pk: int) -> EnforcementCase:
    source = own_enforcement_cases(actor).select_related("court__region").filter(pk=pk).first()
    if source is None:
        raise Http404
    return source


def _row(source: EnforcementCase, record: CorrectedRecord, key: int) -> Model:
    found: Model | None = None
    match record:
        case CorrectedRecord.ENTERPRISE:
            found = source.enterprise
        case CorrectedRecord.ENFORCEMENT:
            found = source
        case CorrectedRecord.LISTING:
            found = getattr(source, "listing", None)
        case CorrectedRecord.MEASURE:
            found = source.measures.filter(pk=key).first()
        case CorrectedRecord.NOTICE:
            found = source.notices.filter(pk=key, state=NoticeState.SERVED).first()
    if found is None or found.pk != key:
        raise Http404
    return found


@require_safe
@policy("court.corrections.view", Audience.COURT)
def corrections(request: PortalRequest, pk: int) -> HttpResponse:
    """What can be corrected, and what was."""
    source = _get(request.actor, pk)
    context = {
        "source": source,
        "rows": correctables(source) if may_record(request.actor, source) else [],
        "table": Table(CORRECTIONS, list(source.corrections.select_related("corrected_by"))),
    }
    return render(request, "court/corrections.html", context)


@policy("court.correct", Audience.COURT)
def correct(request: PortalRequest, pk: int, record: str, key: int) -> HttpResponse:
    source = _get(request.actor, pk)
    if record not in CorrectedRecord.values:
        raise Http404
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    what = CorrectedRecord(record)
    row = _row(source, what, key)
    form = CorrectionForm(request.POST or None, request.FILES or None, record=what, row=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        why, at = Why(reason=data["reason"], evidence=data["evidence"]), timekeeping.now()
        try:
            services.correct(pk, what, form.values(), why=why, object_id=key, by=request.actor, at=at)
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            return _done(request, pk)
    context = {"source": source, "form": form, "title": f"更正{what.label}", "submit": "确认更正"}
    return render(request, "court/correct.html", context, status=INVALID if form.errors else 200)


@policy("court.measure.withdraw", Audience.COURT)
def withdraw_measure(request: PortalRequest, pk: int, key: int) -> HttpResponse:
    """A measure that was entered twice, or never taken, is withdrawn; the row stays."""
    source = _get(request.actor, pk)
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    measure = source.measures.filter(pk=key).first()
    if measure is None:
        raise Http404
    others = source.measures.exclude(pk=key).order_by("taken_on", "pk")
    form = WithdrawMeasureForm(request.POST or None, request.FILES or None, others=others)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        why, at = Why(reason=data["reason"], evidence=data["evidence"]), timekeeping.now()
        try:
            services.withdraw_measure(pk, key, same_as=form.same_as_key, why=why, by=request.actor, at=at)
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            return _done(request, pk)
    context = {"source": source, "form": form, "title": f"撤回登记：措施 {measure}", "submit": "确认撤回"}
    return render(request, "court/correct.html", context, status=INVALID if form.errors else 200)


@policy("court.registry_change", Audience.COURT)
def registry_change(request: PortalRequest, pk: int) -> HttpResponse:
    """Renamed, merged, deregistered or a branch, by the extract of the registry."""
    source = _get(request.actor, pk)
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    form = RegistryChangeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        why = Why(reason=data["reason"], evidence=data["evidence"], kind=CorrectionKind(data["kind"]))
        try:
            at = timekeeping.now()
            services.record_registry_change(pk, why=why, name=data["name"], other=data["other"], by=request.actor, at=at)
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            return _done(request, pk)
    context = {"source": source, "form": form, "title": "登记企业变更", "submit": "确认登记"}
    return render(request, "court/correct.html", context, status=INVALID if form.errors else 200)


def _done(request: PortalRequest, pk: int) -> HttpResponse:
    messages.success(request, "已更正并记录。受影响的告知书已重新制作；证明载有原来内容的，案件页面会提示由院长签发更正。")
    return HttpResponseRedirect(reverse("court:corrections", args=[pk]))


@require_safe
@policy("court.correction.evidence", Audience.COURT)
def evidence(request: PortalRequest, pk: int, correction_id: int) -> HttpResponse:
    """The file on which a correction rests, as it came."""
    found = _get(request.actor, pk).corrections.filter(pk=correction_id).first()
    if found is None:
        raise Http404
    return uploaded_file(request, found.evidence, subject=f"correction:{correction_id}")
