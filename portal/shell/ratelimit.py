"""Limits for pages that need no sign-in (rule R54), on allauth's limiter: PostgreSQL cache, proxies, IPv6 prefixes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from allauth.core.internal import ratelimit

from portal.shell.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

LOOKUPS_PER_ADDRESS: Final = "30/m/ip"
MISSES_PER_CODE: Final = "10/h/key"


def limited(action: str, rate: str = LOOKUPS_PER_ADDRESS) -> Callable[[View], View]:
    """Answer 429 beyond ``rate``; every request counts, reading ones too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _consume(request, action, rate):
                return too_many_requests(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def may_try(request: HttpRequest, action: str, key: str) -> bool:
    """Tell whether this key (a query code) has misses left this hour, without using one up."""
    return _consume(request, action, MISSES_PER_CODE, key=key, dry_run=True)


def count_miss(request: HttpRequest, action: str, key: str) -> None:
    _consume(request, action, MISSES_PER_CODE, key=key)


def _consume(request: HttpRequest, action: str, rate: str, *, key: str | None = None, dry_run: bool = False) -> bool:
    usage = ratelimit.consume(request, app="portal", action=action, config={action: rate}, key=key, dry_run=dry_run, limit_get=True)
    return usage is not None
