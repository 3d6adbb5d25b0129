"""Lets a transactional test empty the tables that refuse TRUNCATE, as no production role can."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

NATIVE_FLUSH = DatabaseOperations.execute_sql_flush


def flush_past_triggers(self: DatabaseOperations, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'replica'")
        try:
            NATIVE_FLUSH(self, statements)
        finally:
            cursor.execute("SET session_replication_role = 'origin'")


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_past_triggers)
        yield
