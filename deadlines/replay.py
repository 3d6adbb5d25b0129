"""From what happened to a clock to its due date, and to the day-by-day reason for it. Pure: no database, no Django."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from deadlines.calendar_math import DAY, Calendar, Due, shift_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MarkKind = Literal["start", "counted", "extended", "makeup", "weekend", "holiday", "paused", "rolled"]


class BrokenEventsError(ValueError):
    """Events in an order that no clock can have."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A stored event; kind is a value of deadlines.enums.EventKind."""

    kind: str
    on: date
    days: int = 0
    reason: str = ""
    actor: str = ""
    # Of a start only: the last day that was agreed instead of the rule's length.
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A length in working days (WD), natural days (ND) or months (MONTH)."""

    length: int
    unit: str


@dataclass(frozen=True, slots=True)
class Pause:
    """The days from first up to, not including, until: a pause day is never charged, a resume day is."""

    first: date
    until: date | None
    reason: str
    actor: str
    # Days that were taken out as a whole, afterwards, and not by a pause that somebody began and ended.
    is_excluded: bool = False

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Timeline:
    start: date
    pauses: tuple[Pause, ...]
    extension: int
    closed_by: str | None
    # The spans that are not charged and whose end is known, in the order of days, none touching another.
    ended_pauses: tuple[tuple[date, date], ...] = ()

    @property
    def open_pause(self) -> Pause | None:
        return next((pause for pause in self.pauses if pause.until is None), None)


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day of the answer to "why this date?"; count is None on a day that uses nothing up."""

    date: date
    kind: MarkKind
    label: str
    count: int | None = None


def timeline(events: Iterable[Happening]) -> Timeline:
    """Read events in their order of seq. Raises BrokenEventsError."""
    steps = tuple(events)
    if not steps or steps[0].kind != "start":
        raise BrokenEventsError("the first event must be a start")
    pauses: list[Pause] = []
    closed_by: str | None = None
    latest = steps[0].on
    for step in steps[1:]:
        if closed_by:
            raise BrokenEventsError(f"{step.kind} after {closed_by}")
        if step.kind in ("pause", "resume", "stop", "void"):
            if step.on < latest:
                raise BrokenEventsError(f"{step.kind} on {step.on} lies before {latest}")
            latest = step.on
        closed_by = step.kind if step.kind in ("stop", "void") else None
        _note_pause(pauses, step)
    extension = sum(step.days for step in steps if step.kind == "extend")
    # What was taken out afterwards stands among the pauses by its days, not by when it was recorded.
    pauses += (_excluded(step) for step in steps if step.kind == "exclude")
    return Timeline(steps[0].on, tuple(pauses), extension, closed_by, _ended(pauses))


def _excluded(step: Happening) -> Pause:
    return Pause(step.on, step.on + step.days * DAY, step.reason, step.actor, is_excluded=True)


def _ended(pauses: Iterable[Pause]) -> tuple[tuple[date, date], ...]:
    spans: list[tuple[date, date]] = []
    for first, until in sorted((pause.first, pause.until) for pause in pauses if pause.until is not None):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], until))
        else:
            spans.append((first, until))
    return tuple(spans)


def _note_pause(pauses: list[Pause], step: Happening) -> None:
    paused = bool(pauses) and pauses[-1].until is None
    if step.kind == "pause":
        if paused:
            raise BrokenEventsError("a pause inside a pause")
        pauses.append(Pause(step.on, None, step.reason, step.actor))
    elif step.kind == "resume":
        if not paused:
            raise BrokenEventsError("a resume without a pause")
        last = pauses[-1]
        pauses[-1] = Pause(last.first, step.on, last.reason, last.actor)
    elif step.kind == "start":
        raise BrokenEventsError("a second start")


def due(events: Iterable[Happening], calendar: Calendar, term: Term) -> Due:
    """Return the last day of the period.

    While a pause is open its end is unknown; the answer is then the earliest date still possible, as if it ended at once.
    """
    steps = tuple(events)
    if steps and steps[0].agreed_on is not None:
        return _agreed(timeline(steps), steps[0].agreed_on, calendar, term.unit)
    extension = _extension(steps)
    if extension is None:
        line = timeline(steps)
        extension = line.extension
        if line.ended_pauses and term.length + extension:
            return _interrupted(line, term.length + extension, term.unit, calendar)
    return calendar.uninterrupted(steps[0].on, term.length + extension, term.unit)


def _agreed(line: Timeline, agreed_on: date, calendar: Calendar, unit: str) -> Due:
    """A day that people have chosen stands as it is, on a rest day too; an extension follows it, pauses put it off day for day."""
    wanted = calendar.uninterrupted(agreed_on, line.extension, unit).due_on if line.extension else agreed_on
    day = _full_on(line, (wanted - line.start).days, "ND") if wanted > line.start else wanted
    if day != wanted:
        day = _rolled(day, line, calendar)
    return Due(day, provisional=day != agreed_on and not calendar.is_known(agreed_on, day))


def _extension(steps: tuple[Happening, ...]) -> int | None:
    """Return what was added to the term of a clock that was neither paused nor ended; None for any other."""
    if not steps or steps[0].kind != "start":
        return None
    extension = 0
    for step in steps[1:]:
        if step.kind == "extend":
            extension += step.days
        elif step.kind not in ("recalculate", "breach"):
            return None
    return extension


def _interrupted(line: Timeline, length: int, unit: str, calendar: Calendar) -> Due:
    if unit == "WD":
        due_on = _working_due(line, length, calendar)
        return Due(due_on, provisional=not calendar.is_known(line.start + DAY, due_on))
    full = _full_on(line, length, unit)
    due_on = _rolled(full, line, calendar)
    return Due(due_on, provisional=not calendar.is_known(full, due_on))


def _working_due(line: Timeline, length: int, calendar: Calendar) -> date:
    before, left = line.start, length
    for first, until in line.ended_pauses:
        ran = max(0, calendar.working_days_between(before, first - DAY))
        if ran >= left:
            break
        left -= ran
        before = max(before, until - DAY)
    return calendar.add_working_days(before, left)


def _full_on(line: Timeline, length: int, unit: str) -> date:
    """Return the day on which the days or months are used up, before any roll over rest days."""
    full = shift_months(line.start, length) if unit == "MONTH" else line.start + length * DAY
    for first, until in line.ended_pauses:
        if first <= full:
            full += max(timedelta(0), until - max(first, line.start + DAY))
    return full


def _rolled(full: date, line: Timeline, calendar: Calendar) -> date:
    """Roll to a working day at whose end the clock runs (民诉法 §85: only the last day is moved)."""
    day = calendar.roll_forward(full)
    for first, until in line.ended_pauses:
        if first <= day < until:
            day = calendar.roll_forward(until)
    return day


def strip(events: Sequence[Happening], calendar: Calendar, term: Term) -> tuple[DayMark, ...]:
    """Return every day from day 0 to the due day with what it counted for; it breaks off where an open pause begins."""
    line = timeline(events)
    due_on = due(events, calendar, term).due_on
    start = DayMark(line.start, "start", "起算日，不计入期间")
    if events[0].agreed_on is not None:
        return (start, *_named_day(tuple(_marks(line, due_on, due_on, calendar, "ND")), events[0].agreed_on))
    length = term.length + line.extension
    full = due_on if term.unit == "WD" or length == 0 else _full_on(line, length, term.unit)
    marks = _marks(line, due_on, full, calendar, term.unit)
    return (start, *(_of_extension(mark, events, term) for mark in marks))


def _named_day(marks: tuple[DayMark, ...], agreed_on: date) -> Iterator[DayMark]:
    """Says of the agreed day that it was agreed."""
    for mark in marks:
        yield replace(mark, label=f"{mark.label}，议定的届满日") if mark.date == agreed_on and mark.kind == "counted" else mark


def _of_extension(mark: DayMark, events: Sequence[Happening], term: Term) -> DayMark:
    """A day that is there only because the term was extended says by whom and why."""
    if mark.kind != "counted" or term.unit == "MONTH" or mark.count is None or mark.count <= term.length:
        return mark
    why = "；".join(step.reason.rstrip("。") + (f"，{step.actor}" if step.actor else "") for step in events if step.kind == "extend")
    return replace(mark, kind="extended", label=f"{mark.label}（延长：{why}）")


def _marks(line: Timeline, due_on: date, full: date, calendar: Calendar, unit: str) -> Iterator[DayMark]:
    count = 0
    day = line.start
    while day < due_on:
        day += DAY
        pause = next((pause for pause in line.pauses if pause.covers(day)), None)
        if pause is not None:
            yield DayMark(day, "paused", _paused_label(pause))
            if pause.until is None:
                return
        elif day > full:
            yield DayMark(day, "rolled", _rolled_label(day, due_on, calendar))
        elif unit != "WD":
            count += 1
            yield DayMark(day, "counted", f"第 {count} 日", count)
        elif calendar.is_working(day):
            count += 1
            yield _working_mark(day, count, calendar)
        else:
            yield _rest_mark(day, calendar)


def _working_mark(day: date, count: int, calendar: Calendar) -> DayMark:
    exception = calendar.exception(day)
    if exception is None:
        return DayMark(day, "counted", f"第 {count} 个工作日{_guess(day, calendar)}", count)
    return DayMark(day, "makeup", f"第 {count} 个工作日（{exception.name}调休上班{_source(exception.source)}）", count)


def _rest_mark(day: date, calendar: Calendar) -> DayMark:
    exception = calendar.exception(day)
    if exception is None:
        return DayMark(day, "weekend", f"周末，不计入{_guess(day, calendar)}")
    label = f"{exception.name}放假，不计入{_source(exception.source)}{_guess(day, calendar)}"
    return DayMark(day, "holiday", label)


def _paused_label(pause: Pause) -> str:
    what = "不计入" if pause.is_excluded else "中止计时"
    return f"{what}：{pause.reason}" + (f"（{pause.actor}）" if pause.actor else "")


def _rolled_label(day: date, due_on: date, calendar: Calendar) -> str:
    if day == due_on:
        return f"顺延到本日届满{_guess(day, calendar)}"
    exception = calendar.exception(day)
    rest = "周末" if exception is None else f"{exception.name}放假"
    return f"遇{rest}，顺延{_guess(day, calendar)}"


def _source(source: str) -> str:
    return f"，依据《{source}》" if source else ""


def _guess(day: date, calendar: Calendar) -> str:
    doubt = calendar.doubt(day)
    return f"（{doubt}）" if doubt else ""
