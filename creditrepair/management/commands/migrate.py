"""Django's own command. In a new database additions to tables are applied with the models rendered once, not once for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from copy import copy
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations import AddConstraint, AddField, AddIndex, Migration
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

ADDITIONS: Final = (AddField, AddIndex, AddConstraint)
# To render all models once takes as long as a few additions do.
WORTH_IT: Final = 5


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        # What holds data already is changed as Django does it.
        is_new = MigrationRecorder.Migration._meta.db_table not in connections[options["database"]].introspection.table_names()  # noqa: SLF001 - Django's public _meta
        with additions_at_once() if is_new else nullcontext():
            super().handle(*args, **options)


@contextmanager
def additions_at_once() -> Iterator[None]:
    """Let every migration of this process be applied so."""
    as_django_does = Migration.apply

    def apply(self: Migration, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, **more: Any) -> ProjectState:
        # ``more`` asks for the statements instead of their effect.
        if more or not schema_editor.atomic_migration:
            return as_django_does(self, project_state, schema_editor, **more)
        for is_addition, run in groupby(self.operations, key=lambda operation: isinstance(operation, ADDITIONS)):
            part = copy(self)
            part.__dict__["operations"] = list(run)
            if is_addition and len(part.operations) >= WORTH_IT:
                _add(self.app_label, part.operations, project_state, schema_editor)
            else:
                project_state = as_django_does(part, project_state, schema_editor)
        return project_state

    setattr(Migration, "apply", apply)  # noqa: B010 - mypy takes no assignment to a method
    try:
        yield
    finally:
        setattr(Migration, "apply", as_django_does)  # noqa: B010 - as above


def _add(app_label: str, additions: Sequence[Operation], state: ProjectState, editor: BaseDatabaseSchemaEditor) -> None:
    # Without rendered models a change of the state renders none; the statements below ask for them, once.
    state.__dict__.pop("apps", None)
    for operation in additions:
        operation.state_forwards(app_label, state)
    for operation in additions:
        operation.database_forwards(app_label, editor, state, state)
