"""Journeys through the demo's time: where to, over which moments, how far. Asked for on a page, made by the work loop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, connection, transaction

from demo.clock import FARTHEST_DAYS, ahead
from ledger.timekeeping import SHANGHAI, legal_date
from procedure.errors import ConditionNotMet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deadlines.calendar_math import Calendar

# What the work loop would have met every twenty seconds, at the hours of a day at which something becomes due: the day has turned,
# the offices open, the morning's reminders, and what came meanwhile.
LOOKS: Final = (time(0, 5), time(9), time(10), time(15), time(18))
# On a working day one arrives after the morning's reminders.
ARRIVAL: Final = time(10, 30)
# The work loop takes a journey up within a second.
SILENT_SECONDS: Final = 30

COLUMNS: Final = "id, since, target, reached, done, failed, ended_at IS NOT NULL, coalesce(seen_at, asked_at) < clock_timestamp() - make_interval(secs => %s)"
ASK: Final = "INSERT INTO demo.journey (since, target, reached) VALUES (%s, %s, %s)"
LATEST: Final = f"SELECT {COLUMNS} FROM demo.journey ORDER BY id DESC LIMIT 1"  # noqa: S608 - put together from constants
UNDER_WAY: Final = f"SELECT {COLUMNS} FROM demo.journey WHERE ended_at IS NULL"  # noqa: S608 - as above
TAKE_UP: Final = "UPDATE demo.journey SET seen_at = clock_timestamp() WHERE id = %s"
NOTE: Final = "UPDATE demo.journey SET reached = %s, done = %s, failed = %s, seen_at = clock_timestamp() WHERE id = %s"
END: Final = "UPDATE demo.journey SET ended_at = clock_timestamp() WHERE id = %s"


class Step(StrEnum):
    """How far a visitor can move the time at once."""

    HOUR = "1h"
    HOURS = "4h"
    NEXT_DAY = "1d"
    THREE_DAYS = "3d"
    WEEK = "5d"
    FORTNIGHT = "10d"
    MONTH = "22d"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def number(self) -> int:
        return int(self[:-1])


LABELS: Final[Mapping[Step, str]] = {
    Step.HOUR: "1小时",
    Step.HOURS: "4小时",
    Step.NEXT_DAY: "1个工作日",
    Step.THREE_DAYS: "3个工作日",
    Step.WEEK: "5个工作日",
    Step.FORTNIGHT: "10个工作日",
    Step.MONTH: "22个工作日（约一个月）",
}


@dataclass(frozen=True, slots=True)
class Journey:
    """One journey as its row says; ``done`` counts by the name of each sweep."""

    pk: int
    since: datetime
    target: datetime
    reached: datetime
    done: Mapping[str, int]
    failed: int
    has_ended: bool
    is_silent: bool

    @property
    def percent(self) -> int:
        return int(100 * ((self.reached - self.since) / (self.target - self.since)))

    @property
    def is_waiting(self) -> bool:
        """Whether nobody seems to make it: the work loop may not be running."""
        return self.is_silent and not self.has_ended


def target_of(step: Step, now: datetime, calendar: Calendar) -> datetime:
    if step.endswith("h"):
        return now + timedelta(hours=step.number)
    return datetime.combine(calendar.add_working_days(legal_date(now), step.number), ARRIVAL, SHANGHAI)


def looks_between(since: datetime, target: datetime) -> list[datetime]:
    """The moments of a journey after ``since``, in their order; the last one is its target."""
    first, last = legal_date(since), legal_date(target)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    moments = [datetime.combine(day, hour, SHANGHAI) for day in days for hour in LOOKS]
    return [*(moment for moment in moments if since < moment < target), target]


def ask_for(step: Step, now: datetime, calendar: Calendar) -> None:
    """Let the work loop set out. Raises ConditionNotMet."""
    target, moved = target_of(step, now, calendar), ahead()
    if moved is None:
        raise ConditionNotMet("这个数据库没有标明是演示用的，时间不能拨动。请停止后删除数据目录，再运行 make demo。")
    if moved + (target - now) >= timedelta(days=FARTHEST_DAYS):
        raise ConditionNotMet(f"演示时间最多拨快{FARTHEST_DAYS}天。要重新开始，请停止后删除数据目录，再运行 make demo。")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ASK, [now, target, now])
    except IntegrityError:
        raise ConditionNotMet("正在拨动时间，请等这一次完成后再拨。") from None


def latest() -> Journey | None:
    return _read(LATEST)


def under_way() -> Journey | None:
    return _read(UNDER_WAY)


def take_up(journey: Journey) -> None:
    _write(TAKE_UP, journey.pk)


def note(journey: Journey, *, reached: datetime, done: Mapping[str, int], failed: int) -> None:
    _write(NOTE, reached, json.dumps(done), failed, journey.pk)


def end(journey: Journey) -> None:
    _write(END, journey.pk)


def _read(statement: str) -> Journey | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [SILENT_SECONDS])
        found = cursor.fetchone()
    if found is None:
        return None
    pk, since, target, reached, done, *rest = found
    return Journey(pk, since, target, reached, json.loads(done) if isinstance(done, str) else done, *rest)


def _write(statement: str, *values: datetime | str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
