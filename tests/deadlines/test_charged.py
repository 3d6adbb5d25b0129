"""Whose the days of a limit were: counted one day after the other as well, and the parts always make the whole."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.charged import Shares, charged, shares_of
from deadlines.replay import Happening, Term, due, timeline
from tests.deadlines.naive import ONE, paused_days
from tests.deadlines.test_replay import gaps, happenings, starts

units = st.sampled_from(["WD", "ND"])
later = st.integers(-10, 60).map(timedelta)


def slowly(events, calendar, unit, after, until):
    """Each day after one and up to another: does the clock run at its end?"""
    paused, day, count = paused_days(events), after, 0
    if events[-1].kind == "pause":
        paused |= {events[-1].on + offset * ONE for offset in range(200)}
    while day < until:
        day += ONE
        count += day > events[0].on and day not in paused and (unit != "WD" or calendar.is_working(day))
    return count


@given(start=starts, spans=gaps, unit=units, first=later, second=later, stays=st.booleans())
def test_days_are_those_of_a_count_day_by_day(calendar, start, spans, unit, first, second, stays):
    events = happenings(start, spans)
    if stays:
        events.append(Happening("pause", events[-1].on))
    after, until = start + first, start + second
    assert charged(timeline(events), calendar, unit, after, until) == slowly(events, calendar, unit, after, until)


@given(start=starts, spans=gaps, unit=units, ended=later, received=st.none() | later, distributed=st.none() | later)
def test_the_parts_make_the_whole(calendar, start, spans, unit, ended, received, distributed):
    """Whatever the order of the days, and whatever has not happened yet."""
    line, until = timeline(happenings(start, spans)), start + ended
    when = [None if gap is None else start + gap for gap in (received, distributed)]
    shares = shares_of(line, calendar, unit, until, received=when[0], distributed=when[1])
    assert shares.total == charged(line, calendar, unit, start, until)
    assert min(shares.court, shares.bureau, shares.unit) >= 0


@given(start=starts, days=st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), unit=units)
def test_each_part_is_that_of_whoever_had_the_case(calendar, start, days, unit):
    events = happenings(start, [])
    received = start + days[0] * ONE
    distributed = received + days[1] * ONE
    answered = distributed + days[2] * ONE
    shares = shares_of(timeline(events), calendar, unit, answered, received=received, distributed=distributed)
    spans = ((start, received), (received, distributed), (distributed, answered))
    assert (shares.court, shares.bureau, shares.unit) == tuple(slowly(events, calendar, unit, *span) for span in spans)


@pytest.mark.parametrize(
    ("received", "distributed", "shares"),
    [
        # T0 on a Friday before a working Sunday: 09-18, due 10-09.
        (date(2026, 9, 22), date(2026, 9, 28), Shares(3, 3, 4)),
        (date(2026, 9, 18), date(2026, 9, 18), Shares(0, 0, 10)),
        (None, None, Shares(10, 0, 0)),
        (date(2026, 9, 22), None, Shares(3, 7, 0)),
    ],
)
def test_ten_days_to_the_day(calendar, received, distributed, shares):
    start = date(2026, 9, 18)
    until = due([Happening("start", start)], calendar, Term(10, "WD")).due_on
    assert until == date(2026, 10, 9)
    assert shares_of(timeline([Happening("start", start)]), calendar, "WD", until, received=received, distributed=distributed) == shares


def test_where_the_limit_begins_with_the_receipt_all_days_are_the_units(calendar):
    line = timeline([Happening("start", date(2026, 9, 28))])
    shares = shares_of(line, calendar, "WD", date(2026, 10, 9), received=date(2026, 9, 22), distributed=date(2026, 9, 25))
    assert (shares.court, shares.bureau) == (0, 0)
    assert shares.unit == shares.total == 4


def test_a_pause_is_nobodys(calendar):
    start = date(2026, 9, 18)
    events = [Happening("start", start), Happening("pause", date(2026, 9, 21)), Happening("resume", date(2026, 9, 24))]
    shares = shares_of(timeline(events), calendar, "WD", date(2026, 9, 28), received=date(2026, 9, 22), distributed=None)
    assert shares == Shares(court=1, bureau=2, unit=0)
