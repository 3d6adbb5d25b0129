"""Figures that belong to a day, a week or a month, read with the same work however many cases there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When

from deadlines.codes import RIGHTS
from deadlines.enums import OPEN_STATUSES, ClockStatus
from deadlines.models import Clock
from supervision.models import Dated, DatedTally

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet

# Reading this many rows costs less than a millisecond.
ADDED_UP_FROM: Final = 1_000
ADD_UP: Final = """
    WITH taken AS (
        DELETE FROM supervision_datedtally AS t USING (
            SELECT DISTINCT counted, "on" FROM supervision_datedtally WHERE region_id = %(region)s AND NOT is_sum
        ) AS fresh WHERE t.region_id = %(region)s AND t.counted = fresh.counted AND t."on" = fresh."on"
        RETURNING t.region_id, t.counted, t."on", t.department_id, t.key, t.number
    )
    INSERT INTO supervision_datedtally (region_id, counted, "on", department_id, key, number, is_sum)
    SELECT region_id, counted, "on", department_id, key, sum(number), true FROM taken
    GROUP BY region_id, counted, "on", department_id, key HAVING sum(number) <> 0
"""
PAUSED: Final = " paused"


@dataclass(frozen=True, slots=True)
class Line:
    """How many of one kind, of one department (None for a case and for the enterprise), on one date where dates are kept apart."""

    counted: str
    department: int | None
    key: str
    number: int
    on: date | None = None


def lines(region_id: int, counted: Collection[Dated], first: date, until: date) -> list[Line]:
    """All figures of a span of dates, the last not included."""
    rows = _of(region_id, counted, first, until).values_list("counted", "department_id", "key").annotate(sum=Sum("number"))
    return [Line(*row) for row in rows if row[-1]]


def lines_by_date(region_id: int, counted: Collection[Dated], first: date, until: date) -> list[Line]:
    """The same, each date apart."""
    rows = _of(region_id, counted, first, until).values_list("counted", "department_id", "key", "on").annotate(sum=Sum("number"))
    return [Line(what, unit, key, number, on) for what, unit, key, on, number in rows if number]


def _of(region_id: int, counted: Collection[Dated], first: date, until: date) -> QuerySet[DatedTally]:
    return DatedTally.objects.filter(region=region_id, counted__in=list(counted), on__gte=first, on__lt=until).order_by()


class Near(StrEnum):
    """How near the last day of an open limit is; a right that runs out is nobody's breach."""

    LONG_OVERDUE = "long_overdue"
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class OpenLimits:
    """So many open limits of one code and department, and how near their last days are."""

    department: int | None
    code: str
    near: str
    number: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Up to which last day a limit has been overdue for long, today, and up to which it ends soon."""

    long_ago: date
    today: date
    soon: date


def open_limits(region_id: int, bounds: Bounds) -> list[OpenLimits]:
    """Open limits by how near their last day is; one statement."""
    near = Case(
        When(key__endswith=PAUSED, then=Value(Near.PAUSED.value)),
        When(key__in=[code.value for code in RIGHTS], then=Value(Near.RIGHT.value)),
        When(on__lte=bounds.long_ago, then=Value(Near.LONG_OVERDUE.value)),
        When(on__lt=bounds.today, then=Value(Near.OVERDUE.value)),
        When(on__lte=bounds.soon, then=Value(Near.SOON.value)),
        default=Value(Near.LATER.value),
        output_field=CharField(),
    )
    rows = DatedTally.objects.filter(region=region_id, counted=Dated.OPEN).order_by().annotate(near=near)
    found = rows.values_list("department_id", "key", "near").annotate(sum=Sum("number"))
    return [OpenLimits(unit, key.removesuffix(PAUSED), how, number) for unit, key, how, number in found if number]


def open_clocks_near(region_id: int, near: Near | None, bounds: Bounds) -> QuerySet[Clock]:
    """The limits that :func:`open_limits` counts, the earliest due first."""
    clocks = Clock.objects.filter(region=region_id).order_by("due_on", "pk")
    if near is None:
        return clocks.filter(status__in=OPEN_STATUSES)
    if near == Near.PAUSED:
        return clocks.filter(status=ClockStatus.PAUSED)
    running = clocks.filter(status=ClockStatus.RUNNING)
    if near == Near.RIGHT:
        return running.filter(code__in=RIGHTS)
    span = {
        Near.LONG_OVERDUE: Q(due_on__lte=bounds.long_ago),
        Near.OVERDUE: Q(due_on__gt=bounds.long_ago, due_on__lt=bounds.today),
        Near.SOON: Q(due_on__gte=bounds.today, due_on__lte=bounds.soon),
        Near.LATER: Q(due_on__gt=bounds.soon),
    }
    return running.filter(span[near]).exclude(code__in=RIGHTS)


def regions_to_date(limit: int) -> Sequence[int]:
    """Regions whose figures have become many rows."""
    fresh = DatedTally.objects.filter(is_sum=False).order_by().values("region_id").annotate(rows=Count("pk"))
    return list(fresh.filter(rows__gt=ADDED_UP_FROM).values_list(F("region_id"), flat=True)[:limit])


@transaction.atomic
def add_up_dated(region_id: int) -> None:
    """Put one row in the place of all of a kind. A reader sees the old ones or the new one, never both."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, {"region": region_id})
