import time

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from ledger.models import GENESIS, AllowedTransition, Event
from ledger.services import NoTransactionError, append_event, locked_stream, register_transitions
from ledger.verify import verify
from tests.ledger.conftest import AT, LINES, in_parallel, sql


@pytest.mark.django_db
def test_lines_follow_one_another(write):
    first, second, other = write(), write(body={"数": 2}), write("lamp:2")
    assert (first.seq, first.prev_hash) == (1, GENESIS)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert (other.seq, other.prev_hash) == (1, GENESIS)
    assert Event.objects.get(pk=second.pk).body == {"数": 2}
    assert str(second) == "lamp:1#2 note"


@pytest.mark.django_db
def test_an_event_costs_two_statements(write, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(2):
        append_event(stream="lamp:1", actor="system", action="note", object="lamp:1", at=AT, body={})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write_alone",
    [
        lambda: locked_stream("lamp:1"),
        lambda: append_event(stream="lamp:1", actor="system", action="note", object="lamp:1", at=AT, body={}),
    ],
)
def test_nothing_is_written_outside_a_transaction(write_alone):
    with pytest.raises(NoTransactionError):
        write_alone()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET actor = 'user:8'",
        "UPDATE ledger_event SET actor = actor WHERE false",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
    ],
)
def test_the_ledger_takes_no_change(write, statement):
    write()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql(statement)


@pytest.mark.django_db
def test_the_orm_cannot_change_it_either(write):
    event = write()
    event.actor = "user:8"
    for change in (event.save, event.delete, lambda: Event.objects.update(actor="user:8")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"seq": 3}, {"seq": 1}, {"prev_hash": "c" * 64}, {"body_bytes": b"{}"}])
def test_the_database_refuses_a_line_that_does_not_continue(write, change):
    write()
    event = write()
    event.pk, event.seq, event.prev_hash = None, 3, event.hash
    for field, value in change.items():
        setattr(event, field, value if field != "seq" else value + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.django_db
def test_states_continue(switch):
    switch("", "off")
    with pytest.raises(IntegrityError, match='is in state "off", not "on"'):
        switch("on", "off")
    assert switch("off", "on").to_state == "on"


@pytest.mark.django_db
def test_an_object_is_created_once(switch):
    switch("", "off")
    with pytest.raises(IntegrityError, match='is in state "off", not ""'):
        switch("", "off")


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["install", "smash"])
def test_a_change_outside_the_table_is_refused(switch, action):
    switch("", "off")
    with pytest.raises(IntegrityError, match="ledger_event_lawful"):
        switch("off", "on", action=action)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state",
    [
        {"entity": "lamp"},
        {"entity": "lamp", "to_state": "off"},
        {"from_state": "", "to_state": "off"},
        {"to_state": "off"},
    ],
)
def test_half_a_state_is_refused(write, lawful, state):
    with pytest.raises(IntegrityError):
        write(**state)


@pytest.mark.django_db
def test_a_state_belongs_to_its_object_and_stream(write, switch):
    switch("", "off")
    state = {"action": "switch", "entity": "lamp", "from_state": "off", "to_state": "on"}
    with pytest.raises(IntegrityError, match="recorded in stream lamp:1"):
        write("room:1", object="lamp:1", **state)
    with pytest.raises(IntegrityError, match="is no lamp"):
        write("lamp:1", object="lampshade:1", **state)


@pytest.mark.django_db
def test_registering_replaces_what_was_never_used(switch):
    switch("", "off")
    register_transitions([("lamp", "dim", "off", "dimmed"), ("lamp", "switch", "off", "on")])
    left = set(AllowedTransition.objects.filter(entity="lamp").values_list("action", "from_state", "to_state"))
    assert left == {("install", "", "off"), ("dim", "off", "dimmed"), ("switch", "off", "on")}


@pytest.mark.django_db
def test_registering_leaves_other_entities_alone(lawful):
    before = set(AllowedTransition.objects.exclude(entity="fan").values_list("entity", "action", "from_state", "to_state"))
    register_transitions([("fan", "start", "", "on")])
    register_transitions([("fan", "start", "", "on")])
    assert before >= LINES
    assert AllowedTransition.objects.filter(entity="fan").count() == 1
    assert AllowedTransition.objects.count() == len(before) + 1
    assert str(AllowedTransition.objects.get(entity="fan")) == "fan: ∅ → on (start)"


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_never_fork_under_the_lock(write):
    outcomes = in_parallel(6, lambda number: [write(body={"线程": number, "次": turn}).seq for turn in range(15)])
    assert sorted(seq for seqs in outcomes for seq in seqs) == list(range(1, 91))
    assert verify().is_sound


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_never_fork_without_a_lock():
    def careless(number):
        with transaction.atomic():
            append_event(stream="lamp:1", actor=f"user:{number}", action="note", object="lamp:1", at=AT, body={})
            time.sleep(0.05)

    outcomes = in_parallel(6, careless)
    winners = outcomes.count(None)
    assert 1 <= winners < 6
    assert all(isinstance(outcome, IntegrityError) for outcome in outcomes if outcome is not None)
    assert Event.objects.count() == winners
    assert verify().is_sound


@pytest.mark.django_db(transaction=True)
def test_a_stale_snapshot_cannot_fork(write):
    """REPEATABLE READ sees an old head even after it got the lock: the unique index refuses, and a retry succeeds."""

    def stale():
        with transaction.atomic():
            sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            sql("SELECT count(*) FROM ledger_event")
            assert in_parallel(1, lambda _: write().seq) == [1]
            write()

    with pytest.raises(IntegrityError):
        stale()
    assert write().seq == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_connection_of_the_same_writer_gives_up_instead_of_hanging(write):
    with transaction.atomic():
        locked_stream("lamp:1")
        (outcome,) = in_parallel(1, lambda _: write())
    assert isinstance(outcome, OperationalError)


@pytest.mark.django_db
def test_order_is_seq_and_never_time_or_id(write):
    late = write(at=AT.replace(year=2027))
    early = write(at=AT.replace(year=2025))
    assert [event.pk for event in Event.objects.filter(stream="lamp:1")] == [late.pk, early.pk]
    assert connection.in_atomic_block
    assert verify().is_sound
