"""The nightly proof that every open clock's date is the replay of its events, and that every date kept elsewhere is its clock's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from deadlines.calendar_math import Due
from deadlines.enums import ClockStatus
from deadlines.lives import Life, lives
from deadlines.models import Clock
from deadlines.replay import BrokenEventsError, Timeline, due, timeline
from deadlines.selectors import UnknownCalendarVersionError, calendar_as_of, open_clocks, term_of
from ledger.snapshots import read_only_snapshot
from ledger.timekeeping import one_moment

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ClockFinding:
    clock_id: int
    message: str


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A row of another app whose date is not that of its clocks; ``object`` is its name in the ledger."""

    object: str
    message: str


@dataclass(frozen=True, slots=True)
class Recheck:
    checked: int
    findings: tuple[ClockFinding, ...]
    compared: int
    kept_findings: tuple[KeptFinding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings and not self.kept_findings


# Yields for each row that keeps a date what is wrong with it, or nothing.
Comparison: TypeAlias = Callable[[], Iterator[KeptFinding | None]]
_comparisons: list[Comparison] = []


def compare_every_night(comparison: Comparison) -> None:
    """Let a comparison be part of the proof; called by its app when it is ready."""
    _comparisons.append(comparison)


def recheck_clocks() -> Recheck:
    """Replay every open clock by the calendar it names, and compare what is kept; differences are logged and returned."""
    with one_moment(), read_only_snapshot():
        checked, findings = _replayed()
        compared, kept_findings = _compared()
    return Recheck(checked, findings, compared, kept_findings)


def _replayed() -> tuple[int, tuple[ClockFinding, ...]]:
    checked, findings = 0, []
    for life in lives(open_clocks()):
        checked += 1
        problem = _problem(life)
        if problem:
            findings.append(ClockFinding(life.clock.pk, problem))
            log.error("clock_differs_from_its_events", object=f"clock:{life.clock.pk}", reason=problem)
    return checked, tuple(findings)


def _compared() -> tuple[int, tuple[KeptFinding, ...]]:
    compared, findings = 0, []
    for comparison in _comparisons:
        for finding in comparison():
            compared += 1
            if finding is not None:
                findings.append(finding)
                log.error("kept_date_differs_from_its_clocks", object=finding.object, reason=finding.message)
    return compared, tuple(findings)


def _problem(life: Life) -> str | None:
    clock, rule = life.clock, life.rule
    if life.numbers != list(range(1, len(life.numbers) + 1)):
        return "期限事件的序号不连续"
    try:
        line = timeline(life.events)
        found = due(life.events, calendar_as_of(rule.region_id, clock.calendar_version), term_of(rule))
    except BrokenEventsError as error:
        return f"期限事件的顺序不成立（{error}）"
    except UnknownCalendarVersionError as error:
        return str(error)
    return _difference(clock, line, found)


def _difference(clock: Clock, line: Timeline, found: Due) -> str | None:
    status = ClockStatus.PAUSED if line.open_pause else ClockStatus.RUNNING
    if line.closed_by or clock.status != status:
        return f"状态应与期限事件一致，现为“{clock.get_status_display()}”"
    if line.start != clock.started_on:
        return f"起算日应为 {line.start}，现为 {clock.started_on}"
    if found.due_on != clock.due_on:
        return f"届满日应为 {found.due_on}，现为 {clock.due_on}"
    return None if found.provisional == clock.provisional else "“暂定”标记与日历不一致"
