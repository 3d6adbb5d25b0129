"""For which enterprises a person may act and who else does, and how to become one who may."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import MandateState
from cases.enums import MandateAction
from cases.selectors import acting_for
from cases.services.mandates import OPEN_STATES, decide_as_representative, end_mandate, request_mandate
from cases.subjects import MANDATE
from ledger import timekeeping
from portal.enterprise import selectors
from portal.enterprise.access import for_applicants
from portal.enterprise.columns import MANDATES
from portal.enterprise.forms.mandates import DecisionForm, JoinForm
from portal.shell.components import Table
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from portal.words.tones import tone_of
from procedure.errors import DomainError

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import Mandate
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor

# Nobody needs more, and trying codes would tell which enterprises have enforcement cases.
REQUESTS_PER_PERSON = "30/h/user"
WAYS_OUT = {MandateState.ACTIVE: "放弃授权", MandateState.REQUESTED: "撤回申请"}


@policy("enterprise.mandate.list", Audience.SIGNED_IN)
@for_applicants
@require_safe
def mandates(request: PortalRequest) -> HttpResponse:
    """One's own, and for each enterprise the others who act for it or ask to."""
    actor = request.actor
    lines = [_line(mandate) for mandate in selectors.mandates_of(actor)]
    people = [_person(mandate, actor) for mandate in selectors.people_of(actor)]
    groups = [(enterprise, list(group)) for enterprise, group in groupby(people, key=lambda line: line.mandate.enterprise)]
    return render(request, "enterprise/mandates.html", {"mandates": Table(MANDATES, lines), "groups": groups})


@dataclass(frozen=True, slots=True)
class MandateLine:
    """An authority in the list, with what was said of it and the way out."""

    mandate: Mandate
    tone: str
    note: str
    way_out: str


def _line(mandate: Mandate) -> MandateLine:
    state = MandateState(mandate.state)
    asked = f"{mandate.get_confirmation_display()}正在核实"
    notes = {MandateState.REQUESTED: asked, MandateState.REFUSED: mandate.reason, MandateState.REVOKED: mandate.reason}
    return MandateLine(mandate, tone_of(mandate), notes.get(state, ""), WAYS_OUT.get(state, ""))


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who acts for an enterprise, as the others see it."""

    mandate: Mandate
    tone: str
    is_self: bool
    may_decide: bool


def _person(mandate: Mandate, actor: Actor) -> PersonLine:
    may_decide = mandate.state == MandateState.REQUESTED and MANDATE.row(MandateAction.CONFIRM_AS_REPRESENTATIVE).who(actor, mandate)
    return PersonLine(mandate, tone_of(mandate), mandate.user_id == actor.user_id, may_decide)


@policy("enterprise.mandate.decide", Audience.ENTERPRISE)
@for_applicants
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def decide(request: PortalRequest, pk: int) -> HttpResponse:
    """The legal representative's word on a request, where the region leaves it to that account; two buttons of one form."""
    asked = selectors.people_of(request.actor).filter(pk=pk, state=MandateState.REQUESTED).first()
    if asked is None or not _person(asked, request.actor).may_decide:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    status = INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        grant, reason = "grant" in request.POST, form.cleaned_data["reason"]
        try:
            decide_as_representative(pk, grant=grant, reason=reason, by=request.actor, at=timekeeping.now())
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
        else:
            messages.success(request, f"已{'确认' if grant else '退回'}{asked.user.full_name}的申请。")
            return redirect("enterprise:mandates")
    return render(request, "enterprise/mandate_decide.html", {"mandate": asked, "form": form}, status=status)


@policy("enterprise.mandate.end", Audience.SIGNED_IN)
@for_applicants
@refusals_have_pages
@require_http_methods(["GET", "POST"])
def end(request: PortalRequest, pk: int) -> HttpResponse:
    """Give up one's own mandate, or take back a request for one."""
    mandate = selectors.mandates_of(request.actor).filter(pk=pk, state__in=OPEN_STATES).first()
    if mandate is None:
        raise Http404
    is_active = mandate.state == MandateState.ACTIVE
    if request.method == "GET":
        left = selectors.in_hand(request.actor, mandate.enterprise_id) if is_active else []
        colleagues = acting_for(mandate.enterprise_id, timekeeping.now()).exclude(pk=request.actor.person_id)
        context = {"mandate": mandate, "is_active": is_active, "left": left, "has_colleagues": colleagues.exists()}
        return render(request, "enterprise/mandate_end.html", context)
    end_mandate(pk, by=request.actor, at=timekeeping.now())
    told = f"您已放弃代表“{mandate.enterprise.name}”办理的授权。" if is_active else "申请已撤回。"
    messages.success(request, told)
    return redirect("enterprise:mandates")


@text_survives_sign_out
@policy("enterprise.mandate.request", Audience.SIGNED_IN)
@for_applicants
@limited("join", REQUESTS_PER_PERSON)
@require_http_methods(["GET", "POST"])
def join(request: PortalRequest) -> HttpResponse:
    """Ask the court to confirm that one acts for an enterprise, where no notice is at hand."""
    if request.method == "GET":
        kept = take(request)
        return render(request, "enterprise/join.html", {"form": JoinForm(initial=kept.dict() if kept else None)})
    form = JoinForm(request.POST)
    status = INVALID
    if form.is_valid():
        try:
            request_mandate(by=request.actor, at=timekeeping.now(), **form.cleaned_data)
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
        else:
            messages.success(request, "已提交。核实后，结果在这里显示。")
            return redirect("enterprise:mandates")
    return render(request, "enterprise/join.html", {"form": form}, status=status)
