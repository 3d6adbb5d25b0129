"""One case as the enterprise sees it: where it stands, who has it, until when and why, what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors as case_selectors
from cases.enums import CaseAction, CaseState, RejectionReason
from cases.services.applications import withdraw as withdraw_case
from deadlines.codes import ClockCode
from deadlines.selectors import due_strip
from ledger import timekeeping
from portal.enterprise import selectors, words
from portal.enterprise.forms.application import WithdrawForm
from portal.enterprise.stages import stages_of
from portal.shell.components import DataItem
from portal.shell.policy import Audience, policy
from portal.steps.refusals import UNPROCESSABLE, attach, refusals_have_pages, status_of
from portal.words.tones import tone_of
from procedure.errors import DomainError, NotPermitted, NotVisible
from procedure.selectors import available_actions
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from cases.models import Case, Certificate, Decision
    from portal.shell.policy import PortalRequest

ACTION_ROUTES = {CaseAction.ANSWER_SUPPLEMENT: "enterprise:supplement", CaseAction.WITHDRAW: "enterprise:withdraw"}
REMEDY_CLOCK = ClockCode.REMEDY
LATEST_ENTRIES = 8
LATEST_PAPERS = 6


def case_or_404(request: PortalRequest, pk: int) -> Case:
    """A case of the actor's own enterprises; whatever else the actor may see belongs to other pages."""
    cases = case_selectors.cases_visible_to(request.actor).filter(enterprise__in=request.actor.enterprise_ids)
    found = cases.select_related("decision", "certificate", "application__enterprise").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@policy("enterprise.case.view", Audience.ENTERPRISE)
@require_safe
def case(request: PortalRequest, pk: int) -> HttpResponse:
    found, today = case_or_404(request, pk), timekeeping.today()
    holder = case_selectors.holder(found)
    progress = recognitions.units_progress(found)
    documents = case_selectors.documents_visible_to(request.actor)
    of_case = Q(case=found) | Q(application=found.application_id) | Q(notice__enforcement_case=found.enforcement_case_id)
    papers = words.document_rows(documents.filter(of_case).order_by("-pk"))
    entries = words.timeline_items(case_selectors.timeline(found, for_applicant=True), found)
    context: dict[str, Any] = {
        "case": found,
        "words": words.state_words(found),
        "tone": tone_of(found),
        "contact": words.contact_of(found, holder),
        "due": words.due_of(holder.clock, today),
        "strip": due_strip(holder.clock) if holder.clock else (),
        "actions": _actions(request, found),
        "stages": stages_of(found),
        "latest": entries[:LATEST_ENTRIES],
        "earlier": entries[LATEST_ENTRIES:],
        "documents": papers[:LATEST_PAPERS],
        "earlier_documents": papers[LATEST_PAPERS:],
        "progress": progress,
        "chips": words.unit_chips(progress.rows),
        "answers": words.unit_answers(progress.rows),
        "facts": words.enforcement_facts(found.enforcement_case),
        "application_facts": words.application_facts(found.application),
        "materials": list(selectors.materials_in(found.application).values()),
        "supplements": list(selectors.supplements_of(found)),
        "list_operations": list(found.list_operations.order_by("pk")),
        "decline_reason": found.get_decline_reason_display() if found.state == CaseState.NOT_ACCEPTED else "",
        **_decision(found, today),
        **_certificate(found.certificate),
    }
    return render(request, "enterprise/case.html", context)


def _actions(request: PortalRequest, found: Case) -> dict[str, str]:
    """The addresses of what the table lets the enterprise do now."""
    allowed = {row.action for row in available_actions(found, request.actor)}
    return {action.value: reverse(route, args=[found.pk]) for action, route in ACTION_ROUTES.items() if action in allowed}


def _decision(found: Case, today: date) -> dict[str, Any]:
    decision: Decision | None = found.decision
    if decision is None:
        return {"decision": None}
    clock = found.clocks.filter(code=REMEDY_CLOCK).select_related("rule").order_by("-round").first()
    left = (decision.reapply_on - today).days if decision.reapply_on else 0
    return {
        "decision": decision,
        "reasons": [RejectionReason(code).label for code in decision.reason_codes],
        "remedy_due": words.due_of(clock, today),
        "remedy_strip": due_strip(clock) if clock else (),
        "days_to_reapply": max(left, 0),
    }


def _certificate(certificate: Certificate | None) -> dict[str, Any]:
    if certificate is None:
        return {"certificate": None}
    return {
        "certificate": certificate,
        "certificate_tone": tone_of(certificate, "status"),
        "certificate_facts": [
            DataItem("证明编号", certificate.number, mono=True),
            DataItem("类型", certificate.get_type_display()),
            DataItem("出具日", f"{certificate.issued_on:%Y年%m月%d日}"),
            DataItem("有效期至", f"{certificate.valid_until:%Y年%m月%d日}" if certificate.valid_until else "长期有效"),
            DataItem("适用事项", "、".join(certificate.scope_fields), wide=True),
            DataItem("效力条件", certificate.conditions or "无附加条件", wide=True),
            DataItem("效力范围", "涵盖全部涉本院案件" if certificate.covers_all_cases else "仅限本案", wide=True),
        ],
        "verify_url": reverse("public:certificate", args=[certificate.verify_code]),
    }


@policy("enterprise.case.withdraw", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask once more before a case is withdrawn; the reason stays in the form whatever happens."""
    found = case_or_404(request, pk)
    if CaseAction.WITHDRAW.value not in _actions(request, found):
        messages.info(request, f"现在不能撤回：{words.state_words(found)}。")
        return redirect("enterprise:case", pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"version": found.state_seq})
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            data = form.cleaned_data
            try:
                withdraw_case(pk, reason=data["reason"], version=data["version"], by=request.actor, at=timekeeping.now())
            except (NotVisible, NotPermitted):
                raise
            except DomainError as refusal:
                attach(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, "已撤回。撤回确认书稍后可以下载；准备好后随时可以重新申请。")
                return redirect("enterprise:case", pk=pk)
    return render(request, "enterprise/withdraw.html", {"case": found, "form": form}, status=status)
