"""What the database refuses even to those who go past the services."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from deadlines.models import Clock, ClockEvent, DeadlineRule
from deadlines.services import pause_clock, resume_clock, stop_clock
from tests.deadlines.conftest import commit, noon, sql

pytestmark = pytest.mark.django_db


def committing(statement):
    with transaction.atomic():
        sql(statement)
        commit()


@pytest.fixture
def clock(start):
    clock = start()
    commit()
    return clock


@pytest.mark.parametrize(
    "change",
    [
        "due_on = due_on + 1",
        "status = 'paused'",
        "status = 'met', stopped_on = due_on",
        "status = 'void'",
        "stopped_on = due_on",
        "status = 'lost'",
        "round = 2",
        "started_on = started_on - 1",
        "obligor_id = NULL",
        "code = 'K-02'",
        "notice_id = NULL",
    ],
)
def test_a_clock_is_not_moved_by_hand(clock, change):
    with pytest.raises(IntegrityError):
        committing(f"UPDATE deadlines_clock SET {change}")


@pytest.mark.parametrize("table", ["deadlines_clockevent", "deadlines_workcalendar", "deadlines_calendarday"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_append_only_tables(clock, table, statement):
    with pytest.raises(IntegrityError, match="append-only"):
        committing(statement.format(table))


def test_a_clock_does_not_vanish_and_a_finished_one_never_moves(clock):
    with pytest.raises(IntegrityError, match="cannot change that way"):
        committing("DELETE FROM deadlines_clock")
    stop_clock(clock, on=date(2026, 5, 6), at=noon(date(2026, 5, 6)), actor="user:7")
    with pytest.raises(IntegrityError, match="cannot change that way"):
        committing("UPDATE deadlines_clock SET provisional = true")


@pytest.mark.parametrize("change", ["length = 30", "is_current = true", "law = ''", "is_current = false, unit = 'ND'"])
def test_a_rule_is_only_ever_retired(region, change):
    with pytest.raises(IntegrityError, match="only be followed by a new version"):
        committing(f"UPDATE deadlines_deadlinerule SET {change} WHERE code = 'K-04'")
    committing("UPDATE deadlines_deadlinerule SET is_current = false WHERE code = 'K-04'")


def test_a_rule_does_not_vanish(region):
    with pytest.raises(IntegrityError, match="only be followed"):
        committing("DELETE FROM deadlines_deadlinerule WHERE code = 'K-04'")


def test_a_clock_bears_the_code_of_its_rule(clock):
    other = DeadlineRule.objects.get(code="K-02")
    with pytest.raises(IntegrityError, match="deadlines_clock_rule_code"), transaction.atomic():
        Clock.objects.create(
            rule=other,
            region=other.region,
            code="K-04",
            round=9,
            notice=clock.notice,
            started_on=clock.started_on,
            due_on=clock.due_on,
            started_at=clock.started_at,
            opened_at=clock.opened_at,
        )


def event(clock, kind, on=date(2026, 5, 11), **changes):
    said = {"reason": "听证", "law": "条", "evidence": "件"} if kind == "pause" else {}
    fields = {"seq": clock.events.count() + 1, "due_on": clock.due_on, "recorded_at": noon(date(2026, 5, 12)), "actor": "user:7"}
    with transaction.atomic():
        return ClockEvent.objects.create(clock=clock, kind=kind, effective_on=on, **{**fields, **said, **changes})


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("pause", {"seq": 3}),
        ("start", {}),
        ("resume", {}),
        ("stop", {"on": date(2026, 4, 27)}),
        ("pause", {"on": date(2026, 5, 13)}),
        ("extend", {"days": 0}),
        ("stop", {"days": 3}),
        ("pause", {"law": ""}),
        ("sleep", {}),
    ],
)
def test_an_event_follows_the_earlier_ones(clock, kind, changes):
    with pytest.raises(IntegrityError):
        event(clock, kind, **changes)


def test_pauses_never_overlap(clock):
    for step, on in ((pause_clock, 6), (resume_clock, 9)):
        said = {"reason": "听证", "law": "条", "evidence": "件"} if step is pause_clock else {}
        step(clock, on=date(2026, 5, on), at=noon(date(2026, 5, on)), actor="user:7", **said)
    with pytest.raises(IntegrityError, match="does not follow"):
        event(clock, "pause", on=date(2026, 5, 8))


def test_nothing_follows_the_end(clock):
    stop_clock(clock, on=date(2026, 5, 6), at=noon(date(2026, 5, 6)), actor="user:7")
    with pytest.raises(IntegrityError, match="does not follow"):
        event(clock, "recalculate")


def test_an_event_alone_does_not_pass(clock):
    event(clock, "pause")
    with pytest.raises(IntegrityError, match="is not what its events say"):
        commit()
