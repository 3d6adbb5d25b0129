"""The auditor's reading of the ledger: written apart from the writer, with SQL and hash code of its own.

It and its verify_* beside it import nothing of ledger.chain, ledger.holdings or ledger.services on purpose: a mistake there
must not hide itself here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from ledger.findings import Finding
from ledger.snapshots import read_only_snapshot
from ledger.verify_files import damaged_files
from ledger.verify_guards import guards_that_differ
from ledger.verify_rows import RowReading, frozen_bytes, use_utc

LINES = """
    SELECT stream, seq,
           to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           actor, action, object, entity, from_state, to_state, body_bytes, body_sha, prev_hash, hash, alg, id
    FROM ledger_event ORDER BY stream COLLATE "C", seq, id
"""
LAWFUL = "SELECT entity, action, from_state, to_state FROM ledger_allowedtransition"
GUARDED = """
    SELECT tgrelid::regclass::text, replace(encode(tgargs, 'escape'), '\\000', '') FROM pg_trigger
    WHERE tgfoid = 'ledger_state_is_recorded'::regproc ORDER BY 1
"""
GENESIS = 64 * "0"
KNOWN_ALGORITHM = "sha256-1"


class Row(NamedTuple):
    stream: str
    seq: int
    at: str
    recorded_at: str
    actor: str
    action: str
    object: str
    entity: str | None
    from_state: str | None
    to_state: str | None
    body_bytes: bytes
    body_sha: str
    prev_hash: str
    hash: str
    alg: str
    id: int


@dataclass(slots=True)
class Report:
    streams: int = 0
    events: int = 0
    rows: int = 0
    # Rows that were compared with what the ledger holds of them, and files with their digests.
    held: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.findings

    def as_dict(self) -> dict[str, Any]:
        return {"result": "sound" if self.is_sound else "finding", **asdict(self)}


@dataclass(slots=True)
class Reading:
    """What has been read of the stream at hand, and of every object with a state."""

    lawful: set[tuple[str, ...]]
    stream: str | None = None
    seq: int = 0
    hash: str = GENESIS
    is_broken: bool = False
    states: dict[str, tuple[str, int]] = field(default_factory=dict)


def verify(*, with_files: bool = True) -> Report:
    """Raises django.db.Error when the ledger cannot be read."""
    with read_only_snapshot(), connection.cursor() as cursor:
        use_utc()
        report = Report()
        report.findings += guards_that_differ(cursor)
        cursor.execute(LAWFUL)
        reading = Reading(lawful=set(cursor.fetchall()))
        rows = RowReading(cursor)
        for row in stored_lines():
            read_line(row, reading, report)
            rows.read(row.stream, row.body_bytes, row.id)
        compare_tables(cursor, reading, report)
        rows.end()
        report.held, report.findings = rows.compared, [*report.findings, *rows.findings, *frozen_bytes(cursor)]
        if with_files:
            for damage in damaged_files():
                report.files += 1
                report.findings += [damage] if damage else []
        return report


def stored_lines() -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINES)
        while chunk := cursor.fetchmany(2000):
            yield from map(Row._make, chunk)


def read_line(row: Row, reading: Reading, report: Report) -> None:
    report.events += 1
    if row.stream != reading.stream:
        report.streams += 1
        reading.stream, reading.seq, reading.hash, reading.is_broken = row.stream, 0, GENESIS, False
    problem = chain_problem(row, reading) or state_problem(row, reading)
    if problem and not reading.is_broken:
        reading.is_broken = True
        code, message = problem
        report.findings.append(Finding(code, row.stream, row.seq, message))
    reading.seq, reading.hash = row.seq, row.hash
    if row.entity is not None and row.to_state is not None:
        changes = reading.states.get(row.object, ("", 0))[1]
        reading.states[row.object] = (row.to_state, changes + 1)


def chain_problem(row: Row, reading: Reading) -> tuple[str, str] | None:
    if row.seq != reading.seq + 1:
        return "gap", f"序号不连续：应为第 {reading.seq + 1} 行"
    if row.prev_hash != reading.hash:
        return "link", "与上一行的摘要接不上"
    if row.alg != KNOWN_ALGORITHM:
        return "algorithm", f"摘要算法 {row.alg} 无法识别"
    if hashlib.sha256(row.body_bytes).hexdigest() != row.body_sha:
        return "body", "内容与摘要不符"
    if line_hash(row) != row.hash:
        return "hash", "本行与摘要不符"
    return None


def line_hash(row: Row) -> str:
    digest = hashlib.sha256()
    fields = [row.alg, row.stream, str(row.seq), row.at, row.recorded_at, row.actor, row.action, row.object]
    for text in [*fields, row.entity, row.from_state, row.to_state, row.body_sha, row.prev_hash]:
        if text is None:
            digest.update(bytes([255] * 4))
        else:
            content = text.encode("utf-8")
            digest.update(len(content).to_bytes(4, "big"))
            digest.update(content)
    return digest.hexdigest()


def state_problem(row: Row, reading: Reading) -> tuple[str, str] | None:
    if row.entity is None:
        return None
    before = reading.states.get(row.object, ("", 0))[0]
    if row.from_state != before:
        return "continuity", f"{row.object} 原状态应为“{before}”，记为“{row.from_state}”"
    if (row.entity, row.action, row.from_state, row.to_state) not in reading.lawful:
        return "unlawful", f"{row.object} 的变更“{row.from_state}”→“{row.to_state}”（{row.action}）不在流转表内"
    return None


def compare_tables(cursor: CursorWrapper, reading: Reading, report: Report) -> None:
    """Compare every guarded row with the last state that the ledger recorded for it."""
    cursor.execute(GUARDED)
    recorded = dict(reading.states)
    guarded = cursor.fetchall()
    for table, entity in guarded:
        cursor.execute(f"SELECT id::text, state, state_seq FROM {table} ORDER BY id")  # noqa: S608 - regclass quotes it
        for key, state, changes in cursor.fetchall():
            report.rows += 1
            known = recorded.pop(f"{entity}:{key}", ("", 0))
            if known != (state, changes):
                message = f"状态为“{state}”（{changes} 次变更），账本记为“{known[0]}”（{known[1]} 次变更）"
                report.findings.append(Finding("state", f"{entity}:{key}", None, message))
    entities = {entity for _, entity in guarded}
    for name in sorted(recorded):
        if name.partition(":")[0] in entities:
            report.findings.append(Finding("missing", name, None, "账本中有记录，数据表中没有这一行"))
