from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from deadlines.calendar_files import CalendarFile, read_calendar
from deadlines.calendar_math import Calendar
from deadlines.enums import EventKind
from deadlines.lives import Life, lives
from deadlines.models import CalendarDay, Clock, ClockEvent, DeadlineRule, WorkCalendar
from deadlines.replay import Happening, due
from deadlines.selectors import calendar_for, calendar_with, current_calendars, open_clocks, term_of, version_since
from deadlines.services.clocks import clock_event, forgive, joined
from deadlines.services.moving import BATCH, MovedClock, Progress, lock_cases, silent, store_moved, watched
from deadlines.services.rungs import rearm
from ledger.services import append_event, locked_stream
from ledger.timekeeping import edition_changes, legal_date

WHY = "导入新的放假安排"


class FinalDatesDifferError(Exception):
    """Nothing was loaded: by the new arrangement dates differ that were final; the message is for an operator."""

    def __init__(self, moved: Iterable[MovedClock]) -> None:
        self.moved = tuple(moved)
        lines = [
            f"期限 {one.clock_id}（{one.name}，{one.started_on} 起算）：登记的是 {one.old}，按新的放假安排是 {one.new}"
            for one in self.moved
        ]
        head = f"没有导入：有 {len(lines)} 个进行中的期限，届满日与新的放假安排不同。"
        super().__init__(
            "\n".join([head, *lines, "请逐个核对；确认后用 load_calendars 导入，命令末尾加上 --move，放假安排和这些届满日一并改变。"])
        )


@dataclass(frozen=True, slots=True)
class CalendarLoad:
    loaded: tuple[WorkCalendar, ...]
    moved: tuple[MovedClock, ...]


def load_calendars(region: Model, files: Iterable[Path], at: datetime, by: str, *, moves_final: bool = False) -> CalendarLoad:
    """As :func:`load_arrangements`, of files. Raises CalendarFileError, FinalDatesDifferError."""
    return load_arrangements(region, [read_calendar(path) for path in files], at=at, by=by, moves_final=moves_final)


@transaction.atomic
def load_arrangements(
    region: Model, contents: Iterable[CalendarFile], *, at: datetime, by: str, moves_final: bool = False, progress: Progress = silent
) -> CalendarLoad:
    """Store each arrangement that differs from the year's newest version, and bring the open clocks that it touches to it.

    So there is one arrangement at a time: whatever a page counts is counted by the same one as the date beside it. Dates that were final
    move only when asked for, after somebody has looked. Raises FinalDatesDifferError.
    """
    edition_changes()
    stream = locked_stream(f"calendars:{region.pk}")
    before = calendar_for(region)
    newest = {calendar.year: calendar for calendar in current_calendars(region)}
    loaded = []
    for content in contents:
        known = newest.get(content.year)
        if known is None or known.source_sha256 != content.sha256:
            newest[content.year] = calendar = _stored(region, content, known.version + 1 if known else 1, at)
            loaded.append(calendar)
            _put_on_record(calendar, stream, at=at, by=by)
    moved: tuple[MovedClock, ...] = ()
    if loaded:
        changed = changed_days(before, calendar_for(region), [calendar.year for calendar in loaded])
        moved = recalculate_open_clocks(region, at=at, by=by, changed=changed, progress=progress)
        _wait_for_steps(region)
        moved += recalculate_open_clocks(region, at=at, by=by, changed=changed)
    final = [one for one in moved if one.was_final]
    if final and not moves_final:
        raise FinalDatesDifferError(final)
    return CalendarLoad(tuple(loaded), moved)


def _put_on_record(calendar: WorkCalendar, stream: str, *, at: datetime, by: str) -> None:
    append_event(
        stream=stream,
        actor=by,
        action="load_calendar",
        object=f"calendar:{calendar.pk}",
        at=at,
        body={
            "year": calendar.year,
            "version": calendar.version,
            "document": calendar.source_document,
            "published_on": calendar.published_on,
            "sha256": calendar.source_sha256,
        },
        rows=[calendar],
    )


def changed_days(before: Calendar, now: Calendar, years: Iterable[int]) -> list[date]:
    """The days that count otherwise than before; a year's notice also speaks for the December before it."""
    spans = [(date(year - 1, 12, 1), date(year, 12, 31)) for year in years]
    days = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    return sorted(day for day in days if before.is_working(day) != now.is_working(day))


def _wait_for_steps(region: Model) -> None:
    """Wait for steps that have started a clock by the earlier calendar; one that starts a clock now waits, and then finds another edition."""
    rules = DeadlineRule.objects.select_for_update(of=("self",)).filter(region_id=region.pk).order_by("pk")
    list(rules.values_list("pk"))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an arrangement would do that is not loaded: the clocks that would move, and how many only cease to be provisional."""

    moved: tuple[MovedClock, ...]
    settled: int


def preview_arrangement(region: Model, content: CalendarFile, progress: Progress = silent) -> Preview:
    """Replay the open clocks by the arrangement as it would be. Stores nothing."""
    before, now = calendar_for(region), calendar_with(region, content)
    changed = changed_days(before, now, [content.year])
    moved, settled = [], 0
    for life in watched(_touched(_of(region), changed), progress):
        found, clock = due(life.events, now, term_of(life.rule)), life.clock
        if found.due_on != clock.due_on:
            moved.append(_move(life, clock.due_on, found.due_on, was_final=not clock.provisional))
        elif clock.provisional and not found.provisional:
            settled += 1
    return Preview(tuple(moved), settled)


def _of(region: Model) -> QuerySet[Clock]:
    return open_clocks().filter(rule__region_id=region.pk)


def _touched(clocks: QuerySet[Clock], changed: Collection[date]) -> QuerySet[Clock]:
    """Those whose days the changed ones may be among; one that is over before the first of them cannot move."""
    among = Q(started_on__lt=max(changed), due_on__gte=min(changed)) if changed else Q(pk__in=())
    return clocks.filter(Q(provisional=True) | among)


@joined()
def recalculate_open_clocks(
    region: Model, *, at: datetime, by: str, changed: Collection[date] | None = None, progress: Progress = silent
) -> tuple[MovedClock, ...]:
    """Bring open clocks to the present calendar; finished ones never move. Return those whose date moved.

    With ``changed``, final ones stay as they are whose date and days these do not touch.
    """
    stream = locked_stream(f"calendars:{region.pk}")
    calendar = calendar_for(region)
    # Looked at without a lock first: people work on while the many that stay as they are get read.
    behind = [life.clock.pk for life in lives(_of(region)) if _is_behind(life, calendar, changed)]
    moved: list[MovedClock] = []
    for first in range(0, len(behind), BATCH):
        progress(first, len(behind))
        batch = Clock.objects.filter(pk__in=behind[first : first + BATCH])
        lock_cases(batch.exclude(case=None).values_list("case_id", flat=True))
        held = open_clocks().select_for_update(of=("self",)).filter(pk__in=batch)
        moved += _recalculated(held, calendar, at, by, stream)
    progress(len(behind), len(behind))
    rearm_open_clocks(region)
    return tuple(moved)


def rearm_open_clocks(region: Model) -> int:
    """Bring the next rung of every running clock to the present calendar, ladder and channel of its unit; return how many moved."""
    return rearm(region, lock=lock_cases)


def _recalculated(clocks: QuerySet[Clock], calendar: Calendar, at: datetime, by: str, stream: str) -> Iterator[MovedClock]:
    changed: list[Clock] = []
    events: list[ClockEvent] = []
    for life in lives(clocks):
        clock, old, was_final = life.clock, life.clock.due_on, not life.clock.provisional
        present = _present(life, calendar)
        if present == _stored_date(clock):
            continue
        clock.due_on, clock.provisional, clock.calendar_version = present
        forgive(clock)
        changed.append(clock)
        step = Happening(EventKind.RECALCULATE, legal_date(at), reason=WHY, actor=by)
        events.append(clock_event(clock, len(life.events) + 1, step, at))
        if clock.due_on != old:
            yield _move(life, old, clock.due_on, was_final=was_final)
    store_moved(changed, events, stream=stream, actor=by, action="clocks_recalculated", at=at)


def _move(life: Life, old: date, new: date, *, was_final: bool) -> MovedClock:
    return MovedClock(life.clock.pk, old, new, life.rule.name, life.clock.started_on, was_final)


def _is_behind(life: Life, calendar: Calendar, changed: Collection[date] | None) -> bool:
    present, stored = _present(life, calendar), _stored_date(life.clock)
    if present == stored:
        return False
    is_plain = changed is not None and not life.clock.provisional and present[:2] == stored[:2]
    return not is_plain or any(life.clock.started_on < day <= present[0] for day in changed or ())


def _present(life: Life, calendar: Calendar) -> tuple[date, bool, str]:
    found = due(life.events, calendar, term_of(life.rule))
    return found.due_on, found.provisional, version_since(calendar, life.clock.started_on.year)


def _stored_date(clock: Clock) -> tuple[date, bool, str]:
    return clock.due_on, clock.provisional, clock.calendar_version


def _stored(region: Model, content: CalendarFile, version: int, at: datetime) -> WorkCalendar:
    calendar = WorkCalendar.objects.create(
        region_id=region.pk,
        year=content.year,
        version=version,
        source_document=content.document,
        source_url=content.url,
        source_sha256=content.sha256,
        status=content.status,
        published_on=content.published_on,
        loaded_at=at,
    )
    CalendarDay.objects.bulk_create([CalendarDay(calendar=calendar, date=day.date, kind=day.kind, name=day.name) for day in content.days])
    return calendar
