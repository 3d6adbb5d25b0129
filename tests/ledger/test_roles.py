"""Memberships hold for the whole cluster: they are granted and looked at in one transaction of a superuser, and taken back with it."""

import pytest
from django.db import connection, transaction

from creditrepair import embedded_paths as paths
from creditrepair import rights
from ledger.proof.findings import Report
from ledger.proof.roles import DELETED_FROM, READ_ONLY, compare_roles
from tests.ledger.conftest import sql
from tests.support.cluster import SCHEMA, connected_to


@pytest.fixture
def superuser(django_db_blocker, monkeypatch):
    with django_db_blocker.unblock(), connected_to(SCHEMA):
        monkeypatch.setitem(connection.settings_dict, "USER", paths.SUPERUSER)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        monkeypatch.undo()


def found():
    report = Report()
    compare_roles(report)
    return [finding.message for finding in report.findings]


def test_the_cluster_of_tests_grants_nothing(superuser):
    assert found() == []


@pytest.mark.parametrize("role", [paths.ROLE, "pg_write_all_data", "pg_execute_server_program"])
def test_whoever_joins_the_owner_is_found(superuser, role):
    sql(f"GRANT {role} TO {paths.APPLICATION_ROLE}")
    assert found() == [f"数据库用户 {paths.APPLICATION_ROLE} 被授予角色 {role}，可以越过账本的保护"]


@pytest.mark.parametrize(
    ("right", "table"),
    [("DELETE", "cases_case"), ("DELETE", "departments_post"), ("INSERT", "ledger_allowedtransition"), ("UPDATE", "django_migrations")],
)
def test_a_right_that_the_release_does_not_give_is_found(superuser, right, table):
    sql(f"GRANT {right} ON {table} TO {paths.APPLICATION_ROLE}")
    assert found() == [f"数据库用户 {paths.APPLICATION_ROLE} 对表 {table} 有 {right} 权限，本版本不授予"]


def test_a_right_on_one_column_is_found(superuser):
    sql(f"GRANT UPDATE (hash) ON ledger_event TO {paths.APPLICATION_ROLE}")
    assert found() == [f"数据库用户 {paths.APPLICATION_ROLE} 对列 ledger_event.hash 有 UPDATE 权限，本版本不授予"]


def test_the_rights_are_those_that_are_granted():
    """The verifier shares no code with what it verifies, so the two lists are compared here."""
    assert set(DELETED_FROM) == rights.MAY_DELETE
    assert set(READ_ONLY) == rights.READ_ONLY


def test_another_owner_is_found(superuser):
    sql(f"ALTER TABLE cases_decision OWNER TO {paths.APPLICATION_ROLE}")
    assert f"数据表 cases_decision 的所有者是 {paths.APPLICATION_ROLE}，与账本的不同" in found()
