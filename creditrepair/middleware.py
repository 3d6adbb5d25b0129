"""What must hold for every answer, errors and static files included (rules R63, R64, R75)."""

import secrets
import time
from collections.abc import Callable
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import reverse

from ledger.timekeeping import one_moment

GetResponse = Callable[[HttpRequest], HttpResponseBase]

METHODS: Final = ("GET", "HEAD", "POST")
FIXED_HEADERS: Final = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()"
    ),
}

log = structlog.get_logger(__name__)


class MomentMiddleware:
    """Whatever a request does happens at one time, and by the rules and calendars of that time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with one_moment():
            return self.get_response(request)


class RequestLogMiddleware:
    """Gives the request an id and writes one line for it; the route pattern is logged, never the path (it may hold a code)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = secrets.token_hex(8)
        # The error pages read it.
        vars(request)["request_id"] = request_id
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            route = request.resolver_match.route if request.resolver_match else ""
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round((time.monotonic() - started) * 1000),
                actor_id=_actor_id(request),
            )
        return response


def _actor_id(request: HttpRequest) -> int | None:
    """The signed-in user's id if this request has looked it up; never a query of its own."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)


class ResponseHeadersMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.static_url = settings.STATIC_URL

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        for name, value in FIXED_HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path_info.startswith(self.static_url) and _is_personal(request, response):
            response["Cache-Control"] = "no-store"
        if _has_signed_out(request, response):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A session on either side makes the answer personal; asking for the user itself would cost a query on every page."""
    name = settings.SESSION_COOKIE_NAME
    return name in request.COOKIES or (isinstance(response, HttpResponse) and name in response.cookies)


def _has_signed_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.method == "POST" and response.status_code == 302 and request.path_info == reverse("account_logout")  # noqa: PLR2004 - a redirect
