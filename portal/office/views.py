"""The office of the leading group: cases, what is overdue, consultations. Board and leaders' page are figures_views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import selectors
from cases.enums import CaseState
from deadlines.codes import ClockCode
from deadlines.selectors import days_left
from oversight.rules import can_be_urged
from oversight.selectors import matter_of, orders_about
from portal.casepage import answers
from portal.casepage.clocks import clock_views
from portal.casepage.sections import outside_page
from portal.lists import duties as duty_lists
from portal.lists.columns import PROGRESSING
from portal.lists.desk import desk_of
from portal.lists.filters import DutyFilter, ListFilter, filtered, state_choices, unit_filtered
from portal.lists.pages import joined, of_case_with_progress, page_of
from portal.lists.rows import case_rows, of_answer, unit_rows
from portal.office.areas import ANSWERS, CASES
from portal.office.columns import CONSULTATIONS, OVERDUE
from portal.office.filters import OverdueFilter, StageFilter, about, states_at
from portal.office.limits import OPEN_LIMITS, address_of, of_party, party_of
from portal.office.selectors import OVERSEERS, departments_of, region_cases, region_duties, region_of
from portal.shell.components import Table
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.enums import Role
from recognition import selectors as recognitions
from recognition.states import CONSULTED_STATES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from deadlines.models import Clock
    from portal.shell.policy import PortalRequest
    from recognition.models import Recognition


@require_safe
@policy("office.cases", Audience.OFFICE, Audience.LEADER)
def cases(request: PortalRequest) -> HttpResponse:
    """All cases of the region as a list."""
    desk = desk_of(request.actor, *OVERSEERS)
    form = StageFilter(request.GET, state_choices(CaseState))
    every = region_cases(request.actor)
    states = states_at(form.chosen.get("stage", ""))
    if states:
        every = every.filter(state__in=states)
    page = page_of(request, filtered(every.order_by(F("due_on").asc(nulls_last=True), "-pk"), form, desk.today), of_case_with_progress)
    rows = case_rows(page.object_list, CASES, request.actor, desk.today, desk.calendar)
    return render(request, "office/cases.html", {"page": page, "table": Table(PROGRESSING, rows), "form": form})


@require_safe
@policy("office.case.view", Audience.OFFICE, Audience.LEADER)
def case(request: PortalRequest, pk: int, section: str = "overview") -> HttpResponse:
    return outside_page(request, CASES, pk, section, OVERSEERS, "office:board")


@require_safe
@policy("office.overdue", Audience.OFFICE, Audience.LEADER)
def overdue(request: PortalRequest) -> HttpResponse:
    """Every clock past its last day: whose it is and for how long."""
    desk = desk_of(request.actor, *OVERSEERS)
    region_id = region_of(request.actor)
    form = OverdueFilter(request.GET, departments_of(region_id))
    page = page_of(request, _overdue(selectors.overdue_clocks(region_id), form), OPEN_LIMITS)
    may_press, orders = Role.OFFICE in request.actor.roles, orders_about(page.object_list)
    rows = [
        {
            "clock": clock,
            "source": matter_of(clock),
            "url": address_of(clock),
            "party": party_of(clock),
            "days_left": days_left(clock, desk.today, desk.calendar),
            "may_press": may_press and can_be_urged(clock),
            "orders": orders[clock.pk],
        }
        for clock in page.object_list
    ]
    context = {"page": page, "table": Table(OVERDUE if may_press else OVERDUE[1:], rows), "form": form, "may_press": may_press}
    return render(request, "office/overdue.html", context)


def _overdue(clocks: QuerySet[Clock], form: OverdueFilter) -> QuerySet[Clock]:
    return about(form, of_party(clocks, form.chosen.get("party", "")))


@require_safe
@policy("office.duties", Audience.OFFICE, Audience.LEADER)
def duties(request: PortalRequest) -> HttpResponse:
    """应删未删 of the region."""
    desk = desk_of(request.actor, *OVERSEERS)
    form = DutyFilter(request.GET)
    page = page_of(request, form.chosen_of(region_duties(request.actor)), joined("enforcement_case__enterprise", "enforcement_case__court"))
    table = Table(duty_lists.DUTIES, duty_lists.duty_lines(page.object_list, None, request.actor, desk.today, desk.calendar))
    return render(request, "lists/duties.html", {"page": page, "form": form, "table": table, "shown": Table(duty_lists.SHOWN, [])})


@require_safe
@policy("office.consultations", Audience.OFFICE)
def consultations(request: PortalRequest) -> HttpResponse:
    """Refusals to bring to consultation or to conclude."""
    desk = desk_of(request.actor, Role.OFFICE)
    form = ListFilter(request.GET, [(state.value, state.label) for state in CONSULTED_STATES])
    found = unit_filtered(recognitions.consultations(request.actor), form, desk.today, due="consultation_due_on")
    page = page_of(request, found, of_answer)
    due_of = recognitions.consultation_due_of
    rows = unit_rows(page.object_list, ANSWERS, request.actor, desk.today, desk.calendar, due_of=due_of)
    return render(request, "office/consultations.html", {"page": page, "table": Table(CONSULTATIONS, rows), "form": form})


@require_safe
@policy("office.answer.view", Audience.OFFICE, Audience.LEADER)
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    """A unit's answer, and the consultation about it."""
    subject: Recognition = ANSWERS.get(request.actor, pk)
    desk = desk_of(request.actor, *OVERSEERS)
    own = subject.case.clocks.filter(Q(recognition=subject) | Q(obligor=subject.department_id, code=ClockCode.RECOGNITION))
    context = {
        "answer": subject,
        "tone": tone_of(subject),
        "buttons": buttons(ANSWERS, subject, request.actor),
        "facts": answers.certificate_facts(subject, desk.today),
        "answered": answers.answer_facts(subject, is_internal=False) if subject.answered_at else [],
        "earlier": answers.earlier_answer(subject),
        "history": answers.history(subject, own=answers.OFFICE_POSTS),
        "clocks": clock_views(own, desk.today, desk.calendar),
        "meetings": subject.meetings.order_by("-pk"),
    }
    return render(request, "office/answer.html", context)


@text_survives_sign_out
@policy("office.answer.act", Audience.OFFICE)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, ANSWERS, pk, action)
