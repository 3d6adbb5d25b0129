"""Arrangements and outages: one person brings them, another checks, the system moves every open limit at once and tells whom it binds."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from calendars import services
from calendars.models import Change, ChangedClock, ChangeProgress
from calendars.reading import read_arrangement
from calendars.selectors import changes_to_apply, moves_to_tell
from cases.enums import CaseState
from deadlines.calendar_files import shipped_files
from deadlines.models import WorkCalendar
from deadlines.selectors import days_left, due_strip
from deadlines.services import recheck_clocks
from demo.specimens import voucher
from ledger.timekeeping import SHANGHAI
from messaging.models import Message
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible
from supervision.services import tick
from tests.cases.steps import clock, commit
from tests.support.world import in_state

EXTRA = """
[[holiday]]
name = "临时放假"
from = 2026-11-05
to = 2026-11-06
work = [2026-11-14]
"""


def extra():
    return read_arrangement(shipped_files()[-1].read_bytes() + EXTRA.encode())


def bring(walk, part="office", content=None):
    return services.propose_arrangement(walk.case.region, content or extra(), file_name="calendar-2026.toml", by=walk.by(part), at=walk.at)


def down(walk, began, ended, part="administrator"):
    return services.propose_outage(
        walk.case.region, began_at=began, ended_at=ended, reason="机房断电。", evidence=voucher("机房通知"), by=walk.by(part), at=walk.at
    )


@in_state(CaseState.SUBMITTED)
def test_nothing_moves_before_another_person_has_checked(stood):
    """Three working days from 4 November end on the 9th; with two days more off on the 11th."""
    one = clock(stood, "K-02")
    assert one.due_on == date(2026, 11, 9)
    change = bring(stood)
    found = services.preview(change)
    assert [(move.clock_id, move.old, move.new) for move in found.moved if move.clock_id == one.pk] == [
        (one.pk, date(2026, 11, 9), date(2026, 11, 11))
    ]
    assert changes_to_apply(10) == []
    with pytest.raises(NotPermitted):
        services.approve_change(change.pk, by=stood.by("office"), at=stood.at)
    with pytest.raises(NotVisible):
        services.approve_change(change.pk, by=stood.by("reviewing_judge"), at=stood.at)
    services.approve_change(change.pk, by=stood.by("administrator"), at=stood.at)
    commit()
    assert changes_to_apply(10) == [change.pk]
    assert clock(stood, "K-02").due_on == date(2026, 11, 9)


@in_state(CaseState.SUBMITTED)
def test_the_sweep_applies_it_and_tells_each_limit_once(stood):
    change = bring(stood)
    services.approve_change(change.pk, by=stood.by("administrator"), at=stood.at)
    assert ChangeProgress.objects.get(change=change).total == 0
    done = tick(at=stood.at)
    assert (done["changes"].done, done["changes"].failed) == (1, 0)
    commit()
    change = Change.objects.get(pk=change.pk)
    moved = ChangedClock.objects.filter(change=change)
    assert (change.state, change.moved, moved.count()) == ("applied", moved.count(), change.moved)
    assert change.moved
    one = clock(stood, "K-02")
    assert (one.due_on, one.calendar_version) == (date(2026, 11, 11), "2026.2")
    counted = [mark.date for mark in due_strip(one) if mark.count]
    assert days_left(one, stood.at.date()) == sum(day > stood.at.date() for day in counted)
    assert moves_to_tell(10) == []
    told = Message.objects.filter(dedup_key=f"change:{change.pk}:{one.pk}")
    assert [message.body for message in told] == [
        f"修复案号{stood.case.number}：放假安排有变动，“受理前的形式核对”的期限改至2026年11月11日（含当日），原为2026年11月9日。"
    ]
    tick(at=stood.at)
    assert told.count() == 1
    assert recheck_clocks().is_sound


@in_state(CaseState.SUBMITTED)
def test_finished_limits_never_move(stood):
    stood.accept()
    done = clock(stood, "K-02")
    change = bring(stood)
    services.approve_change(change.pk, by=stood.by("administrator"), at=stood.at)
    services.apply_change(change.pk, at=stood.at)
    commit()
    assert clock(stood, "K-02").due_on == done.due_on
    assert not ChangedClock.objects.filter(clock=done).exists()


@in_state(CaseState.SUBMITTED)
def test_what_is_refused_changes_nothing_and_says_why(stood):
    change = bring(stood)
    with pytest.raises(InvalidInput, match="写明理由"):
        services.refuse_change(change.pk, note=" ", by=stood.by("office"), at=stood.at)
    services.refuse_change(change.pk, note="文件有误", by=stood.by("administrator"), at=stood.at)
    assert WorkCalendar.objects.filter(year=2026).count() == 1
    assert bring(stood).pk != change.pk


@in_state(CaseState.SUBMITTED)
def test_one_arrangement_of_a_year_at_a_time_by_two_people(stood):
    change = bring(stood)
    with pytest.raises(ConditionNotMet, match="已有一份放假安排待核对"), transaction.atomic():
        bring(stood, part="administrator")
    with pytest.raises(IntegrityError, match="change_two_people"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(state="approved", decided_at=stood.at, decided_by=change.proposed_by_id)


@in_state(CaseState.ACCEPTED)
def test_an_outage_is_taken_out_of_every_limit_that_ran(stood):
    before = clock(stood, "K-04").due_on
    day = stood.at.date() + timedelta(days=1)
    stood.later(days=2)
    began = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=9)
    change = down(stood, began, began + timedelta(hours=6))
    assert change.days == [day.isoformat()]
    services.approve_change(change.pk, by=stood.by("office"), at=stood.at)
    services.apply_change(change.pk, at=stood.at)
    commit()
    one = clock(stood, "K-04")
    assert one.due_on > before
    (label,) = {mark.label for mark in due_strip(one) if mark.kind == "paused"}
    assert "不计入：系统中断" in label
    assert "机房断电。（办公室登记，另一人核对）" in label
    assert recheck_clocks().is_sound


@in_state(CaseState.ACCEPTED)
def test_a_short_outage_or_one_that_is_not_over_is_refused_in_words(stood):
    began = stood.at - timedelta(hours=3)
    with pytest.raises(InvalidInput, match="没有哪一天中断超过4小时"):
        down(stood, began, stood.at)
    with pytest.raises(InvalidInput, match="还没有到"):
        down(stood, began, stood.at + timedelta(hours=9))
    with pytest.raises(InvalidInput, match="晚于中断开始"):
        down(stood, began, began)
    assert not Change.objects.exists()


@in_state(CaseState.ACCEPTED)
def test_the_nightly_proof_leaves_its_result(stood):
    from deadlines.models import ClockProof

    night = datetime.combine(stood.at.date() + timedelta(days=1), datetime.min.time(), SHANGHAI) + timedelta(hours=2)
    tick(at=stood.at)
    first = ClockProof.objects.get()
    assert (first.found, first.findings, first.ended_at) == (0, [], first.began_at)
    assert first.checked
    tick(at=stood.at + timedelta(hours=1))
    assert ClockProof.objects.count() == 1
    tick(at=night)
    assert ClockProof.objects.count() == 2
