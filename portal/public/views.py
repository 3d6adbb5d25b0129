"""Pages that nobody needs to sign in for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.context import LARGE_TEXT_COOKIE
from portal.policy import Audience, policy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR_IN_SECONDS = 365 * 24 * 60 * 60


@policy("read_home", Audience.PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/home.html")


@policy("read_guide", Audience.PUBLIC)
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "public/guide.html")


@policy("look_up_progress", Audience.PUBLIC)
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    return render(request, "public/progress.html")


@policy("verify_certificate", Audience.PUBLIC)
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    return render(request, "public/verify.html")


@policy("change_text_size", Audience.PUBLIC)
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Switch between the standard and the large text, and go back to the page."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.COOKIES.get(LARGE_TEXT_COOKIE) == "1":
        response.delete_cookie(LARGE_TEXT_COOKIE)
    else:
        response.set_cookie(LARGE_TEXT_COOKIE, "1", max_age=YEAR_IN_SECONDS, httponly=True, samesite="Lax")
    return response
