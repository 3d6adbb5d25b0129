from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendar_math import Due
from deadlines.replay import BrokenEventsError, Happening, Term, due, strip, timeline
from tests.deadlines.naive import due_day_by_day, paused_days

ONE = timedelta(days=1)
terms = st.builds(Term, st.integers(1, 30), st.sampled_from(["WD", "ND"])) | st.builds(Term, st.integers(1, 12), st.just("MONTH"))
starts = st.dates(date(2025, 6, 1), date(2026, 12, 31))
gaps = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=4)


def happenings(start, spans):
    """Turn (days running, days paused) pairs into events."""
    events, day = [Happening("start", start)], start
    for running, paused in spans:
        events.append(Happening("pause", day := day + running * ONE, reason="听证", actor="朱明远"))
        events.append(Happening("resume", day := day + paused * ONE))
    return events


@st.composite
def lives(draw):
    """Any life of a clock that the database accepts: pauses, extensions, breaches and recalculations in any order, perhaps an end."""
    events = happenings(draw(st.dates(date(2024, 6, 1), date(2028, 6, 1))), draw(gaps))
    last = events[-1].on + draw(st.integers(0, 15)) * ONE
    for days in draw(st.lists(st.integers(0, 20), max_size=3)):
        happening = Happening("extend", last, days) if days else Happening(draw(st.sampled_from(["recalculate", "breach"])), last)
        events.insert(draw(st.integers(1, len(events))), happening)
    kinds = draw(st.sampled_from([(), ("pause",), ("stop",), ("void",), ("pause", "stop")]))
    return [*events, *(Happening(kind, last) for kind in kinds)]


@given(events=lives(), term=terms | st.builds(Term, st.just(0), st.sampled_from(["WD", "ND", "MONTH"])))
def test_due_equals_a_day_by_day_count(calendar, uncharted, events, term):
    """An oracle that walks one day at a time and knows nothing of arithmetic."""
    for known in (calendar, uncharted):
        assert due(events, known, term) == due_day_by_day(events, known, term)
        # The second answer comes from memory.
        assert due(iter(events), known, term) == due_day_by_day(events, known, term)


@given(start=starts, term=terms, longer=st.integers(1, 10))
def test_the_short_way_agrees_with_the_long_one(calendar, start, term, longer):
    """A pause of no days changes nothing, but leads round the short way for clocks that were never paused."""
    plain = [Happening("start", start), Happening("extend", start, longer)]
    assert due(plain, calendar, term) == due([*plain, Happening("pause", start), Happening("resume", start)], calendar, term)


def test_only_an_extension_has_a_length(calendar):
    """The database refuses days on any other event; a forged row must not move the date."""
    events = [Happening("start", date(2026, 5, 6)), Happening("recalculate", date(2026, 5, 6), 9)]
    assert due(events, calendar, Term(3, "WD")) == Due(date(2026, 5, 9), provisional=False)


@given(start=starts, spans=gaps, term=terms, extra=st.tuples(st.integers(0, 15), st.integers(0, 15)))
def test_one_more_pause_never_shortens(calendar, start, spans, term, extra):
    fewer = due(happenings(start, spans), calendar, term).due_on
    assert due(happenings(start, [*spans, extra]), calendar, term).due_on >= fewer


@given(start=starts, spans=gaps, term=terms, longer=st.integers(1, 10))
def test_an_extension_never_shortens(calendar, start, spans, term, longer):
    events = happenings(start, spans)
    extended = [*events, Happening("extend", events[-1].on, longer)]
    assert due(extended, calendar, term) == due(events, calendar, Term(term.length + longer, term.unit))
    assert due(extended, calendar, term).due_on >= due(events, calendar, term).due_on


@given(start=starts, spans=gaps, term=terms)
def test_the_due_day_is_a_working_day_on_which_the_clock_runs(calendar, start, spans, term):
    events = happenings(start, spans)
    due_on = due(events, calendar, term).due_on
    assert calendar.is_working(due_on)
    assert due_on not in paused_days(events)


@given(start=starts, spans=gaps, term=terms)
def test_the_strip_is_gapless_and_ends_on_the_due_day(calendar, start, spans, term):
    events = happenings(start, spans)
    marks = strip(events, calendar, term)
    assert (marks[0].date, marks[-1].date) == (start, due(events, calendar, term).due_on)
    assert all(second.date - first.date == ONE for first, second in pairwise(marks))
    counts = [mark.count for mark in marks if mark.count is not None]
    assert counts == list(range(1, len(counts) + 1))
    assert term.unit == "MONTH" or len(counts) == term.length
    assert {mark.date for mark in marks if mark.kind == "paused"} == {day for day in paused_days(events) if start < day <= marks[-1].date}


@given(start=starts, spans=gaps, term=terms, gap=st.integers(0, 20))
def test_an_open_pause_leaves_the_earliest_possible_date(calendar, start, spans, term, gap):
    events = happenings(start, spans)
    opened = [*events, Happening("pause", events[-1].on + gap * ONE, reason="鉴定", actor="朱明远")]
    earliest = due(opened, calendar, term)
    assert earliest == due(events, calendar, term)
    assert due([*opened, Happening("resume", opened[-1].on)], calendar, term) == earliest


def test_the_strip_breaks_off_where_an_open_pause_begins(calendar):
    events = [Happening("start", date(2026, 4, 28)), Happening("pause", date(2026, 5, 6), reason="听证", actor="朱明远")]
    marks = strip(events, calendar, Term(10, "WD"))
    assert (marks[-1].date, marks[-1].kind, marks[-1].label) == (date(2026, 5, 6), "paused", "中止计时：听证（朱明远）")


def test_the_strip_explains_every_kind_of_day(calendar):
    events = [
        Happening("start", date(2026, 9, 18)),
        Happening("pause", date(2026, 9, 22), reason="听证", actor="朱明远"),
        Happening("resume", date(2026, 9, 24)),
    ]
    marks = {mark.date.day: (mark.kind, mark.label, mark.count) for mark in strip(events, calendar, Term(4, "WD"))}
    source = "，依据《国务院办公厅关于2026年部分节假日安排的通知》"
    assert marks == {
        18: ("start", "起算日，不计入期间", None),
        19: ("weekend", "周末，不计入", None),
        20: ("makeup", f"第 1 个工作日（国庆节调休上班{source}）", 1),
        21: ("counted", "第 2 个工作日", 2),
        22: ("paused", "中止计时：听证（朱明远）", None),
        23: ("paused", "中止计时：听证（朱明远）", None),
        24: ("counted", "第 3 个工作日", 3),
        25: ("holiday", f"中秋节放假，不计入{source}", None),
        26: ("holiday", f"中秋节放假，不计入{source}", None),
        27: ("holiday", f"中秋节放假，不计入{source}", None),
        28: ("counted", "第 4 个工作日", 4),
    }


def test_the_strip_of_natural_days_shows_the_rolling(calendar):
    marks = strip([Happening("start", date(2026, 9, 23))], calendar, Term(10, "ND"))
    assert [mark.label for mark in marks[9:]] == ["第 9 日", "第 10 日", *["遇国庆节放假，顺延"] * 4, "顺延到本日届满"]
    weekend = strip([Happening("start", date(2026, 11, 13))], calendar, Term(15, "ND"))
    assert [mark.label for mark in weekend[-3:]] == ["第 15 日", "遇周末，顺延", "顺延到本日届满"]


def test_the_strip_admits_what_it_guesses(calendar):
    labels = [mark.label for mark in strip([Happening("start", date(2026, 12, 30))], calendar, Term(3, "WD"))]
    unknown = "（该年放假安排尚未公布，暂定）"
    assert labels[2:] == [
        f"元旦放假，不计入{unknown}",
        f"周末，不计入{unknown}",
        f"周末，不计入{unknown}",
        f"第 2 个工作日{unknown}",
        f"第 3 个工作日{unknown}",
    ]


def test_a_same_day_limit_is_due_on_its_day_even_on_a_rest_day(calendar):
    events = [Happening("start", date(2026, 10, 1))]
    assert due(events, calendar, Term(0, "WD")).due_on == date(2026, 10, 1)
    assert [mark.kind for mark in strip(events, calendar, Term(0, "ND"))] == ["start"]


def test_natural_days_are_provisional_only_where_the_end_is_unknown(calendar):
    assert not due([Happening("start", date(2024, 12, 25))], calendar, Term(10, "ND")).provisional
    assert due([Happening("start", date(2024, 12, 25))], calendar, Term(10, "WD")).provisional


def test_a_pause_in_the_rolled_tail_holds_the_expiry_back(calendar):
    events = [Happening("start", date(2026, 11, 13)), Happening("pause", date(2026, 11, 29)), Happening("resume", date(2026, 12, 4))]
    assert due(events, calendar, Term(15, "ND")).due_on == date(2026, 12, 4)


@pytest.mark.parametrize(
    "kinds",
    [
        [],
        ["pause"],
        ["start", "start"],
        ["start", "resume"],
        ["start", "pause", "pause"],
        ["start", "stop", "resume"],
        ["start", "void", "recalculate"],
    ],
)
def test_an_impossible_order_is_refused(kinds):
    with pytest.raises(BrokenEventsError):
        timeline([Happening(kind, date(2026, 5, 6)) for kind in kinds])


@pytest.mark.parametrize("kind", ["pause", "stop", "void"])
def test_events_do_not_run_backwards(kind):
    with pytest.raises(BrokenEventsError):
        timeline([Happening("start", date(2026, 5, 6)), Happening(kind, date(2026, 5, 5))])


def test_a_stopped_clock_says_so():
    events = [Happening("start", date(2026, 5, 6)), Happening("pause", date(2026, 5, 6)), Happening("stop", date(2026, 5, 7))]
    assert timeline(events).closed_by == "stop"
    assert timeline(events).open_pause is not None
    assert timeline(events[:1]).open_pause is None
