"""The second opinion on every clock: day by day from the rows, by none of the arithmetic that wrote the dates.

It shares no function with `calendar_math` and `replay`: what is wrong there must not be right here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from deadlines.models import CalendarDay, Clock, ClockEvent, UnchargedSpan, WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

ONE: Final = timedelta(days=1)
SATURDAY: Final = 5
# 《全国年节及纪念日放假办法》: known of any year, published or not.
ALWAYS_OFF: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# From here on the next year's notice may speak of a December.
LAST_DAYS: Final = (12, 20)
OPEN: Final = ("running", "paused")


class Arrangement:
    """The days of one set of calendars, asked one by one."""

    def __init__(self, kinds: dict[date, str], official: set[int]) -> None:
        self.kinds, self.official = kinds, official
        self.described = official | {day.year for day in kinds}

    def works(self, day: date) -> bool:
        kind = self.kinds.get(day)
        if kind is not None:
            return kind == "work"
        is_off = day.year not in self.described and (day.month, day.day) in ALWAYS_OFF
        return day.weekday() < SATURDAY and not is_off

    def is_certain(self, first: date, last: date) -> bool:
        years = range(first.year, min(last.year, MAXYEAR) + 1)
        if not all(year in self.official for year in years):
            return False
        return (last.month, last.day) < LAST_DAYS or last.year + 1 in self.official


@dataclass(slots=True)
class Told:
    """What the events of a clock say."""

    kinds: list[str] = field(default_factory=list)
    start: date | None = None
    agreed: date | None = None
    spans: list[tuple[date, date | None]] = field(default_factory=list)
    extension: int = 0
    ended: tuple[str, date] | None = None
    breached: date | None = None
    last_due: date | None = None
    problem: str = ""

    @property
    def open_since(self) -> date | None:
        return next((first for first, until in self.spans if until is None), None)

    @property
    def uncharged(self) -> list[tuple[date, date | None]]:
        """The spans; one that was open when the clock ended ends with it."""
        closed = [(first, self.ended[1] if until is None and self.ended else until) for first, until in self.spans]
        return [(first, until) for first, until in closed if first != until]

    def fails(self, problem: str) -> None:
        """Of several problems the first is told: the others follow from it."""
        self.problem = self.problem or problem

    def add(self, kind: str, on: date, days: int, due_on: date) -> None:
        if (kind == "start") != (not self.kinds) or self.ended:
            self.fails(f"期限事件的顺序不成立（{kind}）")
        self.kinds.append(kind)
        self.last_due = due_on
        match kind:
            case "start":
                self.start = on
            case "pause":
                self._open(on)
            case "resume":
                self._close(on)
            case "exclude":
                self.spans.append((on, on + days * ONE))
            case "extend":
                self.extension += days
            case "stop" | "void":
                self.ended = (kind, on)
            case "breach":
                self.breached = max(on, self.breached or on)

    def _open(self, on: date) -> None:
        if self.open_since is not None:
            self.fails("期限事件的顺序不成立（中止未恢复又中止）")
        self.spans.append((on, None))

    def _close(self, on: date) -> None:
        if self.open_since is None:
            self.fails("期限事件的顺序不成立（没有中止而恢复）")
        self.spans = [(first, on if until is None else until) for first, until in self.spans]


def last_day(told: Told, length: int, unit: str, days: Arrangement) -> tuple[date, bool]:
    """The last day and whether it is certain, counted on the fingers."""
    start = told.start
    if start is None:
        raise ValueError("no start")
    paused = [(first, until) for first, until in told.spans if until is not None]
    if told.agreed is not None:
        return _agreed_day(start, told.agreed, told.extension, unit, paused, days)
    left = length + told.extension
    if left == 0:
        return start, True
    if unit == "MONTH":
        left = (_months_on(start, left) - start).days
    day = start
    while left:
        day += ONE
        if not _among(day, paused) and (unit != "WD" or days.works(day)):
            left -= 1
    decisive = start + ONE if unit == "WD" else day
    while _among(day, paused) or not days.works(day):
        day += ONE
    return day, days.is_certain(decisive, day)


def _agreed_day(
    start: date, agreed: date, extension: int, unit: str, paused: list[tuple[date, date]], days: Arrangement
) -> tuple[date, bool]:
    """A day that people chose stands as it is, on a rest day too; an extension follows it, what is not charged puts it off."""
    wanted = last_day(Told(start=agreed), extension, unit, days)[0] if extension else agreed
    left, day = (wanted - start).days, start
    while left:
        day += ONE
        if not _among(day, paused):
            left -= 1
    while day != wanted and (_among(day, paused) or not days.works(day)):
        day += ONE
    return day, day == agreed or days.is_certain(agreed, day)


def _among(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day < until for first, until in spans)


def _months_on(start: date, months: int) -> date:
    """The same day number so many months on; in a month that is too short its last day."""
    year, month = start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1
    for number in range(start.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise ValueError(start)


class Prover:
    """Proves clocks in the order of their keys; keeps the calendars that it has read."""

    def __init__(self) -> None:
        self._arrangement = lru_cache(maxsize=1_000)(self._read)
        self._plain = lru_cache(maxsize=100_000)(self._counted)

    def prove(self, clocks: QuerySet[Clock]) -> Iterator[tuple[int, str]]:
        """Each clock of a batch with what is wrong with it, or nothing."""
        rows: list[Any] = list(
            clocks.order_by("pk").values_list("pk", "region", "calendar_version", "rule__length", "rule__unit", named=True)
        )
        stated = {clock.pk: clock for clock in clocks}
        told, spans = _told(list(stated)), _spans(list(stated))
        for row in rows:
            yield row.pk, self._problem(row, stated[row.pk], told[row.pk], spans[row.pk])

    def _problem(self, row: Any, clock: Clock, told: Told, spans: list[tuple[date, date | None]]) -> str:
        if told.problem or told.start is None:
            return told.problem or "没有期限事件"
        try:
            due_on, is_certain = self._due(row, told)
        except LookupError as error:
            return str(error)
        if problem := _difference(clock, told, due_on, is_certain=is_certain):
            return problem
        return "" if sorted(map(str, spans)) == sorted(map(str, told.uncharged)) else "所存的中止和扣除日期与期限事件不一致"

    def _due(self, row: Any, told: Told) -> tuple[date, bool]:
        if told.start is not None and not told.spans and not told.extension and told.agreed is None:
            return self._plain(row.region, row.calendar_version, told.start, row.rule__length, row.rule__unit)
        return last_day(told, row.rule__length, row.rule__unit, self._arrangement(row.region, row.calendar_version))

    def _counted(self, region: int, version: str, start: date, length: int, unit: str) -> tuple[date, bool]:
        return last_day(Told(start=start), length, unit, self._arrangement(region, version))

    def _read(self, region: int, version: str) -> Arrangement:
        wanted = [part.partition(".") for part in version.split()]
        kinds: dict[date, str] = {}
        official: set[int] = set()
        for year, _, number in sorted(wanted, key=lambda part: int(part[0])):
            calendar = WorkCalendar.objects.filter(region=region, year=int(year), version=int(number)).order_by("pk").first()
            if calendar is None:
                raise LookupError(f"没有日历版本“{version}”")
            kinds |= dict(CalendarDay.objects.filter(calendar=calendar).order_by("pk").values_list("date", "kind"))
            if calendar.status == "official":
                official.add(int(year))
        return Arrangement(kinds, official)


def _told(keys: list[int]) -> dict[int, Told]:
    found: dict[int, Told] = defaultdict(Told)
    rows = ClockEvent.objects.filter(clock__in=keys).order_by("clock_id", "seq")
    for key, seq, kind, on, days, due_on, agreed_on in rows.values_list(
        "clock_id", "seq", "kind", "effective_on", "days", "due_on", "agreed_on"
    ):
        told = found[key]
        told.agreed = agreed_on or told.agreed
        if seq != len(told.kinds) + 1:
            told.fails("期限事件的序号不连续")
        told.add(kind, on, days, due_on)
    return found


def _spans(keys: list[int]) -> dict[int, list[tuple[date, date | None]]]:
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for key, days in UnchargedSpan.objects.filter(clock__in=keys).order_by("pk").values_list("clock_id", "days"):
        if not days.isempty:
            found[key].append((days.lower, days.upper))
    return found


def _difference(clock: Clock, told: Told, due_on: date, *, is_certain: bool) -> str:
    """The first thing in which a clock is not what it should be."""
    status, stopped_on, breached_on = _standing(told, due_on)
    if clock.status != status:
        return f"状态应与期限事件一致，现为“{clock.get_status_display()}”"
    wanted = (
        ("起算日", clock.started_on, told.start),
        ("届满日", clock.due_on, due_on),
        ("办结日", clock.stopped_on, stopped_on),
        ("超期日", clock.breached_on, breached_on),
    )
    for name, stated, right in wanted:
        if stated != right:
            return f"{name}应为 {right or '空'}，现为 {stated or '空'}"
    if told.last_due != due_on:
        return f"届满日应为 {due_on}，最后一个期限事件记为 {told.last_due}"
    return "“暂定”标记与日历不一致" if clock.provisional == is_certain else ""


def _standing(told: Told, due_on: date) -> tuple[str, date | None, date | None]:
    """Status, day of the end, first day too late."""
    if told.ended is None:
        late = told.breached if told.breached and told.breached > due_on else None
        return ("paused" if told.open_since else "running"), None, late
    kind, on = told.ended
    if kind == "void":
        return "void", on, None
    in_time = on <= due_on or (told.open_since is not None and told.open_since <= due_on)
    return ("met", on, None) if in_time else ("breached", on, due_on + ONE)
