"""Journeys through the demo's time: over which moments, and that each does what the work loop would have done there."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases.enums import CaseState
from deadlines.calendar_math import Calendar, ExceptionDay
from deadlines.models import Clock
from demo import clock, journeys, travel
from demo.journeys import ARRIVAL, LOOKS, Step, looks_between, target_of
from demo.outbox import give_addresses
from ledger import timekeeping
from ledger.timekeeping import SHANGHAI
from notices.models import Document
from procedure.errors import ConditionNotMet
from supervision import services
from supervision.sweeps import SWEEPS
from tests.cases.steps import due, events
from tests.support.clock import begin_at
from tests.support.world import AT, in_state

PLAIN = Calendar({}, {2026})


def at(day, hour=10, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


# --- where to ---


def test_hours_are_hours_and_working_days_end_in_the_morning():
    assert target_of(Step.HOURS, at(3, 22), PLAIN) == at(4, 2)
    assert target_of(Step.NEXT_DAY, at(6, 9), PLAIN) == at(9, 10, 30)
    assert target_of(Step.MONTH, at(3), PLAIN) == at(3, 10, 30, month=12)


def test_working_days_go_by_the_calendar_in_force():
    worked = {date(2026, 11, 7): ExceptionDay("work", "调休"), date(2026, 11, 9): ExceptionDay("off", "放假")}
    calendar = Calendar(worked, {2026})
    assert target_of(Step.NEXT_DAY, at(6), calendar).date() == date(2026, 11, 7)
    assert target_of(Step.THREE_DAYS, at(6), calendar).date() == date(2026, 11, 11)


def test_every_step_has_its_button():
    assert set(journeys.LABELS) == set(Step)
    assert all(target_of(step, at(3), PLAIN) > at(3) for step in Step)


def test_one_stops_each_day_at_the_same_hours_and_at_last_at_the_target():
    found = looks_between(at(3, 16), at(5, 10, 30))
    assert found == [at(3, 18), *(at(4, look.hour, look.minute) for look in LOOKS), at(5, 0, 5), at(5, 9), at(5, 10), at(5, 10, 30)]
    assert looks_between(at(3, 12), at(3, 13)) == [at(3, 13)]


@pytest.mark.parametrize("since", [at(3, hour, 7) for hour in range(0, 24, 3)])
def test_a_journey_that_was_broken_off_goes_on_where_it_was(since):
    whole = looks_between(since, at(20))
    assert whole == sorted(set(whole))
    for number, moment in enumerate(whole[:-1]):
        assert looks_between(moment, at(20)) == whole[number + 1 :]


def test_rest_days_are_passed_through_like_any_other():
    assert {moment.date().day for moment in looks_between(at(6), target_of(Step.NEXT_DAY, at(6), PLAIN))} == {6, 7, 8, 9}
    assert time(9) in LOOKS
    assert time(18) in LOOKS
    assert LOOKS[-2] > ARRIVAL > LOOKS[-3]


# --- asked for ---


@pytest.fixture
def demo_time(db):
    begin_at(AT)


def test_one_journey_at_a_time(demo_time):
    journeys.ask_for(Step.HOUR, AT, PLAIN)
    with pytest.raises(ConditionNotMet, match="正在拨动"):
        journeys.ask_for(Step.HOUR, AT, PLAIN)
    journeys.end(journeys.under_way())
    journeys.ask_for(Step.HOUR, AT, PLAIN)


def test_a_database_that_is_no_demos_is_refused_in_words(db):
    with pytest.raises(ConditionNotMet, match="没有标明是演示用的"):
        journeys.ask_for(Step.HOUR, AT, PLAIN)
    assert journeys.latest() is None


def test_a_year_is_far_enough(demo_time):
    clock.come_to(AT + timedelta(days=clock.FARTHEST_DAYS - 10))
    with pytest.raises(ConditionNotMet, match="最多拨快400天"):
        journeys.ask_for(Step.MONTH, timekeeping.now(), PLAIN)
    assert journeys.under_way() is None


def test_the_database_takes_no_journey_backwards(demo_time):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(journeys.ASK, [AT, AT - timedelta(hours=1), AT])


# --- made ---


@pytest.fixture
def ticks(monkeypatch):
    """The moments at which the sweeps ran; papers are left alone."""
    seen = []
    monkeypatch.setattr(travel, "look", lambda _journey: seen.append(timekeeping.now()) or {"breaches": services.Done()})
    return seen


def test_the_sweeps_run_at_every_moment_on_the_way_and_never_before_it(demo_time, ticks):
    journeys.ask_for(Step.THREE_DAYS, AT, PLAIN)
    wanted = looks_between(AT, journeys.under_way().target)
    travel.travel(journeys.under_way())
    assert len(ticks) == len(wanted)
    assert all(timedelta(0) <= seen - moment < timedelta(minutes=1) for seen, moment in zip(ticks, wanted, strict=True))
    found = journeys.latest()
    assert (found.has_ended, found.reached, found.percent) == (True, found.target, 100)
    assert timekeeping.now() >= found.target


def test_what_is_broken_off_is_gone_on_with(demo_time, ticks):
    journeys.ask_for(Step.WEEK, AT, PLAIN)
    travel.travel(journeys.under_way(), is_stopping=lambda: len(ticks) == 4)
    half = journeys.under_way()
    assert (half.has_ended, 0 < half.percent < 100) == (False, True)
    travel.travel(half)
    assert len(ticks) == len(looks_between(AT, half.target))
    assert journeys.latest().has_ended


def test_what_one_sweep_makes_due_is_done_at_the_same_moment(demo_time, monkeypatch):
    owed = {"papers": 2, "pushes": 0}

    def look(_journey):
        done = {name: services.Done(done=count) for name, count in owed.items()}
        owed.update(pushes=owed["papers"], papers=0)
        return done

    monkeypatch.setattr(travel, "look", look)
    journeys.ask_for(Step.HOUR, AT, PLAIN)
    travel.travel(journeys.under_way())
    assert journeys.latest().done == {"papers": 2, "pushes": 2}


def test_what_fails_is_counted_and_does_not_stop_the_journey(demo_time, monkeypatch):
    monkeypatch.setattr(travel, "look", lambda _journey: {"pushes": services.Done(failed=1)})
    journeys.ask_for(Step.HOUR, AT, PLAIN)
    travel.travel(journeys.under_way())
    assert (journeys.latest().failed, journeys.latest().has_ended) == (1, True)


@in_state(CaseState.CERTIFIED)
def test_the_papers_of_the_way_are_made_and_no_backlog_holds_it_up(stood):
    set_out = stood.case.certificate.document.created_at - timedelta(minutes=1)
    begin_at(set_out)
    backlog = Document.objects.filter(state="pending", created_at__lt=set_out)
    before = set(backlog.values_list("pk", flat=True))
    journeys.ask_for(Step.HOUR, timekeeping.now(), PLAIN)
    travel.travel(journeys.under_way())
    assert stood.case.state == CaseState.PUSHED
    assert before
    assert set(backlog.values_list("pk", flat=True)) == before
    assert journeys.latest().done["pushes"] == 1


def test_what_looks_after_the_disk_goes_by_the_real_clock():
    assert {sweep.name for sweep in SWEEPS} > travel.NOT_ON_THE_WAY


@in_state(CaseState.SUPPLEMENT)
def test_a_month_passes_and_what_falls_due_happens_on_its_day(stood, settings):
    settings.DEMO = True
    # Nothing lapses whose reminders went nowhere.
    give_addresses([stood.agent], since=stood.at)
    begin_at(stood.at)
    last = due(stood, "K-03") if Clock.objects.filter(case=stood.case, code="K-03").exists() else None
    journeys.ask_for(Step.MONTH, timekeeping.now(), PLAIN)
    travel.travel(journeys.under_way())
    assert stood.case.state == CaseState.LAPSED
    (lapsed,) = events(stood, "lapse")
    assert last is not None
    assert timekeeping.legal_date(lapsed.at) == last + timedelta(days=1)
    assert journeys.latest().done["supplements"] == 1
