"""Memberships hold for the whole cluster: they are granted and looked at in one transaction of a superuser, and taken back with it."""

import pytest
from django.db import connection, transaction

from creditrepair import embedded_paths as paths
from ledger.proof.findings import Report
from ledger.proof.roles import compare_roles
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


def test_another_owner_is_found(superuser):
    sql(f"ALTER TABLE cases_decision OWNER TO {paths.APPLICATION_ROLE}")
    assert f"数据表 cases_decision 的所有者是 {paths.APPLICATION_ROLE}，与账本的不同" in found()
