"""A clock's life. Every function locks the clock, writes one event and the date that follows from all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from deadlines.calendar_math import Calendar, shift_months
from deadlines.codes import AGREED, BARS
from deadlines.enums import ClockStatus, EventKind, Unit
from deadlines.models import Clock, ClockEvent, DeadlineRule, UnchargedSpan
from deadlines.replay import Happening, Term, due, timeline
from deadlines.selectors import calendar_for, happenings, rule_of, settled_of, term_of, version_since
from deadlines.services.rungs import arm
from ledger.constraints import sentence_of
from ledger.rows import Part
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
    """Open the next round of a limit; started_on is day 0, ``part`` what of the case it is about, or what else it hangs on.

    Raises UnknownRuleError, ClockAlreadyRunningError.
    """
    subject = keys_of(case=case, notice=notice, duty=duty, obligor=obligor, part=part)
    earlier = Clock.objects.filter(code=code, **subject).order_by("-round").first()
    clock = next_round(region, code, earlier, subject, started_on=started_on, at=at)
    with collisions_in_words(code):
        clock.save(force_insert=True)
    event = start_event(clock, at, actor)
    event.save(force_insert=True)
    _put_on_record(clock, event)
    return clock


def next_round(
    region: Model,
    code: str,
    earlier: Clock | None,
    subject: Mapping[str, int | None],
    *,
    started_on: date,
    at: datetime,
    agreed_on: date | None = None,
) -> Clock:
    """A clock that is not stored yet."""
    if earlier is not None and earlier.is_open:
        raise ClockAlreadyRunningError(f"期限 {code} 已在计时，不能重复起算。")
    _refuse_agreed(code, started_on, agreed_on)
    rule, calendar = current_rule(region, code), _told_calendar(region)
    found = due([Happening("start", started_on, agreed_on=agreed_on)], calendar, term_of(rule))
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


def _refuse_agreed(code: str, started_on: date, agreed_on: date | None) -> None:
    """Limits of the law and the measures are nobody's to agree on."""
    if agreed_on is not None and (code not in AGREED or agreed_on < started_on):
        raise ClockDateError(f"期限 {code} 不能议定在 {agreed_on} 届满：只有会议议定事项可以，且不能早于起算日 {started_on}。")


def start_event(clock: Clock, at: datetime, actor: str, agreed_on: date | None = None) -> ClockEvent:
    event = clock_event(clock, 1, Happening(EventKind.START, clock.started_on, actor=actor), at)
    event.agreed_on = agreed_on
    return event


@contextmanager
def collisions_in_words(code: str) -> Iterator[None]:
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
    end_done(held, events, on)
    return _recorded(held, events, Happening(EventKind.STOP, on, reason=reason, actor=actor), at)


@joined()
def void_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str = "") -> Clock:
    """End a clock that no longer matters: neither met nor missed. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    end_void(held, on)
    return _recorded(held, events, Happening(EventKind.VOID, on, reason=reason, actor=actor), at)


def end_done(held: Clock, events: list[Happening], on: date) -> None:
    pause = timeline(events).open_pause
    met = on <= held.due_on or (pause is not None and pause.first <= held.due_on)
    held.status = ClockStatus.MET if met else ClockStatus.BREACHED
    held.breached_on = None if met else held.due_on + DAY
    held.stopped_on, held.next_rung_at = on, None


def end_void(held: Clock, on: date) -> None:
    held.status, held.stopped_on, held.breached_on, held.next_rung_at = ClockStatus.VOID, on, None, None


@joined()
def pause_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str, law: str, evidence: str, post: str = "") -> Clock:
    """Pause from a day on, which is not charged any more. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    if timeline(events).open_pause is not None:
        raise ClockNotOpenError(f"期限 {held.code} 已经中止计时。")
    if on > held.due_on:
        raise ClockDateError(f"期限 {held.code} 已于{day(held.due_on)}届满，不能再中止。")
    if not (reason and law and evidence):
        raise DeadlineError(sentence_of(ClockEvent, "deadlines_clock_event_pause_why"))
    held.status = ClockStatus.PAUSED
    step = Happening(EventKind.PAUSE, on, reason=reason, actor=actor)
    return _recorded(held, events, step, at, Words(law, evidence, post))


@joined()
def resume_clock(clock: Clock, *, on: date, at: datetime, actor: str, reason: str = "", post: str = "") -> Clock:
    """Resume on a day, which is charged again; the due date moves. Raises DeadlineError."""
    held, events = _held(clock, on, at)
    if timeline(events).open_pause is None:
        raise ClockNotOpenError(f"期限 {held.code} 没有中止，不能恢复。")
    held.status = ClockStatus.RUNNING
    return _recorded(held, events, Happening(EventKind.RESUME, on, reason=reason, actor=actor), at, Words(post=post))


@joined()
def extend_clock(
    clock: Clock, *, days: int, on: date, at: datetime, actor: str, reason: str, law: str, evidence: str = "", post: str = ""
) -> Clock:
    """Add days, in the unit of the rule, by a decision of the day on, which is not after the due day. Raises DeadlineError.

    The due day of a paused clock is still to come, whatever the earliest possible one is.
    """
    held, events = _held(clock, on, at)
    if on > held.due_on and held.status != ClockStatus.PAUSED:
        raise ClockDateError(f"期限 {held.code} 已于{day(held.due_on)}届满，不能再延长。")
    if days <= 0 or not (reason and law):
        raise DeadlineError("延长须写明天数、事由和依据。")
    return _recorded(held, events, Happening(EventKind.EXTEND, on, days, reason, actor), at, Words(law, evidence, post))


@joined()
def breach_clock(clock: Clock, *, at: datetime) -> Clock | None:
    """Note that the last day of a running duty is over; None when it is not, or is noted already. Raises DeadlineError."""
    held = _locked(clock)
    if held.status != ClockStatus.RUNNING or held.breached_on is not None or held.due_on >= legal_date(at):
        return None
    held.breached_on = held.due_on + DAY
    return _written(held, held.events.count() + 1, Happening(EventKind.BREACH, held.breached_on, actor="system"), at)


# What of a case, a notice or a duty a clock may be about, and what else it may hang on.
PARTS = ("recognition", "about", "action_item", "scorecard")


def keys_of(*, part: Mapping[str, Model], **things: Model | None) -> dict[str, int | None]:
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
    refuse_day(held, events, on, at)
    return held, events


def refuse_day(held: Clock, events: list[Happening], on: date, at: datetime) -> None:
    line = timeline(events)
    latest = max([line.start, *(pause.until or pause.first for pause in line.pauses if not pause.is_excluded)])
    if on < latest:
        raise ClockDateError(f"日期 {on} 早于期限 {held.code} 的上一个事件（{latest}）。")
    if on > legal_date(at):
        raise ClockDateError(f"日期 {on} 还没有到。")


@dataclass(frozen=True, slots=True)
class Words:
    """What an event says besides its reason: by which law, on what evidence, and in which office somebody acted."""

    law: str = ""
    evidence: str = ""
    post: str = ""


def _recorded(held: Clock, events: list[Happening], step: Happening, at: datetime, words: Words | None = None) -> Clock:
    """Write the event, and for an open clock the date that all events together give by the present calendar."""
    if held.is_open:
        calendar = calendar_for(held.rule.region_id)
        found = due([*events, step], calendar, term_of(held.rule))
        held.due_on, held.provisional = found.due_on, found.provisional
        held.calendar_version = version_since(calendar, held.started_on.year)
        forgive(held)
        arm(held, calendar, settled_of(held))
    return _written(held, len(events) + 1, step, at, words)


def forgive(clock: Clock) -> None:
    """Take a noted breach back where the new date gives more time than had been missed."""
    if clock.breached_on is not None and clock.due_on >= clock.breached_on:
        clock.breached_on = None


def _written(held: Clock, seq: int, step: Happening, at: datetime, words: Words | None = None) -> Clock:
    event = clock_event(held, seq, step, at, words)
    with _overlaps_in_words():
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


@contextmanager
def _overlaps_in_words() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "deadlines_uncharged_once" in str(error):
            raise ClockDateError(sentence_of(UnchargedSpan, "deadlines_uncharged_once")) from error
        raise


def clock_event(held: Clock, seq: int, step: Happening, at: datetime, words: Words | None = None) -> ClockEvent:
    """An event that is not stored yet; the clock has the date already that follows from it."""
    said = words or Words()
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
        law=said.law,
        evidence=said.evidence,
        post=said.post,
    )
