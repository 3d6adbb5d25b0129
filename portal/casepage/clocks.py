"""Clocks as the staff's pages show them: how much is left, who is bound, and why the date is what it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from deadlines.enums import OPEN_STATUSES, Unit
from deadlines.models import Clock
from deadlines.selectors import days_left, due_strip

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deadlines.calendar_math import Calendar
    from deadlines.replay import DayMark


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody bound by a clock and how it ended for them."""

    name: str
    status: str
    stopped_on: date | None


@dataclass(frozen=True, slots=True)
class ClockView:
    """One limit of a case; units that run the same one stand together."""

    name: str
    law: str
    is_pending: bool
    round: int
    unit: str
    started_on: date
    due_on: date
    days_left: int
    status: str
    stopped_on: date | None
    provisional: bool
    parties: tuple[Party, ...]
    strip: tuple[DayMark, ...]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def owner(self) -> str:
        return self.parties[0].name if len(self.parties) == 1 else f"{len(self.parties)} 家单位"


def clock_views(clocks: Iterable[Clock], today: date, calendar: Calendar) -> list[ClockView]:
    """Open clocks first, the most urgent on top; clocks of several units with the same dates become one."""
    ordered = sorted(clocks, key=lambda clock: (_group(clock), clock.pk))
    groups = [_speaker_first(list(group), today) for _, group in groupby(ordered, key=_group)]
    prefetch_related_objects([group[0] for group in groups], "events")
    views = [_view(group, today, calendar) for group in groups]
    return sorted(views, key=lambda view: (not view.is_open, view.due_on, view.name))


def _group(clock: Clock) -> tuple[str, int, date, date, int]:
    return clock.code, clock.round, clock.started_on, clock.due_on, clock.recognition_id or 0


def _speaker_first(group: list[Clock], today: date) -> list[Clock]:
    """The one that still runs speaks for the group; when all have ended, the one that ended last."""
    first = min(group, key=lambda clock: (clock.status not in OPEN_STATUSES, -(clock.stopped_on or today).toordinal()))
    return [first, *(clock for clock in group if clock is not first)]


def _view(group: list[Clock], today: date, calendar: Calendar) -> ClockView:
    first = group[0]
    return ClockView(
        name=first.rule.name,
        law=first.rule.law,
        is_pending=first.rule.local_rule_pending,
        round=first.round,
        unit=Unit(first.rule.unit).value,
        started_on=first.started_on,
        due_on=first.due_on,
        days_left=days_left(first, today, calendar),
        status=first.status,
        stopped_on=first.stopped_on,
        provisional=first.provisional,
        parties=tuple(_party(clock) for clock in sorted(group, key=lambda clock: clock.pk)),
        strip=due_strip(first),
    )


def _party(clock: Clock) -> Party:
    name = clock.obligor.short_name if clock.obligor else clock.rule.get_obligor_display()
    return Party(name, clock.status, clock.stopped_on)
