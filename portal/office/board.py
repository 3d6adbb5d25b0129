"""Every limit that runs, by unit, stage and how near its end is; and how many cases are at which stage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cases.enums import Phase
from deadlines.codes import DUTIES
from portal.office.filters import CERTIFIED, NEAR, UNDER_WAY, states_at, states_of
from portal.office.grids import Cell, Grid, Part, Row, number
from portal.office.limits import ENTERPRISE, STAGE_OF, address, parties, stages
from portal.office.periods import DAY
from portal.shell.components import Tile
from supervision.dated import Bounds, Near
from supervision.tallies import OVERDUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from deadlines.calendar_math import Calendar
    from departments.models import Department
    from supervision.dated import OpenLimits
    from supervision.tallies import Tallies

NEAR_DAYS = 5
LATE = (Near.LONG_OVERDUE, Near.OVERDUE)


def bounds_of(today: date, calendar: Calendar) -> Bounds:
    """Five working days back and five ahead."""
    long_ago = today
    while calendar.working_days_between(long_ago, today) < NEAR_DAYS:
        long_ago -= DAY
    return Bounds(long_ago, today, calendar.add_working_days(today, NEAR_DAYS))


def phases(tallies: Tallies) -> list[tuple[str, int, str]]:
    """How many cases stand in each phase, and the list of them."""
    counts = tallies.cases()
    return [
        (str(phase.label), sum(counts.get(state.value, 0) for state in states_of(phase)), address("office:cases", stage=phase.value))
        for phase in Phase
    ]


def by_unit(found: Iterable[OpenLimits], units: Sequence[Department]) -> Grid:
    """Whose the open limits are."""
    names = [(str(unit.pk), unit.short_name) for unit in units] + parties(())
    return _grid("units", "按责任单位", "单位", "party", names, found, lambda one: str(one.department) if one.department else ENTERPRISE)


def by_stage(found: Iterable[OpenLimits]) -> Grid:
    """Of which part of the flow they are."""
    return _grid("stages", "按环节", "环节", "stage", stages(), found, lambda one: STAGE_OF[one.code])


def _grid(
    key: str,
    title: str,
    first: str,
    asked: str,
    names: Iterable[tuple[str, str]],
    found: Iterable[OpenLimits],
    of: Callable[[OpenLimits], str],
) -> Grid:
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts[of(one), one.near] += one.number
        counts[of(one), ""] += one.number
    columns = [*((near.value, label) for near, label in NEAR.items()), ("", "合计")]
    rows = tuple(
        Row(
            Part(label, address("office:board", **{asked: name})),
            tuple(_cell(counts[name, near], near, address("office:board", **{asked: name}, near=near)) for near, _ in columns),
        )
        for name, label in names
        if counts[name, ""]
    )
    return Grid(key, title, first, tuple(label for _, label in columns), rows)


def _cell(count: int, near: str, url: str) -> Cell:
    return number(count, f"{url}#limits", is_late=near in LATE)


def tiles(tallies: Tallies, found: Sequence[OpenLimits]) -> list[Tile]:
    """The region at a glance."""
    counts = tallies.cases()
    under_way, certified = (sum(counts.get(state.value, 0) for state in states_at(stage)) for stage in (UNDER_WAY, CERTIFIED))
    overdue = tallies.limits(OVERDUE, DUTIES)
    near = sum(one.number for one in found if one.near == Near.SOON)
    return [
        Tile("正在办理", under_way, "件", url=address("office:cases", stage=UNDER_WAY), tone="info"),
        Tile("已出具证明", certified, "件", url=address("office:cases", stage=CERTIFIED), tone="success"),
        Tile(
            "5个工作日内到期",
            near,
            "个",
            url=f"{address('office:board', near=Near.SOON.value)}#limits",
            tone="warning" if near else "neutral",
        ),
        Tile("超期的期限", overdue, "个", url=address("office:overdue"), tone="danger" if overdue else "neutral"),
    ]
