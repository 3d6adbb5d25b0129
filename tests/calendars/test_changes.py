"""Arrangements and outages: one person brings them, another checks, the system moves every open limit at once and tells whom it binds."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from calendars import services
from calendars.models import Change, ChangedClock, ChangeProgress, ForeseenClock
from calendars.reading import read_arrangement
from calendars.selectors import changes_to_apply, changes_to_preview, moves_to_tell
from cases.enums import CaseState
from cases.outcomes import HoldGround
from deadlines.calendar_files import shipped_files
from deadlines.models import WorkCalendar
from deadlines.selectors import days_left, due_strip
from deadlines.services import recheck_clocks
from demo.specimens import voucher
from ledger.models import Event
from ledger.timekeeping import SHANGHAI
from messaging.models import Message
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible
from supervision.services import tick
from tests.cases.steps import clock, commit
from tests.cases.test_holds import hold, resume
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
    region, said = walk.case.region, content or extra()
    return previewed(services.propose_arrangement(region, said, file_name="calendar-2026.toml", by=walk.by(part), at=walk.at), walk)


def down(walk, began, ended, part="administrator"):
    said = {"reason": "机房断电。", "evidence": voucher("机房通知")}
    change = services.propose_outage(walk.case.region, began_at=began, ended_at=ended, **said, by=walk.by(part), at=walk.at)
    return previewed(change, walk)


def previewed(change, walk):
    services.preview_change(change.pk, at=walk.at)
    return Change.objects.get(pk=change.pk)


@in_state(CaseState.SUBMITTED)
def test_nothing_moves_before_another_person_has_checked(stood):
    """Three working days from 4 November end on the 9th; with two days more off on the 11th."""
    one = clock(stood, "K-02")
    assert one.due_on == date(2026, 11, 9)
    change = bring(stood)
    (move,) = ForeseenClock.objects.filter(change=change, clock=one)
    assert (move.old_on, move.new_on) == (date(2026, 11, 9), date(2026, 11, 11))
    assert change.progress.foreseen == ForeseenClock.objects.filter(change=change).count()
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
def test_nobody_approves_what_has_not_been_previewed_and_a_preview_is_made_anew(stood):
    said = {"file_name": "calendar-2026.toml", "by": stood.by("office"), "at": stood.at}
    change = services.propose_arrangement(stood.case.region, extra(), **said)
    with pytest.raises(ConditionNotMet, match="算完后再核对"), transaction.atomic():
        services.approve_change(change.pk, by=stood.by("administrator"), at=stood.at)
    assert changes_to_preview(10, at=stood.at) == [change.pk]
    tick(at=stood.at)
    first = ForeseenClock.objects.filter(change=change).count()
    assert first
    assert changes_to_preview(10, at=stood.at + timedelta(minutes=59)) == []
    # Whoever is late with an earlier look leaves the later one alone.
    services.preview_change(change.pk, at=stood.at - timedelta(minutes=5))
    assert ChangeProgress.objects.get(change=change).previewed_at >= stood.at
    stood.accept()
    later = stood.at + timedelta(hours=1, minutes=5)
    assert changes_to_preview(10, at=later) == [change.pk]
    tick(at=later)
    done = clock(stood, "K-02")
    assert not ForeseenClock.objects.filter(change=change, clock=done).exists()
    services.approve_change(change.pk, by=stood.by("administrator"), at=later)
    commit()
    approved = Event.objects.filter(stream=f"change:{change.pk}", action="approve_change").get()
    assert approved.body["foreseen"] == ForeseenClock.objects.filter(change=change).count()


@in_state(CaseState.SUBMITTED)
def test_what_holds_already_or_is_not_published_yet_is_not_brought_again(stood):
    with pytest.raises(InvalidInput, match="就是现行的2026年放假安排"):
        bring(stood, content=read_arrangement(next(path for path in shipped_files() if "2026" in path.name).read_bytes()))
    with pytest.raises(InvalidInput, match="发布日期2026年12月30日还没有到"):
        bring(stood, content=replace(extra(), published_on=date(2026, 12, 30)))
    assert not Change.objects.exists()


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


def outage_of_yesterday(walk, hours=6):
    """Down for some hours on the day before; brought, checked and applied."""
    began = datetime.combine(walk.at.date() - timedelta(days=1), time(9), SHANGHAI)
    change = down(walk, began, began + timedelta(hours=hours))
    services.approve_change(change.pk, by=walk.by("office"), at=walk.at)
    services.apply_change(change.pk, at=walk.at)
    return Change.objects.get(pk=change.pk)


@in_state(CaseState.ACCEPTED)
def test_a_limit_that_is_recorded_or_resumed_afterwards_loses_no_day_of_the_outage(stood):
    stood.later(days=1)
    hold(stood, HoldGround.HEARING)
    stood.later(days=3)
    change = outage_of_yesterday(stood)
    assert not ChangedClock.objects.filter(change=change, clock=clock(stood, "K-04")).exists()
    assert services.outages_to_repeat(10, at=stood.at) == []
    stood.later(days=1)
    # The hearing was over before the portal was down, which is recorded only now.
    resume(stood, until_on=stood.at.date() - timedelta(days=3))
    commit()
    before = clock(stood, "K-04").due_on
    assert services.outages_to_repeat(10, at=stood.at) == [change.pk]
    assert tick(at=stood.at)["late_outages"].done == 1
    commit()
    one = clock(stood, "K-04")
    assert one.due_on > before
    assert {mark.date.isoformat() for mark in due_strip(one) if mark.label.startswith("不计入")} == set(change.days)
    assert Message.objects.filter(dedup_key=f"change:{change.pk}:{one.pk}").count() == 1
    assert tick(at=stood.at)["late_outages"].done == 0
    assert recheck_clocks().is_sound


@in_state(CaseState.ACCEPTED)
def test_whoever_is_bound_by_a_paused_limit_is_not_told_a_last_day(stood):
    hold(stood, HoldGround.HEARING)
    one = clock(stood, "K-04")
    change = bring(
        stood,
        content=read_arrangement(
            shipped_files()[-1].read_bytes() + EXTRA.replace("2026-11-05", str(one.due_on)).replace("2026-11-06", str(one.due_on)).encode()
        ),
    )
    services.approve_change(change.pk, by=stood.by("administrator"), at=stood.at)
    tick(at=stood.at)
    (message,) = Message.objects.filter(dedup_key=f"change:{change.pk}:{one.pk}")
    assert "已暂停计时，恢复后最早" in message.body
    assert "期限改至" not in message.body


@in_state(CaseState.ACCEPTED)
def test_a_short_outage_or_one_that_is_not_over_is_refused_in_words(stood):
    began = stood.at - timedelta(hours=3)
    with pytest.raises(InvalidInput, match="没有哪一天中断超过4小时"):
        down(stood, began, stood.at)
    with pytest.raises(InvalidInput, match="还没有到"):
        down(stood, began, stood.at + timedelta(hours=9))
    with pytest.raises(InvalidInput, match="超过60天，请核对日期"):
        down(stood, began - timedelta(days=61), began)
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
