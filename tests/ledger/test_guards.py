"""The list of guards is what the migrations make and the apps register, to the letter."""

import pytest
from django.apps import apps

from ledger.proof import guards

pytestmark = pytest.mark.django_db
AGAIN = "pytest tests/ledger/test_guards.py --write-golden"


@pytest.fixture
def there(request):
    found = guards.present()
    if request.config.getoption("write_golden"):
        guards.LIST.write_text(guards.listed(found, guards.major()), encoding="utf-8")
    return found


def test_the_list_is_what_there_is_after_migrating(there):
    version, wanted = guards.written()
    assert version == guards.major()
    assert wanted == {guard: found.digest for guard, found in there.items()}, f"after a wanted change: {AGAIN}"


def test_every_kind_of_guard_is_in_it(there):
    assert {guard.kind for guard in there} == set(guards.KINDS) - {"rule"}
    assert not [guard for guard, found in there.items() if found.flaw]
    functions = {guard.name for guard in there if guard.kind == "function"}
    assert {"ledger_extend_chain()", "ledger_refuse_change()", "ledger_assert_recorded(guarded regclass, kind text, key text)"} <= functions


def test_every_constraint_of_the_models_is_among_them(there):
    known = {(guard.table, guard.name) for guard in there if guard.kind in ("constraint", "index")}
    wanted = {(model._meta.db_table, one.name) for model in apps.get_models() for one in model._meta.constraints}
    assert len(wanted) > 150
    assert wanted <= known
