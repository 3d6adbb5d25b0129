"""The auditor's reading of the ledger: written apart from the writer, with SQL and hash code of its own.

Imports nothing of ledger.chain, ledger.rows or ledger.services on purpose: a mistake there must not hide itself here.
What the lines say of rows, files, guards and rights is compared in ``ledger.proof``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from ledger.proof.files import compare_files
from ledger.proof.findings import Finding, Report
from ledger.proof.guards import compare_guards
from ledger.proof.roles import compare_roles
from ledger.proof.rows import compare_rows, merged
from ledger.proof.spool import Spool
from ledger.snapshots import read_only_snapshot

LINES = """
    SELECT stream, seq,
           to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           actor, action, object, entity, from_state, to_state, body_bytes, body_sha, prev_hash, hash, alg
    FROM ledger_event ORDER BY stream COLLATE "C", seq, id
"""
LAWFUL = "SELECT entity, action, from_state, to_state FROM ledger_allowedtransition"
GUARDED = """
    SELECT tgrelid::regclass::text, replace(encode(tgargs, 'escape'), '\\000', '') FROM pg_trigger
    WHERE tgfoid = 'ledger_state_is_recorded'::regproc ORDER BY 1
"""
WATCHMEN = """
    SELECT wanted.name, trigger.tgrelid::regclass::text, trigger.tgenabled FROM
        (VALUES ('ledger_refuse_change'), ('ledger_extend_chain'), ('ledger_event_is_applied')) AS wanted (name)
        LEFT JOIN pg_trigger AS trigger ON trigger.tgfoid = to_regproc(wanted.name)
            AND trigger.tgrelid = 'ledger_event'::regclass
    UNION ALL
    SELECT 'ledger_state_is_recorded', tgrelid::regclass::text, tgenabled FROM pg_trigger
        WHERE tgfoid = 'ledger_state_is_recorded'::regproc
    ORDER BY 1, 2
"""
GENESIS = 64 * "0"
KNOWN_ALGORITHM = "sha256-1"
ROWS = b'"rows":{'


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


@dataclass(slots=True)
class Reading:
    """What has been read of the stream at hand; the spool has the states and rows of all."""

    lawful: set[tuple[str, ...]]
    spool: Spool
    stream: str | None = None
    seq: int = 0
    hash: str = GENESIS
    is_broken: bool = False


def verify(*, files: bool = True) -> Report:
    """Everything that the ledger holds, as of one moment; without ``files`` what lies on disk is left out.

    Raises django.db.Error when the ledger cannot be read.
    """
    report = Report()
    with read_only_snapshot(), connection.cursor() as cursor, closing(Spool()) as spool:
        report.extend(watchmen_missing(cursor))
        cursor.execute(LAWFUL)
        read_lines(Reading(lawful=set(cursor.fetchall()), spool=spool), report)
        compare_tables(cursor, spool, report)
        compare_rows(spool, report)
        compare_guards(report)
        compare_roles(report)
        if files:
            compare_files(report)
    return report


def read_lines(reading: Reading, report: Report) -> None:
    for row in stored_lines():
        read_line(row, reading, report)
    reading.spool.end()


def stored_lines() -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINES)
        while chunk := cursor.fetchmany(2000):
            yield from map(Row._make, chunk)


def read_line(row: Row, reading: Reading, report: Report) -> None:
    report.events += 1
    if row.stream != reading.stream:
        report.streams += 1
        reading.spool.end_stream()
        reading.stream, reading.seq, reading.hash, reading.is_broken = row.stream, 0, GENESIS, False
    problem = chain_problem(row, reading) or state_problem(row, reading)
    if problem and not reading.is_broken:
        reading.is_broken = True
        code, message = problem
        report.add(Finding(code, row.stream, row.seq, message))
    reading.seq, reading.hash = row.seq, row.hash
    if row.entity is not None and row.to_state is not None:
        reading.spool.change(row.object, row.to_state)
    reading.spool.keep(row.stream, row.seq, row.recorded_at, rows_in(row.body_bytes))


def rows_in(body: bytes) -> dict[str, dict[str, str]]:
    """What a line says of rows; a body that is none of ours says nothing, and its digest is a finding already."""
    if ROWS not in body:
        return {}
    try:
        said = json.loads(body)["rows"]
    except (ValueError, KeyError, TypeError):
        return {}
    return said if isinstance(said, dict) and all(isinstance(columns, dict) for columns in said.values()) else {}


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
    before = reading.spool.state(row.object)[0]
    if row.from_state != before:
        return "continuity", f"{row.object} 原状态应为“{before}”，记为“{row.from_state}”"
    if (row.entity, row.action, row.from_state, row.to_state) not in reading.lawful:
        return "unlawful", f"{row.object} 的变更“{row.from_state}”→“{row.to_state}”（{row.action}）不在流转表内"
    return None


def compare_tables(cursor: CursorWrapper, spool: Spool, report: Report) -> None:
    """Compare every guarded row with the last state that the ledger recorded for it."""
    cursor.execute(GUARDED)
    for table, entity in cursor.fetchall():
        for key, known, found in merged(spool.states_of(entity), _states(table)):
            name = f"{entity}:{key}"
            report.states += found is not None
            if found is None:
                report.add(Finding("missing", name, None, "账本中有记录，数据表中没有这一行"))
            elif found != (known or ("", 0)):
                state, changes = known or ("", 0)
                message = f"状态为“{found[0]}”（{found[1]} 次变更），账本记为“{state}”（{changes} 次变更）"
                report.add(Finding("state", name, None, message))


def _states(table: str) -> Iterator[tuple[int, tuple[str, int]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT id, state, state_seq FROM {table} ORDER BY id")  # noqa: S608 - regclass quotes it
        while chunk := cursor.fetchmany(2000):
            for key, state, changes in chunk:
                yield key, (state, changes)


def watchmen_missing(cursor: CursorWrapper) -> Iterator[Finding]:
    cursor.execute(WATCHMEN)
    for name, table, enabled in cursor.fetchall():
        if table is None:
            yield Finding("trigger", "ledger_event", None, f"触发器 {name} 不存在")
        elif enabled not in ("O", "A"):
            yield Finding("trigger", table, None, f"触发器 {name} 已被停用")
