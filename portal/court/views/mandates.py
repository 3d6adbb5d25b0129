"""Who acts for an enterprise: requests decided, and mandates revoked, by the acceptance officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from cases.services.mandates import decide_mandate, revoke_mandate
from ledger import timekeeping
from portal.court.columns import MANDATES, MANDATES_REQUESTED
from portal.court.filters import MandateFilter
from portal.court.forms.enforcement import MandateDecisionForm, MandateRevocationForm
from portal.lists.pages import joined, page_of
from portal.shell.components import Table
from portal.shell.errors import conflict
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach
from procedure.errors import DomainError, NotVisible, Stale

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import Mandate
    from portal.shell.policy import PortalRequest


WITH_NAMES = joined("user", "enterprise")


@require_safe
@policy("court.mandates", Audience.COURT)
def mandates(request: PortalRequest) -> HttpResponse:
    """Requests that wait for a decision."""
    form = MandateFilter(request.GET)
    waiting = form.searched(selectors.mandates_awaiting(request.actor).order_by("requested_at", "pk"), selectors.mandates_found)
    page = page_of(request, waiting, WITH_NAMES)
    return render(request, "court/mandates.html", {"page": page, "table": Table(MANDATES_REQUESTED, list(page.object_list)), "form": form})


@require_safe
@policy("court.mandates.active", Audience.COURT)
def active(request: PortalRequest) -> HttpResponse:
    """Who may act now for the enterprises that have a case before this court."""
    form = MandateFilter(request.GET)
    page = page_of(request, form.searched(selectors.mandates_active(request.actor), selectors.mandates_found), WITH_NAMES)
    return render(request, "court/mandates_active.html", {"page": page, "table": Table(MANDATES, list(page.object_list)), "form": form})


@policy("court.mandate.revoke", Audience.COURT)
def revoke(request: PortalRequest, pk: int) -> HttpResponse:
    """End a mandate that rests on nothing any more."""
    mandate = selectors.mandates_active(request.actor).filter(pk=pk).first()
    if mandate is None:
        raise Http404
    form = MandateRevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_mandate(pk, reason=form.cleaned_data["reason"], by=request.actor, at=timekeeping.now())
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, f"已撤销 {mandate.user} 代表 {mandate.enterprise} 办理的授权。")
            return HttpResponseRedirect(reverse("court:mandates_active"))
    context = {"mandate": mandate, "form": form, "facts": _facts(mandate)}
    return render(request, "court/mandate_revoke.html", context, status=INVALID if form.errors else 200)


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
        attach(error, form)
        return _page(request, mandate, form)
    messages.success(request, f"已{'确认' if grant else '退回'} {decided.user} 代表 {decided.enterprise} 办理的申请。")
    return HttpResponseRedirect(reverse("court:mandates"))


def _page(request: PortalRequest, mandate: Mandate | None, form: MandateDecisionForm) -> HttpResponse:
    if mandate is None:
        raise Http404
    context = {"mandate": mandate, "form": form, "facts": _facts(mandate)}
    return render(request, "court/mandate.html", context, status=INVALID if form.errors else 200)


def _facts(mandate: Mandate) -> list[tuple[str, str]]:
    return [
        ("统一社会信用代码", mandate.enterprise.uscc),
        ("申请人", f"{mandate.user.full_name}（用户名 {mandate.user.username}）"),
        ("身份", mandate.get_kind_display()),
        ("登记的法定代表人", mandate.enterprise.legal_representative or "没有登记"),
        ("登记的联系电话", mandate.enterprise.contact_phone or "没有登记"),
        ("依据", mandate.get_origin_display()),
        ("说明", mandate.reason),
    ]
