"""The ladder end to end: each rung of the district's file, outages, races, moved dates, what is on record."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from cases.enums import CaseState
from deadlines.codes import ClockCode
from deadlines.ladder import SHANGHAI, Planned
from deadlines.models import Clock, LadderRung, Milestone
from deadlines.selectors import calendar_for, ladder_of, rungs_of
from deadlines.services import compare_rungs, extend_clock, pause_clock, rearm_open_clocks, resume_clock
from departments.models import Post
from messaging.models import Message
from oversight.enums import OrderKind
from oversight.ladder import _words, rungs_due
from oversight.models import Order
from recognition.enums import RecognitionResult
from tests.cases.steps import clock, commit, events, refused_by_database, sql
from tests.support.sweeping import swept
from tests.support.world import in_state


def moment(day, hour=10, minute=0):
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def fired(one):
    return {row.key: row.outcome for row in Milestone.objects.filter(clock=one).order_by("pk")}


def unit_clock(walk, unit="finance"):
    return walk.case.clocks.get(code=ClockCode.RECOGNITION, obligor__code=unit)


def messages_of(one, key):
    return list(Message.objects.filter(dedup_key__startswith=f"rung:{one.pk}:{key}:").order_by("pk"))


def messages_of_orders(one, key):
    made = Order.objects.filter(clock=one, kind={"urge": "urge", "oversee": "oversight"}.get(key, ""))
    return [message for order in made for message in Message.objects.filter(dedup_key__startswith=f"order:{order.pk}:", role__gt="")]


def sweep_at(one, key):
    """Run the sweep in the minute in which a rung of a clock is due."""
    one = Clock.objects.get(pk=one.pk)
    at = next(planned.at for planned in rungs_of(one) if planned.rung.key == key)
    swept("ladder", at=at - timedelta(minutes=1))
    before = fired(one)
    swept("ladder", at=at)
    return at, before


@in_state(CaseState.DISTRIBUTED)
@pytest.mark.parametrize("key", ["before", "on-the-day", "urge", "oversee", "leaders"])
def test_each_rung_of_a_unit_by_platform_fires_in_its_minute(stood, key):
    one = unit_clock(stood)
    at, before = sweep_at(one, key)
    assert key not in before
    assert fired(one)[key] == "fired"
    row = Milestone.objects.get(clock=one, key=key)
    assert (row.fires_at, row.settled_at >= at) == (at, True)
    told = [(message.department.code, message.role) for message in [*messages_of(one, key), *messages_of_orders(one, key)]]
    assert len(told) == len(set(told)), "nobody is told twice of one rung"
    assert (
        set(told)
        == {
            "before": {("finance", "member_liaison")},
            "on-the-day": {("finance", "member_liaison"), ("finance", "member_approver")},
            "urge": {("finance", "member_liaison"), ("finance", "member_approver")},
            "oversee": {("finance", "member_liaison"), ("finance", "member_approver"), ("development-reform", "office")},
            "leaders": {("development-reform", "leader"), ("development-reform", "office")},
        }[key]
    )
    orders = [order.kind for order in Order.objects.filter(clock=one).order_by("pk")]
    assert orders == {"urge": ["urge"], "oversee": ["oversight"], "leaders": ["oversight"]}.get(key, [])
    assert events(stood, "clock_rung")[-1].body["code"] == "K-12"
    commit()


@in_state(CaseState.DISTRIBUTED)
@pytest.mark.parametrize("key", ["letter-before", "letter-on-the-day", "letter-urge", "letter-oversee", "letter-leaders"])
def test_each_rung_of_a_unit_by_letter_fires_in_its_minute(stood, key):
    one = unit_clock(stood)
    type(one.obligor).objects.filter(pk=one.obligor_id).update(channel="offline")
    assert rearm_open_clocks(stood.case.region) > 0
    one.refresh_from_db()
    _, before = sweep_at(one, key)
    assert key not in before
    assert fired(one)[key] == "fired"
    assert [*messages_of(one, key), *messages_of_orders(one, key.removeprefix("letter-"))]


@in_state(CaseState.DISTRIBUTED)
@pytest.mark.parametrize("key", ["office-before", "office-on-the-day", "office-leaders"])
def test_each_rung_of_the_office_fires_in_its_minute(stood, key):
    stood.unit_answers("finance", RecognitionResult.REFUSED)
    one = clock(stood, "K-14")
    sweep_at(one, key)
    assert fired(one)[key] == "fired"
    assert ("development-reform", "office") in {(m.department.code, m.role) for m in messages_of(one, key)}
    assert not Order.objects.filter(clock=one).exists()


@in_state(CaseState.DISTRIBUTED)
@pytest.mark.parametrize(("prefix", "channel"), [("", "platform"), ("letter-", "offline")])
def test_the_answer_to_an_order_is_reminded_of(stood, prefix, channel):
    one = unit_clock(stood)
    type(one.obligor).objects.filter(pk=one.obligor_id).update(channel=channel)
    rearm_open_clocks(stood.case.region)
    sweep_at(one, f"{prefix}oversee")
    reply = Clock.objects.get(about=one, code="K-48")
    sweep_at(reply, f"{prefix}reply-on-the-day")
    assert fired(reply)[f"{prefix}reply-on-the-day"] == "fired"


@in_state(CaseState.SUPPLEMENT)
@pytest.mark.parametrize("key", ["supplement-three-days", "supplement-one-day"])
def test_the_enterprise_is_reminded_of_its_supplement(stood, key):
    one = clock(stood, "K-03")
    sweep_at(one, key)
    assert fired(one)[key] == "fired"
    (message,) = messages_of(one, key)
    assert (message.enterprise_id, message.case_id) == (stood.case.enterprise_id, stood.case.pk)
    assert "可以重新申请" in message.body


@in_state(CaseState.SUPPLEMENT)
def test_the_officer_hears_of_a_supplement_that_may_not_lapse(stood):
    one = clock(stood, "K-03")
    calendar = calendar_for(stood.case.region)
    later = moment(calendar.add_working_days(one.due_on, 1), 9)
    swept("ladder", at=later)
    assert fired(one) == {"supplement-three-days": "expired", "supplement-one-day": "expired", "supplement-over": "fired"}
    (message,) = messages_of(one, "supplement-over")
    assert (message.department_id, message.role) == (stood.case.court_id, "acceptance_officer")
    assert swept("supplements", at=later) == 0


def test_every_rung_of_the_district_is_executed_above(cast, db):
    tested = {
        "before", "on-the-day", "urge", "oversee", "leaders",
        "letter-before", "letter-on-the-day", "letter-urge", "letter-oversee", "letter-leaders",
        "office-before", "office-on-the-day", "office-leaders",
        "reply-on-the-day", "letter-reply-on-the-day",
        "supplement-three-days", "supplement-one-day", "supplement-over",
    }  # fmt: skip
    assert set(LadderRung.objects.filter(region=cast.court.region, is_current=True).values_list("key", flat=True)) == tested


# --- once, whenever one comes ---


@in_state(CaseState.DISTRIBUTED)
def test_a_month_of_minutes_fires_each_rung_once(stood):
    one = unit_clock(stood)
    at, last = moment(one.due_on - timedelta(days=6), 8), moment(one.due_on + timedelta(days=12), 18)
    while at < last:
        swept("ladder", at=at)
        swept("ladder", at=at)
        at += timedelta(hours=1)
    assert fired(one) == dict.fromkeys(("before", "on-the-day", "urge", "oversee", "leaders"), "fired")
    for row in Milestone.objects.filter(clock=one):
        local = row.settled_at.astimezone(SHANGHAI)
        assert calendar_for(one.region_id).is_working(local.date())
        assert time(9) <= local.time() <= time(17, 30)


@in_state(CaseState.DISTRIBUTED)
def test_after_days_down_only_the_latest_speaks_and_the_others_are_marked(stood):
    one = unit_clock(stood)
    calendar = calendar_for(one.region_id)
    swept("ladder", at=moment(calendar.add_working_days(one.due_on, 6)))
    assert fired(one) == {"before": "expired", "on-the-day": "expired", "urge": "expired", "oversee": "fired", "leaders": "fired"}
    assert [order.kind for order in Order.objects.filter(clock=one)] == [OrderKind.OVERSIGHT]
    one.refresh_from_db()
    assert one.next_rung_at is None


@in_state(CaseState.DISTRIBUTED)
def test_nothing_leaves_at_night_or_on_a_day_off(stood):
    one = unit_clock(stood)
    overdue = calendar_for(one.region_id).add_working_days(one.due_on, 1)
    assert one.pk not in rungs_due(500, at=moment(overdue, 20))
    assert one.pk not in rungs_due(500, at=moment(overdue, 8, 59))
    saturday = overdue + timedelta(days=(5 - overdue.weekday()) % 7)
    assert rungs_due(500, at=moment(saturday)) == []
    assert one.pk in rungs_due(500, at=moment(overdue, 9))


@in_state(CaseState.DISTRIBUTED)
def test_a_clock_that_ends_waits_for_no_rung(stood):
    one = unit_clock(stood)
    assert one.next_rung_at is not None
    stood.unit_answers("finance")
    one.refresh_from_db()
    assert one.next_rung_at is None
    swept("ladder", at=moment(one.due_on + timedelta(days=20)))
    assert fired(one) == {}


@in_state(CaseState.DISTRIBUTED)
def test_a_pause_stills_the_ladder_and_a_moved_day_begins_it_anew(stood):
    one = unit_clock(stood)
    sweep_at(one, "before")
    at = moment(one.due_on)
    one.refresh_from_db()
    paused = pause_clock(one, on=at.date(), at=at, actor="user:1", reason="听证", law="条", evidence="件")
    assert paused.next_rung_at is None
    back = at + timedelta(days=7)
    resumed = resume_clock(one, on=back.date(), at=back, actor="user:1")
    assert resumed.due_on > one.due_on
    at = next(planned.at for planned in rungs_of(resumed) if planned.rung.key == "on-the-day")
    swept("ladder", at=at)
    rows = list(Milestone.objects.filter(clock=one).order_by("pk").values_list("key", "due_on", "outcome"))
    assert rows[0] == ("before", one.due_on, "fired")
    assert ("on-the-day", resumed.due_on, "fired") in rows
    commit()


@in_state(CaseState.ACCEPTED)
def test_an_extension_moves_the_next_rung(stood):
    one = clock(stood, "K-04")
    before = one.next_rung_at
    moved = extend_clock(one, days=10, on=stood.at.date(), at=stood.at, actor="user:1", reason="案情复杂", law="条")
    assert moved.next_rung_at == next(planned.at for planned in rungs_of(moved))
    assert moved.next_rung_at > before


@in_state(CaseState.SUBMITTED)
def test_a_case_that_comes_back_begins_a_round_with_rungs_of_its_own(stood):
    first = clock(stood, "K-02")
    sweep_at(first, "on-the-day")
    stood.at = moment(first.due_on, 11)
    stood.ask_supplement()
    stood.answer_supplement()
    second = clock(stood, "K-02")
    assert second.round == first.round + 1
    sweep_at(second, "on-the-day")
    assert fired(first)["on-the-day"] == fired(second)["on-the-day"] == "fired"


# --- what the database holds ---


@in_state(CaseState.DISTRIBUTED)
def test_no_rung_twice_and_none_taken_back(stood):
    one = unit_clock(stood)
    sweep_at(one, "before")
    row = Milestone.objects.get(clock=one)
    with pytest.raises(IntegrityError, match="deadlines_milestone_once"), transaction.atomic():
        Milestone.objects.create(
            clock=one,
            rung=row.rung,
            key=row.key,
            act=row.act,
            due_on=row.due_on,
            fires_at=row.fires_at,
            settled_at=row.settled_at,
            outcome="fired",
        )
    with refused_by_database("deadlines_milestone"):
        sql("UPDATE deadlines_milestone SET outcome = 'expired'")
    with refused_by_database("deadlines_milestone"):
        sql("DELETE FROM deadlines_milestone")
    with refused_by_database("cannot change"):
        sql('UPDATE deadlines_ladderrung SET "offset" = 9')


@in_state(CaseState.DISTRIBUTED)
def test_the_night_finds_a_next_rung_that_was_moved_by_hand(stood):
    assert not [finding for finding in compare_rungs() if finding]
    one = unit_clock(stood)
    sql("UPDATE deadlines_clock SET next_rung_at = next_rung_at + interval '1 day' WHERE id = %s", one.pk)
    assert [finding.object for finding in compare_rungs() if finding] == [f"clock:{one.pk}"]


# --- nobody there ---


@in_state(CaseState.DISTRIBUTED)
def test_a_vacant_post_is_told_through_the_next_one(stood):
    one = unit_clock(stood)
    Post.objects.filter(department=one.obligor, role="member_liaison").update(valid_until=stood.at.date() - timedelta(days=1))
    sweep_at(one, "before")
    assert [message.role for message in messages_of(one, "before")] == ["member_approver"]


@in_state(CaseState.SUPPLEMENT)
def test_an_enterprise_for_which_nobody_acts_is_not_reminded_and_nothing_lapses(stood):
    one = clock(stood, "K-03")
    User.objects.filter(mandates__enterprise=stood.case.enterprise).update(is_active=False)
    sweep_at(one, "supplement-one-day")
    assert set(fired(one).values()) == {"unreachable"}
    assert swept("supplements", at=moment(one.due_on + timedelta(days=1), 1)) == 0
    assert stood.case.state == CaseState.SUPPLEMENT


@in_state(CaseState.DISTRIBUTED)
def test_a_late_unit_whose_posts_are_vacant_is_pressed_for_through_the_office(stood):
    one = unit_clock(stood)
    Post.objects.filter(department=one.obligor).update(valid_until=stood.at.date() - timedelta(days=1))
    sweep_at(one, "urge")
    assert fired(one)["urge"] == "fired"
    assert {(message.department.code, message.role) for message in messages_of(one, "urge")} == {("development-reform", "office")}


@in_state(CaseState.DISTRIBUTED)
def test_a_last_day_of_rest_is_not_said_to_be_today(stood):
    """A limit that a meeting has put on a Sunday is spoken of on the Friday."""
    one = unit_clock(stood)
    friday = one.due_on + timedelta(days=(4 - one.due_on.weekday()) % 7)
    one.due_on = friday + timedelta(days=2)
    said = [
        _words(one, Planned(rung, moment(friday)), at)[0]
        for rung in ladder_of(one.region_id)[:1]
        for at in (moment(friday - timedelta(days=1)), moment(friday), moment(one.due_on), moment(one.due_on + timedelta(days=1)))
    ]
    assert "还有1个工作日" in said[0]
    assert "今天是此前最后一个工作日" in said[1]
    assert "今天届满" in said[2]
    assert "已经超期1个工作日" in said[3]
