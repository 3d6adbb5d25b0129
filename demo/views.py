"""Pages of the demo alone: who plays here, and the whole chain step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from demo import mainline
from demo.personas import cast_member, groups_of
from demo.samples import fill_sample
from demo.sights import sights
from demo.standing import LINE_NAMES, place_of, standing_of
from departments.kept import installed_region
from ledger import timekeeping
from portal.shell.policy import Audience, policy
from procedure.errors import DomainError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from departments.models import Region

LINE_COOKIE = "demo_line"
BACKEND = "departments.backend.PersonBackend"


@policy("demo.personas", Audience.DEMO)
@never_cache
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    region = installed_region()
    today = timekeeping.today()
    place = place_of(request.GET.get("line") or request.COOKIES.get(LINE_COOKIE, ""))
    context = {
        "groups": groups_of(region, today) if region else [],
        "line": mainline.line_of(region, place) if region else None,
        "sights": sights(region) if region else [],
        "lines": [{"number": n + 1, "name": name, "is_current": n == place} for n, name in enumerate(LINE_NAMES)],
    }
    response = render(request, "demo/personas.html", context)
    # The session changes with every change of person; which line somebody plays should not.
    response.set_cookie(LINE_COOKIE, str(place + 1), httponly=True, samesite="Lax")
    return response


@policy("demo.become", Audience.DEMO)
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as a member of the cast, and of nobody else."""
    user = cast_member(_region(), request.POST.get("username", ""))
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    if request.POST.get("sample"):
        _fill_sample(request, user)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("public:start")
    return HttpResponseRedirect(target)


def _fill_sample(request: HttpRequest, user: User) -> None:
    standing = standing_of(_region(), place_of(request.POST["sample"]))
    try:
        if standing is not None:
            fill_sample(standing, user, at=timekeeping.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))


@policy("demo.units", Audience.DEMO)
@require_POST
def let_units_answer(request: HttpRequest) -> HttpResponse:
    """Spare a visitor two dozen changes of person: the units that have not answered yet recognise, through the services."""
    place = place_of(request.POST.get("line", ""))
    try:
        done = mainline.let_units_answer(_region(), place, at=timekeeping.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _back_to(place)
    if done:
        messages.success(request, f"{done}家单位已签收并认可，每家由联络员拟写、审核人同意。")
    else:
        messages.info(request, "没有等待反馈的单位。")
    return _back_to(place)


def _back_to(place: int) -> HttpResponse:
    return redirect(f"{reverse('demo:personas')}?line={place + 1}")


def _region() -> Region:
    region = installed_region()
    if region is None:
        raise Http404
    return region
