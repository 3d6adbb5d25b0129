"""The dates that must come out, computed by hand and by independent data."""

from datetime import date

import pytest

from deadlines.replay import Happening, Term, due

WD3, WD10, ND10, ND15 = Term(3, "WD"), Term(10, "WD"), Term(10, "ND"), Term(15, "ND")


def due_from(start, term, calendar):
    return due([Happening("start", date.fromisoformat(start))], calendar, term)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2026-01-04", WD3, "2026-01-07"),
        ("2026-02-13", WD3, "2026-02-25"),
        ("2026-02-13", WD10, "2026-03-05"),
        ("2026-04-30", WD3, "2026-05-08"),
        ("2026-04-30", WD10, "2026-05-18"),
        ("2026-09-18", WD3, "2026-09-22"),
        ("2026-09-24", WD10, "2026-10-15"),
        ("2026-09-30", WD3, "2026-10-10"),
    ],
)
def test_working_day_limits_of_published_years(calendar, start, term, expected):
    found = due_from(start, term, calendar)
    assert (found.due_on.isoformat(), found.provisional) == (expected, False)


@pytest.mark.parametrize(("start", "term"), [("2026-12-21", WD10), ("2026-12-30", WD3)])
def test_limits_across_the_edge_of_the_published_calendar_are_provisional(calendar, start, term):
    found = due_from(start, term, calendar)
    assert (found.due_on.isoformat(), found.provisional) == ("2027-01-05", True)


def test_a_pause_moves_the_date(calendar):
    events = [Happening("start", date(2026, 4, 28)), Happening("pause", date(2026, 5, 6)), Happening("resume", date(2026, 5, 9))]
    assert due(events, calendar, WD10).due_on == date(2026, 5, 19)


# T0, court to bureau, bureau to units when signed for on the last day, recognition, 15 and 10 natural days.
NESTED = [
    ("2026-02-10", "2026-02-13", "2026-02-25", "2026-03-02", "2026-02-25", "2026-02-24"),
    ("2026-02-13", "2026-02-25", "2026-02-28", "2026-03-05", "2026-02-28", "2026-02-24"),
    ("2026-04-29", "2026-05-07", "2026-05-11", "2026-05-15", "2026-05-14", "2026-05-09"),
    ("2026-09-18", "2026-09-22", "2026-09-28", "2026-10-09", "2026-10-08", "2026-09-28"),
    ("2026-09-23", "2026-09-29", "2026-10-09", "2026-10-14", "2026-10-08", "2026-10-08"),
    ("2026-09-30", "2026-10-10", "2026-10-14", "2026-10-20", "2026-10-15", "2026-10-10"),
    ("2026-10-10", "2026-10-14", "2026-10-19", "2026-10-23", "2026-10-26", "2026-10-20"),
    ("2026-11-20", "2026-11-25", "2026-11-30", "2026-12-04", "2026-12-07", "2026-11-30"),
    ("2026-12-30", "2027-01-05", "2027-01-08", "2027-01-14", "2027-01-14", "2027-01-11"),
]


@pytest.mark.parametrize(("start", "push", "distribute", "recognise", "examination", "remedy"), NESTED)
def test_nested_and_natural_day_clocks(calendar, start, push, distribute, recognise, examination, remedy):
    found = [due_from(start, WD3, calendar), due_from(push, WD3, calendar)]
    found += [due_from(start, term, calendar) for term in (WD10, ND15, ND10)]
    assert [one.due_on.isoformat() for one in found] == [push, distribute, recognise, examination, remedy]
    assert {one.provisional for one in found} == {start == "2026-12-30"}


@pytest.mark.parametrize(("term", "all_starts", "naive_error"), [(WD10, 351, 103), (WD3, 362, 54)])
def test_a_plain_week_would_be_wrong_on_many_days(calendar, term, all_starts, naive_error):
    """How often Monday to Friday alone misses, over the start days whose limit ends inside 2026."""
    starts = [date.fromordinal(date(2026, 1, 1).toordinal() + offset) for offset in range(365)]
    found = [(due_from(day.isoformat(), term, calendar).due_on, plain_week(day, term.length)) for day in starts]
    inside = [(right, naive) for right, naive in found if right.year == 2026]
    assert len(inside) == all_starts
    assert sum(right != naive for right, naive in inside) == naive_error


def plain_week(day, count):
    while count:
        day = date.fromordinal(day.toordinal() + 1)
        count -= day.weekday() < 5
    return day
