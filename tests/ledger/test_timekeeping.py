from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from ledger import timekeeping

NEW_YEAR_EVE = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_now_is_the_databases_clock_and_moves_inside_a_transaction():
    with transaction.atomic():
        first, second = timekeeping.now(), timekeeping.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            started = cursor.fetchone()[0]
    assert started <= first < second < first + timedelta(seconds=5)
    assert first.tzinfo is not None


@pytest.mark.django_db
def test_one_moment_has_one_time_and_asks_for_it_once(django_assert_num_queries):
    with timekeeping.one_moment():
        with django_assert_num_queries(1):
            times = {timekeeping.now(), timekeeping.now()}
            assert timekeeping.today() == timekeeping.legal_date(times.pop())
            timekeeping.edition()
        with timekeeping.one_moment():
            times.add(timekeeping.now())
        times.add(timekeeping.now())
    assert len(times) == 1
    assert timekeeping.now() > times.pop()


@pytest.mark.django_db
def test_each_moment_has_its_own_time():
    with timekeeping.one_moment():
        first = timekeeping.now()
    with timekeeping.one_moment():
        assert timekeeping.now() > first


def test_a_pinned_clock_goes_before_the_moment():
    with timekeeping.one_moment():
        for at in (NEW_YEAR_EVE, NEW_YEAR_EVE + timedelta(days=1)):
            with timekeeping.pinned(at):
                assert timekeeping.now() == at


def test_the_legal_day_is_shanghais():
    assert timekeeping.legal_date(NEW_YEAR_EVE) == date(2027, 1, 1)
    assert timekeeping.legal_date(NEW_YEAR_EVE - timedelta(minutes=31)) == date(2026, 12, 31)


def test_a_naive_instant_has_no_legal_day():
    with pytest.raises(ValueError, match="aware"):
        timekeeping.legal_date(NEW_YEAR_EVE.replace(tzinfo=None))


def test_a_test_may_pin_the_clock():
    with timekeeping.pinned(NEW_YEAR_EVE):
        assert timekeeping.now() == NEW_YEAR_EVE
        with timekeeping.pinned(NEW_YEAR_EVE - timedelta(days=1)):
            assert timekeeping.today() == date(2026, 12, 31)
        assert timekeeping.today() == date(2027, 1, 1)


@pytest.mark.parametrize("env", ["production", "demo"])
def test_nothing_else_may_pin_the_clock(settings, env):
    settings.APP_ENV = env
    with pytest.raises(timekeeping.ClockSeamRefusedError), timekeeping.pinned(NEW_YEAR_EVE):
        pass
