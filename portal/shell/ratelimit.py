"""Limits for pages that need no sign-in (rule R54).

Rates, proxies and IPv6 prefixes are read as allauth reads them. Its counter takes eight statements on a cache in the
database; here an attempt is one, which no two processes can both pass.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from allauth.core.internal import ratelimit
from django.db import connection

from portal.shell.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

LOOKUPS_PER_ADDRESS: Final = "30/m/ip"
# What one address may get wrong about one name or code, and, for those who come from many, what all together may. The second is so
# much wider that one person's wrong tries never lock out whoever the name or code belongs to.
MISSES_HERE: Final = "10/h/key"
MISSES_ANYWHERE: Final = "200/h/key"


def limited(action: str, rate: str = LOOKUPS_PER_ADDRESS) -> Callable[[View], View]:
    """Answer 429 beyond ``rate``; every request counts, reading ones too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _consume(request, action, rate):
                return too_many_requests(request)
            return view(request, *args, **kwargs)

        vars(guarded).update(limited_action=action)
        return guarded

    return decorate


def take(request: HttpRequest, action: str, rate: str, key: str) -> bool:
    """Use up one attempt of this key; False when none is left."""
    return _consume(request, action, rate, key=key)


def may_try(request: HttpRequest, action: str, key: str) -> bool:
    """Tell whether this key (a user name, a query code) has misses left this hour, from this address and at all, without using one up."""
    return not any(_ask(SPENT, request, action, rate, of) for rate, of in _misses(request, key))


def count_miss(request: HttpRequest, action: str, key: str) -> None:
    for rate, of in _misses(request, key):
        _consume(request, action, rate, key=of)


def _misses(request: HttpRequest, key: str) -> tuple[tuple[str, str], tuple[str, str]]:
    address = ratelimit.truncate_ip(ratelimit.get_ip(request))
    return (MISSES_HERE, f"{key} {address}"), (MISSES_ANYWHERE, key)


RECENT: Final = "SELECT at FROM unnest(attempt.times) AS at WHERE at > clock_timestamp() - make_interval(secs => %(seconds)s)"
# Each attempt also clears away a few that nobody needs any more, so that the table stays as small as an hour.
COUNT: Final = f"""
    WITH over AS (
        SELECT key FROM portal_attempt WHERE until < clock_timestamp() AND key <> %(key)s ORDER BY until LIMIT 3 FOR UPDATE SKIP LOCKED
    ), cleared AS (
        DELETE FROM portal_attempt WHERE key IN (SELECT key FROM over)
    )
    INSERT INTO portal_attempt AS attempt VALUES
        (%(key)s, ARRAY[clock_timestamp()], clock_timestamp() + make_interval(secs => %(seconds)s))
    ON CONFLICT (key) DO UPDATE SET times = ARRAY({RECENT}) || EXCLUDED.times, until = EXCLUDED.until
        WHERE cardinality(ARRAY({RECENT})) < %(amount)s
    RETURNING true
"""  # noqa: S608 - put together from constants
SPENT: Final = f"SELECT true FROM portal_attempt AS attempt WHERE key = %(key)s AND cardinality(ARRAY({RECENT})) >= %(amount)s"  # noqa: S608 - as above


def _consume(request: HttpRequest, action: str, rate: str, *, key: str | None = None) -> bool:
    """Use up one attempt; False when none is left."""
    return _ask(COUNT, request, action, rate, key)


def _ask(question: str, request: HttpRequest, action: str, rate: str, key: str | None) -> bool:
    limit = ratelimit.parse_rate(rate)
    who = ratelimit.get_cache_key(request, app="portal", action=action, rate=limit, key=key)
    with connection.cursor() as cursor:
        cursor.execute(question, {"key": who, "amount": limit.amount, "seconds": limit.duration})
        return cursor.fetchone() is not None
