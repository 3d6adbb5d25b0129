from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendar_math import Calendar, ExceptionDay, shift_months

DAYS_OF_BOTH_YEARS = [date(2025, 1, 1) + timedelta(days=offset) for offset in range(730)]
dates = st.dates(date(2024, 6, 1), date(2028, 6, 1))


def test_every_day_of_both_years_agrees_with_chinesecalendar(calendar):
    assert [day for day in DAYS_OF_BOTH_YEARS if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_of_both_years_agrees_with_holidays(calendar):
    china = holidays.country_holidays("CN", years=(2025, 2026))
    assert [day for day in DAYS_OF_BOTH_YEARS if calendar.is_working(day) != china.is_working_day(day)] == []


@pytest.mark.parametrize("year", [2025, 2026])
def test_each_published_year_has_248_working_days(calendar, year):
    assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == 248


def test_an_exception_tells_its_name_and_source(calendar):
    makeup = calendar.exception(date(2026, 10, 10))
    assert (makeup.kind, makeup.name, makeup.source) == ("work", "国庆节", "国务院办公厅关于2026年部分节假日安排的通知")


def test_an_unknown_year_keeps_weekends_and_fixed_holidays(calendar):
    rests = [date(2027, 1, 1), date(2027, 1, 2), date(2027, 5, 1), date(2027, 5, 2), date(2027, 10, 1), date(2027, 10, 3)]
    assert not any(map(calendar.is_working, rests))
    assert calendar.is_working(date(2027, 1, 4))
    assert calendar.exception(date(2027, 10, 2)).name == "国庆节"
    assert not calendar.is_known(date(2026, 12, 31), date(2027, 1, 1))
    assert calendar.is_known(date(2025, 1, 1), date(2026, 12, 19))
    # The notice of 2027 may still speak of these.
    assert not calendar.is_known(date(2026, 12, 20), date(2026, 12, 20))
    assert calendar.is_known(date(2025, 12, 20), date(2025, 12, 31))


def test_a_described_but_unofficial_year_uses_its_own_days_only():
    guess = Calendar({date(2027, 2, 5): ExceptionDay("off", "除夕")}, set())
    assert not guess.is_working(date(2027, 2, 5))
    assert guess.exception(date(2027, 1, 1)) is None
    assert not guess.is_known(date(2027, 1, 1), date(2027, 12, 31))


def test_a_region_without_any_calendar_still_counts(uncharted):
    assert uncharted.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert not uncharted.is_known(date(2026, 9, 30), date(2026, 9, 30))


def test_rolling_leaves_a_make_up_saturday_alone(calendar):
    assert calendar.roll_forward(date(2026, 10, 10)) == date(2026, 10, 10)
    assert calendar.roll_forward(date(2026, 10, 1)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 15), 36, date(2029, 6, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_keep_the_day_number_or_take_the_month_end(start, months, end):
    assert shift_months(start, months) == end


def test_a_month_period_rolls_over_rest_days(calendar):
    assert calendar.uninterrupted(date(2026, 9, 2), 1, "MONTH").due_on == date(2026, 10, 8)


def test_the_calendar_reaches_as_far_as_it_is_asked(uncharted):
    far = uncharted.add_working_days(date(2026, 1, 1), 30_000)
    assert uncharted.working_days_between(date(2026, 1, 1), far) == 30_000
    assert uncharted.add_working_days(date(1950, 1, 7), 1) == date(1950, 1, 9)


def beginning_in(year):
    """A calendar near an end of what a date can name, so that reaching the end lays out decades and not millennia."""
    return Calendar({date(year, 6, 1): ExceptionDay("off", "一天")}, set())


def test_a_period_beyond_the_last_year_says_so():
    late = beginning_in(9950)
    with pytest.raises(OverflowError):
        late.add_working_days(date(9999, 12, 1), 60)
    with pytest.raises(OverflowError):
        late.add_working_days(date.max, 1)


def test_both_ends_of_the_calendar_are_within_reach():
    assert beginning_in(9950).roll_forward(date.max) == date.max
    assert beginning_in(50).add_working_days(date.min, 5) == date(1, 1, 8)


def test_counting_backwards_is_negative(calendar):
    assert calendar.working_days_between(date(2026, 10, 12), date(2026, 9, 30)) == -4
    assert calendar.working_days_between(date(2026, 9, 30), date(2026, 9, 30)) == 0


@given(start=dates, count=st.integers(1, 400))
def test_working_days_are_counted_one_by_one(calendar, start, count):
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    assert calendar.add_working_days(start, count) == day
    assert calendar.working_days_between(start, day) == count


@given(first=dates, second=dates, count=st.integers(0, 60))
def test_a_later_start_is_never_due_earlier(calendar, first, second, count):
    early, late = sorted((first, second))
    for unit in ("WD", "ND", "MONTH"):
        assert calendar.uninterrupted(early, count, unit).due_on <= calendar.uninterrupted(late, count, unit).due_on
