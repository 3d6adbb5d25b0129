"""What a unit did in a period, read from clocks with their events, answers and pushes, and from nothing else.

Each thing is judged once, on the day on which it was settled: when it was done, or when its time ran out undone. What is done on a later
day changes no earlier period, so that the same period gives the same card whenever it is asked. Only what is taken back afterwards is
another matter: a limit that was called off, days that were excluded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, prefetch_related_objects

from assessment.enums import Measure
from assessment.measures import Item
from deadlines.calendar_math import DAY, Calendar
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus, Unit
from deadlines.lives import lives
from deadlines.models import Clock
from deadlines.replay import timeline
from deadlines.selectors import calendar_for, rules_by_key
from ledger.timekeeping import SHANGHAI, legal_date
from recognition.enums import DeliveryState, Leg, RecognitionState
from recognition.models import Delivery, Recognition
from words.dates import day
from words.limits import length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from deadlines.lives import Life
    from deadlines.replay import Pause
    from departments.models import Department, Region

# Recognition whose outcome no step changes any more.
FINAL_STATES = (RecognitionState.RECOGNIZED, RecognitionState.REFUSED_UPHELD)


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a period on which a unit belonged to the mechanism."""

    first: date
    last: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first moment to the one after the last; whose day counts is asked of each."""
        return datetime.combine(self.first, time.min, SHANGHAI), datetime.combine(self.last + DAY, time.min, SHANGHAI)


def window_of(unit: Department, first: date, last: date) -> Window | None:
    """None for a unit that did not belong to the mechanism in the period at all."""
    since, until = max(first, unit.joined_on), min(last, unit.left_on or last)
    return Window(since, until) if since <= until else None


@dataclass(frozen=True, slots=True)
class Reading:
    """One unit, its window and the calendar by which days are counted."""

    region: Region
    unit: Department
    window: Window
    calendar: Calendar
    # Several indicators judge the same limits, which are read once.
    known: dict[tuple[str, ...], list[Fate]] = field(default_factory=dict)

    def items(self, measure: str, parameters: Mapping[str, Any]) -> tuple[Item, ...]:
        """What an indicator judges, in the order in which it is listed."""
        return tuple(READERS[measure](self, parameters))


def reading_of(region: Region, unit: Department, window: Window) -> Reading:
    return Reading(region, unit, window, calendar_for(region))


@dataclass(frozen=True, slots=True)
class Fate:
    """How a limit ended for who is judged: ``due_on`` without what others consumed; ``upstream`` is what they did, in working days."""

    clock: Clock
    due_on: date
    pauses: tuple[Pause, ...]
    upstream: int
    began_on: date

    @property
    def was_late(self) -> bool:
        """Whether it was done after its time, or not at all while that ran out."""
        if self.clock.status == ClockStatus.MET:
            return False
        return self.clock.stopped_on is None or self.clock.stopped_on > self.due_on


def _fates(reading: Reading, parameters: Mapping[str, Any]) -> list[Fate]:
    codes = tuple(parameters["codes"])
    if codes not in reading.known:
        reading.known[codes] = list(_read_fates(reading, codes))
    return reading.known[codes]


def _read_fates(reading: Reading, codes: tuple[str, ...]) -> Iterator[Fate]:
    """The limits of the unit that were not done before the window begins, those that no longer matter left out."""
    clocks = Clock.objects.filter(obligor=reading.unit, code__in=codes, started_on__lte=reading.window.last)
    clocks = clocks.exclude(status=ClockStatus.VOID).exclude(stopped_on__lt=reading.window.first)
    found = list(lives(clocks))
    _name(life.clock for life in found)
    sent = _sent_to(reading.unit, [life.clock.case_id for life in found if life.clock.code == ClockCode.RECOGNITION])
    for life in found:
        if life.clock.code != ClockCode.RECOGNITION:
            yield Fate(life.clock, life.clock.due_on, timeline(life.events).pauses, 0, life.clock.started_on)
        elif (fate := _of_recognition(reading, life, sent)) is not None:
            yield fate


def _of_recognition(reading: Reading, life: Life, sent: Mapping[int | None, date]) -> Fate | None:
    """A unit answers for its own part: what court and bureau took beyond their own limits is given back to it.

    One that nothing was sent to yet has nothing to answer for, however late it is.
    """
    clock, pauses = life.clock, timeline(life.events).pauses
    sent_on = sent.get(clock.case_id)
    if sent_on is None or sent_on > reading.window.last:
        return None
    upstream = max(0, _days(reading.calendar, clock.started_on, sent_on, pauses))
    given_back = max(0, upstream - _allowed_upstream(reading.region.pk, clock))
    due_on = _moved(reading.calendar, clock, given_back, pauses)
    return Fate(clock, due_on, pauses, given_back, max(clock.started_on, sent_on))


def _sent_to(unit: Department, cases: Iterable[int | None]) -> dict[int | None, date]:
    """On which day each case was first sent to the unit."""
    rows = Delivery.objects.filter(department=unit, leg=Leg.BUREAU_TO_UNIT, case__in=[case for case in cases if case])
    sent: dict[int | None, date] = {}
    for case, at in rows.order_by("-sent_at", "-pk").values_list("case_id", "sent_at"):
        sent[case] = legal_date(at)
    return sent


def _allowed_upstream(region_id: int, clock: Clock) -> int:
    """How long court and bureau may take together, by the rules that were in force when the limit began."""
    lengths: dict[str, tuple[date, int, int]] = {}
    for rule in rules_by_key().values():
        if rule.region_id == region_id and rule.code in (ClockCode.PUSH, ClockCode.DISTRIBUTION) and rule.unit == Unit.WORKING_DAY:
            known = lengths.get(rule.code)
            if rule.valid_from <= clock.started_on and (known is None or known[:2] < (rule.valid_from, rule.version)):
                lengths[rule.code] = (rule.valid_from, rule.version, rule.length)
    return sum(length for *_, length in lengths.values())


def _moved(calendar: Calendar, clock: Clock, days: int, pauses: tuple[Pause, ...]) -> date:
    """The last day, so many days that count later."""
    if not days:
        return clock.due_on
    on = clock.due_on
    while days:
        on += DAY
        days -= _counts(calendar, on, pauses)
    return on


def _counts(calendar: Calendar, on: date, pauses: tuple[Pause, ...]) -> bool:
    return calendar.is_working(on) and not any(pause.covers(on) for pause in pauses)


def _days(calendar: Calendar, after: date, last: date, pauses: tuple[Pause, ...]) -> int:
    """Working days after a day up to and including another, those of a pause left out; none when it lies before."""
    if last <= after:
        return 0
    days = calendar.working_days_between(after, last)
    for pause in pauses:
        begin, end = max(pause.first, after + DAY), min(pause.until or last + DAY, last + DAY)
        if begin < end:
            days -= calendar.working_days_between(begin - DAY, end - DAY)
    return days


def _late_within(reading: Reading, fate: Fate) -> int:
    """How many days of the window the thing was late, as its rule counts them: each day is charged in one period only."""
    if not fate.was_late:
        return 0
    after = max(fate.due_on, reading.window.first - DAY)
    last = min(fate.clock.stopped_on or reading.window.last, reading.window.last)
    if _rule_unit(fate.clock) == Unit.WORKING_DAY:
        return _days(reading.calendar, after, last, fate.pauses)
    days = (after + timedelta(number) for number in range(1, (last - after).days + 1))
    return sum(not any(pause.covers(on) for pause in fate.pauses) for on in days)


def _rule_unit(clock: Clock) -> str:
    return rules_by_key()[clock.rule_id].unit


def _late_since(fate: Fate) -> date:
    """The first day on which it is late; a pause that began before puts that off."""
    on = fate.due_on + DAY
    for pause in fate.pauses:
        if pause.covers(on):
            on = pause.until or date.max
    return on


def _settled_on(fate: Fate) -> date | None:
    """When it was clear whether the unit was in time; None while it may still be."""
    return _late_since(fate) if fate.was_late else fate.clock.stopped_on


def _is_over(reading: Reading, fate: Fate) -> bool:
    on = _settled_on(fate)
    return on is not None and on in reading.window


def _item(reading: Reading, fate: Fate) -> Item:
    clock = fate.clock
    is_late = fate.was_late and _late_since(fate) <= reading.window.last
    # What happened after the window is not known in it.
    done_on = clock.stopped_on if clock.stopped_on and clock.stopped_on <= reading.window.last else None
    own = _days(reading.calendar, fate.began_on, done_on, fate.pauses) if done_on else None
    thing, about = _belongs_to(clock)
    return Item(
        key=f"clock:{clock.pk}",
        thing=thing,
        about=about,
        fault=is_late,
        late=_late_within(reading, fate),
        days=own,
        notes=tuple(_notes(fate, done_on=done_on, until=reading.window.last)),
    )


def _notes(fate: Fate, *, done_on: date | None, until: date) -> Iterator[str]:
    clock = fate.clock
    yield f"{rules_by_key()[clock.rule_id].name}（{clock.code}）{day(clock.due_on)}届满"
    yield f"{day(done_on)}办结" if done_on else f"{day(until)}时还没有办结"
    if fate.upstream:
        yield f"上游多占{length(fate.upstream, 'WD')}，不计，按{day(fate.due_on)}届满评定"
    if fate.pauses:
        yield "中止的日子不计"


def _name(clocks: Iterable[Clock]) -> None:
    owners = ("case", "notice__enforcement_case", "duty__enforcement_case", "action_item", "scorecard__assessment", "scorecard__department")
    prefetch_related_objects(list(clocks), *owners)


def _belongs_to(clock: Clock) -> tuple[str, str]:
    """What a limit hangs on, by kind and key, and as people call it."""
    if clock.case is not None:
        return f"case:{clock.case_id}", clock.case.number
    if clock.action_item is not None:
        return f"action_item:{clock.action_item_id}", f"议定事项：{clock.action_item.content}"
    if clock.scorecard is not None:
        return f"scorecard:{clock.scorecard_id}", f"{clock.scorecard}的申诉"
    kind, owner = ("notice", clock.notice) if clock.notice is not None else ("duty", clock.duty)
    if owner is None:
        raise LookupError(clock.pk)
    return f"{kind}:{owner.pk}", owner.enforcement_case.number


def _on_time(reading: Reading, parameters: Mapping[str, Any]) -> Iterator[Item]:
    for fate in _fates(reading, parameters):
        if _is_over(reading, fate):
            yield _item(reading, fate)


def _with_late_days(reading: Reading, parameters: Mapping[str, Any]) -> Iterator[Item]:
    for fate in _fates(reading, parameters):
        if _is_over(reading, fate) or _late_within(reading, fate):
            yield _item(reading, fate)


def _done(reading: Reading, parameters: Mapping[str, Any]) -> Iterator[Item]:
    for fate in _fates(reading, parameters):
        if fate.clock.stopped_on is not None and fate.clock.stopped_on in reading.window:
            yield _item(reading, fate)


def _answers(reading: Reading, _parameters: Mapping[str, Any]) -> Iterator[Item]:
    """Answers with an outcome: on the day of the answer, after a consultation on the day of that."""
    span = reading.window.span
    settled = Q(consulted_at__range=span) | Q(consulted_at__isnull=True, answered_at__range=span)
    rows = Recognition.objects.filter(settled, department=reading.unit, state__in=FINAL_STATES)
    for answer in rows.select_related("case").order_by("pk"):
        at = answer.consulted_at or answer.answered_at
        if at is not None and (on := legal_date(at)) in reading.window:
            yield Item(
                key=f"answer:{answer.pk}",
                thing=f"case:{answer.case_id}",
                about=answer.case.number,
                fault=answer.is_changed_by_consultation,
                notes=(f"{day(on)}{answer.outcome}",),
            )


def _pushes(reading: Reading, _parameters: Mapping[str, Any]) -> Iterator[Item]:
    """What the court pushed, as the bureau's receipt or return settled it."""
    rows = Delivery.objects.filter(
        Q(received_at__range=reading.window.span) | Q(returned_at__range=reading.window.span),
        case__court=reading.unit,
        leg=Leg.COURT_TO_BUREAU,
        state__in=(DeliveryState.RECEIVED, DeliveryState.RETURNED),
    )
    for push in rows.select_related("case").order_by("pk"):
        is_returned = push.state == DeliveryState.RETURNED
        at = push.returned_at if is_returned else push.received_at
        if at is not None and legal_date(at) in reading.window:
            notes = (f"第{push.round}次推送，{day(at)}{'退回更正' if is_returned else '签收'}",)
            yield Item(key=f"push:{push.pk}", thing=f"case:{push.case_id}", about=push.case.number, fault=is_returned, notes=notes)


READERS: Mapping[str, Callable[[Reading, Mapping[str, Any]], Iterable[Item]]] = {
    Measure.ON_TIME: _on_time,
    Measure.LATE_DAYS: _with_late_days,
    Measure.OWN_DAYS: _done,
    Measure.OVERTURNED: _answers,
    Measure.RETURNED: _pushes,
}
