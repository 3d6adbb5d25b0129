"""The time of a demo, which may be ahead of the clock and never goes back. It is a row of the database, so every process reads the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime, timedelta

# As the database itself holds it (the migration of this app).
FARTHEST_DAYS: Final = 400
MAY_MARK: Final = "SELECT has_table_privilege('demo.clock', 'INSERT')"
MARK: Final = "INSERT INTO demo.clock DEFAULT VALUES ON CONFLICT DO NOTHING"
AHEAD: Final = "SELECT make_interval(secs => seconds) FROM demo.clock"
# Never back; whole seconds, rounded up, so that what is to have come has come.
COME_TO: Final = "UPDATE demo.clock SET seconds = seconds + greatest(0, ceil(extract(epoch FROM %s - demo.now())))::bigint"


class ClockRefusedError(RuntimeError):
    """Somebody would move a time that is not a demo's."""


def may_mark() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MAY_MARK)
        return bool(cursor.fetchone()[0])


def mark_as_demo() -> None:
    """Let the database say that it is a demo's; only the owner of the tables may. Nobody takes it back."""
    _require_demo()
    with connection.cursor() as cursor:
        cursor.execute(MARK)


def ahead() -> timedelta | None:
    """By how much the time of this database is ahead; None where it does not say that it is a demo's."""
    with connection.cursor() as cursor:
        cursor.execute(AHEAD)
        found = cursor.fetchone()
    return found[0] if found else None


def come_to(moment: datetime) -> None:
    """Move the time on to ``moment``, for every process at once; where it is that late already nothing happens. Raises ClockRefusedError."""
    _require_demo()
    with connection.cursor() as cursor:
        cursor.execute(COME_TO, [moment])
        if not cursor.rowcount:
            raise ClockRefusedError("this database does not say that it is a demo's")


def _require_demo() -> None:
    if not (settings.DEMO or settings.APP_ENV == "test"):
        raise ClockRefusedError("the time can be moved in the demo and in tests only")
