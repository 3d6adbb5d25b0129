"""What the ledger says of each row and each state, put in order on disk: the memory stays the same however long the ledger is."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEMA: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -32000;
    PRAGMA temp_store = FILE;
    CREATE TABLE state (entity TEXT, key, state TEXT, changes INTEGER, PRIMARY KEY (entity, key)) WITHOUT ROWID;
    CREATE TABLE held (
        place TEXT, key INTEGER, recorded TEXT, stream TEXT, seq INTEGER, columns TEXT, PRIMARY KEY (place, key, recorded, stream, seq)
    ) WITHOUT ROWID;
"""


DIGITS_AT_MOST: Final = 18
LINES_AT_ONCE: Final = 10_000


class Said(NamedTuple):
    """What the ledger says of a row, by which line last, and of each column by which; no column of one that is gone."""

    line: str
    columns: Mapping[str, str]
    by: Mapping[str, str]


class Spool:
    """An empty name is a database of SQLite that lies in a temporary file, which nobody else can open, and goes with the connection."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(SCHEMA)
        self._lines: list[tuple[str, int, str, str, int, str]] = []
        self._states: dict[tuple[str, str | int], tuple[str, int]] = {}

    def close(self) -> None:
        self._base.close()

    def keep(self, stream: str, seq: int, recorded: str, rows: Mapping[str, Mapping[str, str]]) -> None:
        """Note what a line says of rows."""
        for name, columns in rows.items():
            place, _, key = name.rpartition(":")
            if place and key.isdecimal() and len(key) <= DIGITS_AT_MOST:
                self._lines.append((place, int(key), recorded, stream, seq, json.dumps(columns, ensure_ascii=False)))
        if len(self._lines) >= LINES_AT_ONCE:
            self._put_away()

    def state(self, name: str) -> tuple[str, int]:
        """The last state recorded of an object, and how many there were."""
        entity, key = _split(name)
        known = self._states.get((entity, key))
        if known is None:
            found = self._base.execute("SELECT state, changes FROM state WHERE entity = ? AND key = ?", (entity, key)).fetchone()
            known = (str(found[0]), int(found[1])) if found else ("", 0)
        return known

    def change(self, name: str, state: str) -> None:
        self._states[_split(name)] = (state, self.state(name)[1] + 1)

    def end_stream(self) -> None:
        """Put away what was read of one stream."""
        if len(self._states) >= LINES_AT_ONCE:
            self._put_away()

    def end(self) -> None:
        self._put_away()

    def _put_away(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany(
            "INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?)", ((*name, *value) for name, value in self._states.items())
        )
        self._base.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?)", self._lines)
        self._base.execute("COMMIT")
        self._states.clear()
        self._lines.clear()

    def states_of(self, entity: str) -> Iterator[tuple[int | str, tuple[str, int]]]:
        """Keys and last states of a kind of object, in the order of the keys."""
        for key, state, changes in self._base.execute("SELECT key, state, changes FROM state WHERE entity = ? ORDER BY key", (entity,)):
            yield key, (state, changes)

    def tables(self) -> list[str]:
        return [row[0] for row in self._base.execute("SELECT DISTINCT place FROM held ORDER BY place")]

    def rows_of(self, table: str) -> Iterator[tuple[int, Said]]:
        """Keys and what is said of them, in the order of the keys; of two streams the later word counts."""
        lines: Iterable[tuple[int, str, int, str]] = self._base.execute(
            "SELECT key, stream, seq, columns FROM held WHERE place = ? ORDER BY key, recorded, stream", (table,)
        )
        key: int | None = None
        said = Said("", {}, {})
        for at, stream, seq, text in lines:
            if at != key and key is not None:
                yield key, said
            columns: dict[str, str] = json.loads(text)
            line = f"{stream} 第 {seq} 行"
            before = said if at == key and columns else Said("", {}, {})
            key = at
            said = Said(line, {**before.columns, **columns}, {**before.by, **dict.fromkeys(columns, line)})
        if key is not None:
            yield key, said

    def knows(self, table: str, key: int, column: str) -> bool:
        """Whether a column of a row was ever recorded."""
        found = self._base.execute(
            "SELECT 1 FROM held WHERE place = ? AND key = ? AND json_type(columns, ?) IS NOT NULL LIMIT 1", (table, key, f"$.{column}")
        )
        return found.fetchone() is not None


def _split(name: str) -> tuple[str, str | int]:
    entity, _, key = name.partition(":")
    return entity, int(key) if key.isdecimal() and len(key) <= DIGITS_AT_MOST else key
