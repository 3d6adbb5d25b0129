"""What is charged to whom: never what another consumed, each thing once, on the day that settled it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.measures import Item
from assessment.periods import Period, ended_periods
from assessment.readings import Window, reading_of, window_of
from deadlines.codes import ClockCode
from deadlines.models import Clock
from deadlines.services import pause_clock, resume_clock
from demo.walk import Walk
from departments.models import Department
from recognition.enums import RecognitionAction, RecognitionResult
from tests.assessment.conftest import DUE, GIVEN_BACK_DUE, NOVEMBER, SENT, at, certified, distributed_late, on

K12 = {"codes": ["K-12"]}
DECEMBER = Period("month", 2026, 12)


def read(walk: Walk, code: str, measure: str = "on_time", parameters=K12, period: Period = NOVEMBER) -> list[Item]:
    """What is read of one case; other tests of the module have cases of their own."""
    unit = Department.objects.get(region=walk.cast.region, code=code)
    return of_case(walk, unit, window_of(unit, period.first, period.last), measure, parameters)


def of_case(walk: Walk, unit: Department, window: Window, measure: str = "on_time", parameters=K12) -> list[Item]:
    found = reading_of(walk.cast.region, unit, window).items(measure, parameters)
    return [item for item in found if item.thing == f"case:{walk.case_id}"]


def test_a_unit_that_was_sent_it_late_loses_nothing(late):
    """It missed its limit by two days, and the bureau had taken three too many."""
    clock = Clock.objects.get(case=late.case_id, code=ClockCode.RECOGNITION, obligor__code="finance")
    assert (clock.due_on, clock.stopped_on, clock.status) == (DUE, date(2026, 11, 19), "breached")
    (item,) = read(late, "finance")
    assert (item.fault, item.late, item.days) == (False, 0, 3)
    assert "上游多占3个工作日，不计，按2026年11月20日届满评定" in item.notes


def test_who_is_late_even_so_is_charged_its_own_part_alone(late):
    (item,) = read(late, "justice")
    assert (item.fault, item.late, item.days) == (True, 1, 5)
    assert date(2026, 11, 23) > GIVEN_BACK_DUE


def test_what_is_not_done_is_charged_where_its_time_ran_out_and_never_again(late):
    """Not answering at all is no way to stay out of the score; the answer in December changes November no more."""
    (item,) = read(late, "market-regulation")
    assert (item.fault, item.late, item.days) == (True, 6, None)
    assert "2026年11月30日时还没有办结" in item.notes
    assert read(late, "market-regulation", period=DECEMBER) == []
    (rest,) = read(late, "market-regulation", "late_days", {**K12, "percent_per_day": 5}, DECEMBER)
    assert rest.late == 1
    (quarter,) = read(late, "market-regulation", "late_days", {**K12, "percent_per_day": 5}, Period("quarter", 2026, 4))
    assert quarter.late == 6 + 1


def test_the_bureau_answers_for_its_own_delay(late):
    (item,) = read(late, "development-reform", parameters={"codes": ["K-11"]})
    assert (item.fault, item.late) == (True, 4)
    assert not read(late, "finance", parameters={"codes": ["K-11"]})


def test_a_late_push_is_no_late_recognition(late):
    (push,) = read(late, "court", parameters={"codes": ["K-10"]})
    (answer,) = read(late, "court")
    assert (push.key != answer.key, push.fault, answer.fault) == (True, False, False)


def test_who_was_sent_nothing_yet_has_nothing_to_answer_for(cast, db):
    walk = distributed_late(cast)
    october = Period("month", 2026, 10)
    assert read(walk, "finance", period=october) == []
    before = Window(date(2026, 11, 1), SENT - timedelta(days=1))
    finance = walk.unit("finance").department
    assert of_case(walk, finance, before) == of_case(walk, finance, before, "late_days", {**K12, "percent_per_day": 5}) == []


def test_paused_days_are_charged_to_nobody(cast, db):
    walk = distributed_late(cast)
    clock = Clock.objects.get(case=walk.case_id, code=ClockCode.RECOGNITION, obligor__code="finance")
    reasons = {"reason": "平台故障", "law": "本区设定", "evidence": "记录1号"}
    pause_clock(clock, on=date(2026, 11, 17), at=at(date(2026, 11, 17)), actor="system", **reasons)
    resume_clock(clock, on=date(2026, 11, 20), at=at(date(2026, 11, 20)), actor="system")
    on(walk, date(2026, 11, 25)).unit_answers("finance")
    (item,) = read(walk, "finance")
    # The 17th, 18th and 19th do not count: due on the 20th by its own, on the 25th with what is given back.
    assert (item.fault, item.late, item.days) == (False, 0, 4)
    assert "中止的日子不计" in item.notes


def test_a_refusal_counts_against_a_unit_only_when_it_is_overturned(cast, db):
    walk = distributed_late(cast)
    on(walk, date(2026, 11, 18)).unit_answers("finance", RecognitionResult.REFUSED).unit_answers("justice", RecognitionResult.REFUSED)
    assert read(walk, "finance", "overturned", {}) == []
    walk.convene("finance").convene("justice")
    walk.conclude("finance", RecognitionAction.CONSULT_RECOGNIZE, "改为认可")
    walk.conclude("justice", RecognitionAction.CONSULT_UPHOLD, "维持")
    assert [item.fault for item in read(walk, "finance", "overturned", {})] == [True]
    assert [item.fault for item in read(walk, "justice", "overturned", {})] == [False]


def test_a_returned_push_counts_against_the_court(cast, db):
    walk = certified(cast).push().return_push().push_again()
    on(walk, date(2026, 11, 4)).receive()
    faults = {item.notes[0]: item.fault for item in read(walk, "court", "returned", {})}
    assert faults == {"第1次推送，2026年11月3日退回更正": True, "第2次推送，2026年11月4日签收": False}


@pytest.mark.parametrize(
    ("joined", "left", "window"),
    [
        ("2025-01-01", None, ("2026-11-01", "2026-11-30")),
        ("2026-11-18", None, ("2026-11-18", "2026-11-30")),
        ("2025-01-01", "2026-11-10", ("2026-11-01", "2026-11-10")),
        ("2026-12-01", None, None),
        ("2025-01-01", "2026-10-31", None),
    ],
)
def test_a_unit_is_judged_for_the_days_on_which_it_belonged(joined, left, window):
    unit = Department(joined_on=date.fromisoformat(joined), left_on=date.fromisoformat(left) if left else None)
    found = window_of(unit, NOVEMBER.first, NOVEMBER.last)
    assert (found and (found.first.isoformat(), found.last.isoformat())) == window


def test_what_ran_out_after_a_unit_left_is_not_its_own_any_more(late):
    unit = late.unit("justice").department
    unit.left_on = date(2026, 11, 20)
    assert of_case(late, unit, window_of(unit, NOVEMBER.first, NOVEMBER.last)) == []


def test_only_periods_that_are_over_can_be_assessed():
    found = [period.title for period in ended_periods(date(2026, 9, 20), date(2026, 12, 1))]
    assert found == ["2026年第三季度", "2026年11月", "2026年10月", "2026年9月"]
    assert [period.title for period in ended_periods(date(2026, 11, 5), date(2027, 1, 1))] == [
        "2026年度",
        "2026年第四季度",
        "2026年12月",
        "2026年11月",
    ]
    assert list(ended_periods(date(2026, 11, 5), date(2026, 11, 30))) == []
