"""Sweeps: everything that becomes due without anybody acting. Rows are the truth; any caller, any number of times."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from cases.services.acceptance import lapse_due_supplements
from cases.services.recognition import push_due
from deadlines.models import Clock
from deadlines.services import DeadlineError, stop_clock
from ledger.timekeeping import legal_date
from notices.services import render_due_documents, ring_due_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

logger = structlog.get_logger(__name__)

PAPERS_A_SWEEP = 40
RINGS_A_SWEEP = 400


def close_remedy_windows(*, at: datetime) -> int:
    """A remedy window (K-05) that nobody used ends on its last day; it is a right, so it is never overdue."""
    gone = Clock.objects.filter(code="K-05", status="running", due_on__lt=legal_date(at)).order_by("pk")
    done = 0
    for clock in gone:
        # Somebody used the window at this very moment.
        with suppress(DeadlineError), transaction.atomic():
            stop_clock(clock, on=clock.due_on, at=at, actor="system", reason="期限届满，未提出")
            done += 1
    return done


def _render(*, at: datetime) -> int:
    return render_due_documents(PAPERS_A_SWEEP, at=at)


def _ring(*, at: datetime) -> int:
    return ring_due_documents(RINGS_A_SWEEP, at=at)


SWEEPS: tuple[tuple[str, Callable[..., int]], ...] = (
    ("documents", _render),
    ("pushes", push_due),
    ("supplements", lapse_due_supplements),
    ("remedy_windows", close_remedy_windows),
)


def tick(*, at: datetime, with_renderers: bool = False) -> dict[str, int]:
    """Run every sweep once; one that fails does not stop the others. Answers what each did, -1 for a failure.

    Two ticks at once share the work: each sweep runs under its own lock and is skipped while another has it.
    `with_renderers`: papers are rung for and made beside us, so that nothing waits behind them.
    """
    sweeps = dict(SWEEPS) | ({"documents": _ring} if with_renderers else {})
    return {name: _run(name, sweep, at) for name, sweep in sweeps.items()}


def _run(name: str, sweep: Callable[..., int], at: datetime) -> int:
    if not _claimed(name):
        return 0
    try:
        return sweep(at=at)
    except Exception:
        logger.exception("sweep failed", sweep=name)
        return -1
    finally:
        _release(name)


def _claimed(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"sweep:{name}"])
        return bool(cursor.fetchone()[0])


def _release(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"sweep:{name}"])
