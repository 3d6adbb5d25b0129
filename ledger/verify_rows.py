"""The auditor's comparison of the tables with what the ledger last held of them. Reads the rows itself; see ledger/verify.py."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from ledger.findings import Finding

HOLDINGS = Path(__file__).with_name("holdings.toml")
STREAMS_AT_ONCE = 500
NOTHING = hashlib.sha256(b"").hexdigest()
FROZEN_BYTES = (
    ("snapshot", "document", "文书的快照与摘要不符", "notices_document", "snapshot", "snapshot_sha256"),
    ("payload", "delivery", "推送的内容与摘要不符", "recognition_delivery", "payload", "payload_sha256"),
)


@dataclass(frozen=True, slots=True)
class Holding:
    name: str
    label: str
    table: str
    key: str
    streams: tuple[str, ...]
    rows: str
    columns: tuple[str, ...]
    where: str = "true"
    # What lies in a table from before any line about it.
    is_loose: bool = False

    @property
    def home(self) -> str:
        """The kind of stream whose number is the key."""
        return self.streams[-1]

    @property
    def id(self) -> str:
        return "held.id" if " AS held " in self.table else "id"


@dataclass(slots=True)
class Held:
    """What was recorded: how many rows or which, their digest, and the line that says so."""

    which: Any
    digest: str
    line: int


def holdings() -> dict[str, Holding]:
    read = tomllib.loads(HOLDINGS.read_text(encoding="utf-8"))["holding"]
    found = {}
    for row in read:
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name != "through"
        }
        found[row["name"]] = Holding(**given)
    return found


@dataclass(slots=True)
class RowReading:
    """Gathers the last lines of the streams and compares them, a few hundred streams at a time."""

    cursor: CursorWrapper
    holdings: dict[str, Holding] = field(default_factory=holdings)
    findings: list[Finding] = field(default_factory=list)
    compared: int = 0
    last: tuple[str, bytes, int] | None = None
    waiting: dict[str, dict[int, Held]] = field(default_factory=dict)
    waiting_streams: int = 0
    # What several kinds of stream hold: the latest line counts, in whichever of them it is.
    shared: dict[str, dict[int, Held]] = field(default_factory=dict)

    def read(self, stream: str, body: bytes, line: int) -> None:
        if self.last and self.last[0] != stream:
            self._end_of_stream()
        self.last = (stream, body, line)
        for name, (key, which, digest) in self._held(stream, body, shared=True).items():
            known = self.shared.setdefault(name, {}).get(key)
            if known is None or known.line < line:
                self.shared[name][key] = Held(which, digest, line)

    def end(self) -> None:
        if self.last:
            self._end_of_stream()
        self._compare(self.waiting)
        self._compare(self.shared)
        self._look_for_strangers()

    def _held(self, stream: str, body: bytes, *, shared: bool) -> dict[str, Any]:
        kind = stream.partition(":")[0]
        mine = {name for name, one in self.holdings.items() if kind in one.streams and (len(one.streams) > 1) == shared}
        if not mine:
            return {}
        try:
            held = json.loads(body).get("holds", {})
        except ValueError:
            # The chain has said so already.
            return {}
        return {name: value for name, value in held.items() if name in mine}

    def _end_of_stream(self) -> None:
        assert self.last is not None  # noqa: S101 - asked by both callers
        stream, body, line = self.last
        self.last = None
        kind, _, key = stream.partition(":")
        own = [one for one in self.holdings.values() if one.streams == (kind,)]
        if not own or not key.isdigit():
            return
        held = self._held(stream, body, shared=False)
        for one in own:
            _key, which, digest = held.get(one.name, (int(key), [] if one.rows == "kept" else 0, NOTHING))
            self.waiting.setdefault(one.name, {})[int(key)] = Held(which, digest, line)
        self.waiting_streams += 1
        if self.waiting_streams >= STREAMS_AT_ONCE:
            self._compare(self.waiting)
            self.waiting, self.waiting_streams = {}, 0

    def _compare(self, recorded: dict[str, dict[int, Held]]) -> None:
        for name, by_key in recorded.items():
            one = self.holdings[name]
            there = self._rows(one, list(by_key))
            for key, held in by_key.items():
                rows = there.get(key, [])
                self.compared += len(rows)
                if problem := _difference(one, held, rows):
                    self.findings.append(Finding("row", f"{one.home}:{key}", None, problem))

    def _rows(self, one: Holding, keys: list[int]) -> dict[int, list[tuple[int, str]]]:
        self.cursor.execute(
            f"SELECT {one.key}, {one.id}, jsonb_build_array({', '.join(one.columns)})::text"  # noqa: S608 - from our own file
            f" FROM {one.table} WHERE {one.key} = ANY(%s::bigint[]) AND {one.where} ORDER BY 1, 2",
            [keys],
        )
        return {key: [row[1:] for row in rows] for key, rows in groupby(self.cursor.fetchall(), key=lambda row: row[0])}

    def _look_for_strangers(self) -> None:
        """Rows whose stream does not exist at all."""
        for one in self.holdings.values():
            if one.is_loose:
                continue
            self.cursor.execute(
                f"SELECT key, ids FROM (SELECT {one.key} AS key, array_agg({one.id} ORDER BY {one.id}) AS ids FROM {one.table}"  # noqa: S608 - from our own file
                f" WHERE {one.key} IS NOT NULL AND {one.where} GROUP BY 1) AS rows"
                " WHERE NOT EXISTS (SELECT FROM ledger_event WHERE stream = %s || rows.key::text) ORDER BY 1",
                [f"{one.home}:"],
            )
            for key, ids in self.cursor.fetchall():
                message = f"{one.label}（{_numbers(ids)}）在数据表中，账本里没有{one.home}:{key}的任何记录"
                self.findings.append(Finding("row", f"{one.home}:{key}", None, message))


def _difference(one: Holding, held: Held, rows: list[tuple[int, str]]) -> str:
    ids = [key for key, _ in rows]
    if one.rows == "kept":
        if gone := sorted(set(held.which) - set(ids)):
            return f"{one.label}（{_numbers(gone)}）账本记为已有，数据表中没有或已不是那样"
        wanted = set(held.which)
        rows = [row for row in rows if row[0] in wanted]
    elif held.which != len(rows):
        return f"{one.label}账本记为{held.which}行，数据表中为{len(rows)}行（{_numbers(ids) or '无'}）"
    if hashlib.sha256("\n".join(line for _, line in rows).encode()).hexdigest() != held.digest:
        return f"{one.label}（{_numbers(key for key, _ in rows)}）与账本记录的内容不符"
    return ""


def _numbers(ids: Any) -> str:
    return "、".join(map(str, ids))


def frozen_bytes(cursor: CursorWrapper) -> Iterator[Finding]:
    """Bytes that carry their own digest."""
    for code, kind, message, table, content, digest in FROZEN_BYTES:
        cursor.execute(f"SELECT id FROM {table} WHERE encode(sha256({content}), 'hex') <> {digest} ORDER BY id")  # noqa: S608 - constants
        for (key,) in cursor.fetchall():
            yield Finding(code, f"{kind}:{key}", None, message)


def use_utc() -> None:
    """Moments as text are those of the writer."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
