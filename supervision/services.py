"""Doing what is due: rows are the truth; any caller, any number of times, also late and all at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, connection

from ledger.timekeeping import one_moment
from notices.services import ring_due_documents
from procedure.errors import DomainError
from supervision.sweeps import PAPERS, SWEEPS, Sweep

logger = structlog.get_logger(__name__)

# More than the renderers of a small server make until the next tick.
RINGS_A_TICK = 1000


@dataclass(frozen=True, slots=True)
class Done:
    """How many a sweep did, and how many it should have done and could not."""

    done: int = 0
    failed: int = 0


def tick(*, at: datetime, with_renderers: bool = False) -> dict[str, Done]:
    """Run every sweep once. Each item is done under a lock of its own: two ticks share the work, one slow item stops no other.

    `with_renderers`: papers are only rung for here and made beside us, so that nothing waits behind them.
    """
    outcome = {sweep.name: run(sweep, at=at) for sweep in SWEEPS if not (with_renderers and sweep.name == PAPERS)}
    if with_renderers:
        outcome[PAPERS] = Done(ring_due_documents(RINGS_A_TICK, at=at))
    return outcome


def run(sweep: Sweep, *, at: datetime) -> Done:
    """Do what is due by one rule. A fault is logged and counted, and the rest is still done."""
    try:
        due = sweep.due(at, sweep.at_most)
    except Exception:
        logger.exception("sweep_failed", sweep=sweep.name)
        return Done(failed=1)
    started = time.monotonic()
    # A long sweep must not lease its last paper by the time of its first.
    outcomes = [_do(sweep, item, at + timedelta(seconds=time.monotonic() - started)) for item in due]
    return Done(outcomes.count(True), outcomes.count(False))


def _do(sweep: Sweep, item: int, at: datetime) -> bool | None:
    """True when done, False for a fault of ours, None when somebody else has it or was faster."""
    with _held(sweep.name, item) as is_ours:
        if not is_ours:
            return None
        try:
            with one_moment():
                sweep.step(item, at)
        except DomainError as refusal:
            logger.info("sweep_passed_over", sweep=sweep.name, object=str(item), reason=type(refusal).__name__)
            return None
        except OperationalError:
            # Of a database that went away the caller must learn, or it would ask for every further item too.
            if not connection.is_usable():
                raise
            logger.exception("sweep_failed_on_item", sweep=sweep.name, object=str(item))
            return False
        except Exception:
            logger.exception("sweep_failed_on_item", sweep=sweep.name, object=str(item))
            return False
    return True if sweep.counts else None


@contextmanager
def _held(name: str, item: int) -> Iterator[bool]:
    """Hold one item of a sweep for this process, across its transactions; False while another process has it."""
    key = [f"sweep:{name}:{item}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)
