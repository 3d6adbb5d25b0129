"""Who serves owns nothing: the rights of the application's role on every table, and a whole case served by it."""

from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from creditrepair import embedded_paths, rights
from creditrepair.serving import refusal_to_serve
from ledger import timekeeping
from tests.support.databases import EMPTY, own, renew

ROLE = embedded_paths.APPLICATION_ROLE
APPEND_ONLY = {
    "ledger_event",
    "cases_decision",
    "cases_correction",
    "cases_creditorinstalment",
    "cases_creditorstatement",
    "deadlines_clockevent",
    "deadlines_milestone",
    "mechanism_minutes",
    "mechanism_resolution",
    "deadlines_workcalendar",
    "deadlines_calendarday",
}
KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def url(role, database=None):
    return embedded_paths.database_url(settings.DATA_DIR, role=role, database=database or connection.settings_dict["NAME"])


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def tables():
    return [row[0] for row in sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")]


def held(table):
    kinds = [
        row[0]
        for row in sql("SELECT kind FROM unnest(%s::text[]) AS kind WHERE has_table_privilege(%s, %s, kind)", list(KINDS), ROLE, table)
    ]
    return {str(kind) for kind in kinds}


@pytest.fixture
def granted(db):
    rights.grant_to(ROLE)


def test_every_table_has_exactly_the_rights_that_it_needs(granted):
    found = {table: held(table) for table in tables()}
    assert {"ledger_event", "ledger_edition", "portal_attempt", "cases_case"} <= set(found)
    assert all("SELECT" in held for held in found.values())
    assert not [table for table, kinds in found.items() if kinds & {"TRUNCATE", "REFERENCES", "TRIGGER"}]
    assert {table for table, kinds in found.items() if kinds == {"SELECT", "INSERT"}} == APPEND_ONLY
    assert {table for table, kinds in found.items() if kinds == {"SELECT"}} == rights.READ_ONLY
    assert {table for table, kinds in found.items() if "DELETE" in kinds} == rights.MAY_DELETE


def test_nothing_is_owned_and_nothing_can_be_made(granted):
    assert sql("SELECT has_schema_privilege(%s, 'public', 'USAGE'), has_schema_privilege(%s, 'public', 'CREATE')", ROLE, ROLE) == [
        (True, False)
    ]
    database = connection.settings_dict["NAME"]
    kinds = ["CONNECT", "CREATE", "TEMPORARY"]
    assert sql(
        "SELECT array_agg(kind) FROM unnest(%s::text[]) AS kind WHERE has_database_privilege(%s, %s, kind)", kinds, ROLE, database
    ) == [(["CONNECT"],)]
    assert sql("SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s", ROLE) == [
        (False,) * 5
    ]
    assert sql("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", ROLE) == [(0,)]
    assert sql("SELECT has_parameter_privilege(%s, 'session_replication_role', 'SET')", ROLE) == [(False,)]
    assert sql("SELECT pg_has_role(%s, current_user, 'MEMBER')", ROLE) == [(False,)]


def test_granting_again_takes_back_what_was_too_much(granted):
    sql(
        f"GRANT ALL ON ledger_event, cases_case TO {ROLE}; GRANT UPDATE ON cases_decision TO PUBLIC; GRANT CREATE ON SCHEMA public TO {ROLE}"
    )
    assert "TRUNCATE" in held("ledger_event")
    rights.grant_to(ROLE)
    assert held("ledger_event") == held("cases_decision") == {"SELECT", "INSERT"}
    assert sql("SELECT has_schema_privilege(%s, 'public', 'CREATE')", ROLE) == [(False,)]


def test_a_table_that_is_new_gets_its_rights_at_the_next_run(granted):
    sql("CREATE TABLE novel (id bigint)")
    assert held("novel") == set()
    rights.grant_to(ROLE)
    assert held("novel") == {"SELECT", "INSERT", "UPDATE"}


def granting(monkeypatch, role, **env):
    monkeypatch.setattr(settings, "ENV", type("Env", (), {"database_url": url(role), "production": False, **env}))
    out = StringIO()
    call_command("grant_rights", stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(db, monkeypatch):
    assert granting(monkeypatch, ROLE) == f"已设定 {ROLE} 对 {len(tables())} 个表的权限。\n"
    assert granting(monkeypatch, embedded_paths.ROLE) == "只有一个数据库用户，没有可授的权限。\n"


def test_the_command_refuses_in_words(db, monkeypatch):
    with pytest.raises(Exception, match="数据库里没有 DATABASE_URL 所写的用户 nobody_here"):
        granting(monkeypatch, "nobody_here")
    with pytest.raises(Exception, match="请以 PROCESS=migrate 运行"):
        granting(monkeypatch, embedded_paths.ROLE, production=True)


def test_the_owner_is_refused_in_one_line(db):
    line = refusal_to_serve(url(embedded_paths.ROLE))
    assert "拥有表" in line
    assert len(line.splitlines()) == 1
    assert "DATABASE_OWNER_URL" in line
    assert refusal_to_serve("postgresql://x@127.0.0.1:1/y") == ""


@pytest.fixture
def served(transactional_db):
    """The empty database, with this process connected as whoever serves."""
    rights.grant_to(ROLE)
    assert refusal_to_serve(url(ROLE)) == ""
    yield
    connection.close()


@pytest.fixture
def as_application(monkeypatch):
    def change(role=ROLE):
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "USER", role)

    yield change
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_application_walks_a_case_to_its_end_and_can_undo_nothing(served, as_application):
    from cases.enums import CaseState
    from ledger.verify import verify
    from tests.support.world import load_district, new_walk

    with transaction.atomic():
        cast = load_district()
    as_application()
    assert sql("SELECT current_user") == [(ROLE,)]
    with transaction.atomic():
        for state in CaseState:
            new_walk(cast).to(state)
    call_command("tick", stdout=StringIO())
    assert verify(files=False).findings == []
    for statement in (
        "UPDATE ledger_event SET actor = 'x'",
        "DELETE FROM cases_certificate",
        "TRUNCATE cases_decision",
        "ALTER TABLE ledger_event DISABLE TRIGGER ALL",
        "DROP FUNCTION ledger_extend_chain() CASCADE",
        "CREATE TABLE stolen ()",
        "SET session_replication_role = replica",
    ):
        with pytest.raises((ProgrammingError, psycopg.Error), match=r"permission denied|must be owner"):
            sql(statement)
    as_application(embedded_paths.ROLE)
    renew(EMPTY)
    assert connection.settings_dict["NAME"] == own(EMPTY)


@pytest.mark.django_db(transaction=True)
def test_pages_and_steps_are_served_by_it_over_http(served, as_application):
    """Sign-in with its counted tries and its session, a page and a step of court, bureau and unit."""
    from bench.pages import steps
    from cases.enums import CaseState
    from ledger.verify import verify
    from tests.support.world import AT, PASSWORD, load_district, new_walk

    with transaction.atomic():
        cast = load_district()
    as_application()
    with transaction.atomic():
        for state in (CaseState.SUBMITTED, CaseState.PENDING_REVIEW, CaseState.PUSHED, CaseState.RECEIVED, CaseState.RECOGNIZING):
            new_walk(cast).to(state)
    unit = cast.units[0].code
    people = {"officer": "acceptance_officer", "reviewer": "reviewing_judge", "handler": "bureau_handler", "member": f"{unit}:liaison"}
    names = {who: cast.people[part].username for who, part in people.items()}
    with timekeeping.pinned(AT + timedelta(days=1)):
        for step in steps(names)[:-1]:
            client = Client()
            wrong = {"login": names[step.who], "password": "wrong"}
            assert client.post(reverse("account_login"), wrong).status_code == 200
            assert client.post(reverse("account_login"), {**wrong, "password": PASSWORD}).status_code == 302
            path, data = step.ready(1)[0]
            assert client.get(path, follow=True).status_code == 200
            before = step.subjects.count()
            assert client.post(path, data).status_code == 302
            assert step.subjects.count() == before - 1
    assert sql("SELECT current_user") == [(ROLE,)]
    assert verify(files=False).findings == []
    as_application(embedded_paths.ROLE)
    renew(EMPTY)
