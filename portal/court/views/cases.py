"""The court's inbox, its cases, and the page of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from cases.consent import consultation_of
from cases.enums import CaseState
from cases.models import STATEMENT_SECTIONS, Material
from cases.options import options_of
from cases.outcomes import ObjectionStage
from cases.remedies import latest_objection, latest_revocation
from cases.selectors.duties import asked_of
from cases.selectors.reminders import supplements_in_doubt
from ledger import timekeeping
from oversight.selectors import orders_to_answer
from portal.casepage import sections as casepage
from portal.casepage.documents import documents
from portal.casepage.enforcement import enforcement
from portal.casepage.overview import overview
from portal.casepage.recognition import recognition
from portal.casepage.timeline import ledger
from portal.court import examination_view
from portal.court.areas import CASES, SERVICES
from portal.court.columns import LISTINGS
from portal.court.party_views import creditor_of
from portal.court.selectors import own_cases, own_services
from portal.lists import services
from portal.lists.columns import WORK
from portal.lists.desk import Desk, desk_of
from portal.lists.filters import CaseFilter, filtered, state_choices
from portal.lists.pages import OF_CASE, page_of
from portal.lists.rows import case_rows
from portal.lists.tiles import load_of
from portal.shell.components import Table
from portal.shell.downloads import uploaded_file
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.taking import act as perform
from portal.words.holds import EXTENSION, HOLD, hold_items
from portal.words.remedies import ANSWER, EVIDENCE, objection_items, revocation_in_hand, revocation_items
from procedure.enums import COURT_ROLES
from procedure.texts import label_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from cases.models import Case, ExaminationExtension, ExaminationHold
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor

Builder = Callable[["Case", Desk, "Actor"], dict[str, Any]]


@require_safe
@policy("court.inbox", Audience.COURT)
def inbox(request: PortalRequest) -> HttpResponse:
    """What I can do now, the most urgent first."""
    desk = desk_of(request.actor, *COURT_ROLES)
    mine = selectors.inbox(request.actor).filter(court__in=request.actor.departments_of(*COURT_ROLES))
    form, load = CaseFilter(request.GET, state_choices()), load_of(mine, desk.today)
    page = page_of(request, filtered(mine, form, desk.today), OF_CASE, found=None if form.is_filtered else load.total)
    context = {
        "page": page,
        "table": Table(WORK, case_rows(page.object_list, CASES, request.actor, desk.today, desk.calendar)),
        "form": form,
        "tiles": load.tiles(reverse("court:inbox")),
        "mandates": selectors.mandates_awaiting(request.actor).count(),
        "not_made": selectors.papers_to_mend(request.actor).count(),
        "owed": orders_to_answer(request.actor, *COURT_ROLES).count(),
        "to_serve": selectors.services_to_record(request.actor, own_services(request.actor)).count(),
        "asked": asked_of(request.actor),
        "in_doubt": supplements_in_doubt(request.actor, timekeeping.now()).count(),
    }
    return render(request, "court/inbox.html", context)


@require_safe
@policy("court.cases", Audience.COURT)
def cases(request: PortalRequest) -> HttpResponse:
    """Every case of the court."""
    desk = desk_of(request.actor, *COURT_ROLES)
    every = own_cases(request.actor).order_by(F("due_on").asc(nulls_last=True), "-opened_at", "pk")
    form = CaseFilter(request.GET, state_choices())
    page = page_of(request, filtered(every, form, desk.today), OF_CASE)
    rows = case_rows(page.object_list, CASES, request.actor, desk.today, desk.calendar)
    return render(request, "court/cases.html", {"page": page, "table": Table(WORK, rows), "form": form})


def _overview(subject: Case, desk: Desk, actor: Actor) -> dict[str, Any]:
    open_one = objection_items(subject, "court:objection_file") if subject.objection == ObjectionStage.OPEN else []
    revocation = revocation_in_hand(subject, "court:revocation_file")
    holds = hold_items(subject) if subject.hold or subject.extension_proposer_id else []
    shown = overview(subject, actor, desk.today, desk.calendar, is_internal=True)
    return {**shown, "objection": open_one, "revocation": revocation, "holds": holds}


def _application(subject: Case, _desk: Desk, _actor: Actor) -> dict[str, Any]:
    application = subject.application
    limit = options_of(subject.region).supplement_rounds
    with_files = Prefetch("items__materials", Material.objects.handed_in())
    return {
        "application": application,
        "statement": [(label_of(application, name), getattr(application, name)) for name in STATEMENT_SECTIONS],
        "supplement_line": f"已告知 {subject.supplement_rounds} 次，最多 {limit} 次",
        "other_cases": list(application.cases.exclude(pk=subject.pk).select_related("enforcement_case").order_by("pk")),
        "materials": list(
            Material.objects.handed_in().filter(application=application, supplement_item__isnull=True).order_by("slot", "pk")
        ),
        "supplements": list(subject.supplements.prefetch_related(with_files).order_by("-round")),
    }


def _examination(subject: Case, _desk: Desk, _actor: Actor) -> dict[str, Any]:
    return {
        "rounds": examination_view.rounds(subject),
        "decision": examination_view.decision_facts(subject),
        "decline": examination_view.decline_facts(subject),
        "holds": hold_items(subject),
        "objection": objection_items(subject, "court:objection_file"),
        "revocation": revocation_items(subject, "court:revocation_file"),
    }


def _parties(subject: Case, _desk: Desk, actor: Actor) -> dict[str, Any]:
    of_case = own_services(actor).filter(case=subject.pk).order_by("pk")
    consultation = consultation_of(subject)
    return {
        "services": Table(services.SERVICES, services.service_lines(of_case, SERVICES, actor)),
        "creditor": creditor_of(subject),
        "creditor_url": reverse("court:creditor", args=[consultation.pk]) if consultation else "",
    }


SECTIONS: dict[str, tuple[str, Builder]] = {
    "overview": ("概况", _overview),
    "application": ("申请与材料", _application),
    "enforcement": ("执行与名单", lambda subject, desk, _actor: enforcement(subject, desk.today, is_internal=True)),
    "examination": ("审查与决定", _examination),
    "parties": ("送达与征询", _parties),
    "recognition": ("证明与互认", lambda subject, desk, _actor: recognition(subject, desk.today)),
    "documents": ("文书与消息", lambda subject, _desk, actor: documents(subject, actor)),
    "ledger": ("办理记录", lambda subject, _desk, _actor: ledger(subject)),
}


@require_safe
@policy("court.case.view", Audience.COURT)
def case(request: PortalRequest, pk: int, section: str = "overview") -> HttpResponse:
    """One section of a case's page."""
    subject: Case = CASES.get(request.actor, pk)
    desk = desk_of(request.actor, *COURT_ROLES)
    if section not in SECTIONS:
        raise Http404
    _, build = SECTIONS[section]
    context = {
        **casepage.head(subject, CASES, request.actor, desk.today, desk.calendar),
        "tabs": casepage.tabs(CASES, subject, {key: label for key, (label, _) in SECTIONS.items()}, section),
        "back_url": reverse("court:cases"),
        "is_internal": True,
        **build(subject, desk, request.actor),
    }
    return render(request, f"casepage/sections/{section}.html", context)


@text_survives_sign_out
@policy("court.case.act", Audience.COURT)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, CASES, pk, action)


@require_safe
@policy("court.objection.file", Audience.COURT)
def objection_file(request: PortalRequest, pk: int) -> HttpResponse:
    """What was handed in with the last objection, as it came."""
    objection = latest_objection(CASES.get(request.actor, pk))
    if objection is None or objection.file is None:
        raise Http404
    return uploaded_file(request, objection.file, subject=f"objection:{objection.pk}")


@require_safe
@policy("court.revocation.file", Audience.COURT)
def revocation_file(request: PortalRequest, pk: int, which: str) -> HttpResponse:
    """The evidence, or what the enterprise handed in with its answer."""
    found = latest_revocation(CASES.get(request.actor, pk))
    upload = None if found is None else {EVIDENCE: found.evidence, ANSWER: found.answer_file}.get(which)
    if found is None or upload is None:
        raise Http404
    return uploaded_file(request, upload, subject=f"revocation:{found.pk}:{which}")


@require_safe
@policy("court.hold.file", Audience.COURT)
def hold_file(request: PortalRequest, pk: int, which: str, key: int) -> HttpResponse:
    """The evidence of a pause or of an extension."""
    case = CASES.get(request.actor, pk)
    found: ExaminationHold | ExaminationExtension | None = None
    if which == HOLD:
        found = case.holds.filter(pk=key).first()
    elif which == EXTENSION:
        found = case.extensions.filter(pk=key).first()
    if found is None:
        raise Http404
    return uploaded_file(request, found.evidence, subject=f"{which}:{found.pk}")


def _of_listing(cases: QuerySet[Case]) -> QuerySet[Case]:
    return OF_CASE(cases).select_related("certificate").prefetch_related("list_operations")


@require_safe
@policy("court.listings", Audience.COURT)
def listings(request: PortalRequest) -> HttpResponse:
    """Cases whose certificate calls for an operation in the court's own system, and those where it is recorded."""
    desk = desk_of(request.actor, *COURT_ROLES)
    certified = own_cases(request.actor).filter(certificate__isnull=False).exclude(certificate__type="D")
    with_operation = certified.order_by(F("list_due_on").asc(nulls_last=True), "-pk")
    form = CaseFilter(request.GET, state_choices(CaseState))
    page = page_of(request, filtered(with_operation, form, desk.today, due="list_due_on"), _of_listing)
    rows = case_rows(page.object_list, CASES, request.actor, desk.today, desk.calendar, due_of=selectors.list_due_of)
    return render(request, "court/listings.html", {"page": page, "table": Table(LISTINGS, rows), "form": form})
