from datetime import date

import pytest

from deadlines import selectors
from deadlines.services import pause_clock, resume_clock
from ledger.timekeeping import one_moment
from tests.deadlines.conftest import noon

pytestmark = pytest.mark.django_db
PAUSE = {"reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}


def test_the_strip_of_a_stored_clock_names_who_paused_it(start):
    clock = start()
    pause_clock(clock, on=date(2026, 5, 6), at=noon(date(2026, 5, 6)), actor="user:7", **PAUSE)
    clock = resume_clock(clock, on=date(2026, 5, 9), at=noon(date(2026, 5, 9)), actor="user:7")
    marks = selectors.due_strip(clock, {"user:7": "承办法官"})
    assert (marks[0].date, marks[-1].date, marks[-1].count) == (date(2026, 4, 28), date(2026, 5, 19), 10)
    assert {mark.label for mark in marks if mark.kind == "paused"} == {"中止计时：听证（承办法官）"}
    assert {mark.label for mark in selectors.due_strip(clock) if mark.kind == "paused"} == {"中止计时：听证"}


def test_days_left_count_as_the_rule_does(start, region):
    calendar = selectors.calendar_for(region)
    examination, objection, bar = start(), start("K-05"), start("K-35")
    assert (examination.due_on, objection.due_on, bar.due_on) == (date(2026, 5, 14), date(2026, 5, 13), date(2026, 10, 28))
    today = date(2026, 5, 8)
    assert [selectors.days_left(clock, today, calendar) for clock in (examination, objection, bar)] == [5, 5, 173]
    assert [selectors.working_days_left(clock, today) for clock in (examination, objection)] == [5, 4]
    assert selectors.days_left(examination, date(2026, 5, 14)) == 0
    assert selectors.days_left(examination, date(2026, 5, 18)) == -2


def test_a_list_pays_no_query_per_row(start, region, django_assert_num_queries):
    clocks = [start(), start("K-02"), start("K-05")]
    calendar, _ = selectors.calendar_for(region), selectors.current_rules(region)
    with django_assert_num_queries(0):
        assert [selectors.days_left(clock, date(2026, 5, 6), calendar) for clock in clocks] == [7, 0, 7]
    with one_moment(), django_assert_num_queries(1):
        assert selectors.calendar_for(region) is selectors.calendar_for(region) is calendar
        assert len(selectors.current_rules(region)) == 5


def test_an_unknown_calendar_version_is_named(region):
    with pytest.raises(selectors.UnknownCalendarVersionError, match=r"2031\.7"):
        selectors.calendar_as_of(region, "2026.1 2031.7")


def test_old_versions_stay_readable(region):
    assert selectors.calendar_as_of(region, "2025.1").version == "2025.1"
    assert selectors.calendar_as_of(region, "").known_years == frozenset()
