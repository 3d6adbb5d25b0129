"""What a process keeps is never older than the edition that the database names."""

import pytest
from django.db import connection, transaction

from ledger import timekeeping
from ledger.kept import kept
from ledger.sql import renews_edition
from tests.ledger.conftest import in_parallel, sql, tamper


@kept
def colours(number):
    return [colour for (colour,) in sql("SELECT colour FROM shade WHERE id = %s", number)]


def shade_table():
    sql("CREATE TABLE shade (id bigint PRIMARY KEY, colour text NOT NULL)")
    sql(renews_edition("shade")[0])
    sql("INSERT INTO shade VALUES (1, 'red'), (2, 'blue')")


@pytest.fixture
def shades(db):
    shade_table()


@pytest.fixture
def committed_shades(transactional_db):
    shade_table()
    yield
    sql("DROP TABLE shade")


def test_rows_are_read_once_in_an_edition(shades, django_assert_num_queries):
    # Within a transaction the edition is asked for once more before something is kept.
    with django_assert_num_queries(4):
        assert [colours(1), colours(1)] == [["red"], ["red"]]
    with timekeeping.one_moment(), django_assert_num_queries(3):
        assert [colours(2), colours(1), colours(2), colours(2)] == [["blue"], ["red"], ["blue"], ["blue"]]


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ("UPDATE shade SET colour = 'green'", ["green"]),
        ("DELETE FROM shade", []),
        ("TRUNCATE shade", []),
        ("UPDATE shade SET id = id + 1 WHERE id = 2; UPDATE shade SET id = 2 WHERE id = 1; UPDATE shade SET id = 1 WHERE id = 3", ["blue"]),
    ],
)
def test_any_change_is_seen_at_once_by_who_makes_it(shades, change, after):
    assert colours(1) == ["red"]
    sql(change)
    assert colours(1) == after


def test_a_change_past_all_other_triggers_is_seen(shades):
    assert colours(1) == ["red"]
    tamper("UPDATE shade SET colour = 'green'")
    assert colours(1) == ["green"]


def test_what_is_rolled_back_was_never_there(shades):
    assert colours(1) == ["red"]
    for colour in ("green", "grey"):
        with transaction.atomic():
            sql("UPDATE shade SET colour = %s", colour)
            assert colours(1) == [colour]
            transaction.set_rollback(True)
        assert colours(1) == ["red"]


@pytest.mark.django_db(transaction=True)
def test_what_a_moment_has_taken_back_stays_with_nobody(committed_shades):
    """Whoever changes something without saying so may meet the old copy, but never leaves the new one behind."""
    with timekeeping.one_moment():
        timekeeping.now()
        with transaction.atomic():
            sql("UPDATE shade SET colour = 'green'")
            colours(1)
            transaction.set_rollback(True)
    with timekeeping.one_moment():
        assert colours(1) == ["red"]


def test_a_number_given_out_twice_is_no_trap(shades):
    """As when a test database is emptied and its counters begin anew."""
    for colour in ("green", "grey"):
        sql("TRUNCATE shade")
        sql("INSERT INTO shade VALUES (1, %s)", colour)
        assert colours(1) == [colour]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_another_process_is_seen_by_the_next_moment(committed_shades):
    with timekeeping.one_moment():
        assert colours(1) == ["red"]
        in_parallel(1, lambda _: sql("UPDATE shade SET colour = 'green'"))
        assert colours(1) == ["red"]
    with timekeeping.one_moment():
        assert colours(1) == ["green"]
    assert colours(1) == ["green"]


@pytest.mark.django_db(transaction=True)
def test_an_uncommitted_change_is_seen_by_nobody_else(committed_shades):
    with transaction.atomic():
        sql("UPDATE shade SET colour = 'green'")
        assert colours(1) == ["green"]
        assert in_parallel(1, lambda _: colours(1)) == [["red"]]
    assert in_parallel(1, lambda _: colours(1)) == [["green"]]


@pytest.mark.django_db(transaction=True)
def test_who_changes_something_kept_waits_for_nobody(committed_shades):
    with transaction.atomic():
        sql("UPDATE shade SET colour = 'green' WHERE id = 1")
        assert in_parallel(1, lambda _: sql("UPDATE shade SET colour = 'grey' WHERE id = 2")) == [[]]
        assert (colours(1), colours(2)) == (["green"], ["grey"])


def test_who_changes_something_says_so_and_sees_it_within_the_moment(shades):
    with timekeeping.one_moment():
        assert colours(1) == ["red"]
        timekeeping.edition_changes()
        with transaction.atomic():
            sql("UPDATE shade SET colour = 'green'")
            assert colours(1) == ["green"]
            transaction.set_rollback(True)
        assert colours(1) == ["red"]
    timekeeping.edition_changes()


def test_an_error_is_not_kept(shades):
    @kept
    def broken(number):
        raise LookupError(number)

    for _ in range(2):
        with pytest.raises(LookupError):
            broken(1)


@pytest.mark.django_db
def test_a_database_in_which_nothing_changed_yet_has_an_edition_too():
    sql("DELETE FROM ledger_edition")
    assert timekeeping.edition() is None
    assert not connection.needs_rollback
