"""An enterprise says that a unit is late in its case; the office answers, and the case's page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ledger import timekeeping
from oversight.selectors import late_among
from oversight.services import file_complaint
from portal.enterprise.areas import CASES
from portal.enterprise.forms.complaints import ComplaintForm
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach
from procedure.errors import DomainError, NotVisible

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import Case
    from oversight.selectors import Late
    from portal.shell.policy import PortalRequest


@text_survives_sign_out
@policy("enterprise.complain", Audience.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def complain(request: PortalRequest, pk: int, clock_id: int) -> HttpResponse:
    """What is wrong in the enterprise's words; the office owes the first reply within its limit."""
    case: Case = CASES.get(request.actor, pk)
    late = next((one for one in late_among(case.clocks.filter(pk=clock_id))), None)
    if late is None:
        messages.info(request, "这家单位已经办结，或者还没有超期，不用反映。")
        return redirect("enterprise:case", pk=pk)
    kept = take(request) if request.method == "GET" else None
    form = ComplaintForm(request.POST if request.method == "POST" else kept)
    if request.method == "POST" and form.is_valid():
        try:
            file_complaint(clock_id, words=form.cleaned_data["words"], by=request.actor, at=timekeeping.now())
        except NotVisible as gone:
            raise Http404 from gone
        except DomainError as refusal:
            attach(refusal, form)
        else:
            messages.success(request, "已向领导小组办公室反映，答复会显示在本页。")
            return redirect("enterprise:case", pk=pk)
    return _shown(request, case, late, form)


def _shown(request: PortalRequest, case: Case, late: Late, form: ComplaintForm) -> HttpResponse:
    context = {"case": case, "late": late, "form": form}
    return render(request, "enterprise/complain.html", context, status=INVALID if form.errors else 200)
