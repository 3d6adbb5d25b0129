"""SQL that migrations of other apps use: `migrations.RunSQL(*guard_state("cases_case", "case"))`."""

from __future__ import annotations

import re

NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


def guard_state(table: str, entity: str) -> tuple[str, str]:
    """Return SQL and reverse SQL by which, at commit, the ledger must have recorded every state in table.

    The table needs the columns id, state and state_seq (how many state events the row has had).
    A row that the ledger knows cannot vanish either; one that it never heard of may.
    """
    _check(table, entity)
    forward = f"""
        CREATE CONSTRAINT TRIGGER {table}_state_recorded
        AFTER INSERT OR DELETE OR UPDATE OF id, state, state_seq ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        EXECUTE FUNCTION ledger_state_is_recorded('{entity}')
    """
    return forward, f"DROP TRIGGER {table}_state_recorded ON {table}"


def append_only(table: str) -> tuple[str, str]:
    """Return SQL and reverse SQL that refuse UPDATE, DELETE and TRUNCATE on table, whatever the rows."""
    _check(table)
    forward = f"""
        CREATE TRIGGER {table}_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()
    """
    return forward, f"DROP TRIGGER {table}_append_only ON {table}"


def renews_edition(table: str) -> tuple[str, str]:
    """Return SQL and reverse SQL by which any change of table ends what ledger.kept has kept of it."""
    _check(table)
    # ALWAYS: rows that come past the other triggers, as by replication, must not be missed.
    forward = f"""
        CREATE TRIGGER {table}_renews_edition
        AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_renew_edition();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_renews_edition
    """
    return forward, f"DROP TRIGGER {table}_renews_edition ON {table}"


def _check(*names: str) -> None:
    for name in names:
        if not NAME.fullmatch(name):
            raise ValueError(f"not a plain SQL name: {name!r}")
