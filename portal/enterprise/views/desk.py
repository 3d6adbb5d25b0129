"""Where an enterprise's agent begins: what to do now, what is under way, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.selectors import documents_of_enterprises
from departments.actors import enterprises_asked_for, enterprises_of
from ledger import timekeeping
from portal.enterprise import parts, selectors, words
from portal.enterprise.access import for_applicants, person_of
from portal.enterprise.columns import CASES
from portal.lists.pages import joined, of_case_with_progress, page_of
from portal.shell.components import Table
from portal.shell.policy import Audience, policy
from portal.words.documents import READS
from recognition.selectors import with_progress

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest

CASES_PER_PAGE = 10
LATEST_MESSAGES = 5


@policy("enterprise.desk.view", Audience.SIGNED_IN)
@for_applicants
@require_safe
def desk(request: PortalRequest) -> HttpResponse:
    actor, today = request.actor, timekeeping.today()
    page = page_of(request, selectors.cases_of(actor), of_case_with_progress, size=CASES_PER_PAGE)
    cases = list(page.object_list)
    waiting = selectors.waiting_among(cases) if page.paginator.num_pages == 1 else list(with_progress(selectors.waiting_for_me(actor)))
    clocks = selectors.current_clocks([*waiting, *cases])
    person = person_of(request)
    drafts = list(selectors.drafts_of(actor))
    enterprises = enterprises_of(person, timekeeping.now())
    latest, request.unread = selectors.latest_messages(actor, LATEST_MESSAGES)
    context = {
        "enterprises": enterprises,
        "awaiting": enterprises_asked_for(person),
        "drafts": drafts,
        "to_sign": [draft.pk for draft in drafts if parts.awaits(draft, actor)],
        "waiting": words.case_lines(waiting, clocks, today),
        "cases": Table(CASES, words.case_lines(cases, clocks, today, enterprises=len(enterprises))),
        "page": page,
        "messages_list": latest,
    }
    return render(request, "enterprise/desk.html", context)


@policy("enterprise.document.list", Audience.SIGNED_IN)
@for_applicants
@require_safe
def documents(request: PortalRequest) -> HttpResponse:
    """Every paper that was made for the actor's enterprises, the newest first."""
    found = documents_of_enterprises(request.actor).order_by("-created_at", "-pk")
    page = page_of(request, found, joined(*READS))
    return render(request, "enterprise/documents.html", {"page": page, "rows": words.document_rows(page.object_list)})
