"""A clock's life. Every function locks the clock, writes one event and the date that follows from all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from deadlines.calendar_math import Calendar, shift_months
from deadlines.codes import BARS
from deadlines.enums import ClockStatus, EventKind, Unit
from deadlines.models import Clock, ClockEvent, DeadlineRule
from deadlines.replay import Happening, Term, due, timeline
from deadlines.selectors import calendar_for, happenings, rule_of, settled_of, term_of, version_since
from deadlines.services.rungs import arm
from ledger.constraints import sentence_of
from ledger.rows import Kept, Part
from ledger.services import append_event
from ledger.timekeeping import legal_date
from words.dates import day

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)
# What changes in the life of a clock.
MOVES = ("due_on", "provisional", "calendar_version", "status", "stopped_on", "breached_on", "next_rung_at")


class DeadlineError(Exception):
    """The message is for the person who acted."""


class UnknownRuleError(DeadlineError):
    pass


class ClockAlreadyRunningError(DeadlineError):
    pass


class ClockNotOpenError(DeadlineError):
    pass


class ClockDateError(DeadlineError):
    pass


@contextmanager
def joined() -> Iterator[None]:
    """Join the caller's transaction, or be one. Unlike a savepoint it costs nothing, and a refusal leaves the caller's usable."""
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        yield


@joined()
def start_clock(
    *,
    region: Model,
    code: str,
    started_on: date,
    at: datetime,
    actor: str,
    case: Model | None = None,
    notice: Model | None = None,
    duty: Model | None = None,
    obligor: Model | None = None,
    **part: Model,
) -> Clock:
    """Open the next round of a limit; started_on is day 0, ``part`` what of the case it is about. Raises UnknownRuleError, ClockAlreadyRunningError."""
    subject = _keys(case=case, notice=notice, duty=duty, obligor=obligor, part=part)
    earlier = Clock.objects.filter(code=code, **subject).order_by("-round").first()
    clock = _next_round(region, code, earlier, started_on=started_on, at=at, **subject)
    with _collisions_in_words(code):
        clock.save(force_insert=True)
    event = _start_event(clock, at, actor)
    event.save(force_insert=True)
    _put_on_record(clock, event)
    return clock


def _next_round(region: Model, code: str, earlier: Clock | None, *, started_on: date, at: datetime, **subject: Any) -> Clock:
    """A clock that is not stored yet."""
    if earlier is not None and earlier.is_open:
        raise ClockAlreadyRunningError(f"期限 {code} 已在计时，不能重复起算。")
    rule, calendar = current_rule(region, code), _told_calendar(region)
    found = due([Happening("start", started_on)], calendar, term_of(rule))
    clock = Clock(
        rule=rule,
        code=code,
        region_id=rule.region_id,
        round=earlier.round + 1 if earlier else 1,
        started_on=started_on,
        due_on=found.due_on,
        provisional=found.provisional,
        calendar_version=version_since(calendar, started_on.year),
        started_at=at,
        opened_at=at,
        **subject,
    )
    arm(clock, calendar)
    return clock


def _start_event(clock: Clock, at: datetime, actor: str) -> ClockEvent:
    return ClockEvent(
        clock=clock, seq=1, kind=EventKind.START, effective_on=clock.started_on, due_on=clock.due_on, recorded_at=at, actor=actor
    )


@contextmanager
def _collisions_in_words(code: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "deadlines_clock_one_open" in str(error) or "deadlines_clock_round" in str(error):
            raise ClockAlreadyRunningError(f"期限 {code} 刚刚已由他人起算。") from error
        raise


def _told_calendar(region: Model) -> Calendar:
    """The region's calendar; that there is none is for the operator to know, a limit runs all the same."""
    calendar = calendar_for(region)
    if not calendar.version:
        log.error("region_without_calendar", object=f"region:{region.pk}")
    return calendar


def current_rule(region: Model, code: str) -> DeadlineRule:
    """Raises UnknownRuleError."""
    rule = rule_of(region, code)
    if rule is None:
        raise UnknownRuleError(f"{region}没有现行的期限规则 {code}，请检查地区配置。")
    return rule


def due_preview(region: Model, code: str, started_on: date) -> date:
    """Return the due date that start_clock() would give, for papers that announce it. Raises UnknownRuleError.

    A bar ends on its own day: rolled over rest days it would last longer against whom it binds.
    """
    if code in BARS:
        return _end_of_bar(term_of(current_rule(region, code)), started_on)
    return due([Happening("start", started_on)], calendar_for(region), term_of(current_rule(region, code))).due_on


def _end_of_bar(term: Term, started_on: date) -> date:
    return shift_months(started_on, term.length) if term.unit == Unit.MONTH else started_on + timedelta(days=term.length)


@joined()
def stop_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str = "") -> Clock:
    """Record that the duty was done on a day: met up to the due day, breached after it. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    _end_done(held, events, on)
    return _recorded(held, events, Happening(EventKind.STOP, on, reason=reason, actor=actor), at)


@joined()
def void_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str = "") -> Clock:
    """End a clock that no longer matters: neither met nor missed. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    _end_void(held, on)
    return _recorded(held, events, Happening(EventKind.VOID, on, reason=reason, actor=actor), at)


def _end_done(held: Clock, events: list[Happening], on: date) -> None:
    pause = timeline(events).open_pause
    met = on <= held.due_on or (pause is not None and pause.first <= held.due_on)
    held.status = ClockStatus.MET if met else ClockStatus.BREACHED
    held.breached_on = None if met else held.due_on + DAY
    held.stopped_on, held.next_rung_at = on, None


def _end_void(held: Clock, on: date) -> None:
    held.status, held.stopped_on, held.breached_on, held.next_rung_at = ClockStatus.VOID, on, None, None


@joined()
def pause_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str, law: str, evidence: str) -> Clock:
    """Pause from a day on, which is not charged any more. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    if timeline(events).open_pause is not None:
        raise ClockNotOpenError(f"期限 {held.code} 已经中止计时。")
    if on > held.due_on:
        raise ClockDateError(f"期限 {held.code} 已于{day(held.due_on)}届满，不能再中止。")
    if not (reason and law and evidence):
        raise DeadlineError(sentence_of(ClockEvent, "deadlines_clock_event_pause_why"))
    held.status = ClockStatus.PAUSED
    return _recorded(held, events, Happening(EventKind.PAUSE, on, reason=reason, actor=actor), at, law=law, evidence=evidence)


@joined()
def resume_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str = "") -> Clock:
    """Resume on a day, which is charged again; the due date moves. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    if timeline(events).open_pause is None:
        raise ClockNotOpenError(f"期限 {held.code} 没有中止，不能恢复。")
    held.status = ClockStatus.RUNNING
    return _recorded(held, events, Happening(EventKind.RESUME, on, reason=reason, actor=actor), at)


@joined()
def extend_clock(clock: Clock, *, days: int, on: date, at: datetime, actor: str, reason: str, law: str, evidence: str = "") -> Clock:
    """Add days, in the unit of the rule, by a decision of the day on, which is not after the due day. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    if on > held.due_on:
        raise ClockDateError(f"期限 {held.code} 已于{day(held.due_on)}届满，不能再延长。")
    if days <= 0 or not (reason and law):
        raise DeadlineError("延长须写明天数、事由和依据。")
    return _recorded(held, events, Happening(EventKind.EXTEND, on, days, reason, actor), at, law=law, evidence=evidence)


@joined()
def breach_clock(clock: Clock, *, at: datetime) -> Clock | None:
    """Note that the last day of a running duty is over; None when it is not, or is noted already. Raises DeadlineError."""
    held = _locked(clock)
    if held.status != ClockStatus.RUNNING or held.breached_on is not None or held.due_on >= legal_date(at):
        return None
    held.breached_on = held.due_on + DAY
    return _written(held, held.events.count() + 1, Happening(EventKind.BREACH, held.breached_on, actor="system"), at)


# What of a case, a notice or a duty a clock may be about.
PARTS = ("recognition", "about")


def _keys(*, part: Mapping[str, Model], **things: Model | None) -> dict[str, int | None]:
    """The foreign keys of a clock."""
    return {f"{name}_id": _pk(thing) for name, thing in {**dict.fromkeys(PARTS), **part, **things}.items()}


def _pk(row: Model | None) -> Any:
    return None if row is None else row.pk


def _locked(clock: Clock) -> Clock:
    held = Clock.objects.select_for_update(of=("self",)).select_related("rule").get(pk=clock.pk)
    if not held.is_open:
        raise ClockNotOpenError(f"期限 {held.code} 已经{held.get_status_display()}，不能再变更。")
    return held


def _held(clock: Clock, on: date, at: datetime) -> tuple[Clock, list[Happening]]:
    held = _locked(clock)
    events = happenings(held.events.order_by("seq"))
    _refuse_day(held, events, on, at)
    return held, events


def _refuse_day(held: Clock, events: list[Happening], on: date, at: datetime) -> None:
    line = timeline(events)
    latest = max([line.start, *(pause.until or pause.first for pause in line.pauses)])
    if on < latest:
        raise ClockDateError(f"日期 {on} 早于期限 {held.code} 的上一个事件（{latest}）。")
    if on > legal_date(at):
        raise ClockDateError(f"日期 {on} 还没有到。")


def _recorded(held: Clock, events: list[Happening], step: Happening, at: datetime, *, law: str = "", evidence: str = "") -> Clock:
    """Write the event, and for an open clock the date that all events together give by the present calendar."""
    if held.is_open:
        calendar = calendar_for(held.rule.region_id)
        found = due([*events, step], calendar, term_of(held.rule))
        held.due_on, held.provisional = found.due_on, found.provisional
        held.calendar_version = version_since(calendar, held.started_on.year)
        forgive(held)
        arm(held, calendar, settled_of(held))
    return _written(held, len(events) + 1, step, at, law=law, evidence=evidence)


def forgive(clock: Clock) -> None:
    """Take a noted breach back where the new date gives more time than had been missed."""
    if clock.breached_on is not None and clock.due_on >= clock.breached_on:
        clock.breached_on = None


def _written(held: Clock, seq: int, step: Happening, at: datetime, *, law: str = "", evidence: str = "") -> Clock:
    event = _event(held, seq, step, at, law=law, evidence=evidence)
    event.save(force_insert=True)
    held.save(update_fields=MOVES)
    _put_on_record(Part(held, MOVES), event)
    return held


def _put_on_record(clock: Clock | Part, event: ClockEvent) -> None:
    """A clock that moves by itself has a stream of its own, in the order of its lock; those of a step are kept with the step."""
    append_event(
        stream=f"clock:{event.clock_id}",
        actor=event.actor,
        action=f"clock_{event.kind}",
        object=f"clock:{event.clock_id}",
        at=event.recorded_at,
        body={"code": event.clock.code},
        rows=(clock, event),
    )


def _event(held: Clock, seq: int, step: Happening, at: datetime, *, law: str = "", evidence: str = "") -> ClockEvent:
    return ClockEvent(
        clock=held,
        seq=seq,
        kind=step.kind,
        effective_on=step.on,
        days=step.days,
        due_on=held.due_on,
        recorded_at=at,
        actor=step.actor,
        reason=step.reason,
        law=law,
        evidence=evidence,
    )


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
        _refuse_day(clock, events, on, self._at)
        if void:
            _end_void(clock, on)
        else:
            _end_done(clock, events, on)
        step = Happening(EventKind.VOID if void else EventKind.STOP, on, reason=reason, actor=self._actor)
        self._events.append(_event(clock, len(events) + 1, step, self._at))
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
        **part: Model,
    ) -> None:
        """As start_clock() does. Raises UnknownRuleError, ClockAlreadyRunningError."""
        subject = _keys(case=case, notice=notice, duty=duty, obligor=obligor, part=part)
        alike = [clock for clock in self.clocks if clock.code == code and all(getattr(clock, name) == pk for name, pk in subject.items())]
        earlier = max(alike, key=lambda clock: clock.round, default=None)
        clock = _next_round(region, code, earlier, started_on=started_on, at=self._at, **subject)
        self._events.append(_start_event(clock, self._at, self._actor))
        self._started.append(clock)
        self.clocks.append(clock)

    def write(self) -> list[Kept]:
        """What was made or changed. Raises ClockAlreadyRunningError."""
        Clock.objects.bulk_update(self._ended, MOVES)
        with _collisions_in_words("、".join(sorted({clock.code for clock in self._started}))):
            Clock.objects.bulk_create(self._started)
        ClockEvent.objects.bulk_create(self._events)
        return [*(Part(clock, MOVES) for clock in self._ended), *self._started, *self._events]
