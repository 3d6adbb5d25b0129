"""Additions are applied at once: the database and the state come out as one by one, and whoever asks for the statements gets them."""

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration, RunSQL
from django.db.migrations.state import ProjectState

from creditrepair.management.commands.migrate import additions_at_once

LINKED = "creditrepair_linked"


def migration(*operations):
    found = Migration("linked", "creditrepair")
    found.operations = list(operations)
    return found


@pytest.fixture
def state(db):
    begun = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("number", models.IntegerField())]
    with connection.schema_editor() as editor:
        return migration(CreateModel("Linked", fields, options={"db_table": LINKED})).apply(begun, editor)


def additions():
    return migration(
        AddField("linked", "other", models.ForeignKey("creditrepair.linked", models.PROTECT, null=True)),
        AddConstraint("linked", models.CheckConstraint(condition=models.Q(number__gt=0), name="linked_positive")),
        AddConstraint("linked", models.UniqueConstraint("number", "other", name="linked_once")),
        AddField("linked", "note", models.TextField(default="")),
        AddIndex("linked", models.Index(fields=["number"], name="linked_number")),
    )


def told():
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, LINKED)
        columns = [column.name for column in connection.introspection.get_table_description(cursor, LINKED)]
    return columns, {tuple(sorted((key, str(value)) for key, value in one.items())) for one in constraints.values()}


def applied(found, state):
    with connection.schema_editor() as editor:
        return found.apply(state, editor)


def test_tables_and_state_come_out_as_one_by_one(state):
    one_by_one = applied(additions(), state.clone())
    by_django = told()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {LINKED} DROP COLUMN other_id, DROP COLUMN note, DROP CONSTRAINT linked_positive")
        cursor.execute("DROP INDEX linked_number")
    with additions_at_once():
        at_once = applied(additions(), state.clone())
    assert told() == by_django
    assert at_once.models["creditrepair", "linked"] == one_by_one.models["creditrepair", "linked"]
    meta = at_once.apps.get_model("creditrepair", "linked")._meta
    assert [constraint.name for constraint in meta.constraints] == ["linked_positive", "linked_once"]


def test_anything_else_goes_one_by_one_and_so_does_a_question_for_the_statements(state, monkeypatch):
    asked = []

    def by_django(self, state, _editor, **more):
        asked.append((len(self.operations), more))
        return state

    monkeypatch.setattr(Migration, "apply", by_django)
    with additions_at_once(), connection.schema_editor() as editor:
        migration(RunSQL("SELECT 1"), RunSQL("SELECT 2"), *additions().operations[:1], RunSQL("SELECT 3")).apply(state, editor)
        additions().apply(state, editor, collect_sql=True)
    assert asked == [(2, {}), (1, {}), (1, {}), (5, {"collect_sql": True})]


def test_afterwards_a_migration_is_as_it_was():
    before = Migration.apply
    with additions_at_once():
        assert Migration.apply is not before
    assert Migration.apply is before


@pytest.mark.parametrize("is_new", [True, False])
def test_only_a_new_database_gets_them_at_once(db, monkeypatch, is_new):
    """What holds data is changed as Django does it."""
    seen = []
    monkeypatch.setattr(migrate.Command, "handle", lambda *_args, **_options: seen.append(Migration.apply))
    monkeypatch.setattr(connection.introspection, "table_names", lambda: [] if is_new else ["django_migrations"])
    before = Migration.apply
    call_command("migrate", verbosity=0)
    assert [apply is before for apply in seen] == [not is_new]
