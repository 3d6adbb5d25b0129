"""One case as the enterprise sees it: where it stands, who has it, until when and why, what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors as case_selectors
from cases.enums import CaseAction, CaseState
from cases.models import Objection
from cases.outcomes import RejectionReason
from cases.remedies import latest_objection, latest_revocation
from deadlines.codes import ClockCode
from deadlines.enums import OPEN_STATUSES
from deadlines.selectors import calendar_for, due_strip, with_events
from ledger import timekeeping
from portal.casepage.late import lateness
from portal.enterprise import selectors, words
from portal.enterprise.areas import CASES
from portal.enterprise.stages import latest_days, stages_of
from portal.shell.components import DataItem
from portal.shell.downloads import uploaded_file
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.shell.uploading import tells_where_to_go
from portal.steps.pages import open_pages
from portal.steps.taking import act
from portal.words.certificates import certificate_items, standing_of
from portal.words.documents import READS
from portal.words.remedies import ANSWER, EVIDENCE, objection_items, revocation_in_hand
from portal.words.tones import tone_of
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from cases.models import Case, Certificate, Decision
    from deadlines.models import Clock
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor

REMEDY_CLOCK = ClockCode.REMEDY
LATEST_ENTRIES = 8
LATEST_PAPERS = 6


@policy("enterprise.case.view", Audience.ENTERPRISE)
@require_safe
def case(request: PortalRequest, pk: int) -> HttpResponse:
    found, today = CASES.get(request.actor, pk), timekeeping.today()
    clocks = with_events(Q(clock__case=found), Q(clock__status__in=OPEN_STATUSES) | Q(clock__code=REMEDY_CLOCK))
    handed_in = selectors.handed_in(found)
    holder = case_selectors.holder(found, clocks)
    # No unit is asked before there is a certificate.
    progress = recognitions.units_progress(found) if found.certificate else recognitions.NOBODY_ASKED
    papers = words.document_rows(case_selectors.documents_about(found, request.actor).select_related(*READS).order_by("-pk"))
    entries = words.timeline_items(case_selectors.timeline(found, for_applicant=True), found)
    context: dict[str, Any] = {
        "case": found,
        "words": words.state_words(found),
        "tone": tone_of(found),
        "contact": words.contact_of(found, holder),
        "due": words.due_of(holder.clock, today),
        "strip": due_strip(holder.clock) if holder.clock else (),
        "late": lateness(clocks, request.actor, today, calendar_for(found.region_id)),
        "actions": {page.action.value: CASES.action_url(found, page) for page in open_pages(CASES, found, request.actor)},
        "stages": stages_of(found, latest_days(found, clocks)),
        "latest": entries[:LATEST_ENTRIES],
        "earlier": entries[LATEST_ENTRIES:],
        "documents": papers[:LATEST_PAPERS],
        "earlier_documents": papers[LATEST_PAPERS:],
        "progress": progress,
        "chips": words.unit_chips(progress.rows),
        "answers": words.unit_answers(progress.rows),
        "facts": words.enforcement_facts(found.enforcement_case),
        "application_facts": words.application_facts(found.application),
        "handed_in": handed_in,
        "handover": _handover(found, request.actor),
        "list_operations": list(found.list_operations.order_by("pk")) if found.certificate else [],
        "decline_reason": found.get_decline_reason_display() if found.state == CaseState.NOT_ACCEPTED else "",
        "objection": objection_items(found, "enterprise:objection_file"),
        "revocation": revocation_in_hand(found, "enterprise:revocation_file"),
        **_decision(found, clocks, today),
        **_certificate(found.certificate, today),
    }
    return render(request, "enterprise/case.html", context)


def _decision(found: Case, clocks: list[Clock], today: date) -> dict[str, Any]:
    decision: Decision | None = found.decision
    if decision is None:
        return {"decision": None}
    since = timekeeping.legal_date(decision.signed_at)
    own = [clock for clock in clocks if clock.code == REMEDY_CLOCK and clock.started_on >= since]
    clock = max(own, key=lambda clock: clock.round, default=None)
    left = (decision.reapply_on - today).days if decision.reapply_on else 0
    return {
        "decision": decision,
        "is_objected": bool(found.objection) and Objection.objects.filter(decision=decision).exists(),
        "reasons": [RejectionReason(code).label for code in decision.reason_codes],
        "remedy_due": words.due_of(clock, today),
        "remedy_strip": due_strip(clock) if clock else (),
        "days_to_reapply": max(left, 0),
    }


def _handover(found: Case, actor: Actor) -> dict[str, str]:
    """The way to hand the case over for who has it in hand; for a colleague to take it over once that person has left."""
    application = found.application
    if application.agent_id == actor.user_id:
        return {"url": reverse("enterprise:hand_over", args=[application.pk]), "label": "移交给同事"}
    if case_selectors.acting_for(application.enterprise_id, timekeeping.now()).filter(pk=application.agent_id).exists():
        return {}
    url = reverse("enterprise:take_over", args=[application.pk])
    return {"url": url, "label": "由我接手", "note": "原经办人已不再代表企业办理"}


def _certificate(certificate: Certificate | None, today: date) -> dict[str, Any]:
    if certificate is None:
        return {"certificate": None}
    return {
        "certificate": certificate,
        "certificate_standing": standing_of(certificate, today),
        "certificate_facts": [
            DataItem("证明编号", certificate.number, mono=True),
            DataItem("类型", certificate.get_type_display()),
            *certificate_items(certificate),
        ],
        "verify_url": reverse("public:certificate", args=[certificate.verify_code]),
    }


@tells_where_to_go
@text_survives_sign_out
@policy("enterprise.supplement.answer", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def supplement(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, CASES, pk, CaseAction.ANSWER_SUPPLEMENT)


@policy("enterprise.case.withdraw", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, CASES, pk, CaseAction.WITHDRAW)


@tells_where_to_go
@text_survives_sign_out
@policy("enterprise.objection.file", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def objection(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, CASES, pk, CaseAction.FILE_OBJECTION)


@policy("enterprise.objection.read", Audience.ENTERPRISE)
@require_safe
def objection_file(request: PortalRequest, pk: int) -> HttpResponse:
    """What the enterprise handed in with its last objection."""
    last = latest_objection(CASES.get(request.actor, pk))
    if last is None or last.file is None:
        raise Http404
    return uploaded_file(request, last.file, subject=f"objection:{last.pk}")


@policy("enterprise.revocation.read", Audience.ENTERPRISE)
@require_safe
def revocation_file(request: PortalRequest, pk: int, which: str) -> HttpResponse:
    """The evidence, or what the enterprise handed in with its answer."""
    found = latest_revocation(CASES.get(request.actor, pk))
    upload = None if found is None else {EVIDENCE: found.evidence, ANSWER: found.answer_file}.get(which)
    if found is None or upload is None:
        raise Http404
    return uploaded_file(request, upload, subject=f"revocation:{found.pk}:{which}")


@tells_where_to_go
@text_survives_sign_out
@policy("enterprise.revocation.answer", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def revocation(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, CASES, pk, CaseAction.ANSWER_REVOCATION)
