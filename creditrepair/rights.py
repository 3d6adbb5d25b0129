"""What the role that serves may do with each table. It owns nothing: what a guard forbids it cannot switch off either."""

from __future__ import annotations

from typing import Final

from django.db import connection
from psycopg import sql

# Written by the owner alone: migrations, and what an app registers after them.
READ_ONLY: Final = frozenset(
    {
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "accounts_user_groups",
        "accounts_user_user_permissions",
        "django_content_type",
        "django_migrations",
        "ledger_allowedtransition",
    }
)
# Everything else stays, or is marked as gone.
MAY_DELETE: Final = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "cache_entry",
        "calendars_foreseenclock",
        "cases_application_enforcement_cases",
        "cases_caseimport",
        "cases_importedcase",
        "cases_listing",
        "django_session",
        "portal_attempt",
        "supervision_datedtally",
        "supervision_tally",
    }
)
# Bit 4 of tgtype: the trigger is one on UPDATE; some tables only refuse to be emptied by the same function.
TABLES: Final = """
    SELECT relname, EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgfoid = to_regproc('public.ledger_refuse_change') AND tgtype & 16 <> 0
    ) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""


def rights() -> dict[str, tuple[str, ...]]:
    """The rights on each table that there is; append-only are those that the database itself guards."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {table: _rights(table, append_only=append_only) for table, append_only in cursor.fetchall()}


def _rights(table: str, *, append_only: bool) -> tuple[str, ...]:
    if table in READ_ONLY:
        return ("SELECT",)
    if append_only:
        return ("SELECT", "INSERT")
    return ("SELECT", "INSERT", "UPDATE", "DELETE") if table in MAY_DELETE else ("SELECT", "INSERT", "UPDATE")


def grant_to(role: str) -> int:
    """Give the role exactly these rights; run again after each migration. Returns how many tables there are."""
    name, database = sql.Identifier(role), sql.Identifier(connection.settings_dict["NAME"])
    given = rights()
    statements = [
        sql.SQL("REVOKE CREATE, TEMPORARY ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(database, name),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(name),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}").format(name),
        *(
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ").join(map(sql.SQL, words)), sql.Identifier(table), name)
            for table, words in given.items()
        ),
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("; ").join(statements).as_string())
    return len(given)
