import pytest
from django.db import IntegrityError, connection, transaction

from ledger.services import register_transitions
from ledger.sql import append_only, guard_state
from tests.ledger.conftest import LINES, commit, committing, sql


@pytest.fixture
def lamp(lamps, switch):
    sql("INSERT INTO lamp VALUES (1, 'off', 1)")
    switch("", "off")
    commit()


@pytest.mark.django_db
def test_a_recorded_state_passes(lamp, switch):
    sql("UPDATE lamp SET state = 'on', state_seq = 2")
    switch("off", "on")
    commit()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lamp SET state = 'on'",
        "UPDATE lamp SET state = 'on', state_seq = 2",
        "UPDATE lamp SET state_seq = 2",
        "UPDATE lamp SET id = 2",
        "INSERT INTO lamp VALUES (2, 'off', 1)",
        "INSERT INTO lamp VALUES (2, 'off', 0)",
        "DELETE FROM lamp",
    ],
)
def test_a_state_that_the_ledger_did_not_record_fails_at_commit(lamp, statement):
    with pytest.raises(IntegrityError):
        committing(statement)


@pytest.mark.django_db
def test_an_event_whose_state_no_row_took_over_fails_at_commit(lamp, switch):
    switch("off", "on")
    with pytest.raises(IntegrityError, match='the ledger records "on" after 2'):
        commit()


@pytest.mark.django_db
def test_an_event_without_any_row_fails_at_commit(lamps, switch):
    switch("", "off", number=2)
    with pytest.raises(IntegrityError, match="in the ledger but not in its table"):
        commit()


@pytest.mark.django_db
def test_there_and_back_again_is_two_changes(lamp, switch):
    switch("off", "on")
    switch("on", "off")
    with pytest.raises(IntegrityError, match="after 1 changes"):
        committing("UPDATE lamp SET state = 'off'")
    sql("UPDATE lamp SET state = 'off', state_seq = 3")
    commit()


@pytest.mark.django_db
def test_a_row_that_the_ledger_never_heard_of_may_go(lamps):
    sql("INSERT INTO lamp VALUES (9, 'off', 1)")
    sql("DELETE FROM lamp WHERE id = 9")
    commit()


@pytest.mark.django_db(transaction=True)
def test_the_check_runs_at_a_real_commit(committed_lamps, switch):
    with transaction.atomic():
        sql("INSERT INTO lamp VALUES (1, 'off', 1)")
        switch("", "off")
    with pytest.raises(IntegrityError, match="the ledger records"):
        sql("UPDATE lamp SET state = 'on'")
    assert sql("SELECT state FROM lamp") == [("off",)]


@pytest.mark.django_db
def test_the_guards_can_be_taken_away_again(lamps):
    sql(guard_state("lamp", "lamp")[1])
    forward, reverse = append_only("lamp")
    sql(forward)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql("DELETE FROM lamp")
    sql(reverse)
    sql("INSERT INTO lamp VALUES (1, 'off', 1)")
    sql("DELETE FROM lamp")
    assert connection.introspection.table_names().count("lamp") == 1


@pytest.mark.parametrize("name", ["Lamp", "lamp; DROP TABLE x", "", "1lamp", "la-mp"])
def test_only_plain_names_go_into_sql(name):
    with pytest.raises(ValueError, match="plain SQL name"):
        guard_state("lamp", name)
    with pytest.raises(ValueError, match="plain SQL name"):
        append_only(name)


@pytest.mark.django_db
def test_tables_of_other_column_types_share_the_check(lamp, switch):
    register_transitions([*LINES, ("fan", "start", "", "on")])
    sql("CREATE TABLE fan (id int PRIMARY KEY, state varchar(20) NOT NULL, state_seq smallint NOT NULL)")
    sql(guard_state("fan", "fan")[0])
    sql("INSERT INTO fan VALUES (1, 'on', 1)")
    with pytest.raises(IntegrityError, match='fan:1 has state "on"'):
        committing("UPDATE fan SET state_seq = 1")
    switch("", "off", number=2)
    sql("INSERT INTO lamp VALUES (2, 'off', 1)")
    sql("DELETE FROM fan")
    commit()
