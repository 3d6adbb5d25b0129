"""Behind the QR code of a served notice: what it is, and the way from it into an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.enums import Channel, NoticeState
from cases.options import options_of
from cases.services.applications import start_draft
from cases.services.mandates import join_by_notice
from deadlines.codes import ClockCode
from deadlines.selectors import current_rules
from departments.actors import actor_for
from ledger import timekeeping
from portal.enterprise import selectors, words
from portal.enterprise.access import for_applicants, person_of
from portal.enterprise.forms.mandates import CapacityForm
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from procedure.errors import DomainError, NotPermitted, NotVisible
from words.limits import length

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import Application, ProactiveNotice
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
    """Join the enterprise of the notice, then go on with its draft or begin one with everything known filled in."""
    found = _notice(token)
    enterprise = found.enforcement_case.enterprise
    is_member = enterprise.pk in request.actor.enterprise_ids
    form = CapacityForm(request.POST if request.method == "POST" else None)
    status = INVALID if request.method == "POST" else 200
    if request.method == "POST" and (is_member or form.is_valid()):
        try:
            return redirect("enterprise:facts", pk=_draft(request, found, form).pk)
        except (NotVisible, NotPermitted):
            raise
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
    context = {"form": form, "notice": found, "enterprise": enterprise, "is_member": is_member}
    return render(request, "enterprise/notice_apply.html", context, status=status)


def _draft(request: PortalRequest, found: ProactiveNotice, form: CapacityForm) -> Application:
    enterprise = found.enforcement_case.enterprise
    actor, at = request.actor, timekeeping.now()
    if enterprise.pk not in actor.enterprise_ids:
        join_by_notice(found.token, kind=form.cleaned_data["kind"], by_user=person_of(request), at=at)
        actor = actor_for(person_of(request), timekeeping.legal_date(at), anew=True)
        messages.success(request, f"您已加入“{enterprise.name}”，可以代表企业办理。")
    return start_draft(enterprise_id=enterprise.pk, notice_token=found.token, channel=Channel.QR, by=actor, at=at)


def _notice(token: str) -> ProactiveNotice:
    found = selectors.notice_by_token(token)
    if found is None:
        raise Http404
    return found
