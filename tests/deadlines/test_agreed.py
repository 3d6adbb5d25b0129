"""A last day that people have agreed on: it stands, pauses put it off, and no limit of the law can be agreed away."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from deadlines import services
from deadlines.calendar_math import Due
from deadlines.codes import AGREED, ClockCode
from deadlines.models import ClockEvent
from deadlines.replay import Happening, Term, due, strip
from deadlines.services import ClockDateError, HeldClocks
from tests.deadlines.conftest import noon
from tests.deadlines.naive import due_day_by_day, is_settled, paused_days
from tests.deadlines.test_replay import gaps, happenings, starts

ONE = timedelta(days=1)
SUNDAY = date(2026, 5, 17)
TEN = Term(10, "WD")


def agreed(start, day, *events):
    return [Happening("start", start, agreed_on=day), *events]


def oracle(events, calendar, term):
    """Day after day: the agreed day, later by each day of a pause before it, and then on a day that counts."""
    start, day, paused = events[0].on, events[0].agreed_on, paused_days(events)
    extension = sum(event.days for event in events if event.kind == "extend")
    wanted = due_day_by_day([Happening("start", day)], calendar, Term(extension, term.unit)).due_on if extension else day
    left, at = (wanted - start).days, start
    while left:
        at += ONE
        left -= at not in paused
    if at != wanted:
        while at in paused or not calendar.is_working(at):
            at += ONE
    return Due(at, provisional=at != day and not is_settled(day, at, calendar))


@given(start=starts, length=st.integers(0, 40), spans=gaps, longer=st.integers(0, 9), unit=st.sampled_from(["WD", "ND"]))
def test_the_agreed_day_equals_a_day_by_day_count(calendar, start, length, spans, longer, unit):
    _, *events = happenings(start, spans)
    if longer:
        events.append(Happening("extend", start, longer))
    events = agreed(start, start + length * ONE, *events)
    assert due(events, calendar, Term(10, unit)) == oracle(events, calendar, Term(10, unit))


def test_it_stands_on_a_rest_day_and_in_a_year_that_nobody_knows(calendar):
    assert due(agreed(date(2026, 5, 6), SUNDAY), calendar, TEN) == Due(SUNDAY, provisional=False)
    far = date(2031, 10, 2)
    assert due(agreed(date(2026, 5, 6), far), calendar, TEN) == Due(far, provisional=False)


def test_a_pause_puts_it_off_to_a_day_that_counts(calendar):
    paused = (Happening("pause", date(2026, 5, 8), reason="停电"), Happening("resume", date(2026, 5, 10)))
    assert due(agreed(date(2026, 5, 6), date(2026, 5, 14), *paused), calendar, TEN).due_on == date(2026, 5, 18)


def test_the_strip_says_that_the_day_was_agreed(calendar):
    marks = strip(agreed(date(2026, 5, 6), SUNDAY), calendar, TEN)
    assert (marks[-1].date, marks[-1].label) == (SUNDAY, "第 11 日，议定的届满日")
    assert [mark.count for mark in marks[1:]] == list(range(1, 12))


@pytest.mark.django_db
def test_nobody_agrees_on_a_limit_of_the_law(region, court, notice):
    day = date(2026, 4, 28)
    for code in set(ClockCode) - set(AGREED):
        with transaction.atomic():
            held = HeldClocks({"notice": notice}, at=noon(day), actor="user:7")
            with pytest.raises((ClockDateError, services.UnknownRuleError)):
                held.start(region, code, started_on=day, obligor=court, notice=notice, agreed_on=day + ONE)


@pytest.mark.django_db
def test_the_database_keeps_an_agreed_day_to_a_start(start):
    clock = start()
    with pytest.raises(IntegrityError, match="deadlines_clock_event_agreed"), transaction.atomic():
        ClockEvent.objects.create(
            clock=clock,
            seq=2,
            kind="recalculate",
            effective_on=clock.started_on,
            agreed_on=clock.due_on,
            due_on=clock.due_on,
            recorded_at=noon(clock.started_on),
            actor="user:7",
        )
