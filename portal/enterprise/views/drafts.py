"""Beginning, filling in and giving up a draft. Nothing that was typed is ever lost for being incomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.enums import ApplicationAction, Channel, RepairGround
from cases.services.applications import save_draft, start_draft
from ledger import timekeeping
from portal.enterprise import parts
from portal.enterprise.access import for_drafts
from portal.enterprise.areas import APPLICATIONS
from portal.enterprise.forms.application import marks_as_text
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.steps.refusals import CONFLICT, INVALID, attach, refusals_have_pages, status_of
from portal.steps.taking import act
from procedure.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from cases.models import Application
    from portal.enterprise.forms.application import PartForm
    from portal.enterprise.parts import Part
    from portal.shell.policy import PortalRequest


@policy("enterprise.application.start", Audience.ENTERPRISE)
@refusals_have_pages
@require_POST
def start(request: PortalRequest) -> HttpResponse:
    """Begin a draft for one of the actor's enterprises; the self-check may hand over the ground it found."""
    enterprise_id = whole_number(request.POST.get("enterprise", ""))
    if enterprise_id is None or enterprise_id not in request.actor.enterprise_ids:
        raise Http404
    at = timekeeping.now()
    try:
        draft = start_draft(enterprise_id=enterprise_id, channel=Channel.WEB, by=request.actor, at=at)
        if request.POST.get("ground", "") in RepairGround.values:
            save_draft(draft.pk, {"ground": request.POST["ground"]}, by=request.actor, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("enterprise:desk")
    return redirect("enterprise:facts", pk=draft.pk)


@policy("enterprise.application.view", Audience.ENTERPRISE)
@require_safe
@for_drafts
def application(request: PortalRequest, found: Application) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """The one address of an application: its first incomplete part, or its receipt."""
    gaps = parts.gaps_of(found)
    part = gaps[0].part if gaps else parts.COMMITMENT
    return redirect(f"enterprise:{part.name}", pk=found.pk)


@text_survives_sign_out
@policy("enterprise.application.edit", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
@for_drafts
def facts(request: PortalRequest, found: Application) -> HttpResponse:
    return edit(request, found, parts.FACTS)


@text_survives_sign_out
@policy("enterprise.application.edit", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
@for_drafts
def statement(request: PortalRequest, found: Application) -> HttpResponse:
    return edit(request, found, parts.STATEMENT)


def edit(request: PortalRequest, found: Application, part: Part) -> HttpResponse:
    """Show a part, or save what came: from the buttons, from the field that was left, or from before a new sign-in."""
    if request.method == "POST":
        return _save(request, found, part, request.POST, request.POST.get("then", "stay"))
    kept = take(request)
    if kept is not None:
        messages.success(request, "登录前填写的内容已恢复并保存。")
        return _save(request, found, part, kept, "restore")
    return show(request, found, part, parts.part_form(part, found, request.actor))


def _save(request: PortalRequest, found: Application, part: Part, data: Mapping[str, Any], then: str) -> HttpResponse:
    form = parts.part_form(part, found, request.actor, data)
    is_complete = form.is_valid()
    refused = store(form, found, request)
    if request.htmx:  # type: ignore[attr-defined] # set by the middleware of django-htmx
        return saved_status(request, form, found)
    if then != "next":
        form.drop_unfinished()
    if refused or (then == "next" and not is_complete) or form.errors:
        return show(request, found, part, form, status=refused or INVALID)
    if then == "next":
        return redirect(f"enterprise:{parts.after(part).name}", pk=found.pk)
    if then == "stay":
        messages.success(request, "已保存，可以随时离开，回来接着填。")
    return redirect(f"enterprise:{part.name}", pk=found.pk)


def store(form: PartForm, found: Application, request: PortalRequest) -> int:
    """Save the form into the draft; answers 0, or the status of the refusal that now stands in the form."""
    try:
        saved = parts.save(form, found, request.actor)
    except DomainError as refusal:
        attach(refusal, form)
        return status_of(refusal)
    found.saved_at = saved.application.saved_at
    return CONFLICT if saved.overtaken else 0


def saved_status(request: PortalRequest, form: PartForm, found: Application) -> HttpResponse:
    """The line beside the buttons, for the field that was just left."""
    form.drop_unfinished()
    problems = [*form.non_field_errors(), *(f"{form[name].label}：{form.errors[name][0]}" for name in form.errors if name in form.fields)]
    return render(request, "enterprise/parts/saved.html", {"saved_at": found.saved_at, "problems": problems, "seen": form.seen_now})


def show(request: PortalRequest, found: Application, part: Part, form: PartForm, *, status: int = 200) -> HttpResponse:
    extra: dict[str, str] = {}
    if form.saved_marks is not None:
        # Under the lock they were as the person is told here, whatever happened since.
        extra["seen"] = marks_as_text(form.saved_marks)
    context = {**parts.page_context(part, found, request.actor), **extra, "form": form, "page": APPLICATIONS.page(ApplicationAction.SUBMIT)}
    return render(request, f"enterprise/{part.name}.html", context, status=status)


@policy("enterprise.application.discard", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def discard(request: PortalRequest, pk: int) -> HttpResponse:
    return act(request, APPLICATIONS, pk, ApplicationAction.DISCARD_DRAFT)
