"""What every table of ours must have, so that a new field cannot forget it."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, CheckConstraint, ForeignKey, Model, TextField

OURS = ("accounts", "cases", "deadlines", "departments", "ledger", "notices")
# The region file as it was applied; the loader caps the file.
UNCAPPED = {"departments.RegionVersion.content"}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def fields():
    return [(f"{model._meta.label}.{field.name}", field) for model in our_models() for field in model._meta.fields]


def checks(model: type[Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
            [model._meta.db_table],
        )
        return cursor.fetchone()[0] or ""


@pytest.mark.django_db
def test_the_database_knows_the_values_of_every_enumeration():
    unchecked = [
        name for name, field in fields() if field.choices and not re.search(rf"\(\(?{field.column}\)?::text = ANY", checks(field.model))
    ]
    assert unchecked == []


def test_every_text_has_its_length_in_the_database():
    assert {name for name, field in fields() if isinstance(field, TextField)} <= UNCAPPED


def test_a_flag_is_never_unknown():
    assert [name for name, field in fields() if isinstance(field, BooleanField) and field.null] == []


def test_nothing_is_removed_along_with_something_else():
    removable = [
        name
        for name, field in fields()
        if isinstance(field, ForeignKey) and field.remote_field.on_delete.__name__ not in ("PROTECT", "RESTRICT")
    ]
    assert removable == []


def test_every_check_has_a_name_of_its_own():
    names = [c.name for model in our_models() for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    assert len(names) == len(set(names))
