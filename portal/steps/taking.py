"""Asking for a step and taking it: one way for every audience, from the page of an action to one service call."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from ledger import timekeeping
from portal.shell.errors import error_page
from portal.shell.kept import take
from portal.shell.numbers import whole_number
from portal.steps.effects import effects
from portal.steps.pages import MORE, ActionForm, Area, Confirmed, Taking
from portal.steps.refusals import CONFLICT, INVALID
from procedure.errors import Busy, ConditionNotMet, DomainError, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.rows import S
from procedure.selectors import available_actions, last_change_in_words
from procedure.subjects import state_of, version_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest

SAVE = "save"


def act(request: PortalRequest, area: Area[S], pk: int, code: str) -> HttpResponse:
    """The page of one action: asks on GET, performs on POST."""
    taking = Taking(request, area, area.page(code), area.get(request.actor, pk))
    try:
        _require_right(taking)
        return _perform(taking) if request.method == "POST" else _ask(taking)
    except NotPermitted as refusal:
        return error_page(request, 403, detail=str(refusal))
    except NotVisible as refusal:
        raise Http404 from refusal
    except (Stale, Busy) as collision:
        return _collided(taking, collision, None)


def _require_right(taking: Taking[S]) -> None:
    if not taking.page.row.who(taking.actor, taking.subject):
        raise NotPermitted


def _ask(taking: Taking[S]) -> HttpResponse:
    if not taking.is_open:
        return _late(taking, None)
    page = taking.page
    known: dict[str, Any] = {"subject": taking.subject, "actor": taking.actor}
    kept = take(taking.request)
    return show(taking, page.form.restored(kept, **known) if kept else page.form(**known))


def _perform(taking: Taking[S]) -> HttpResponse:
    request, page = taking.request, taking.page
    if page.prepare is not None and state_of(taking.subject) in page.row.sources:
        page.prepare(taking.subject, taking.actor, timekeeping.now())
    form = page.form(request.POST, request.FILES, subject=taking.subject, actor=taking.actor)
    if not taking.is_open:
        # Told before the form is judged: nobody should mend a form that can no longer be sent.
        return _late(taking, form)
    if MORE in request.POST:
        return show(taking, form.grown())
    # Nothing of another tab may slip in between what is stored of the form and the step.
    with transaction.atomic() if page.keep else nullcontext():
        return _take(taking, form)


def _take(taking: Taking[S], form: ActionForm) -> HttpResponse:
    request, area, page = taking.request, taking.area, taking.page
    is_saving = SAVE in request.POST and page.save is not None
    is_valid, said = form.is_valid(), None
    step = Confirmed(taking.subject, form, _version(request), taking.actor, timekeeping.now())
    try:
        if page.keep is not None:
            page.keep(step)
            taking = taking.renewed()
        if not is_valid or not page.ready(taking.subject):
            return show(taking, form, INVALID)
        if is_saving and page.save is not None:
            page.save(step)
        else:
            said = page.run(step)
    except (Stale, Busy) as collision:
        return _collided(taking, collision, form)
    except (ConditionNotMet, InvalidInput) as refusal:
        form.refuse(refusal)
        return show(taking, form, INVALID)
    # A step that may end in two ways says itself in which it ended.
    done = "已保存，还没有提交。" if is_saving else said if isinstance(said, str) else page.done
    if done:
        messages.success(request, done)
    return HttpResponseRedirect(area.action_url(taking.subject, page) if is_saving else area.done_url(taking.subject, page))


def _version(request: PortalRequest) -> int:
    """The version that the page showed; a form without one is stale by definition."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def show(taking: Taking[S], form: ActionForm, status: int = 200, notice: str = "") -> HttpResponse:
    """The page of the action with this form in it."""
    request, area, page, subject = taking.request, taking.area, taking.page, taking.subject
    context = {
        "page": page,
        "form": form,
        "subject": subject,
        "description": area.describe(subject),
        "back_url": area.home_url(subject),
        "effects": effects(page.row, subject),
        # What was typed answers the state that the person saw, so an invalid form keeps the version it was sent with.
        "version": version_of(subject) if notice or request.method != "POST" else _version(request),
        "notice": notice,
        "aside": [],
        "aside_title": "",
        "aside_subtitle": "",
        **page.context(subject, taking.actor),
    }
    return render(request, page.template, context, status=status)


def _late(taking: Taking[S], form: ActionForm | None) -> HttpResponse:
    if taking.area.late is not None:
        return taking.area.late(taking, form)
    return _conflict(taking, Stale(last_change_in_words(taking.area.subject, taking.subject)), form)


def _collided(taking: Taking[S], collision: DomainError, form: ActionForm | None) -> HttpResponse:
    taking = taking.renewed()
    if taking.area.collided is not None:
        return taking.area.collided(taking, collision, form)
    return _conflict(taking, collision, form)


def _conflict(taking: Taking[S], collision: DomainError, form: ActionForm | None) -> HttpResponse:
    """Somebody was faster: what the thing is now, who changed it, and everything that was typed."""
    area, page, subject = taking.area, taking.page, taking.subject
    can_still = page.action in {row.action for row in available_actions(subject, taking.actor)}
    if form is not None and can_still and page.fits(subject):
        return show(taking, form.renewed(), CONFLICT, notice=str(collision))
    context = {
        "page": page,
        "message": str(collision),
        "subject": subject,
        "state": area.subject.states[state_of(subject)].state.label,
        "description": area.describe(subject),
        "back_url": area.home_url(subject),
        "typed": list(form.typed()) if form is not None else [],
    }
    return render(taking.request, "steps/conflict.html", context, status=CONFLICT)
