"""The inbox of a member unit, the page of one certificate pushed to it, and what it has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus
from oversight.selectors import orders_to_answer
from portal.casepage import answers
from portal.casepage.clocks import clock_views
from portal.casepage.documents import papers
from portal.casepage.late import lateness
from portal.lists.desk import Desk, desk_of
from portal.lists.filters import ListFilter, state_choices, unit_filtered
from portal.lists.pages import page_of
from portal.lists.rows import of_answer, unit_rows
from portal.lists.tiles import load_of
from portal.member.areas import ANSWERS
from portal.member.columns import HISTORY, INBOX
from portal.member.selectors import own_answers
from portal.shell.components import Table
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.enums import MEMBER_ROLES
from recognition import selectors as recognitions
from recognition.enums import RecognitionState
from recognition.states import WAITING_STATES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest
    from recognition.models import Recognition


ANSWERED_STATES = tuple(state for state in RecognitionState if state not in WAITING_STATES)


@require_safe
@policy("member.inbox", Audience.MEMBER)
def inbox(request: PortalRequest) -> HttpResponse:
    """What the unit has to sign for, answer or approve."""
    desk = desk_of(request.actor, *MEMBER_ROLES)
    mine = recognitions.unit_inbox(request.actor)
    form, load = ListFilter(request.GET, state_choices(WAITING_STATES)), load_of(mine, desk.today)
    found = None if form.is_filtered else load.total
    page = page_of(request, unit_filtered(mine, form, desk.today), of_answer, found=found)
    rows = unit_rows(page.object_list, ANSWERS, request.actor, desk.today, desk.calendar)
    context = {
        "page": page,
        "table": Table(INBOX, rows),
        "form": form,
        "tiles": load.tiles(reverse("member:inbox")),
        "not_made": selectors.papers_to_mend(request.actor).count(),
        "owed": orders_to_answer(request.actor, *MEMBER_ROLES).count(),
    }
    return render(request, "member/inbox.html", context)


@require_safe
@policy("member.history", Audience.MEMBER)
def history(request: PortalRequest) -> HttpResponse:
    """What the unit has answered."""
    desk = desk_of(request.actor, *MEMBER_ROLES)
    answered = own_answers(request.actor).filter(state__in=ANSWERED_STATES)
    form = ListFilter(request.GET, state_choices(ANSWERED_STATES))
    del form.fields["overdue"]
    newest_first = answered.order_by(F("answered_at").desc(), "-pk")
    page = page_of(request, unit_filtered(newest_first, form, desk.today), of_answer)
    rows = unit_rows(page.object_list, ANSWERS, request.actor, desk.today, desk.calendar)
    return render(request, "member/history.html", {"page": page, "table": Table(HISTORY, rows), "form": form})


@require_safe
@policy("member.answer.view", Audience.MEMBER)
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    subject: Recognition = ANSWERS.get(request.actor, pk)
    desk = desk_of(request.actor, *MEMBER_ROLES)
    return render(request, "member/answer.html", _answer_context(request, subject, desk))


def _answer_context(request: PortalRequest, subject: Recognition, desk: Desk) -> dict[str, Any]:
    own = list(subject.case.clocks.filter(obligor=subject.department_id, code__in=(ClockCode.RECOGNITION, ClockCode.UNIT_RECEIPT)))
    clocks = clock_views(own, desk.today, desk.calendar)
    own_papers = selectors.documents_visible_to(request.actor).filter(case=subject.case_id).order_by("created_at", "pk")
    return {
        "answer": subject,
        "tone": tone_of(subject),
        "buttons": buttons(ANSWERS, subject, request.actor),
        "facts": answers.certificate_facts(subject, desk.today),
        "fields": subject.department.recognition_fields,
        "answered": answers.answer_facts(subject, is_internal=True),
        "earlier": answers.earlier_answer(subject),
        "history": answers.history(subject, own=answers.UNIT_POSTS),
        "clocks": clocks,
        "late": lateness(own, request.actor, desk.today, desk.calendar),
        "urgent": next((clock for clock in clocks if clock.status == ClockStatus.RUNNING), None),
        "papers": papers(own_papers),
    }


@text_survives_sign_out
@policy("member.answer.act", Audience.MEMBER)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, ANSWERS, pk, action)
