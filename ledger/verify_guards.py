"""The auditor's look at the guards: every trigger, function, constraint and lawful change is the one of the release.

What the release has says guards.json, taken from a database that nothing but migrations made (tests/ledger/test_guards.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from ledger.findings import Finding

FILE: Final = Path(__file__).with_name("guards.json")
# By kind of guard: its name and its definition in the database's own words.
QUESTIONS: Final = {
    "trigger": """
        SELECT relname || '.' || tgname, pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
    """,
    "function": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc AS p
        WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
    """,
    "constraint": """
        SELECT relname || '.' || conname, pg_get_constraintdef(k.oid) FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = conrelid
        WHERE contype IN ('c', 'u', 'p', 'f', 'x') AND relnamespace = 'public'::regnamespace
    """,
    "unique index": """
        SELECT c.relname || '.' || i.relname, pg_get_indexdef(i.oid) FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid
        JOIN pg_class AS c ON c.oid = indrelid WHERE indisunique AND c.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.oid)
    """,
    "transition": """
        SELECT concat_ws(':', entity, action, from_state, to_state), '' FROM ledger_allowedtransition
    """,
}
# How a constraint reads differs between versions of the server; triggers and functions are given back as they were written.
DEPENDS_ON_THE_SERVER: Final = frozenset({"constraint", "unique index"})
ASLEEP: Final = """
    SELECT relname, tgname, coalesce(conname, '') FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
    LEFT JOIN pg_constraint AS k ON k.oid = tgconstraint AND contype = 'f'
    WHERE tgenabled NOT IN ('O', 'A') AND relnamespace = 'public'::regnamespace ORDER BY 1, 2
"""
ALWAYS: Final = """
    SELECT relname || '.' || tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid WHERE tgenabled = 'A' AND relnamespace = 'public'::regnamespace
"""
HALF: Final = """
    SELECT c.relname, conname, '约束没有核对过已有的行' FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = conrelid
    WHERE NOT convalidated AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT c.relname, i.relname, '索引不可用' FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid
    JOIN pg_class AS c ON c.oid = indrelid WHERE NOT (indisvalid AND indisready) AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT c.relname, rulename, '规则不属于本版本' FROM pg_rewrite JOIN pg_class AS c ON c.oid = ev_class
    WHERE rulename <> '_RETURN' AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT relname, relname, '打开了行级安全，会藏起一部分行' FROM pg_class AS c WHERE relrowsecurity AND relnamespace = 'public'::regnamespace
    ORDER BY 1, 2
"""
WORDS: Final = {"trigger": "触发器", "function": "函数", "constraint": "约束", "unique index": "唯一索引", "transition": "允许的变更"}


def guards(cursor: CursorWrapper) -> dict[str, Any]:
    """What there is, each definition as a digest."""
    cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
    found: dict[str, Any] = {"server": cursor.fetchone()[0]}
    for kind, question in QUESTIONS.items():
        cursor.execute(question)
        found[kind] = {name: _digest(definition) for name, definition in sorted(cursor.fetchall())}
    cursor.execute(ALWAYS)
    found["always"] = sorted(name for (name,) in cursor.fetchall())
    return found


def _digest(definition: str) -> str:
    return hashlib.sha256(" ".join(definition.split()).encode()).hexdigest() if definition else ""


def guards_that_differ(cursor: CursorWrapper) -> Iterator[Finding]:
    wanted = json.loads(FILE.read_text(encoding="utf-8"))
    there = guards(cursor)
    for kind, word in WORDS.items():
        compares = kind not in DEPENDS_ON_THE_SERVER or wanted["server"] == there["server"]
        for name, digest in wanted[kind].items():
            if name not in there[kind]:
                yield Finding("guard", name, None, f"{word}不存在")
            elif compares and there[kind][name] != digest:
                yield Finding("guard", name, None, f"{word}与本版本不同")
        yield from _strangers(kind, word, set(there[kind]) - set(wanted[kind]), wanted)
    for name in sorted(set(wanted["always"]) & set(there["trigger"]) - set(there["always"])):
        yield Finding("guard", name, None, "触发器不再对每一种写入起作用")
    yield from _asleep(cursor)


def _strangers(kind: str, word: str, names: set[str], wanted: dict[str, Any]) -> Iterator[Finding]:
    """What does not belong to the release may undo a guard; tables that are not ours are no business of ours."""
    if kind == "transition":
        entities = {name.partition(":")[0] for name in wanted["transition"]}
        names = {name for name in names if name.partition(":")[0] in entities}
    elif kind in ("trigger", "constraint", "unique index"):
        tables = {name.partition(".")[0] for name in wanted["constraint"]}
        names = {name for name in names if name.partition(".")[0] in tables}
    else:
        # A function alone does nothing; what calls it is a trigger or a constraint.
        names = set()
    for name in sorted(names):
        yield Finding("guard", name, None, f"{word}不属于本版本")


def _asleep(cursor: CursorWrapper) -> Iterator[Finding]:
    cursor.execute(ASLEEP)
    for table, trigger, constraint in cursor.fetchall():
        yield Finding("guard", f"{table}.{constraint or trigger}", None, "外键已被停用" if constraint else "触发器已被停用")
    cursor.execute(HALF)
    for table, name, message in cursor.fetchall():
        yield Finding("guard", f"{table}.{name}", None, message)
    cursor.execute("SELECT current_setting('session_replication_role')")
    if cursor.fetchone()[0] != "origin":
        yield Finding("guard", "session_replication_role", None, "数据库设置使触发器不起作用")
