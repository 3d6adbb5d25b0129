"""For which enterprises a person may act, and how to become one who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import MandateState
from cases.errors import DomainError
from cases.services.mandates import request_mandate
from ledger import timekeeping
from portal.enterprise import selectors
from portal.enterprise.access import for_applicants, person_of
from portal.enterprise.kept import take, text_survives_sign_out
from portal.enterprise.mandate_forms import JoinForm
from portal.enterprise.refusals import UNPROCESSABLE, attach, status_of
from portal.policy import Audience, policy
from portal.ratelimit import limited

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.policy import PortalRequest

# Nobody needs more, and trying codes would tell which enterprises have enforcement cases.
REQUESTS_PER_PERSON = "30/h/user"
TONES = {
    MandateState.REQUESTED: "warning",
    MandateState.ACTIVE: "success",
    MandateState.REFUSED: "danger",
    MandateState.ENDED: "neutral",
}


@policy("enterprise.mandate.list", Audience.SIGNED_IN)
@for_applicants
@require_safe
def mandates(request: PortalRequest) -> HttpResponse:
    rows = [(mandate, TONES[MandateState(mandate.state)]) for mandate in selectors.mandates_of(request.actor)]
    return render(request, "enterprise/mandates.html", {"rows": rows})


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
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            request_mandate(by_user=person_of(request), at=timekeeping.now(), **form.cleaned_data)
        except DomainError as refusal:
            attach(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, "已提交。法院立案受理岗核实后，结果在这里显示。")
            return redirect("enterprise:mandates")
    return render(request, "enterprise/join.html", {"form": form}, status=status)
