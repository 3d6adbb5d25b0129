"""The list of guards is what the migrations make, to the letter."""

import pytest

from ledger.proof import guards
from tests.support.cluster import SCHEMA, connected_to

AGAIN = "pytest tests/ledger/test_guards.py --write-golden"


@pytest.fixture
def migrated(request, django_db_blocker, django_db_setup):
    """What there is in the database that was migrated and nothing else."""
    with django_db_blocker.unblock(), connected_to(SCHEMA):
        there, version = guards.present(), guards.major()
    if request.config.getoption("write_golden"):
        guards.LIST.write_text(guards.listed(there, version), encoding="utf-8")
    return there, version


def test_the_list_is_what_the_migrations_make(migrated):
    there, version = migrated
    written_for, wanted = guards.written()
    assert written_for == version
    assert wanted == {guard: found.digest for guard, found in there.items()}, f"after a wanted change: {AGAIN}"


def test_every_kind_of_guard_is_in_it(migrated):
    there, _ = migrated
    assert {guard.kind for guard in there} == {"table", "constraint", "index", "trigger", "function"}
    assert not [guard for guard, found in there.items() if found.flaw]
    functions = {guard.name for guard in there if guard.kind == "function"}
    assert {"ledger_extend_chain()", "ledger_refuse_change()", "ledger_assert_recorded(guarded regclass, kind text, key text)"} <= functions


@pytest.mark.django_db
def test_a_database_of_tests_has_the_same(migrated):
    assert guards.present() == migrated[0]
