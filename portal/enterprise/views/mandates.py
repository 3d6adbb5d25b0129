"""For which enterprises a person may act, and how to become one who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import MandateState
from cases.services.mandates import OPEN_STATES, end_mandate, request_mandate
from ledger import timekeeping
from portal.enterprise import selectors
from portal.enterprise.access import for_applicants, person_of
from portal.enterprise.columns import MANDATES
from portal.enterprise.forms.mandates import JoinForm
from portal.shell.components import Table
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from procedure.errors import DomainError

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import Mandate
    from portal.shell.policy import PortalRequest

# Nobody needs more, and trying codes would tell which enterprises have enforcement cases.
REQUESTS_PER_PERSON = "30/h/user"
TONES = {
    MandateState.REQUESTED: "warning",
    MandateState.ACTIVE: "success",
    MandateState.REFUSED: "danger",
    MandateState.ENDED: "neutral",
}
WAYS_OUT = {MandateState.ACTIVE: "放弃授权", MandateState.REQUESTED: "撤回申请"}


@policy("enterprise.mandate.list", Audience.SIGNED_IN)
@for_applicants
@require_safe
def mandates(request: PortalRequest) -> HttpResponse:
    lines = [_line(mandate) for mandate in selectors.mandates_of(request.actor)]
    return render(request, "enterprise/mandates.html", {"mandates": Table(MANDATES, lines)})


@dataclass(frozen=True, slots=True)
class MandateLine:
    """An authority in the list, with what the court said of it and the way out."""

    mandate: Mandate
    tone: str
    note: str
    way_out: str


def _line(mandate: Mandate) -> MandateLine:
    state = MandateState(mandate.state)
    told = {MandateState.REQUESTED: "法院立案受理岗正在核实", MandateState.REFUSED: mandate.reason, MandateState.ENDED: mandate.reason}
    return MandateLine(mandate, TONES[state], told.get(state, ""), WAYS_OUT.get(state, ""))


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
        return render(request, "enterprise/mandate_end.html", {"mandate": mandate, "is_active": is_active})
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
            request_mandate(by_user=person_of(request), at=timekeeping.now(), **form.cleaned_data)
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
        else:
            messages.success(request, "已提交。法院立案受理岗核实后，结果在这里显示。")
            return redirect("enterprise:mandates")
    return render(request, "enterprise/join.html", {"form": form}, status=status)
