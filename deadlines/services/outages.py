"""Days on which the portal was down are not charged to whoever needed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from deadlines.calendar_math import DAY
from deadlines.codes import ELSEWHERE
from deadlines.enums import EventKind
from deadlines.lives import Life, lives
from deadlines.models import Clock, ClockEvent, UnchargedSpan
from deadlines.replay import Happening, due, timeline
from deadlines.selectors import calendar_for, open_clocks, term_of, version_since
from deadlines.services.clocks import Words, clock_event, forgive, joined
from deadlines.services.moving import BATCH, MovedClock, Progress, lock_cases, silent, store_moved, watched
from deadlines.services.rungs import rearm
from ledger.services import locked_stream
from ledger.timekeeping import SHANGHAI

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from deadlines.calendar_math import Calendar


@dataclass(frozen=True, slots=True)
class Outage:
    """The days in their order, what is said of them at each clock, and the departments that work without the portal."""

    days: tuple[date, ...]
    reason: str
    law: str
    evidence: str
    post: str
    apart: frozenset[int] = frozenset()


def preview_outage(region: Model, outage: Outage, progress: Progress = silent) -> tuple[MovedClock, ...]:
    """The clocks that would move. Stores nothing."""
    calendar = calendar_for(region)
    hit = _hit(watched(_of(region, outage), progress), outage, "")
    found = ((life, due([*life.events, *steps], calendar, term_of(life.rule)).due_on) for life, steps in hit)
    return tuple(_move(life, new) for life, new in found if new != life.clock.due_on)


@joined()
def exclude_outage(
    region: Model, outage: Outage, *, at: datetime, by: str, since: datetime | None = None, progress: Progress = silent
) -> tuple[MovedClock, ...]:
    """Take the days out of every open clock that ran on them and whose duty or right needed the portal; the rest never moves.

    With ``since``, only out of those that have come to run on these days after that moment.
    """
    stream = locked_stream(f"calendars:{region.pk}")
    clocks = _of(region, outage) if since is None else clocks_hit_since(region, outage, since)
    hit = [life.clock.pk for life, _ in _hit(lives(clocks), outage, by)]
    moved: list[MovedClock] = []
    for first in range(0, len(hit), BATCH):
        progress(first, len(hit))
        batch = Clock.objects.filter(pk__in=hit[first : first + BATCH])
        lock_cases(batch.exclude(case=None).values_list("case_id", flat=True))
        held = _of(region, outage).select_for_update(of=("self",)).filter(pk__in=batch)
        moved += _excluded(held, outage, calendar_for(region), at, by, stream)
    progress(len(hit), len(hit))
    rearm(region, lock=lock_cases)
    return tuple(moved)


def clocks_hit_since(region: Model, outage: Outage, since: datetime) -> QuerySet[Clock]:
    """Open clocks that were started, or resumed, on an earlier day only after an outage had been taken out of all others."""
    resumed = ClockEvent.objects.filter(clock=OuterRef("pk"), kind=EventKind.RESUME, recorded_at__gt=since)
    uncharged = UnchargedSpan.objects.filter(clock=OuterRef("pk"), days__contains=outage.days[-1])
    return _of(region, outage).filter(Q(opened_at__gt=since) | Exists(resumed), ~Exists(uncharged))


def _of(region: Model, outage: Outage) -> QuerySet[Clock]:
    """Open clocks between whose first and last day a day of the outage lies."""
    clocks = open_clocks().filter(rule__region_id=region.pk, started_on__lt=outage.days[-1], due_on__gte=outage.days[0])
    return clocks.exclude(code__in=ELSEWHERE).exclude(obligor__in=outage.apart)


def _hit(among: Iterable[Life], outage: Outage, by: str) -> Iterator[tuple[Life, list[Happening]]]:
    for life in among:
        if steps := _steps(life, outage, by):
            yield life, steps


def _steps(life: Life, outage: Outage, by: str) -> list[Happening]:
    """Each run of days that the clock would have charged; what a pause has taken out already stays with the pause."""
    line = timeline(life.events)
    days = [day for day in outage.days if day > line.start and not any(pause.covers(day) for pause in line.pauses)]
    if not days or days[0] > life.clock.due_on:
        return []
    return [Happening(EventKind.EXCLUDE, run[0], len(run), outage.reason, by) for run in _runs(days)]


def _runs(days: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _excluded(clocks: QuerySet[Clock], outage: Outage, calendar: Calendar, at: datetime, by: str, stream: str) -> Iterator[MovedClock]:
    changed: list[Clock] = []
    events: list[ClockEvent] = []
    words = Words(outage.law, outage.evidence, outage.post)
    for life, steps in _hit(lives(clocks), outage, by):
        clock, old, was_final = life.clock, life.clock.due_on, not life.clock.provisional
        found = due([*life.events, *steps], calendar, term_of(life.rule))
        clock.due_on, clock.provisional = found.due_on, found.provisional
        clock.calendar_version = version_since(calendar, clock.started_on.year)
        forgive(clock)
        changed.append(clock)
        events += [clock_event(clock, len(life.events) + number, step, at, words) for number, step in enumerate(steps, start=1)]
        if clock.due_on != old:
            yield MovedClock(clock.pk, old, clock.due_on, life.rule.name, clock.started_on, was_final)
    store_moved(changed, events, stream=stream, actor=by, action="days_excluded", at=at)


def _move(life: Life, new: date) -> MovedClock:
    clock = life.clock
    return MovedClock(clock.pk, clock.due_on, new, life.rule.name, clock.started_on, not clock.provisional)


def days_down(began_at: datetime, ended_at: datetime, hours: int) -> tuple[date, ...]:
    """The days, as they are in Shanghai, on each of which an outage lasted longer than so many hours."""
    began, ended = began_at.astimezone(SHANGHAI), ended_at.astimezone(SHANGHAI)
    days = [began.date() + n * DAY for n in range((ended.date() - began.date()).days + 1)]
    return tuple(day for day in days if _down_on(day, began, ended) > timedelta(hours=hours))


def _down_on(day: date, began: datetime, ended: datetime) -> timedelta:
    midnight = datetime.combine(day, time(), SHANGHAI)
    return min(ended, midnight + DAY) - max(began, midnight)
