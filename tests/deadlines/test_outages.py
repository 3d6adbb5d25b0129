"""Days on which the portal was down: which limits they move, and that no day of a limit is taken out twice."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from deadlines.models import ClockEvent, UnchargedSpan
from deadlines.selectors import due_strip
from deadlines.services import (
    ClockDateError,
    Outage,
    breach_clock,
    days_down,
    exclude_outage,
    pause_clock,
    preview_outage,
    recheck_clocks,
    resume_clock,
    stop_clock,
)
from ledger.timekeeping import SHANGHAI
from tests.deadlines.conftest import commit, noon, sql

pytestmark = pytest.mark.django_db
WHY = {"reason": "系统中断：机房断电", "law": "虚构办法第九条", "evidence": "机房通知", "post": "办公室登记，另一人核对"}
PAUSE = {"actor": "user:7", "reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}
AT = noon(date(2026, 5, 12))


def outage(*days, **facts):
    return Outage(days=tuple(days), **WHY, **facts)


def spans(clock):
    return sorted((one.days.lower, one.days.upper) for one in UnchargedSpan.objects.filter(clock=clock) if not one.days.isempty)


def test_the_days_are_taken_out_of_what_ran_on_them(region, start):
    """Ten working days from 28 April end on 14 May; two working days of an outage move that to 18 May."""
    clock, done = start(), start("K-02")
    assert clock.due_on == date(2026, 5, 14)
    stop_clock(done, on=date(2026, 4, 29), at=noon(date(2026, 4, 29)), actor="user:7")
    down = outage(date(2026, 5, 7), date(2026, 5, 8))
    assert [(one.clock_id, one.old, one.new) for one in preview_outage(region, down)] == [(clock.pk, date(2026, 5, 14), date(2026, 5, 18))]
    assert ClockEvent.objects.filter(kind="exclude").count() == 0
    moved = exclude_outage(region, down, at=AT, by="user:3")
    commit()
    assert [(one.clock_id, one.new) for one in moved] == [(clock.pk, date(2026, 5, 18))]
    clock.refresh_from_db()
    done.refresh_from_db()
    assert (clock.due_on, done.due_on, spans(clock)) == (date(2026, 5, 18), date(2026, 5, 6), [(date(2026, 5, 7), date(2026, 5, 9))])
    labels = {mark.date.day: mark.label for mark in due_strip(clock) if mark.date.month == 5}
    assert labels[7] == labels[8] == "不计入：系统中断：机房断电（办公室登记，另一人核对）"
    assert recheck_clocks().is_sound


def test_what_a_pause_has_taken_out_is_not_taken_out_again(region, start):
    clock = start()
    pause_clock(clock, on=date(2026, 5, 8), at=noon(date(2026, 5, 8)), **PAUSE)
    resume_clock(clock, on=date(2026, 5, 11), at=noon(date(2026, 5, 11)), actor="user:7")
    exclude_outage(region, outage(*(date(2026, 5, day) for day in (7, 8, 9, 10, 11))), at=AT, by="user:3")
    commit()
    assert spans(clock) == [
        (date(2026, 5, 7), date(2026, 5, 8)),
        (date(2026, 5, 8), date(2026, 5, 11)),
        (date(2026, 5, 11), date(2026, 5, 12)),
    ]
    assert recheck_clocks().is_sound
    exclude_outage(region, outage(date(2026, 5, 7)), at=AT, by="user:3")
    assert ClockEvent.objects.filter(clock=clock, kind="exclude").count() == 2


def test_a_breach_that_the_outage_explains_is_taken_back(region, start):
    clock = start("K-02")
    assert clock.due_on == date(2026, 5, 6)
    breach_clock(clock, at=noon(date(2026, 5, 7)))
    exclude_outage(region, outage(date(2026, 5, 6)), at=noon(date(2026, 5, 7)), by="user:3")
    commit()
    clock.refresh_from_db()
    assert (clock.due_on, clock.breached_on) == (date(2026, 5, 7), None)


def test_whoever_works_without_the_portal_is_not_hit(region, start, court):
    start()
    listed = start("K-01", on=date(2026, 5, 6))
    down = date(2026, 5, 7)
    assert preview_outage(region, outage(down, apart=frozenset({court.pk}))) == ()
    assert [one.clock_id for one in preview_outage(region, outage(down))] != [listed.pk]


def test_no_day_is_taken_out_twice_whoever_writes(region, start):
    clock = start()
    exclude_outage(region, outage(date(2026, 5, 7)), at=AT, by="user:3")
    with pytest.raises(ClockDateError, match="重叠"), transaction.atomic():
        pause_clock(clock, on=date(2026, 5, 7), at=AT, **PAUSE)
    clock.refresh_from_db()
    event = {"clock": clock, "seq": 3, "kind": "exclude", "days": 1, "due_on": clock.due_on, "recorded_at": AT, "actor": "user:3"}
    with pytest.raises(IntegrityError, match="deadlines_uncharged_once"), transaction.atomic():
        ClockEvent.objects.create(**event, effective_on=date(2026, 5, 7), reason="因", law="条", evidence="件")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockEvent.objects.create(**event, effective_on=date(2026, 5, 13), reason="因", law="条", evidence="件")
    for change in (
        "INSERT INTO deadlines_unchargedspan (clock_id, days) VALUES ({}, '[2026-05-20,2026-05-21)')",
        "UPDATE deadlines_unchargedspan SET days = 'empty' WHERE clock_id = {}",
        "DELETE FROM deadlines_unchargedspan WHERE clock_id = {}",
    ):
        with pytest.raises(IntegrityError, match="follow its events"), transaction.atomic():
            sql(change.format(clock.pk))


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("began", "ended", "days"),
    [
        (at(3, 9), at(3, 13), []),
        (at(3, 9), at(3, 13, 1), [3]),
        (at(3, 22), at(4, 3), []),
        (at(3, 23), at(5, 1), [4]),
        (at(3, 12), at(5, 12), [3, 4, 5]),
    ],
)
def test_a_day_counts_on_which_it_lasted_longer_than_is_tolerated(began, ended, days):
    assert days_down(began, ended, 4) == tuple(date(2026, 11, 3) + timedelta(days=day - 3) for day in days)
