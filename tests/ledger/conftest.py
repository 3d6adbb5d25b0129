import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import settings

from ledger.services import append_event, locked_stream, register_transitions
from ledger.sql import guard_state
from tests.ledger import tampered

# A busy machine is slow, not wrong.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

AT = datetime(2026, 9, 18, 1, 30, tzinfo=UTC)
LINES = {
    ("lamp", "install", "", "off"),
    ("lamp", "switch", "off", "on"),
    ("lamp", "switch", "on", "off"),
}


@pytest.fixture
def write() -> Callable[..., object]:
    """Append one event in a transaction of its own; only what matters to a test needs to be said."""

    def append(stream="lamp:1", *, action="note", object="lamp:1", body=None, at=AT, **state):
        with transaction.atomic():
            return append_event(
                stream=locked_stream(stream), actor="user:7", action=action, object=object, at=at, body=body or {"备注": "一"}, **state
            )

    return append


@pytest.fixture
def lawful(db) -> None:
    register_transitions(LINES)


@pytest.fixture
def switch(write, lawful) -> Callable[..., object]:
    """Record a change of state of a lamp."""

    def record(source, target, number=1, action=None):
        action = action or ("switch" if source else "install")
        name = f"lamp:{number}"
        return write(name, action=action, object=name, entity="lamp", from_state=source, to_state=target)

    return record


def lamp_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE lamp (id bigint PRIMARY KEY, state text NOT NULL, state_seq int NOT NULL)")
        cursor.execute(guard_state("lamp", "lamp")[0])


@pytest.fixture
def lamps(db, lawful) -> None:
    """A guarded table that goes with the test's transaction."""
    lamp_table()


@pytest.fixture
def committed_lamps(transactional_db, lawful):
    """The same, for tests that commit."""
    lamp_table()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE lamp")


@pytest.fixture(scope="module")
def world(cast, django_db_blocker):
    """Cases to tamper with, by the keys of their rows; undone when the module ends."""
    with django_db_blocker.unblock():
        keys = tampered.build(cast)
        commit()
        return keys


def sql(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def commit() -> None:
    """Check what COMMIT would check, and empty its queue."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def committing(statement: str) -> None:
    with transaction.atomic():
        sql(statement)
        commit()


def tamper(statement: str, *params: object) -> None:
    """Change the ledger as an owner who switches the triggers off would."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'replica'")
        try:
            cursor.execute(statement, params)
        finally:
            cursor.execute("SET session_replication_role = 'origin'")


def in_parallel(count: int, work: Callable[[int], object]) -> list[object]:
    """Run work(0) ... work(count - 1) at once, each with its own connection; return results or exceptions."""
    outcomes: list[object] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(10)
            outcomes[number] = work(number)
        except Exception as error:  # noqa: BLE001 - the outcome is the point
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
