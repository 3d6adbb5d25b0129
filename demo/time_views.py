"""The page on which a visitor moves the demo's time, and sees what was done on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deadlines.selectors import calendar_for
from demo import journeys
from demo.clock import ahead
from demo.journeys import LABELS, Journey, Step
from departments.kept import installed_region
from ledger import timekeeping
from portal.shell.policy import Audience, policy
from procedure.errors import DomainError
from supervision.sweeps import SWEEPS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# Where somebody came from, to go back there afterwards.
BACK_COOKIE = "demo_back"
BACK_AT_MOST = 2000
CHOICES = [(step.value, label) for step, label in LABELS.items()]


class MoveForm(forms.Form):
    """How far; every button of the bar and of the page sends one of these."""

    by = forms.ChoiceField(
        choices=CHOICES, error_messages={"required": "请选择往后拨多久。", "invalid_choice": "请从列出的几种里选择往后拨多久。"}
    )


@policy("demo.time", Audience.DEMO)
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/time.html", {**_journey(request), "choices": CHOICES, "is_demo": ahead() is not None})


@policy("demo.progress", Audience.DEMO)
@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes while the time moves."""
    context = _journey(request)
    response = render(request, "demo/parts/journey.html", context)
    if context["has_arrived"]:
        # The bar, and whatever else shows the time, are outside this part.
        response["HX-Refresh"] = "true"
    return response


@policy("demo.move", Audience.DEMO)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Ask for a journey; the work loop makes it, and the page tells how far it has come."""
    region = installed_region()
    if region is None:
        raise Http404
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, str(form.errors["by"][0]))
        else:
            journeys.ask_for(Step(form.cleaned_data["by"]), timekeeping.now(), calendar_for(region))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    response = redirect(reverse("demo:time"))
    if came_from := _page_of_ours(request.POST.get("next", "")):
        response.set_cookie(BACK_COOKIE, came_from, httponly=True, samesite="Lax")
    return response


def _page_of_ours(address: str) -> str:
    """An address of this portal as a header may hold it; empty for any other, for one that no browser keeps, and for the page itself."""
    kept = iri_to_uri(address)
    is_ours = kept.startswith("/") and url_has_allowed_host_and_scheme(kept, allowed_hosts=None)
    return kept if is_ours and len(kept) <= BACK_AT_MOST and not kept.startswith(reverse("demo:time")) else ""


def _journey(request: HttpRequest) -> dict[str, object]:
    journey = journeys.latest()
    return {
        "journey": journey,
        "has_arrived": journey is not None and journey.has_ended,
        "done": _done(journey) if journey else [],
        "back": _page_of_ours(request.COOKIES.get(BACK_COOKIE, "")),
        "now": timekeeping.now(),
    }


def _done(journey: Journey) -> list[tuple[str, int]]:
    """What was done by itself on the way, in the words of the sweeps."""
    return [(sweep.label, journey.done[sweep.name]) for sweep in SWEEPS if journey.done.get(sweep.name)]
