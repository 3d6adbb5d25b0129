"""Indexes out of the way while millions of rows come in, and back as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

# A primary key, and a key that other tables point at, stay: without them the pointing keys would go too.
FOUND = """
    SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)
    FROM pg_index AS i
    LEFT JOIN pg_constraint AS c ON c.conindid = i.indexrelid AND c.contype IN ('u', 'x')
    WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary
        AND NOT EXISTS (SELECT 1 FROM pg_constraint AS f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
    ORDER BY i.indrelid, i.indexrelid
"""


@dataclass(frozen=True, slots=True)
class Index:
    """An index that can be dropped, and the statement that makes it again."""

    drop: str
    make: str


def droppable(connection: psycopg.Connection[Any], tables: list[str]) -> list[Index]:
    found = connection.execute(FOUND, [tables]).fetchall()
    return [_index(*row) for row in found]


def _index(name: str, table: str, definition: str, constraint: str | None, body: str | None) -> Index:
    if constraint is None:
        return Index(f"DROP INDEX {name}", definition)
    return Index(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"', f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {body}')
