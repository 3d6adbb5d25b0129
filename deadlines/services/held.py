"""Ending and starting the clocks of one thing within a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

from django.db.models import Model

from deadlines.enums import EventKind
from deadlines.models import Clock, ClockEvent
from deadlines.replay import Happening
from deadlines.selectors import happenings
from deadlines.services.clocks import (
    MOVES,
    clock_event,
    collisions_in_words,
    end_done,
    end_void,
    keys_of,
    next_round,
    refuse_day,
    start_event,
)
from ledger.rows import Kept, Part


class HeldClocks:
    """All clocks of one thing, locked, for a step that ends some and starts others: few statements, however many there are.

    The caller is in a transaction, and :meth:`write` stores what was done.
    """

    def __init__(self, of: Mapping[str, Model], *, at: datetime, actor: str) -> None:
        self.clocks = list(Clock.objects.select_for_update(of=("self",)).filter(**of).order_by("pk"))
        self._at, self._actor = at, actor
        self._ended: list[Clock] = []
        self._started: list[Clock] = []
        self._events: list[ClockEvent] = []

    @cached_property
    def _past(self) -> dict[int, list[ClockEvent]]:
        """The events of the open ones, read before the first of them ends."""
        past: dict[int, list[ClockEvent]] = {clock.pk: [] for clock in self.clocks if clock.is_open}
        for event in ClockEvent.objects.filter(clock__in=list(past)).order_by("clock", "seq"):
            past[event.clock_id].append(event)
        return past

    def end(self, clock: Clock, *, on: date, void: bool = False, reason: str = "") -> None:
        """As stop_clock() and void_clock() do. Raises ClockDateError."""
        events = happenings(self._past[clock.pk])
        refuse_day(clock, events, on, self._at)
        if void:
            end_void(clock, on)
        else:
            end_done(clock, events, on)
        step = Happening(EventKind.VOID if void else EventKind.STOP, on, reason=reason, actor=self._actor)
        self._events.append(clock_event(clock, len(events) + 1, step, self._at))
        self._ended.append(clock)

    def start(
        self,
        region: Model,
        code: str,
        *,
        started_on: date,
        obligor: Model | None,
        case: Model | None = None,
        notice: Model | None = None,
        duty: Model | None = None,
        agreed_on: date | None = None,
        **part: Model,
    ) -> None:
        """As start_clock() does, up to a last day that was agreed on where there is one.

        Raises UnknownRuleError, ClockAlreadyRunningError, ClockDateError.
        """
        subject = keys_of(case=case, notice=notice, duty=duty, obligor=obligor, part=part)
        alike = [clock for clock in self.clocks if clock.code == code and all(getattr(clock, name) == pk for name, pk in subject.items())]
        earlier = max(alike, key=lambda clock: clock.round, default=None)
        clock = next_round(region, code, earlier, subject, started_on=started_on, at=self._at, agreed_on=agreed_on)
        self._events.append(start_event(clock, self._at, self._actor, agreed_on))
        self._started.append(clock)
        self.clocks.append(clock)

    def write(self) -> list[Kept]:
        """What was made or changed. Raises ClockAlreadyRunningError."""
        Clock.objects.bulk_update(self._ended, MOVES)
        with collisions_in_words("、".join(sorted({clock.code for clock in self._started}))):
            Clock.objects.bulk_create(self._started)
        ClockEvent.objects.bulk_create(self._events)
        return [*(Part(clock, MOVES) for clock in self._ended), *self._started, *self._events]
