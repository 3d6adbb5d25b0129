"""Error pages: no database, no session, no context processor, so that they work when nothing else does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import structlog
from django.http import HttpResponse
from django.template.loader import render_to_string

from portal.shell.faults import fault_of

if TYPE_CHECKING:
    from django.http import HttpRequest

logger = structlog.get_logger()

LAST_RESORT = (
    '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>请稍后再试，或联系受理法院。</p></body></html>"
)
TITLES = {
    400: "请求有误",
    403: "您没有权限进行这一操作",
    404: "没有找到这个页面",
    409: "情况已经变化",
    429: "操作太频繁，请稍后再试",
    500: "系统出了问题",
    503: "系统暂时不能办理",
    507: "服务器存储空间已满",
}


def error_page(request: HttpRequest, status: int, template: str = "", detail: str = "") -> HttpResponse:
    """Render an error page; ``detail`` is one plain sentence that says what to do next."""
    title = TITLES[status]
    context = {"title": title, "status": status, "detail": detail, "request_id": getattr(request, "request_id", "")}
    # Whatever breaks here, an answer must come out.
    try:
        body: str = render_to_string(template or f"errors/{status}.html", context)
    except Exception:
        logger.exception("error_page_failed", status=status)
        body = LAST_RESORT.format(title=title)
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while the error is being handled; a fault of the machine passes, and its page says so."""
    error = sys.exc_info()[1]
    fault = fault_of(error)
    if fault is None:
        return error_page(request, 500)
    logger.warning("request_failed_for_the_machine", status=fault.status, reason=type(error).__name__)
    response = error_page(request, fault.status, fault.template)
    if fault.again_after:
        response["Retry-After"] = str(fault.again_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell a person whose session ended while a form was open; the reason is for the log only."""
    logger.info("csrf_refused", reason=reason)
    return error_page(request, 403, "errors/csrf.html")


def conflict(request: HttpRequest, detail: str = "") -> HttpResponse:
    """Answer when somebody else was faster."""
    return error_page(request, 409, detail=detail)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - allauth's signature
    return error_page(request, 429)
