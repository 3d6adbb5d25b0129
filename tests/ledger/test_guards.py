"""guards.json is what the migrations make; `pytest tests/ledger/test_guards.py --write-golden` writes it anew."""

import json
import re

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


# Framework, what changes without a line, and what is data of the region: rules and calendars are judged by verify_clocks.
NOT_HELD = {
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "cases_application_enforcement_cases",
    "cases_caseimport",
    "cases_guardrule",
    "cases_importedcase",
    "deadlines_calendarday",
    "deadlines_deadlinerule",
    "deadlines_workcalendar",
    "departments_department",
    "departments_region",
    "departments_regionversion",
    "django_content_type",
    "django_session",
    "ledger_allowedtransition",
    "ledger_event",
    "notices_damage",
    "notices_message",
    "notices_messagereading",
    "notices_numberpattern",
    "notices_numberseries",
    "supervision_tally",
}


def test_a_table_is_held_by_the_lines_or_named_as_one_that_is_not():
    from django.apps import apps

    text = (FILE.parent / "holdings.toml").read_text(encoding="utf-8")
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    assert {table for table in tables if not re.search(rf"\b{table}\b", text)} == NOT_HELD
