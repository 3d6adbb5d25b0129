"""How many attempts a page without sign-in allows: young ones count, for as long as they are young, and no longer."""

import threading

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from portal.shell.ratelimit import count_miss, limited, may_try
from tests.cases.steps import sql
from tests.support.world import in_parallel

AMOUNT = 3
MINUTE, HOUR = 60, 3600
MISSES = 10


@limited("door", f"{AMOUNT}/m/ip")
def door(_request):
    return HttpResponse()


def knock(address="127.0.0.1"):
    """Whether somebody from an address is let in."""
    return door(RequestFactory().get("/", REMOTE_ADDR=address)).status_code == 200


def pass_by(seconds):
    """Time goes by for all attempts that are noted."""
    moved = "make_interval(secs => %s)"
    sql(
        f"UPDATE portal_attempt SET times = ARRAY(SELECT at - {moved} FROM unnest(times) AS at), until = until - {moved}",
        seconds,
        seconds,
    )


def rows():
    return sql("SELECT key, times, until FROM portal_attempt ORDER BY key")


@pytest.mark.django_db
def test_no_more_than_the_amount_get_in_and_old_attempts_count_no_more():
    assert [knock() for _ in range(AMOUNT + 1)] == [True] * AMOUNT + [False]
    pass_by(MINUTE - 10)
    assert not knock()
    pass_by(20)
    assert [knock() for _ in range(AMOUNT + 1)] == [True] * AMOUNT + [False]


@pytest.mark.django_db
def test_each_attempt_grows_old_by_itself():
    assert knock()
    pass_by(MINUTE - 10)
    assert [knock() for _ in range(AMOUNT)] == [True] * (AMOUNT - 1) + [False]
    pass_by(20)
    assert [knock(), knock()] == [True, False]


@pytest.mark.django_db
def test_a_refused_attempt_lengthens_nothing():
    for _ in range(AMOUNT):
        knock()
    before = rows()
    assert [knock() for _ in range(AMOUNT)] == [False] * AMOUNT
    assert rows() == before


@pytest.mark.django_db
def test_a_key_without_misses_left_may_try_again_an_hour_later():
    request = RequestFactory().get("/")
    for _ in range(MISSES):
        assert may_try(request, "code", "a")
        count_miss(request, "code", "a")
    assert not may_try(request, "code", "a")
    assert may_try(request, "code", "b")
    pass_by(HOUR + 1)
    assert may_try(request, "code", "a")


@pytest.mark.django_db
def test_rows_that_nobody_needs_are_cleared_and_no_others():
    for number in range(1, 6):
        knock(f"127.0.0.{number}")
    pass_by(MINUTE - 10)
    knock("127.0.0.6")
    assert len(rows()) == 6
    pass_by(20)
    knock("127.0.0.7")
    knock("127.0.0.7")
    assert [len(times) for _, times, _ in rows()] in ([1, 2], [2, 1])


@pytest.mark.django_db(transaction=True)
def test_attempts_at_one_time_pass_no_more_than_the_amount():
    outcomes = in_parallel(*[knock] * 8)
    assert sorted(outcomes, key=str) == [False] * (8 - AMOUNT) + [True] * AMOUNT


@pytest.mark.django_db(transaction=True)
def test_an_attempt_waits_for_the_one_that_may_be_the_last():
    for _ in range(AMOUNT - 1):
        assert knock()
    outcomes = []
    second = threading.Thread(target=lambda: outcomes.extend(in_parallel(knock)))
    with transaction.atomic():
        assert knock()
        second.start()
        second.join(0.5)
        assert outcomes == []
    second.join(20)
    assert outcomes == [False]
