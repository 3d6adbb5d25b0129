"""The moment of a clock's next rung: set wherever the date is written, brought up to date in bulk, proved every night.

So the sweep asks an index for what is due and never looks at a clock that is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet

from deadlines.calendar_math import Calendar
from deadlines.codes import CODES
from deadlines.enums import ClockStatus, MilestoneOutcome, RungChannel
from deadlines.ladder import Limit, Planned, Rung, judged, moments, next_moment
from deadlines.models import Clock, Milestone
from deadlines.selectors import calendar_for, ladder_of, rungs_of, settled_of
from deadlines.services.recheck import KeptFinding

CHUNK = 2_000


def arm(clock: Clock, calendar: Calendar, settled: Collection[str] = ()) -> None:
    """Set the moment of the clock's next rung from its date; the caller stores it."""
    is_running = clock.status == ClockStatus.RUNNING
    clock.next_rung_at = next_moment(rungs_of(clock, calendar), settled) if is_running else None


@dataclass(frozen=True, slots=True)
class Settled:
    """What the sweep has to do at a clock: the rungs to act on, and those that came too late."""

    clock: Clock
    fire: tuple[Planned, ...]
    expired: tuple[Planned, ...]


def settle_rungs(clock: Clock, *, at: datetime) -> Settled | None:
    """Take what is due of a clock under its lock and set its next rung; None when somebody else did, or nothing is due any more.

    The caller is in a transaction, has locked what the clock hangs on, acts on the rungs to fire and stores what came of them.
    """
    held = Clock.objects.select_for_update(of=("self",)).select_related("rule").get(pk=clock.pk)
    if held.next_rung_at is None or held.next_rung_at > at:
        return None
    planned, settled = rungs_of(held), settled_of(held)
    verdicts = judged(planned, settled, due_on=held.due_on, now=at)
    done = {one.rung.key for one in (*verdicts.fire, *verdicts.expired)}
    held.next_rung_at = next_moment(planned, settled | done)
    held.save(update_fields=("next_rung_at",))
    return Settled(held, verdicts.fire, verdicts.expired)


def milestone(clock: Clock, planned: Planned, outcome: MilestoneOutcome, *, at: datetime) -> Milestone:
    """What came of one rung, on record. IntegrityError where it is there already."""
    return Milestone.objects.create(
        clock=clock,
        rung_id=planned.rung.pk,
        key=planned.rung.key,
        act=planned.rung.act,
        due_on=clock.due_on,
        fires_at=planned.at,
        settled_at=at,
        outcome=outcome,
    )


Row = Mapping[str, Any]
COLUMNS = ("pk", "code", "due_on", "opened_at", "next_rung_at", "case_id", "region_id")


def _expected(clocks: QuerySet[Clock]) -> Iterator[tuple[Row, datetime | None]]:
    """Each running clock with the moment that its next rung ought to have; without an instance for each."""
    found = clocks.order_by("pk").values(*COLUMNS, channel=F("obligor__channel")).iterator(chunk_size=CHUNK)
    measures: dict[int, tuple[tuple[Rung, ...], Calendar]] = {}
    while chunk := list(islice(found, CHUNK)):
        settled: dict[tuple[int, object], set[str]] = defaultdict(set)
        rows = Milestone.objects.filter(clock__in=[row["pk"] for row in chunk]).order_by()
        for key, due_on, rung in rows.values_list("clock_id", "due_on", "key"):
            settled[key, due_on].add(rung)
        for row in chunk:
            region_id = row["region_id"]
            if region_id not in measures:
                measures[region_id] = ladder_of(region_id), calendar_for(region_id)
            limit = Limit(CODES[row["code"]], row["channel"] or RungChannel.PLATFORM, row["due_on"], row["opened_at"])
            yield row, next_moment(moments(limit, *measures[region_id]), settled[row["pk"], row["due_on"]])


def _running() -> QuerySet[Clock]:
    return Clock.objects.filter(status=ClockStatus.RUNNING)


@transaction.atomic
def rearm(region: Model, *, lock: Callable[[Iterable[int]], None]) -> int:
    """Bring the next rung of every running clock to the present calendar, ladder and channel of its unit; return how many moved.

    ``lock`` takes the cases of the clocks, as whoever moves a clock outside a step has to.
    """
    clocks = _running().filter(region_id=region.pk)
    behind = [(row["pk"], row["case_id"]) for row, expected in _expected(clocks) if row["next_rung_at"] != expected]
    for first in range(0, len(behind), CHUNK):
        batch = behind[first : first + CHUNK]
        lock([case_id for _, case_id in batch if case_id is not None])
        held = clocks.select_for_update(of=("self",)).filter(pk__in=[pk for pk, _ in batch]).order_by("pk")
        still = clocks.filter(pk__in=list(held.values_list("pk", flat=True)))
        moved = [Clock(pk=row["pk"], next_rung_at=expected) for row, expected in _expected(still)]
        Clock.objects.bulk_update(moved, ("next_rung_at",))
    return len(behind)


def compare_rungs() -> Iterator[KeptFinding | None]:
    """What is wrong with the next rung of each running clock; None for a right one."""
    for row, expected in _expected(_running()):
        stored = row["next_rung_at"]
        is_right = stored == expected
        yield None if is_right else KeptFinding(f"clock:{row['pk']}", f"下一次提醒或者催办应为 {expected}，所存为 {stored}")
