"""guards.json is what the migrations make; `pytest tests/ledger/test_guards.py --write-golden` writes it anew."""

import json

import pytest
from django.db import connection

from ledger.verify_guards import FILE, guards

pytestmark = pytest.mark.django_db


def test_the_release_knows_its_guards(request):
    with connection.cursor() as cursor:
        found = guards(cursor)
    if request.config.getoption("--write-golden"):
        FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert json.loads(FILE.read_text(encoding="utf-8")) == found


def test_every_constraint_of_the_models_is_among_them():
    from django.apps import apps

    there = json.loads(FILE.read_text(encoding="utf-8"))
    known = {*there["constraint"], *there["unique index"]}
    wanted = {f"{model._meta.db_table}.{one.name}" for model in apps.get_models() for one in model._meta.constraints}
    assert len(wanted) > 150
    assert wanted <= known
