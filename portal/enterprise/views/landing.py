"""Behind the QR code of a served notice: what it is, and the way from it into an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import MandateState
from cases.enums import Channel, NoticeState
from cases.options import options_of
from cases.selectors import latest_case_of
from cases.services.applications import start_draft
from cases.services.mandates import request_by_notice
from cases.states import CASE_STATES
from deadlines.codes import ClockCode
from deadlines.selectors import current_rules
from ledger import timekeeping
from portal.enterprise import selectors, words
from portal.enterprise.access import for_applicants
from portal.enterprise.forms.mandates import CapacityForm
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from procedure.errors import DomainError, NotPermitted, NotVisible
from words.limits import length

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import ProactiveNotice
    from portal.shell.policy import PortalRequest

# The limits that an applicant asks about before anything has happened.
LIMITS_SHOWN = (
    ClockCode.ACCEPTANCE,
    ClockCode.SUPPLEMENT,
    ClockCode.EXAMINATION,
    ClockCode.PUSH,
    ClockCode.DISTRIBUTION,
    ClockCode.RECOGNITION,
)


@policy("enterprise.notice.view", Audience.PUBLIC)
@limited("notice")
@never_cache
@require_safe
def notice(request: PortalRequest, token: str) -> HttpResponse:
    """Readable without an account by whoever holds the paper; it names no person."""
    found = _notice(token)
    region = found.enforcement_case.court.region
    options = options_of(region)
    guards = selectors.guards_of(region)
    rules = {rule.code: rule for rule in current_rules(region)}
    context = {
        "notice": found,
        "case": found.enforcement_case,
        "facts": words.notice_facts(found),
        "is_served": found.state == NoticeState.SERVED,
        "conditions": guards["condition"],
        "obstacles": guards["hard"],
        "materials": options.materials,
        "limits": [(rules[code], length(rules[code].length, rules[code].unit)) for code in LIMITS_SHOWN if code in rules],
        "options": options,
    }
    response = render(request, "enterprise/notice.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@policy("enterprise.notice.apply", Audience.SIGNED_IN)
@for_applicants
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def apply(request: PortalRequest, token: str) -> HttpResponse:
    """Ask to act for the enterprise of the notice; whoever acts for it goes on with what there is, or begins a draft."""
    found = _notice(token)
    if found.enforcement_case.enterprise_id in request.actor.enterprise_ids:
        return _go_on(request, found)
    return _ask(request, found)


def _go_on(request: PortalRequest, found: ProactiveNotice) -> HttpResponse:
    """The paper read again leads to where things stand: the draft, the open case, or how the last one ended."""
    if draft := selectors.draft_of_notice(request.actor, found):
        return redirect("enterprise:application", pk=draft.pk)
    last = latest_case_of(found.enforcement_case_id)
    if last is not None and not CASE_STATES[last.state].has_ended:
        return redirect("enterprise:case", pk=last.pk)
    form, status = CapacityForm(), 200
    if request.method == "POST":
        form, status = CapacityForm(request.POST), INVALID
        enterprise_id, at = found.enforcement_case.enterprise_id, timekeeping.now()
        try:
            draft = start_draft(enterprise_id=enterprise_id, notice_token=found.token, channel=Channel.QR, by=request.actor, at=at)
            return redirect("enterprise:facts", pk=draft.pk)
        except (NotVisible, NotPermitted):
            raise
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
    context = {"form": form, "notice": found, "enterprise": found.enforcement_case.enterprise, "is_member": True, "last": last}
    context["last_words"] = words.state_words(last) if last else ""
    return render(request, "enterprise/notice_apply.html", context, status=status)


def _ask(request: PortalRequest, found: ProactiveNotice) -> HttpResponse:
    enterprise = found.enforcement_case.enterprise
    waiting = selectors.mandates_of(request.actor).filter(enterprise=enterprise, state=MandateState.REQUESTED).first()
    form = CapacityForm(request.POST if request.method == "POST" else None)
    status = INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = request_by_notice(found.token, kind=form.cleaned_data["kind"], by=request.actor, at=timekeeping.now())
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
        else:
            messages.success(
                request, f"已提交。{asked.get_confirmation_display()}核实后，您就可以代表“{enterprise.name}”办理，结果在这里显示。"
            )
            return redirect("enterprise:mandates")
    context = {"form": form, "notice": found, "enterprise": enterprise, "is_member": False, "waiting": waiting}
    return render(request, "enterprise/notice_apply.html", context, status=status)


def _notice(token: str) -> ProactiveNotice:
    found = selectors.notice_by_token(token)
    if found is None:
        raise Http404
    return found
