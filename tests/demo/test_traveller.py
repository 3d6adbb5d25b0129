"""The duty of the work loop that moves the demo's time: alone in its loop, and one of all loops."""

import pytest
from django.db import connection

from deadlines.calendar_math import Calendar
from demo import journeys, travel
from demo.journeys import Step
from ledger import timekeeping
from supervision import services
from supervision.loop import Loop
from tests.support.clock import begin_at
from tests.support.world import AT

PLAIN = Calendar({}, {2026})


@pytest.fixture
def ticks(monkeypatch):
    """The moments at which the sweeps ran."""
    seen = []
    monkeypatch.setattr(travel, "look", lambda _journey: seen.append(timekeeping.now()) or {"breaches": services.Done()})
    return seen


@pytest.mark.django_db(transaction=True)
def test_the_work_loop_makes_it_while_its_other_duties_wait(transactional_db, monkeypatch):
    begin_at(AT)
    journeys.ask_for(Step.NEXT_DAY, AT, PLAIN)
    loop, seen = Loop(0), []
    lock_free = []

    def look(_journey):
        seen.append(timekeeping.now())
        lock_free.append(loop.open.is_set())
        return {"breaches": services.Done()}

    monkeypatch.setattr(travel, "look", look)
    loop.open.set()
    duty = travel.Traveller(loop)
    assert duty.look() == travel.IDLE_SECONDS
    assert seen
    assert not any(lock_free)
    assert loop.open.is_set()
    assert journeys.latest().has_ended
    before = len(seen)
    duty.look()
    assert len(seen) == before


@pytest.mark.django_db(transaction=True)
def test_of_two_loops_one_moves_the_time(transactional_db, ticks):
    begin_at(AT)
    journeys.ask_for(Step.NEXT_DAY, AT, PLAIN)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [travel.LOCK])
            travel.Traveller(Loop(0)).look()
            assert ticks == []
            # A closed connection gives its locks back a moment later.
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    travel.Traveller(Loop(0)).look()
    assert journeys.latest().has_ended


def test_the_other_duties_of_a_loop_wait_until_it_is_over():
    loop = Loop(0)
    looked = []
    look = loop._in_turn(lambda: looked.append(loop.open.is_set()) or 7.0)
    loop.open.set()
    with loop.alone():
        assert not loop.open.is_set()
        assert loop.looking[0].locked()
        assert look() == 0.0
    assert looked == []
    assert look() == 7.0
    assert looked == [True]


def test_being_alone_ends_with_a_fault_too():
    loop = Loop(0)
    look = loop._in_turn(lambda: 7.0)
    with pytest.raises(RuntimeError), loop.alone():
        raise RuntimeError
    assert look() == 7.0
