"""Enforcement cases of the court, their measures and notices."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from cases.enums import NoticeAction, NoticeState
from cases.models import EnforcementCase, Measure, ProactiveNotice
from cases.naming import registry_note
from cases.services import enforcement as services
from cases.services.corrections import record_case_of_renamed
from cases.subjects import NOTICE
from ledger import timekeeping
from portal.casepage.columns import MEASURES
from portal.casepage.enforcement import enforcement_facts, listing_facts, measure_rows
from portal.court.columns import ENFORCEMENT_CASES
from portal.court.filters import EnforcementFilter
from portal.court.forms.enforcement import (
    EnforcementCaseForm,
    ListingForm,
    MeasureFormSet,
    empty_measures,
    grown_measures,
    measures_of,
)
from portal.court.selectors import own_enforcement_cases, own_notices
from portal.lists.pages import joined, page_of
from portal.shell.components import Table
from portal.shell.errors import error_page
from portal.shell.policy import Audience, policy
from portal.steps.pages import MORE
from portal.steps.refusals import INVALID, attach
from portal.words.tones import tone_of
from procedure.errors import DomainError, InvalidInput, NotPermitted, NotVisible
from procedure.texts import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from departments.models import Department
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,43}")


def may_record(actor: Actor, source: EnforcementCase) -> bool:
    """Whether the table lets ``actor`` record measures of this case."""
    return NOTICE.row(NoticeAction.PREPARE_NOTICE).who(actor, ProactiveNotice(enforcement_case=source))


def _counted(cases: Iterable[EnforcementCase], today: date) -> list[EnforcementCase]:
    """The cases of a page with their measures, those of them without a notice, and notices that wait: one query for all."""
    page: list[Any] = list(cases)
    counts = EnforcementCase.objects.filter(pk__in=[case.pk for case in page]).order_by()
    counts = counts.annotate(
        measure_count=Count("measures", filter=Q(measures__withdrawn_at__isnull=True), distinct=True),
        unnotified=Count("measures", filter=selectors.unnotified_measures(today, "measures__"), distinct=True),
        unserved=Count("notices", filter=Q(notices__state=NoticeState.PREPARED), distinct=True),
    )
    found = {pk: rest for pk, *rest in counts.values_list("pk", "measure_count", "unnotified", "unserved")}
    for case in page:
        case.measure_count, case.unnotified, case.unserved = found[case.pk]
    return page


def _filtered(cases: QuerySet[EnforcementCase], form: EnforcementFilter, today: date) -> QuerySet[EnforcementCase]:
    wanted = form.chosen
    if wanted.get("listing"):
        cases = cases.filter(listing__state=wanted["listing"])
    if wanted.get("unnotified"):
        cases = selectors.with_unnotified_measures(cases, today)
    if wanted.get("unserved"):
        cases = cases.filter(Exists(ProactiveNotice.objects.filter(enforcement_case=OuterRef("pk"), state=NoticeState.PREPARED)))
    return form.searched(cases, selectors.enforcement_cases_found)


@require_safe
@policy("court.enforcement.list", Audience.COURT)
def cases(request: PortalRequest) -> HttpResponse:
    form, today = EnforcementFilter(request.GET), timekeeping.today()
    every = own_enforcement_cases(request.actor).order_by("-filed_on", "-pk")
    page = page_of(request, _filtered(every, form, today), joined("enterprise", "listing"))
    context = {
        "page": page,
        "table": Table(ENFORCEMENT_CASES, [_row(source) for source in _counted(page.object_list, today)]),
        "form": form,
        "may_record": _court(request.actor) is not None,
    }
    return render(request, "court/enforcement.html", context)


@dataclass(frozen=True, slots=True)
class EnforcementRow:
    """A line of the list of enforcement cases."""

    source: Any
    listing: str
    listing_tone: str
    is_fine: bool

    @property
    def url(self) -> str:
        return reverse("court:enforcement_case", args=[self.source.pk])

    @property
    def name(self) -> str:
        return str(self.source.enterprise.name)

    @property
    def number(self) -> str:
        return str(self.source.number)


def _row(source: Any) -> EnforcementRow:
    known = getattr(source, "listing", None)
    return EnforcementRow(
        source=source,
        listing=known.get_state_display() if known else "",
        listing_tone=tone_of(known) if known else "neutral",
        is_fine=bool(source.measure_count) and not source.unnotified and not source.unserved,
    )


def _court(actor: Actor) -> Department | None:
    try:
        return services.court_of(actor)
    except NotPermitted:
        return None


@policy("court.enforcement.record", Audience.COURT)
def new(request: PortalRequest) -> HttpResponse:
    """Record an enforcement case, and with it its place in the list and its measures if there are any."""
    court = _court(request.actor)
    if court is None:
        return error_page(request, 403, detail=str(NotPermitted()))
    if request.method != "POST":
        return _new_page(request, EnforcementCaseForm(court=court), ListingForm(prefix="listing"), empty_measures())
    form = EnforcementCaseForm(request.POST, request.FILES, court=court)
    listing = ListingForm(request.POST, prefix="listing")
    measures = MeasureFormSet(request.POST, prefix="measures")
    if MORE in request.POST:
        typed = EnforcementCaseForm(initial=request.POST.dict(), court=court)
        listed = ListingForm(initial=_unprefixed(listing), prefix="listing")
        return _new_page(request, typed, listed, grown_measures(measures))
    # All three are asked, so that every mistake shows at once.
    if not all([form.is_valid(), listing.is_valid(), measures.is_valid()]):
        return _new_page(request, form, listing, measures, INVALID)
    try:
        source = _record(form, listing, measures, _token(request), request.actor)
    except DomainError as error:
        if isinstance(error, InvalidInput) and error.field == "enterprise_name":
            form.offer_renaming()
        attach(error, form, listing)
        return _new_page(request, form, listing, measures, INVALID)
    messages.success(request, f"已登记 {source.number}。")
    return HttpResponseRedirect(reverse("court:enforcement_case", args=[source.pk]))


def _unprefixed(listing: ListingForm) -> dict[str, Any]:
    return {name: listing[name].value() for name in listing.fields}


def _new_page(request: PortalRequest, form: Any, listing: Any, measures: Any, status: int = 200) -> HttpResponse:
    context = {"form": form, "listing": listing, "measures": measures, "token": _token(request)}
    return render(request, "court/enforcement_new.html", context, status=status)


def _token(request: PortalRequest) -> str:
    """The token of the form that was sent, or one for a form that is about to be shown; the same form never makes two notices."""
    sent = request.POST.get("submission_token", "")
    return sent if TOKEN.fullmatch(sent) else secrets.token_urlsafe(16)


@transaction.atomic
def _record(form: EnforcementCaseForm, listing: ListingForm, measures: Any, token: str, actor: Actor) -> EnforcementCase:
    """All of the page or nothing of it; the same page sent again changes nothing."""
    sent = own_notices(actor).filter(submission_token=token).first()
    if sent is not None:
        return sent.enforcement_case
    at = timekeeping.now()
    if form.renaming is None:
        source = services.record_enforcement_case(form.case_data(), by=actor, at=at)
    else:
        source = record_case_of_renamed(form.case_data(), why=form.renaming, by=actor, at=at)
    if listing.is_filled:
        services.record_listing(source.pk, listing.listing_data(), by=actor, at=at)
    taken = measures_of(measures)
    if taken:
        services.record_measures(source.pk, taken, submission_token=token, by=actor, at=at)
    return source


def _get(actor: Actor, pk: int) -> EnforcementCase:
    source = own_enforcement_cases(actor).filter(pk=pk).first()
    if source is None:
        raise Http404
    return source


@require_safe
@policy("court.enforcement.view", Audience.COURT)
def case(request: PortalRequest, pk: int) -> HttpResponse:
    source = _get(request.actor, pk)
    today = timekeeping.today()
    recorded = Measure.recorded.filter(enforcement_case=source).select_related("notice").order_by("taken_on", "pk")
    measures = measure_rows(recorded, today, with_links=True)
    context = {
        "source": source,
        "facts": enforcement_facts(source, is_internal=True),
        "enterprise": [
            ("企业名称", source.enterprise.name),
            *((("曾用名", source.enterprise.former_names),) if source.enterprise.former_names else ()),
            ("统一社会信用代码", source.enterprise.uscc),
            *([(label_of(source.enterprise, "uscc_reason"), source.enterprise.uscc_reason)] if source.enterprise.uscc_reason else []),
            ("住所", source.enterprise.address),
            ("法定代表人", source.enterprise.legal_representative),
            *((("登记变更", registry_note(source.enterprise)),) if registry_note(source.enterprise) else ()),
        ],
        "corrected": source.corrections.count(),
        "listing": listing_facts(source),
        "measures": Table(MEASURES, measures),
        "flagged": sum(row.is_flagged for row in measures),
        "notices": list(source.notices.select_related("replaces").order_by("-pk")),
        "duties": source.list_duties.order_by("-pk"),
        "repairs": list(selectors.cases_visible_to(request.actor).filter(enforcement_case=source).order_by("-pk")),
        "may_record": may_record(request.actor, source),
    }
    return render(request, "court/enforcement_case.html", context)


@policy("court.measures.record", Audience.COURT)
def measures(request: PortalRequest, pk: int) -> HttpResponse:
    """Record measures; one notice for all of them is prepared."""
    source = _get(request.actor, pk)
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    if request.method != "POST":
        return _measures_page(request, source, empty_measures())
    lines = MeasureFormSet(request.POST, prefix="measures")
    if MORE in request.POST:
        return _measures_page(request, source, grown_measures(lines))
    if not lines.is_valid():
        return _measures_page(request, source, lines, status=INVALID)
    try:
        at = timekeeping.now()
        notice = services.record_measures(pk, measures_of(lines), submission_token=_token(request), by=request.actor, at=at)
    except NotVisible as error:
        raise Http404 from error
    except DomainError as error:
        return _measures_page(request, source, lines, str(error), INVALID)
    messages.success(request, f"措施已登记，告知书 {notice.number} 正在制作，请当天送达。")
    return HttpResponseRedirect(reverse("court:notice", args=[notice.pk]))


def _measures_page(request: PortalRequest, source: EnforcementCase, lines: Any, error: str = "", status: int = 200) -> HttpResponse:
    context = {"source": source, "measures": lines, "error": error, "token": _token(request)}
    return render(request, "court/measures.html", context, status=status)


@policy("court.listing.record", Audience.COURT)
def listing(request: PortalRequest, pk: int) -> HttpResponse:
    """Record how the debtor stands in the national list for this case."""
    source = _get(request.actor, pk)
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    known = getattr(source, "listing", None)
    form = ListingForm(request.POST or None, initial=_stored(known))
    form.fields["state"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            services.record_listing(pk, form.listing_data(), by=request.actor, at=timekeeping.now())
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "名单记录已登记。")
            return HttpResponseRedirect(reverse("court:enforcement_case", args=[pk]))
    return render(request, "court/listing.html", {"source": source, "form": form}, status=INVALID if form.errors else 200)


def _stored(known: Any) -> dict[str, Any]:
    names = ("state", "situations", "decision_number", "listed_on", "term_kind", "term_end")
    return {name: getattr(known, name) for name in names} if known is not None else {}
