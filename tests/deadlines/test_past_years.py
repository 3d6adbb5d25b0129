"""The years before the portal: every day as two independent packages have it, and the reach of a notice into the December before it."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from deadlines.calendar_files import read_calendar, shipped_files
from deadlines.replay import Happening, Term, due, strip
from tests.deadlines.conftest import shipped_calendar

YEARS = (2020, 2021, 2022, 2023, 2024, 2025, 2026)


@pytest.fixture(scope="module")
def all_years():
    return shipped_calendar(*YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_as_both_packages_have_it(all_years, year):
    other = holidays.China(years=year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    different = [day for day in days if len({all_years.is_working(day), chinese_calendar.is_workday(day), other.is_working_day(day)}) > 1]
    assert different == []


def test_each_year_names_its_notice():
    for file in map(read_calendar, shipped_files()):
        assert f"国务院办公厅关于{file.year}年部分节假日安排的通知" in file.document
        assert file.url.startswith(("http://www.gov.cn/", "https://www.gov.cn/"))


def test_the_last_days_of_december_wait_for_the_next_notice():
    term, before, after = Term(3, "WD"), shipped_calendar(2022), shipped_calendar(2022, 2023)
    untouched, in_reach = [Happening("start", date(2022, 12, 14))], [Happening("start", date(2022, 12, 27))]
    assert not due(untouched, before, term).provisional
    assert due(in_reach, before, term).provisional
    assert not due(in_reach, after, term).provisional
    labels = [mark.label for mark in strip(in_reach, before, term)]
    assert labels[1] == "第 1 个工作日（次年放假安排公布时可能调整，暂定）"
    assert [mark.label for mark in strip(in_reach, after, term)][1] == "第 1 个工作日"
