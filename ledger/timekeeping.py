"""The one place that reads a clock: PostgreSQL's, so that every process agrees on it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

SHANGHAI = ZoneInfo("Asia/Shanghai")
# PostgreSQL's own; the database of a demo may say another time, see LEGAL_NOW in creditrepair.settings.
NOW: Final[str] = settings.LEGAL_NOW
# The edition is that of ledger.kept; it comes with the time because whoever asks for the one soon asks for the other.
EDITION = "(SELECT bit_xor(stamp) FROM ledger_edition)"
READ = f"SELECT {NOW}, {EDITION}"

_pinned: list[datetime] = []


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    edition: int | None


@dataclass(slots=True)
class _Scope:
    moment: Moment | None = None
    edition_changes: bool = False


_scope: ContextVar[_Scope | None] = ContextVar("moment", default=None)


class ClockSeamRefusedError(RuntimeError):
    """The test seam was used outside APP_ENV=test."""


def now() -> datetime:
    """Return the legal present, which moves on inside a transaction, unlike PostgreSQL's now()."""
    if _pinned:
        return _pinned[-1]
    return _present().at


def today() -> date:
    return legal_date(now())


def edition() -> int | None:
    """Return the edition of what ledger.kept keeps."""
    scope = _scope.get()
    return _read().edition if scope is not None and scope.edition_changes else _present().edition


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything inside happen at one time, read when it is first asked for: a request, an item of a sweep.

    Inside another one it is that one which counts.
    """
    if _scope.get() is not None:
        yield
        return
    token = _scope.set(_Scope())
    try:
        yield
    finally:
        _scope.reset(token)


def edition_changes() -> None:
    """Say that the caller changes what is kept: until the end of this moment each question for the edition is asked anew."""
    scope = _scope.get()
    if scope is not None:
        scope.edition_changes = True


class EditionMovedError(RuntimeError):
    """What is kept has changed since this moment began, and the caller has worked by what it was."""


def refuse_another(edition: int | None) -> None:
    """Compare the edition that a late statement of the caller's has read with the one that this moment goes by. Raises EditionMovedError."""
    scope = _scope.get()
    if scope is None or scope.edition_changes or scope.moment is None:
        return
    if edition != scope.moment.edition:
        raise EditionMovedError


def told(at: datetime, edition: int | None) -> None:
    """Take for this moment what a statement of the caller's has read beside its own; where the time is set already that counts."""
    scope = _scope.get()
    if scope is not None and scope.moment is None:
        scope.moment = Moment(at, edition)


def read_edition() -> int | None:
    """Return the edition as it is this instant, the caller's own uncommitted changes included."""
    return _read().edition


def _present() -> Moment:
    scope = _scope.get()
    if scope is None:
        return _read()
    if scope.moment is None:
        scope.moment = _read()
    return scope.moment


def _read() -> Moment:
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return Moment(*cursor.fetchone())


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
