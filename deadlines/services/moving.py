"""Many clocks that move at once: taken in batches, in the order in which steps take them, and stored by few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.db import connection
from django.db.models import QuerySet

from deadlines.lives import CHUNK, Life, lives
from deadlines.models import Clock, ClockEvent
from ledger.rows import Kept, Part
from ledger.services import append_event

BATCH = 500
DATES = ("due_on", "provisional", "calendar_version", "breached_on")
# As many arrays as columns, in one statement however many clocks; Django's own spells each value out.
STORE = """
    UPDATE deadlines_clock AS clock
        SET due_on = moved.due_on, provisional = moved.provisional, calendar_version = moved.calendar_version, breached_on = moved.breached_on
        FROM unnest(%s::bigint[], %s::date[], %s::boolean[], %s::text[], %s::date[])
            AS moved (id, due_on, provisional, calendar_version, breached_on)
        WHERE clock.id = moved.id
"""

# How many of how many are done.
Progress: TypeAlias = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class MovedClock:
    clock_id: int
    old: date
    new: date
    name: str
    started_on: date
    # A date that depended on a year without its notice was announced as one that may move.
    was_final: bool


def silent(done: int, total: int) -> None:
    """Nobody watches."""
    del done, total


def watched(clocks: QuerySet[Clock], progress: Progress) -> Iterator[Life]:
    """The lives of clocks, with word of how many have been looked at."""
    total = clocks.count()
    for number, life in enumerate(lives(clocks)):
        if number % CHUNK == 0:
            progress(number, total)
        yield life
    progress(total, total)


def lock_cases(case_ids: Iterable[int]) -> None:
    """Outside a step, whoever moves a clock takes its case first, as every step does: the case keeps the date as well."""
    cases = Clock._meta.get_field("case").related_model._default_manager  # noqa: SLF001 - Django's public names
    list(cases.select_for_update(of=("self",)).filter(pk__in=case_ids).order_by("pk").values_list("pk"))


def store_moved(clocks: list[Clock], events: list[ClockEvent], *, stream: str, action: str, actor: str, at: datetime) -> None:
    """Store the dates of clocks and the events that give them, and one line of the ledger for all of them."""
    if not clocks:
        return
    ClockEvent.objects.bulk_create(events)
    columns = [[clock.pk for clock in clocks], *([getattr(clock, name) for clock in clocks] for name in DATES)]
    with connection.cursor() as cursor:
        cursor.execute(STORE, columns)
    kept: list[Kept] = [*(Part(clock, DATES) for clock in clocks), *events]
    append_event(stream=stream, actor=actor, action=action, object=stream, at=at, body={"clocks": len(clocks)}, rows=kept)
