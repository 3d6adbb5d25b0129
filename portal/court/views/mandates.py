"""Requests of people to act for an enterprise, decided by the acceptance officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.uscc import normalise
from cases import selectors
from cases.errors import DomainError, NotVisible, Stale
from cases.services.mandates import decide_mandate
from ledger import timekeeping
from portal.actions import INVALID
from portal.court.forms.enforcement import MandateDecisionForm
from portal.court.views.enforcement import refuse
from portal.policy import Audience, policy
from portal.staff.lists import Filter, page_of
from portal.views.errors import conflict

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import Mandate
    from portal.policy import PortalRequest


class MandateFilter(Filter):
    q = forms.CharField(label="企业名称、统一社会信用代码或申请人姓名", max_length=100, required=False)


@require_safe
@policy("court.mandates", Audience.COURT)
def mandates(request: PortalRequest) -> HttpResponse:
    form = MandateFilter(request.GET)
    waiting = selectors.mandates_awaiting(request.actor).order_by("requested_at", "pk")
    wanted = form.chosen.get("q", "").strip()
    if wanted:
        by_enterprise = Q(enterprise__name__icontains=wanted) | Q(enterprise__uscc__contains=normalise(wanted))
        waiting = waiting.filter(by_enterprise | Q(user__full_name__icontains=wanted))
    return render(request, "court/mandates.html", {"page": page_of(request, waiting), "form": form})


@policy("court.mandate.decide", Audience.COURT)
def decide(request: PortalRequest, pk: int) -> HttpResponse:
    """Confirm or refuse; two buttons of one form."""
    mandate = selectors.mandates_awaiting(request.actor).filter(pk=pk).first()
    if request.method != "POST":
        if mandate is None:
            raise Http404
        return _page(request, mandate, MandateDecisionForm())
    form = MandateDecisionForm(request.POST)
    if not form.is_valid() and mandate is not None:
        return _page(request, mandate, form)
    grant = "grant" in request.POST
    try:
        decided = decide_mandate(pk, grant=grant, reason=form.cleaned_data.get("reason", ""), by=request.actor, at=timekeeping.now())
    except NotVisible as error:
        raise Http404 from error
    except Stale as error:
        return conflict(request, str(error))
    except DomainError as error:
        refuse([form], error)
        return _page(request, mandate, form)
    messages.success(request, f"已{'确认' if grant else '退回'} {decided.user} 代表 {decided.enterprise} 办理的申请。")
    return HttpResponseRedirect(reverse("court:mandates"))


def _page(request: PortalRequest, mandate: Mandate | None, form: MandateDecisionForm) -> HttpResponse:
    if mandate is None:
        raise Http404
    facts = [
        ("统一社会信用代码", mandate.enterprise.uscc),
        ("申请人", mandate.user.full_name),
        ("身份", mandate.get_kind_display()),
        ("说明", mandate.reason),
    ]
    context = {"mandate": mandate, "form": form, "facts": facts}
    return render(request, "court/mandate.html", context, status=INVALID if form.errors else 200)
