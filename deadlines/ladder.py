"""When which rung of the ladder is due. Pure: from a limit's last day, the calendar and the region's rungs, and nothing else.

A rung stands so many working days before or after the last day, at an hour of its own. Two things are no rung of a limit: a reminder
whose moment was over when the limit was entered, and an order before whoever is late has had its days since then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deadlines.codes import REPLIES, ClockCode, Nature
from deadlines.enums import RungAct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from deadlines.calendar_math import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDERS = (RungAct.URGE, RungAct.OVERSEE)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung as a region has it; ``limits`` are codes of limits, or sides all whose duties it is for."""

    key: str
    name: str
    channel: str
    limits: frozenset[str]
    offset: int
    time: time
    act: str
    to: tuple[str, ...]
    pk: int = 0

    def is_for(self, code: ClockCode, channel: str) -> bool:
        if self.channel != channel:
            return False
        is_of_side = code.nature == Nature.DUTY and code not in REPLIES and code.obligor.value in self.limits
        return code.value in self.limits or is_of_side


def message_key(clock_id: int, rung: str, due_on: date, reader: str) -> str:
    """The key of what a reader is told at a rung: the same again for the same last day is the same message."""
    return f"rung:{clock_id}:{rung}:{due_on}:{reader}"


@dataclass(frozen=True, slots=True)
class Planned:
    """A rung of one limit and its moment."""

    rung: Rung
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """What the moments of a limit's rungs rest on: its last day, and when it was entered."""

    code: ClockCode
    channel: str
    due_on: date
    opened_at: datetime


def moments(limit: Limit, rungs: Iterable[Rung], calendar: Calendar) -> list[Planned]:
    """Every rung of a limit in the order of its moments."""
    entered = limit.opened_at.astimezone(SHANGHAI).date()
    found = []
    for rung in rungs:
        if rung.is_for(limit.code, limit.channel):
            base = limit.due_on if rung.offset <= 0 else max(limit.due_on, entered)
            at = datetime.combine(calendar.working_day_beside(base, rung.offset), rung.time, SHANGHAI)
            if at > limit.opened_at:
                found.append(Planned(rung, at))
    return sorted(found, key=lambda planned: (planned.at, planned.rung.offset, planned.rung.key))


def next_moment(planned: Sequence[Planned], settled: Collection[str]) -> datetime | None:
    """The moment of the first rung that nothing has come of yet."""
    return next((one.at for one in planned if one.rung.key not in settled), None)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of the rungs whose moment has come: those to fire now, and those that came too late to be of use."""

    fire: tuple[Planned, ...]
    expired: tuple[Planned, ...]


def judged(planned: Iterable[Planned], settled: Collection[str], *, due_on: date, now: datetime) -> Verdicts:
    """After an outage the latest rung of a kind speaks for the earlier ones, and nobody is reminded of a day that is over."""
    come = [one for one in planned if one.rung.key not in settled and one.at <= now]
    is_over = now.astimezone(SHANGHAI).date() > due_on
    last = [one for place, one in enumerate(come) if not any(_says_all(later, one) for later in come[place + 1 :])]
    fire = tuple(one for one in last if not (is_over and one.rung.act == RungAct.REMIND and one.rung.offset <= 0))
    return Verdicts(fire, tuple(one for one in come if one not in fire))


def _says_all(later: Planned, earlier: Planned) -> bool:
    """An order to oversee says all that an urging says, and more. What is for somebody else is said by nobody else."""
    if earlier.rung.act in ORDERS:
        return later.rung.act in (RungAct.OVERSEE, earlier.rung.act)
    is_later = later.at > earlier.at and later.rung.act == earlier.rung.act
    return is_later and set(earlier.rung.to) <= set(later.rung.to)
