"""Answering the one list of what is missing; whatever is refused, the words stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import selectors as case_selectors
from cases.enums import CaseState
from cases.services.applications import SupplementAnswer, answer_supplement
from deadlines.selectors import due_strip
from ledger import timekeeping
from portal.enterprise import selectors, words
from portal.enterprise.supplement import AskedItem, asked_items
from portal.enterprise.views.cases import case_or_404
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.steps.refusals import UNPROCESSABLE, refusals_have_pages, status_of
from procedure.errors import DomainError, InvalidInput, NotPermitted, NotVisible

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import Case, SupplementRequest
    from portal.shell.policy import PortalRequest


@text_survives_sign_out
@policy("enterprise.supplement.answer", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    found = case_or_404(request, pk)
    asked = selectors.open_supplement(found) if found.state == CaseState.SUPPLEMENT else None
    if asked is None:
        messages.info(request, f"现在没有等待您补正的内容：{words.state_words(found)}。")
        return redirect("enterprise:case", pk=pk)
    if request.method == "GET":
        return _show(request, found, asked, asked_items(asked.items.all(), kept=take(request)))
    rows = asked_items(asked.items.all(), request.POST, request.FILES)
    are_valid = [row.form.is_valid() for row in rows]
    if not all(are_valid):
        return _show(request, found, asked, rows, status=UNPROCESSABLE)
    try:
        answers = {row.item.pk: _answer(row) for row in rows}
        answer_supplement(pk, answers=answers, version=_version(request), by=request.actor, at=timekeeping.now())
    except (NotVisible, NotPermitted):
        raise
    except DomainError as refusal:
        problem = _attach(rows, refusal)
        return _show(request, found, asked, rows, problem=problem, status=status_of(refusal))
    messages.success(request, "补正已提交，法院将继续核对。")
    return redirect("enterprise:case", pk=pk)


def _answer(row: AskedItem) -> SupplementAnswer:
    data = row.form.cleaned_data
    return SupplementAnswer(text=data["text"], upload=data["upload"], lost_issuer=data["lost_issuer"])


def _version(request: PortalRequest) -> int:
    """The version that the page showed; a form without one is stale by definition."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def _attach(rows: list[AskedItem], refusal: DomainError) -> str:
    """Put a refused file to its item; any other refusal is returned, to stand above all items."""
    named = re.fullmatch(r"upload-(\d+)", refusal.field) if isinstance(refusal, InvalidInput) else None
    for row in rows:
        if named and row.item.pk == int(named[1]):
            row.form.add_error("upload", str(refusal))
            return ""
    return str(refusal)


def _show(
    request: PortalRequest, found: Case, asked: SupplementRequest, rows: list[AskedItem], *, problem: str = "", status: int = 200
) -> HttpResponse:
    holder = case_selectors.holder(found)
    context = {
        "case": found,
        "asked": asked,
        "rows": rows,
        "problem": problem,
        "has_errors": bool(problem) or any(row.form.errors for row in rows),
        "due": words.due_of(holder.clock, timekeeping.today()),
        "strip": due_strip(holder.clock) if holder.clock else (),
        # What was typed answers the list that the person saw, so a refused form keeps the version it was sent with.
        "version": found.state_seq if request.method == "GET" else _version(request),
    }
    return render(request, "enterprise/supplement.html", context, status=status)
