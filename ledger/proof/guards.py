"""Every guard of the database, to the letter, against what the migrations of this release make (``guards.txt`` beside this file).

The list is written by ``pytest tests/ledger/test_guards.py --write-golden`` from a database that was just migrated.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

from ledger.proof.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.proof.findings import Report

LIST: Final = Path(__file__).with_name("guards.txt")
DIGEST_LENGTH: Final = 16
# How the server spells an expression may change from one major version to the next; what a function does is stored as it was written.
SPELLED_BY_SERVER: Final = ("constraint", "index", "table")
OURS: Final = """
    relation.relnamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = relation.oid AND deptype = 'e')
"""
# Names are without their schema: the search path of the one who asks must not change them.
TABLES: Final = f"""
    SELECT 'table', relation.relname, '', concat_ws(' ', relation.relkind, relation.relpersistence, relation.relrowsecurity, (
        SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
            (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum)), ', ' ORDER BY attname)
        FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped)), ''
    FROM pg_class AS relation WHERE relation.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS}
"""  # noqa: S608 - put together from constants
CONSTRAINTS: Final = f"""
    SELECT 'constraint', relation.relname, conname, pg_get_constraintdef(con.oid), CASE WHEN convalidated THEN '' ELSE 'unproved' END
    FROM pg_constraint AS con JOIN pg_class AS relation ON relation.oid = conrelid
    WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND {OURS}
"""  # noqa: S608 - put together from constants
INDEXES: Final = f"""
    SELECT 'index', relation.relname, own.relname, pg_get_indexdef(own.oid), CASE WHEN indisvalid THEN '' ELSE 'unproved' END
    FROM pg_index JOIN pg_class AS relation ON relation.oid = indrelid JOIN pg_class AS own ON own.oid = indexrelid
    WHERE indisunique AND {OURS}
"""  # noqa: S608 - put together from constants
TRIGGERS: Final = f"""
    SELECT 'trigger', relation.relname, tgname, concat(pg_get_triggerdef(trigger.oid), CASE tgenabled WHEN 'A' THEN ' ALWAYS' END), CASE tgenabled WHEN 'D' THEN 'off' WHEN 'R' THEN 'off' ELSE '' END
    FROM pg_trigger AS trigger JOIN pg_class AS relation ON relation.oid = tgrelid WHERE NOT tgisinternal AND {OURS}
"""  # noqa: S608 - put together from constants
RULES: Final = f"""
    SELECT 'rule', relation.relname, rulename, pg_get_ruledef(rule.oid), CASE ev_enabled WHEN 'D' THEN 'off' ELSE '' END
    FROM pg_rewrite AS rule JOIN pg_class AS relation ON relation.oid = ev_class WHERE relation.relkind IN ('r', 'p') AND {OURS}
"""  # noqa: S608 - put together from constants
FUNCTIONS: Final = """
    SELECT 'function', '', format('%s(%s)', proname, pg_get_function_identity_arguments(pro.oid)),
        concat_ws(' ', lanname, prokind, provolatile, prosecdef, proisstrict, pg_get_function_result(pro.oid), proconfig, prosrc), ''
    FROM pg_proc AS pro JOIN pg_language ON pg_language.oid = prolang
    WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pro.oid AND deptype = 'e')
"""
# The lawful changes: each app registers its own after the migrations.
TRANSITIONS: Final = """
    SELECT 'transition', entity, concat_ws(':', action, from_state, to_state), '', '' FROM ledger_allowedtransition
"""
EVERYTHING: Final = f"{TABLES} UNION ALL {CONSTRAINTS} UNION ALL {INDEXES} UNION ALL {TRIGGERS} UNION ALL {RULES} UNION ALL {FUNCTIONS} UNION ALL {TRANSITIONS}"
# The server's own triggers hold foreign keys; ALTER TABLE ... DISABLE TRIGGER ALL puts them to sleep as well.
ASLEEP: Final = f"""
    SELECT DISTINCT relation.relname, conname FROM pg_trigger AS trigger
    JOIN pg_class AS relation ON relation.oid = tgrelid JOIN pg_constraint AS con ON con.oid = tgconstraint
    WHERE tgisinternal AND tgenabled IN ('D', 'R') AND {OURS} ORDER BY 1, 2
"""  # noqa: S608 - put together from constants
EVENT_TRIGGERS: Final = "SELECT evtname FROM pg_event_trigger ORDER BY 1"
HIDDEN: Final = f"SELECT relname FROM pg_class AS relation WHERE relkind IN ('r', 'p') AND relrowsecurity AND {OURS} ORDER BY 1"  # noqa: S608 - as above
# Of a role or a database, for whoever connects next: no trigger fires under it.
REPLICATION: Final = """
    SELECT coalesce(pg_get_userbyid(nullif(setrole, 0)), current_database()) FROM pg_db_role_setting, unnest(setconfig) AS one
    WHERE one LIKE 'session_replication_role=%' AND one <> 'session_replication_role=origin'
        AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    UNION SELECT current_user WHERE current_setting('session_replication_role') <> 'origin' ORDER BY 1
"""
KINDS: Final = {
    "table": "数据表", "constraint": "约束", "index": "唯一索引", "trigger": "触发器", "rule": "改写规则", "function": "函数",
    "transition": "允许的变更",
}  # fmt: skip


class Guard(NamedTuple):
    """One thing that the database holds, or refuses by."""

    kind: str
    table: str
    name: str

    @property
    def words(self) -> str:
        own = f"{KINDS[self.kind]} {self.name}" if self.name else KINDS[self.kind]
        if self.kind == "transition":
            return f"{own}（{self.table}）"
        return f"{own}（表 {self.table}）" if self.table else own


class Present(NamedTuple):
    digest: str
    flaw: str


def present() -> dict[Guard, Present]:
    """What there is now."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        return {
            Guard(kind, table, name): Present(hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:DIGEST_LENGTH], flaw)
            for kind, table, name, text, flaw in cursor.fetchall()
        }


def major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def written() -> tuple[int, dict[Guard, str]]:
    """The major version of the server for which the list was written, and the list."""
    first, *lines = LIST.read_text(encoding="utf-8").splitlines()
    wanted = {}
    for line in lines:
        kind, table, rest = line.split("\t", 2)
        name, digest = rest.rsplit("\t", 1)
        wanted[Guard(kind, table, name)] = digest
    return int(first.removeprefix("postgresql ")), wanted


def listed(there: dict[Guard, Present], version: int) -> str:
    """The list as it is stored: one line a guard, so that two branches that add guards meet no conflict."""
    lines = [f"{guard.kind}\t{guard.table}\t{guard.name}\t{found.digest}" for guard, found in sorted(there.items())]
    return "\n".join([f"postgresql {version}", *lines]) + "\n"


def compare_guards(report: Report) -> None:
    there = present()
    version, wanted = written()
    report.guards += len(wanted)
    report.extend(_missing_or_other(there, wanted, exact=version == major()))
    report.extend(_foreign(there, wanted))
    report.extend(_put_to_sleep())


def _put_to_sleep() -> Iterator[Finding]:
    """What keeps guards from working without a change to any of them."""
    with connection.cursor() as cursor:
        cursor.execute(ASLEEP)
        for table, name in cursor.fetchall():
            yield Finding("trigger", table, None, f"外键 {name}（表 {table}）的检查已被停用")
        cursor.execute(EVENT_TRIGGERS)
        for (name,) in cursor.fetchall():
            yield Finding("guard", name, None, f"事件触发器 {name} 不是本版本建立的")
        cursor.execute(HIDDEN)
        for (name,) in cursor.fetchall():
            yield Finding("guard", name, None, f"数据表 {name} 打开了行级安全，会藏起一部分行")
        cursor.execute(REPLICATION)
        for (name,) in cursor.fetchall():
            yield Finding("guard", name, None, f"{name} 的设置 session_replication_role 使触发器不起作用")


def _missing_or_other(there: dict[Guard, Present], wanted: dict[Guard, str], *, exact: bool) -> Iterator[Finding]:
    for guard, digest in wanted.items():
        where, found = guard.table or guard.name, there.get(guard)
        if found is None:
            yield Finding("guard", where, None, f"{guard.words}不存在")
        elif found.digest != digest and (exact or guard.kind not in SPELLED_BY_SERVER):
            yield Finding("guard", where, None, f"{guard.words}的内容与本版本的不符")


def _foreign(there: dict[Guard, Present], wanted: dict[Guard, str]) -> Iterator[Finding]:
    """What nobody here made, as far as it bears on our tables; a guard that is off or leaves old rows out, whoever made it."""
    tables = {guard.table for guard in wanted if guard.kind == "table"}
    entities = {guard.table for guard in wanted if guard.kind == "transition"}
    for guard, found in _sorted(there):
        where = guard.table or guard.name
        if found.flaw == "off":
            yield Finding("trigger", where, None, f"{guard.words}已被停用")
        elif found.flaw:
            yield Finding("guard", where, None, f"{guard.words}没有对已有的数据核对过（NOT VALID）")
        elif guard not in wanted and (guard.kind == "function" or guard.table in (entities if guard.kind == "transition" else tables)):
            yield Finding("guard", where, None, f"{guard.words}不是本版本建立的")


def _sorted(there: dict[Guard, Present]) -> Iterable[tuple[Guard, Present]]:
    return sorted(there.items())
