from datetime import UTC, date, datetime

import pytest

from words import certificates, dates, files, limits, lists, money

DAY = date(2026, 11, 3)
# The third in Shanghai, still the second in Greenwich.
MOMENT = datetime(2026, 11, 2, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(("fen", "words"), [(0, "0.00元"), (7, "0.07元"), (123_456_789, "1,234,567.89元"), (-150, "-1.50元")])
def test_money_is_exact_to_the_fen(fen, words):
    assert money.yuan(fen) == words


@pytest.mark.parametrize("day", [DAY, MOMENT, "2026-11-03"])
def test_a_day_has_one_text_wherever_it_comes_from(day):
    assert dates.day(day) == "2026年11月3日"
    assert dates.until(day) == "至2026年11月3日（含当日）"
    assert dates.day_and_weekday(day) == "2026年11月3日 周二"
    assert dates.in_numerals(day) == "二〇二六年十一月三日"
    assert dates.iso(dates.iso(day)) == "2026-11-03"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_day_says_nothing(nothing):
    texts = (dates.day, dates.until, dates.weekday, dates.day_and_weekday, dates.moment, dates.in_numerals, dates.iso)
    assert {words(nothing) for words in texts} == {""}


def test_a_moment_is_told_in_shanghai():
    assert dates.moment(MOMENT) == "2026年11月3日 02:05"
    assert dates.moment(dates.iso_moment(MOMENT)) == "2026年11月3日 02:05"
    assert dates.moment_and_weekday(MOMENT) == "2026年11月3日 周二 02:05"
    assert dates.short_moment(MOMENT) == "11月3日 02:05"


@pytest.mark.parametrize(("count", "words"), [(1, "一"), (10, "十"), (12, "十二"), (21, "二十一"), (30, "三十"), (99, "九十九")])
def test_numbers_in_chinese(count, words):
    assert dates.number(count) == words


def test_limits_and_days_left():
    assert [limits.length(3, "WD"), limits.length(15, "ND"), limits.length(6, "MONTH")] == ["3个工作日", "15日", "6个月"]
    assert limits.length(0, "WD") == "当日"
    assert [limits.days(2, "WD"), limits.days(1, "ND")] == ["2个工作日", "1天"]


def test_a_certificate_says_what_it_covers_and_until_when():
    fields = ("招标投标", "融资贷款")
    assert certificates.scope("某区", fields, all_cases=False) == "仅限本案，在某区下列领域适用：招标投标、融资贷款"
    assert certificates.scope("某区", fields, all_cases=True).startswith("截至出具之日在本院登记的全部执行案件，")
    assert certificates.validity("2026-11-03", "2027-01-31") == "自2026年11月3日起至2027年1月31日（含当日）；被撤销或者被替代的，不再有效"
    assert certificates.validity(DAY, None) == "自2026年11月3日起，不设有效期；被撤销或者被替代的，不再有效"
    assert (certificates.end("2027-01-31"), certificates.end("")) == ("至2027年1月31日（含当日）", "不设有效期")


def test_files_and_lists():
    assert files.accepted(20 * 1024 * 1024) == "PDF、JPG 或 PNG，不超过 20 MB"
    assert files.accepted(5 * 1024 * 1024, each=True) == "PDF、JPG 或 PNG，每份不超过 5 MB"
    assert lists.listed(("甲", "乙")) == "甲、乙"
    assert lists.clauses(("理由：甲。", "", "指引：乙")) == "理由：甲；指引：乙"
    assert lists.sentence("已付清；") == "已付清。"
    assert lists.lines(" 甲 \n\n乙") == ("甲", "乙")


def test_a_shortened_text_shows_it():
    assert lists.shortened("一二三", 3) == "一二三"
    assert lists.shortened("一二三四", 3) == "一二…"
