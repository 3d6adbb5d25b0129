"""The time of a demo: every process reads it from the database, it only moves on, and nowhere else than in a demo."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from creditrepair import checks, embedded_paths, rights
from creditrepair.serving import OF_A_DEMO, refusal_to_serve
from demo import clock
from ledger import timekeeping
from ledger.services import append_event
from ledger.timekeeping import EditionMovedError
from ledger.verify import verify
from tests.support.clock import begin_at, come_to
from tests.support.world import AT

ROOT = Path(__file__).resolve().parents[2]
ROLE = embedded_paths.APPLICATION_ROLE


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def demo_time(db):
    begin_at(AT)


def line(at):
    append_event(stream="test:1", actor="system", action="load_calendar", object="test:1", at=at, body={})


# --- it moves on ---


def test_a_database_that_says_nothing_has_the_time_of_its_clock_and_cannot_be_moved(db):
    ((before,),) = sql("SELECT clock_timestamp()")
    now = timekeeping.now()
    assert before <= now <= sql("SELECT clock_timestamp()")[0][0]
    assert clock.ahead() is None
    with pytest.raises(clock.ClockRefusedError, match="does not say"):
        clock.come_to(now + timedelta(hours=1))


def test_it_moves_on_and_goes_on(demo_time):
    assert clock.ahead() == timedelta(0)
    first = come_to(AT + timedelta(days=3))
    assert timedelta(0) <= first - (AT + timedelta(days=3)) < timedelta(minutes=1)
    assert timekeeping.now() > first
    assert timekeeping.today() == (AT + timedelta(days=3)).date()


def test_what_is_gone_by_is_no_place_to_go_to(demo_time):
    there = come_to(AT + timedelta(days=3))
    assert there <= come_to(AT + timedelta(days=1)) < there + timedelta(minutes=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE demo.clock SET seconds = seconds - 1",
        "UPDATE demo.clock SET seconds = 401 * 86400",
        "UPDATE demo.clock SET is_demo = false",
        "DELETE FROM demo.clock",
        "TRUNCATE demo.clock",
        "INSERT INTO demo.clock VALUES (false, 0)",
    ],
)
def test_the_database_refuses_to_go_back_too_far_or_to_forget(demo_time, statement):
    come_to(AT + timedelta(days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(statement)


def test_saying_it_twice_changes_nothing(demo_time):
    come_to(AT + timedelta(days=3))
    moved = clock.ahead()
    clock.mark_as_demo()
    assert clock.ahead() == moved


# --- the ledger ---


def test_what_began_before_the_time_moved_writes_nothing_any_more(demo_time):
    with timekeeping.one_moment():
        at = timekeeping.now()
        clock.come_to(AT + timedelta(days=3))
        with pytest.raises(EditionMovedError), transaction.atomic():
            line(at)
    line(timekeeping.now())


def test_lines_follow_one_another_and_the_ledger_stays_sound(demo_time):
    for days in (0, 1, 1, 40):
        line(come_to(AT + timedelta(days=days)))
    moments = sql("SELECT at, recorded_at FROM ledger_event WHERE stream = 'test:1' ORDER BY seq")
    assert moments == sorted(moments)
    assert all(abs(at - recorded) < timedelta(minutes=1) for at, recorded in moments)
    assert verify(files=False).findings == []


# --- every process ---


@pytest.mark.django_db(transaction=True)
def test_every_process_sees_the_moved_time(transactional_db):
    begin_at(AT)
    come_to(AT + timedelta(days=9))
    program = "import django; django.setup()\nfrom ledger import timekeeping; print(timekeeping.now().isoformat(), timekeeping.today())"
    url = embedded_paths.database_url(settings.DATA_DIR, database=connection.settings_dict["NAME"])
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "creditrepair.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split()[1] == str((AT + timedelta(days=9)).date()) == str(timekeeping.today())


# --- nowhere else ---


def test_settings_of_production_ask_the_clock_alone(tmp_path):
    from tests.creditrepair.test_settings import PRODUCTION

    program = (
        "import sys; sys.modules['demo'] = None\n"
        "import django; django.setup()\n"
        "from django.conf import settings; from ledger import timekeeping\n"
        "print(timekeeping.NOW, settings.WORK_BESIDE, 'demo' in timekeeping.READ)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["clock_timestamp()", "[]", "False"]


@pytest.mark.parametrize("what", [clock.mark_as_demo, lambda: clock.come_to(AT + timedelta(days=1))], ids=["mark", "move"])
def test_the_program_refuses_outside_the_demo(db, settings, what):
    settings.DEMO, settings.APP_ENV = False, "production"
    with pytest.raises(clock.ClockRefusedError, match="in the demo and in tests only"):
        what()


def test_whoever_serves_may_move_a_demo_and_not_make_one(demo_time):
    rights.grant_to(ROLE)
    kinds = (
        "SELECT kind FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS kind WHERE has_table_privilege(%s, %s, kind)"
    )
    assert {kind for (kind,) in sql(kinds, ROLE, "demo.clock")} == {"SELECT", "UPDATE"}
    assert {kind for (kind,) in sql(kinds, ROLE, "demo.journey")} == {"SELECT", "INSERT", "UPDATE"}
    assert sql("SELECT has_schema_privilege(%s, 'demo', 'CREATE')", ROLE) == [(False,)]


@pytest.mark.django_db(transaction=True)
def test_production_does_not_start_on_a_demos_database(transactional_db, monkeypatch):
    rights.grant_to(ROLE)
    url = embedded_paths.database_url(settings.DATA_DIR, role=ROLE, database=connection.settings_dict["NAME"])
    production = type("Env", (), {"production": True})
    monkeypatch.setattr(settings, "ENV", production)
    assert refusal_to_serve(url) == ""
    assert checks.check_database_role(["default"]) == []
    clock.mark_as_demo()
    assert refusal_to_serve(url) == OF_A_DEMO
    assert [found.id for found in checks.check_database_role(["default"])] == ["creditrepair.E003"]
    # Whoever serves cannot take the mark away, or put it on another database.
    with psycopg.connect(url, autocommit=True) as serving, pytest.raises(psycopg.Error, match="permission denied"):
        serving.execute("DELETE FROM demo.clock")


def test_a_database_without_the_demo_is_served(db):
    sql("DROP SCHEMA demo CASCADE")
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql("SELECT demo.now()")
    assert not checks.is_of_a_demo(lambda statement: sql(statement)[0])
