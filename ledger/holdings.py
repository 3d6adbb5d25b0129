"""What a line holds of the tables besides what it tells: digests of the rows that belong to its stream, as they are when it is written.

Which rows those are says holdings.toml. The digest is taken by the database in one statement; the verifier reads the rows and takes its own.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import connection

FILE: Final = Path(__file__).with_name("holdings.toml")
HELD: Final = "holds"
DIGEST: Final = "encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')"
WHICH: Final = {"all": "to_jsonb(count(*))", "kept": "coalesce(jsonb_agg(id ORDER BY id), '[]')"}


def held_rows(stream: str) -> dict[str, list[Any]]:
    """By the name of each holding: the value of its key, how many rows or which, and their digest."""
    kind, _, key = stream.partition(":")
    statement, count, shared = _statement(kind)
    if not count or not key.isascii() or not key.isdigit():
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [int(key)] * count)
        found = cursor.fetchall()
    # That nothing is there is said only where another stream may have held something.
    held = {name: [of, json.loads(which), digest] for name, of, which, digest in found if of is not None}
    return {name: one for name, one in held.items() if one[1] or name in shared}


@cache
def _statement(kind: str) -> tuple[str, int, frozenset[str]]:
    """The statement for a kind of stream, how often it asks for the number of the stream, and what other streams hold too."""
    parts, shared = [], set()
    for holding in tomllib.loads(FILE.read_text(encoding="utf-8"))["holding"]:
        if kind not in holding["streams"]:
            continue
        if len(holding["streams"]) > 1:
            shared.add(holding["name"])
        parts.append(_part(holding, holding.get("through", {}).get(kind)))
    return " UNION ALL ".join(parts), 2 * len(parts), frozenset(shared)


def _part(holding: dict[str, Any], through: str | None) -> str:
    own = f"({through})" if through else "%s::bigint"
    row = "held.id" if " AS held " in holding["table"] else "id"
    which = WHICH[holding["rows"]]
    return (
        f"SELECT '{holding['name']}', {own}, {which}, {DIGEST} FROM ("  # noqa: S608 - put together from our own file
        f"SELECT {row} AS id, jsonb_build_array({', '.join(holding['columns'])})::text AS line"
        f" FROM {holding['table']} WHERE {holding['key']} = {own} AND {holding.get('where', 'true')}) AS rows"
    )
