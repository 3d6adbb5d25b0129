"""The figures of board and leaders' page once more, by plain loops over what cannot be changed: the events of the limits and the ledger.

Nothing is asked of a state, a last day or a breach that a row repeats, nor of anything that is kept for the pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.models import Case, Decision
from deadlines.codes import RIGHTS
from deadlines.models import Clock
from deadlines.replay import Happening
from ledger.models import Event
from ledger.timekeeping import legal_date
from recognition.models import Recognition
from tests.deadlines.naive import ONE, paused_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from deadlines.calendar_math import Calendar
    from departments.models import Region


@dataclass
class Limit:
    """What became of one limit."""

    code: str
    unit: int | None
    case: int | None
    due: date
    is_open: bool
    is_paused: bool
    late_on: date | None
    done_on: date | None
    days: list[date] = field(default_factory=list)
    whose: Counter[str] = field(default_factory=Counter)

    @property
    def settled_on(self) -> date | None:
        """When it came out how it went."""
        return self.late_on or self.done_on


@dataclass
class Recount:
    limits: list[Limit]
    # The day on which a case (unit None), or a unit's answer, first came to a state.
    reached: dict[tuple[int, int | None, str], date]
    reasons: list[tuple[str, str, date]]

    def done(self, code: str, first: date, last: date, unit: int | None = None) -> list[Limit]:
        return [one for one in self._of(code, unit) if one.done_on and first <= one.done_on <= last]

    def kept(self, code: str, first: date, last: date, unit: int | None = None) -> int:
        return sum(one.late_on is None for one in self.done(code, first, last, unit))

    def late(self, code: str, first: date, last: date, unit: int | None = None) -> int:
        return sum(one.late_on is not None and first <= one.late_on <= last for one in self._of(code, unit))

    def came_to(self, states: tuple[str, ...], first: date, last: date, unit: int | None = None) -> int:
        return sum(whose == unit and state in states and first <= on <= last for (_, whose, state), on in self.reached.items())

    def _of(self, code: str, unit: int | None) -> list[Limit]:
        return [one for one in self.limits if one.code == code and unit in (None, one.unit)]


def recount(region: Region, calendar_at: Callable[[datetime], Calendar]) -> Recount:
    """``calendar_at``: the calendar by which days were counted at a moment."""
    reached = _reached()
    clocks = Clock.objects.filter(region=region).select_related("rule").order_by("pk")
    limits = [_limit(clock, reached, calendar_at) for clock in clocks]
    return Recount(limits, reached, list(_reasons(reached)))


def _limit(clock: Clock, reached: dict[tuple[int, int | None, str], date], calendar_at: Callable[[datetime], Calendar]) -> Limit:
    events = list(clock.events.order_by("seq"))
    due, last = events[-1].due_on, events[-1]
    pauses = [event for event in events if event.kind in ("pause", "resume")]
    pause = pauses[-1] if pauses and pauses[-1].kind == "pause" else None
    noted = [event.effective_on for event in events if event.kind == "breach"]
    found = Limit(
        code=clock.code,
        unit=clock.obligor_id,
        case=clock.case_id,
        due=due,
        is_open=last.kind not in ("stop", "void"),
        is_paused=pause is not None,
        late_on=noted[-1] if noted and due < noted[-1] else None,
        done_on=last.effective_on if last.kind == "stop" else None,
    )
    if last.kind == "void":
        found.late_on = None
    if found.done_on is not None:
        in_time = found.done_on <= due or (pause is not None and pause.effective_on <= due)
        found.late_on = None if in_time else due + ONE
        found.days = _used(clock, events, found.done_on, calendar_at(last.recorded_at))
        received, handed_on = (reached.get((clock.case_id or 0, None, state)) or date.max for state in ("received", "distributed"))
        found.whose = Counter("court" if day <= received else "bureau" if day <= handed_on else "unit" for day in found.days)
    return found


def _used(clock: Clock, events: list, until: date, calendar: Calendar) -> list[date]:
    taken_out = paused_days([Happening(event.kind, event.effective_on, event.days) for event in events])
    pauses = [event for event in events if event.kind in ("pause", "resume")]
    if pauses and pauses[-1].kind == "pause":
        taken_out |= {pauses[-1].effective_on + number * ONE for number in range(1000)}
    days = [clock.started_on + number * ONE for number in range(1, (until - clock.started_on).days + 1)]
    return [day for day in days if day not in taken_out and (clock.rule.unit != "WD" or calendar.is_working(day))]


def _reached() -> dict[tuple[int, int | None, str], date]:
    units = dict(Recognition.objects.order_by("pk").values_list("pk", "department_id"))
    cases = dict(Recognition.objects.order_by("pk").values_list("pk", "case_id"))
    found: dict[tuple[int, int | None, str], date] = {}
    for event in Event.objects.filter(entity__in=("case", "recognition")).order_by("at", "pk"):
        key = int(event.object.partition(":")[2])
        case, unit = (key, None) if event.entity == "case" else (cases[key], units[key])
        if event.from_state != event.to_state:
            found.setdefault((case, unit, event.to_state or ""), legal_date(event.at))
    return found


def _reasons(reached: dict[tuple[int, int | None, str], date]):
    for (case, unit, state), on in reached.items():
        if unit is not None:
            continue
        if state == "not_accepted":
            yield state, Case.objects.get(pk=case).decline_reason, on
        elif state == "rejected":
            first = Decision.objects.filter(case=case, is_approval=False).order_by("pk")[0]
            yield from ((state, reason, on) for reason in first.reason_codes)


def near(limit: Limit, today: date, calendar: Calendar) -> str:
    """How near the last day is, counted day by day."""
    if limit.is_paused:
        return "paused"
    if limit.code in RIGHTS:
        return "right"
    if limit.due < today:
        over = sum(calendar.is_working(limit.due + number * ONE) for number in range(1, (today - limit.due).days + 1))
        return "long_overdue" if over >= 5 else "overdue"
    left = sum(calendar.is_working(today + number * ONE) for number in range(1, (limit.due - today).days + 1))
    return "soon" if (left <= 5 and calendar.is_working(limit.due)) or left < 5 else "later"


def mondays(last: date, count: int = 12) -> list[date]:
    monday = last - timedelta(days=last.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]


def months(until: date, count: int = 12) -> list[tuple[date, date]]:
    """First and last day of so many months up to the one that ends before a day."""
    found = []
    for _ in range(count):
        last = until - ONE
        until = last.replace(day=1)
        found.append((until, last))
    return found[::-1]
