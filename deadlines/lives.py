"""Many clocks with their events, in few statements and without a model's instance for each event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import QuerySet

from deadlines.models import Clock, ClockEvent, DeadlineRule
from deadlines.replay import Happening

CHUNK = 2_000


@dataclass(slots=True)
class Life:
    clock: Clock
    rule: DeadlineRule
    numbers: list[int] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)


def lives(clocks: QuerySet[Clock]) -> Iterator[Life]:
    """Read each clock with its rule and, in the order of their numbers, its events without their reasons."""
    rules: dict[int, DeadlineRule] = {}
    found = clocks.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        rules |= DeadlineRule.objects.in_bulk({clock.rule_id for clock in chunk} - rules.keys())
        numbers, events = _events(chunk)
        for clock in chunk:
            yield Life(clock, rules[clock.rule_id], numbers[clock.pk], events[clock.pk])


def _events(clocks: list[Clock]) -> tuple[dict[int, list[int]], dict[int, list[Happening]]]:
    numbers, events = defaultdict(list), defaultdict(list)
    rows = ClockEvent.objects.filter(clock__in=[clock.pk for clock in clocks]).order_by("clock_id", "seq")
    for clock_id, seq, kind, on, days, agreed_on in rows.values_list("clock_id", "seq", "kind", "effective_on", "days", "agreed_on"):
        numbers[clock_id].append(seq)
        events[clock_id].append(Happening(kind, on, days, agreed_on=agreed_on))
    return numbers, events
