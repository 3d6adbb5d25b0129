from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from deadlines.calendar_files import CalendarFile, read_calendar
from deadlines.models import CalendarDay, WorkCalendar
from deadlines.selectors import current_calendars, open_clocks
from deadlines.services.clocks import recalculate_clock
from ledger.services import append_event, locked_stream
from ledger.timekeeping import edition_changes


@dataclass(frozen=True, slots=True)
class MovedClock:
    clock_id: int
    old: date
    new: date


@dataclass(frozen=True, slots=True)
class CalendarLoad:
    loaded: tuple[WorkCalendar, ...]
    moved: tuple[MovedClock, ...]


@transaction.atomic
def load_calendars(region: Model, files: Iterable[Path], at: datetime, by: str) -> CalendarLoad:
    """Store each file that differs from the year's newest version, then recompute what was provisional.

    Dates that were final move only by recalculate_open_clocks(), after somebody has looked. Raises CalendarFileError.
    """
    edition_changes()
    contents = [read_calendar(path) for path in files]
    stream = locked_stream(f"calendars:{region.pk}")
    newest = {calendar.year: calendar for calendar in current_calendars(region)}
    loaded = []
    for content in contents:
        known = newest.get(content.year)
        if known is None or known.source_sha256 != content.sha256:
            newest[content.year] = calendar = _stored(region, content, known.version + 1 if known else 1, at)
            loaded.append(calendar)
            append_event(
                stream=stream,
                actor=by,
                action="load_calendar",
                object=f"calendar:{calendar.pk}",
                at=at,
                body={
                    "year": content.year,
                    "version": calendar.version,
                    "document": content.document,
                    "published_on": content.published_on,
                    "sha256": content.sha256,
                },
            )
    moved = recalculate_open_clocks(region, at=at, by=by, only_provisional=True) if loaded else ()
    return CalendarLoad(tuple(loaded), moved)


def recalculate_open_clocks(region: Model, *, at: datetime, by: str, only_provisional: bool = False) -> tuple[MovedClock, ...]:
    """Bring open clocks to the present calendar; finished ones never move. Return those whose date moved."""
    clocks = open_clocks().filter(rule__region_id=region.pk).order_by("pk")
    if only_provisional:
        clocks = clocks.filter(provisional=True)
    moved = []
    for clock in clocks:
        after = recalculate_clock(clock, at=at, actor=by, reason="导入新的放假安排")
        if after is not None and after.due_on != clock.due_on:
            moved.append(MovedClock(clock.pk, clock.due_on, after.due_on))
    return tuple(moved)


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
