"""Pages that nobody needs to sign in for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cases.options import IncompleteOptionsError
from departments.kept import installed_region
from ledger import timekeeping
from portal.public.calculator import CalculatorForm, answer_for, countable_rules, first_year_of
from portal.public.forms import ProgressForm
from portal.public.guide import Guide, guide_of
from portal.shell.context import LARGE_TEXT_COOKIE, audiences_of
from portal.shell.navigation import menu_for
from portal.shell.policy import Audience, policy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from portal.shell.policy import PortalRequest

logger = structlog.get_logger(__name__)

YEAR_IN_SECONDS = 365 * 24 * 60 * 60


@policy("read_home", Audience.PUBLIC)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    context = {"guide": _guide(), "entrance": _entrance(request), "progress_form": ProgressForm()}
    return render(request, "public/home.html", context)


@policy("read_guide", Audience.PUBLIC)
@require_safe
def guide(request: PortalRequest) -> HttpResponse:
    return render(request, "public/guide.html", {"guide": _guide(), "entrance": _entrance(request)})


@policy("calculate_deadline", Audience.PUBLIC)
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Answer "when would it be due, and why"; nothing is stored."""
    region = installed_region()
    rules = countable_rules(region) if region else {}
    form = (
        CalculatorForm(rules, request.GET or None, first_year=first_year_of(region))
        if region
        else CalculatorForm(rules, request.GET or None)
    )
    answer = None
    if region and form.is_valid():
        answer = answer_for(region, rules[form.cleaned_data["rule"]], form.cleaned_data["started_on"])
    return render(request, "public/calculator.html", {"form": form, "answer": answer})


def _guide() -> Guide | None:
    """Return None, and say so in the log, while no usable region is loaded."""
    region = installed_region()
    if region is None:
        return None
    try:
        return guide_of(region, timekeeping.today())
    except IncompleteOptionsError:
        logger.exception("region_options_incomplete", region=region.code)
        return None


@dataclass(frozen=True)
class Entrance:
    """Where the main button of a public page leads."""

    url: str
    label: str
    hint: str


def _entrance(request: PortalRequest) -> Entrance:
    """Applying is for enterprises; who holds a post goes to work instead."""
    if request.actor.posts:
        return Entrance(reverse("public:start"), "进入工作台", "办理待办事项")
    return Entrance(reverse("enterprise:desk"), "我要申请", "已知信息自动带出，只填四项")


@policy("start_work", Audience.SIGNED_IN)
@require_safe
def start(request: PortalRequest) -> HttpResponse:
    """Send a person who has just signed in to the first page of their menu."""
    menu = menu_for(audiences_of(request), request.path)
    return HttpResponseRedirect(menu[0].url if menu else reverse("public:home"))


@policy("change_text_size", Audience.PUBLIC)
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Switch between the standard and the large text, and go back to the page."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("public:home")
    response = HttpResponseRedirect(target)
    if request.COOKIES.get(LARGE_TEXT_COOKIE) == "1":
        response.delete_cookie(LARGE_TEXT_COOKIE)
    else:
        response.set_cookie(LARGE_TEXT_COOKIE, "1", max_age=YEAR_IN_SECONDS, httponly=True, samesite="Lax")
    return response
