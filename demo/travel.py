"""What moves the demo's time: a duty of the work loop, which does at each moment on the way what would have been done there."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import connection

from demo import clock, journeys
from ledger import timekeeping
from notices.services import due_documents, render_document
from supervision.services import Done, run
from supervision.sweeps import PAPERS, SWEEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from demo.journeys import Journey
    from supervision.loop import Loop

IDLE_SECONDS: Final = 1.0
# A paper that is made lets a certificate be pushed, a push lets a paper be owed: nothing needs more rounds than this.
ROUNDS: Final = 8
LOCK: Final = "demo journey"
# These look after the disk, which ages by the real clock; the loop does them on arrival. Papers are made here, those of the way alone.
NOT_ON_THE_WAY: Final = frozenset({"files", "damages", PAPERS})
PAPERS_A_ROUND: Final = 200


class Traveller:
    """Looks for a journey that was asked for; while it is made the other duties of the loop wait, so that none acts at a time gone by."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop

    def look(self) -> float:
        if journeys.under_way() is None:
            return IDLE_SECONDS
        with self.loop.alone(), _sole_traveller() as is_ours:
            journey = journeys.under_way()
            if is_ours and journey is not None:
                travel(journey, is_stopping=self.loop.stopping.is_set)
        return IDLE_SECONDS


def travel(journey: Journey, *, is_stopping: Callable[[], bool] = bool) -> None:
    """Go on with a journey from wherever it is. One that is broken off is gone on with by whoever looks next."""
    journeys.take_up(journey)
    done, failed = Counter(journey.done), journey.failed
    for moment in journeys.looks_between(journey.reached, journey.target):
        if is_stopping():
            return
        clock.come_to(moment)
        failed += _settle(journey, done)
        journeys.note(journey, reached=moment, done=done, failed=failed)
    journeys.end(journey)


def _settle(journey: Journey, done: Counter[str]) -> int:
    """Do everything that is due now, and what becomes due by it; counts what was done and returns how often something failed."""
    failed = 0
    for _ in range(ROUNDS):
        outcome = look(journey)
        found = Counter({name: sweep.done for name, sweep in outcome.items() if sweep.done})
        failed += sum(sweep.failed for sweep in outcome.values())
        done.update(found)
        if not found:
            break
    return failed


def look(journey: Journey) -> dict[str, Done]:
    """What the work loop does in its twenty seconds: every sweep, and the papers that have come to be owed on the way."""
    outcome = {}
    for sweep in SWEEPS:
        if sweep.name not in NOT_ON_THE_WAY:
            outcome[sweep.name] = run(sweep, at=timekeeping.now())
            journeys.take_up(journey)
    made = 0
    for document_id in due_documents(PAPERS_A_ROUND, at=timekeeping.now(), since=journey.since):
        made += render_document(document_id, at=timekeeping.now())
        journeys.take_up(journey)
    return {**outcome, PAPERS: Done(done=made)}


@contextmanager
def _sole_traveller() -> Iterator[bool]:
    """Hold the right to move the time, of all work loops that may run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [LOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [LOCK])
