"""The one place that reads a clock: PostgreSQL's, so that every process agrees on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

SHANGHAI = ZoneInfo("Asia/Shanghai")

_pinned: list[datetime] = []


class ClockSeamRefusedError(RuntimeError):
    """The test seam was used outside APP_ENV=test."""


def now() -> datetime:
    """Return the legal present: clock_timestamp(), which moves on inside a transaction, unlike now()."""
    if _pinned:
        return _pinned[-1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def today() -> date:
    return legal_date(now())


def legal_date(moment: datetime) -> date:
    """Return the Asia/Shanghai date of an aware instant."""
    if moment.tzinfo is None:
        raise ValueError("a legal date needs an aware datetime")
    return moment.astimezone(SHANGHAI).date()


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Hold the clock of this whole process still (threads of a live test server too). Tests only."""
    if getattr(settings, "APP_ENV", None) != "test":
        raise ClockSeamRefusedError("the clock can be pinned in tests only")
    legal_date(moment)
    _pinned.append(moment)
    try:
        yield
    finally:
        _pinned.pop()
