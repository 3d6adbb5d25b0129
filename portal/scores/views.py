"""Assessments for the office, leaders and units: drawn up, looked at, appealed against, locked, taken away as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment import selectors, services
from assessment.enums import AssessmentState, PeriodKind
from assessment.options import thresholds_of
from assessment.sheets import workbook
from cases.selectors import documents_visible_to
from deadlines.selectors import calendar_for
from departments.kept import regions
from ledger import timekeeping
from ledger.kept import own
from portal.casepage.clocks import clock_views
from portal.casepage.documents import papers
from portal.lists.desk import Desk
from portal.scores.areas import ASSESSMENTS, CARDS
from portal.scores.forms import PeriodForm
from portal.scores.selectors import history, line_views
from portal.shell.components import DataItem
from portal.shell.downloads import XLSX, attachment
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.refusals import INVALID, attach
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.enums import OVERSEERS, Role
from procedure.errors import DomainError
from words.dates import day, moment

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from assessment.models import Assessment, Scorecard
    from departments.models import Region
    from portal.shell.policy import PortalRequest

READERS = (Audience.OFFICE, Audience.LEADER, Audience.MEMBER, Audience.COURT, Audience.BUREAU)


@require_safe
@policy("scores.list", *READERS)
def assessments(request: PortalRequest) -> HttpResponse:
    """Every period that the person may see, with the own card where there is one."""
    found = selectors.assessments_visible_to(request.actor).order_by("-last_on", "-first_on", "-pk")
    cards: dict[int, list[Scorecard]] = {}
    for one in _own_cards(request):
        cards.setdefault(one.assessment_id, []).append(one)
    rows = [{"assessment": one, "tone": tone_of(one), "cards": cards.get(one.pk, [])} for one in found]
    return render(request, "scores/list.html", {"rows": rows, "may_draw_up": Role.OFFICE in request.actor.roles})


def _own_cards(request: PortalRequest) -> list[Scorecard]:
    """A unit's people read of their unit; the office and leaders open the period."""
    units = request.actor.departments_of(*selectors.UNIT_ROLES)
    return list(
        selectors.cards_visible_to(request.actor).filter(department__in=units).defer("content").order_by("department__position", "pk")
    )


@policy("scores.draw_up", Audience.OFFICE)
def new(request: PortalRequest) -> HttpResponse:
    """Choose a period that is over, and have it counted."""
    region, today = _region(request), timekeeping.today()
    is_sent = request.method == "POST"
    form = PeriodForm(request.POST if is_sent else None, periods=selectors.periods_to_assess(region, today))
    if is_sent and form.is_valid():
        try:
            drawn = services.draw_up(region, form.cleaned_data["period"], by=request.actor, at=timekeeping.now())
        except DomainError as refusal:
            attach(refusal, form)
        else:
            return HttpResponseRedirect(reverse("scores:assessment", args=[drawn.pk]))
    context = {"form": form, "yardsticks": _yardsticks(region, today), "thresholds": thresholds_of(region)}
    return render(request, "scores/new.html", context, status=INVALID if form.errors else 200)


def _region(request: PortalRequest) -> Region:
    return own(regions()[min(request.actor.regions_of(Role.OFFICE))])


def _yardsticks(region: Region, today: date) -> list[dict[str, Any]]:
    kinds = {"court": "法院", "bureau": "牵头部门", "member": "成员单位"}
    rows = selectors.indicators_on(region, today)
    return [{"yardstick": selectors.yardstick_of(row), "units": "、".join(kinds[kind] for kind in row.applies_to)} for row in rows]


@require_safe
@policy("scores.view", *READERS)
def assessment(request: PortalRequest, pk: int) -> HttpResponse:
    return render(request, "scores/assessment.html", _assessment_context(request, ASSESSMENTS.get(request.actor, pk)))


def _assessment_context(request: PortalRequest, subject: Assessment) -> dict[str, Any]:
    cards = selectors.cards_visible_to(request.actor).filter(assessment=subject).defer("content").order_by("department__position", "pk")
    thresholds = thresholds_of(subject.region)
    is_overseer = bool(request.actor.regions_of(*OVERSEERS))
    return {
        "assessment": subject,
        "tone": tone_of(subject),
        "buttons": buttons(ASSESSMENTS, subject, request.actor),
        "rows": [
            {
                "card": card,
                "tone": tone_of(card),
                "score": selectors.shown(card.score),
                "grade": thresholds.grade(card.score).label if subject.kind == PeriodKind.YEAR else "",
            }
            for card in cards
        ],
        "facts": [
            DataItem("周期", f"{day(subject.first_on)}至{day(subject.last_on)}"),
            DataItem("计算时间", moment(subject.counted_at) or "正在计算"),
            DataItem("档次", f"{thresholds.commended_from}分以上建议评优评先，{thresholds.qualified_from}分以上合格"),
        ],
        "thresholds": thresholds,
        "is_year": subject.kind == PeriodKind.YEAR,
        "is_counting": subject.state == AssessmentState.COUNTING,
        "changes": selectors.changed_within(subject.region, subject.period),
        "may_check": subject.state == AssessmentState.LOCKED and is_overseer,
        "papers": papers(documents_visible_to(request.actor).filter(assessment=subject).order_by("pk")),
        "history": history(subject, ASSESSMENTS.subject.entity) if is_overseer else [],
    }


@text_survives_sign_out
@policy("scores.act", Audience.OFFICE)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, ASSESSMENTS, pk, action)


@policy("scores.check", Audience.OFFICE, Audience.LEADER)
def check(request: PortalRequest, pk: int) -> HttpResponse:
    """In what the locked cards differ from what would be counted today; whoever asks has it counted by the system."""
    subject = ASSESSMENTS.get(request.actor, pk)
    if subject.state != AssessmentState.LOCKED:
        raise Http404
    if request.method == "POST":
        services.ask_recount(subject, at=timekeeping.now())
        return HttpResponseRedirect(reverse("scores:check", args=[pk]))
    return render(request, "scores/check.html", {"assessment": subject, "recount": selectors.last_recount(subject)})


@require_safe
@policy("scores.table", *READERS)
def table(request: PortalRequest, pk: int) -> HttpResponse:
    """The cards that the person may see as a spreadsheet, each point with its cases."""
    subject = ASSESSMENTS.get(request.actor, pk)
    cards = selectors.cards_visible_to(request.actor).filter(assessment=subject).order_by("department__position", "pk")
    content = workbook(subject, list(cards), at=timekeeping.now())
    return attachment(content, XLSX, f"{subject.period.title}考核评价.xlsx")


@require_safe
@policy("scores.card", *READERS)
def card(request: PortalRequest, pk: int) -> HttpResponse:
    """One unit's card: what each indicator found, and which case cost what."""
    subject = CARDS.get(request.actor, pk)
    today = timekeeping.today()
    desk = Desk(today, calendar_for(subject.assessment.region_id))
    told = subject.told
    context = {
        "card": subject,
        "tone": tone_of(subject),
        "buttons": buttons(CARDS, subject, request.actor),
        "score": selectors.shown(subject.score),
        "lines": line_views(subject, request.actor),
        "is_part": (told["first_on"], told["last_on"]) != (subject.assessment.first_on.isoformat(), subject.assessment.last_on.isoformat()),
        "told": told,
        "clocks": clock_views(subject.clocks.select_related("rule", "obligor"), desk.today, desk.calendar),
        "history": history(subject, CARDS.subject.entity),
    }
    return render(request, "scores/card.html", context)


@text_survives_sign_out
@policy("scores.card.act", Audience.MEMBER, Audience.OFFICE)
def act_on_card(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, CARDS, pk, action)
