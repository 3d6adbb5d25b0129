"""A form that is sent by script, so that the browser can show how much of a file is there, is told where to go next."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect

if TYPE_CHECKING:
    from collections.abc import Callable

    View = Callable[..., HttpResponse]

SENT_BY_SCRIPT = "X-Upload"
WHERE = "X-Location"


def tells_where_to_go(view: View) -> View:
    """A redirect is followed by the browser itself, not by the script, which would swallow the page's messages."""

    @wraps(view)
    def answering(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if SENT_BY_SCRIPT not in request.headers or not isinstance(response, HttpResponseRedirect):
            return response
        told = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={WHERE: response.url})
        told.cookies = response.cookies
        return told

    return answering
