"""When the story happens, whatever day it is loaded on."""

from datetime import date, time, timedelta

import pytest

from deadlines.calendar_files import read_calendar, shipped_files
from deadlines.calendar_math import Calendar, ExceptionDay
from demo.days import Days
from demo.story import scenes, tales
from departments.models import Region
from ledger.timekeeping import legal_date

TODAYS = {
    "a plain Tuesday": date(2026, 11, 3),
    "a Sunday": date(2026, 11, 22),
    "a make-up Saturday": date(2026, 10, 10),
    "the first day after the longest holidays": date(2026, 2, 24),
    "a holiday": date(2026, 10, 5),
    "a day of the year before last": date(2027, 1, 4),
}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    files = [read_calendar(path) for path in shipped_files()]
    exceptions = {day.date: ExceptionDay(day.kind, day.name, file.document) for file in files for day in file.days}
    return Calendar(exceptions, {file.year for file in files})


@pytest.fixture(params=TODAYS.values(), ids=TODAYS.keys())
def days(request, calendar) -> Days:
    return Days(request.param, calendar)


def test_story_happens_on_working_days_before_today(days):
    region = Region(division_code="420203")
    told = tales(days, region, "鄂0203")
    played = scenes(told, days)
    assert len(played) > len(told)
    for scene in played:
        day, hour = legal_date(scene.at), scene.at.time()
        assert day < days.today
        assert days.calendar.is_working(day)
        assert time(9) <= hour < time(12) or time(14) <= hour < time(17)


def test_steps_of_a_tale_follow_one_another(days):
    told = tales(days, Region(division_code="420203"), "鄂0203")
    for place, tale in enumerate(told):
        moments = [moment for moment, _ in tale.script.timed(days, place)]
        assert moments == sorted(set(moments)), tale.plot.enterprise_name


def test_limit_that_ends_tomorrow_ends_on_the_next_working_day(days):
    for length in (3, 5, 10):
        began = days.back(days.ending_tomorrow(length))
        next_working_day = days.calendar.roll_forward(days.today + timedelta(days=1))
        assert days.calendar.add_working_days(began, length) == next_working_day


def test_numbers_and_codes_are_given_once(days):
    told = tales(days, Region(division_code="420203"), "鄂0203")
    assert len({tale.plot.number for tale in told}) == len({tale.plot.uscc for tale in told}) == len(told)
