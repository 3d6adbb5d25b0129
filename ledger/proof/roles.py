"""Who may do what beside the portal: nobody but the owner of the tables and the superusers may change what is guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

from ledger.proof.findings import Finding

if TYPE_CHECKING:
    from ledger.proof.findings import Report

# One owner of everything: a table that somebody else owns obeys somebody else.
OWNERS: Final = """
    SELECT relname, pg_get_userbyid(relowner) FROM pg_class AS relation
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND relowner <> (SELECT relowner FROM pg_class WHERE oid = 'ledger_event'::regclass) ORDER BY 1
"""
MEMBERS: Final = """
    SELECT pg_get_userbyid(roleid), pg_get_userbyid(member) FROM pg_auth_members
    WHERE (roleid = (SELECT relowner FROM pg_class WHERE oid = 'ledger_event'::regclass)
        OR pg_get_userbyid(roleid) IN ('pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files',
            'pg_database_owner', 'pg_maintain'))
        AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = member)
    ORDER BY 1, 2
"""
# Of all others a row stays, or is marked as gone: who deletes it takes its line out of every comparison with the tables.
DELETED_FROM: Final = (
    *(
        "account_emailaddress",
        "account_emailconfirmation",
        "cache_entry",
        "calendars_foreseenclock",
        "django_session",
        "portal_attempt",
        "supervision_datedtally",
        "supervision_tally",
    ),
    *("cases_application_enforcement_cases", "cases_caseimport", "cases_importedcase", "cases_listing"),
)
# Written by the owner alone.
READ_ONLY: Final = (
    *("accounts_user_groups", "accounts_user_user_permissions", "auth_group", "auth_group_permissions", "auth_permission"),
    *("django_content_type", "django_migrations", "ledger_allowedtransition"),
)
# What is append-only says so itself; nobody but the owner empties a table, or hangs a trigger on one.
GRANTS: Final = """
    SELECT relation.relname, CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(granted.grantee) END, granted.privilege_type
    FROM pg_class AS relation, aclexplode(relation.relacl) AS granted
    WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'p') AND granted.grantee <> relation.relowner
        AND (granted.privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')
            OR granted.privilege_type IN ('UPDATE', 'DELETE') AND EXISTS (
                SELECT FROM pg_trigger WHERE tgrelid = relation.oid AND tgfoid = to_regproc('public.ledger_refuse_change')
                    AND tgtype & 24 = 24)
            OR granted.privilege_type = 'DELETE' AND relation.relname <> ALL(%(deleted_from)s)
            OR granted.privilege_type IN ('INSERT', 'UPDATE', 'DELETE') AND relation.relname = ANY(%(read_only)s)
            OR granted.grantee = 0)
        AND (granted.grantee = 0 OR NOT (SELECT rolsuper FROM pg_roles WHERE oid = granted.grantee))
    ORDER BY 1, 2, 3
"""
# The release grants whole tables; a right on one column stands beside those.
COLUMNS: Final = """
    SELECT relation.relname || '.' || attname, CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(granted.grantee) END,
        granted.privilege_type
    FROM pg_class AS relation JOIN pg_attribute ON attrelid = relation.oid, aclexplode(attacl) AS granted
    WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'p') AND granted.grantee <> relation.relowner
        AND granted.privilege_type <> 'SELECT'
    ORDER BY 1, 2, 3
"""
# Whoever may make objects there can put one of the same name before ours.
SCHEMAS: Final = """
    SELECT CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(granted.grantee) END
    FROM pg_namespace, aclexplode(nspacl) AS granted
    WHERE nspname = 'public' AND granted.privilege_type = 'CREATE' AND granted.grantee <> nspowner
        AND granted.grantee <> (SELECT relowner FROM pg_class WHERE oid = 'ledger_event'::regclass)
    ORDER BY 1
"""


def compare_roles(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OWNERS)
        for table, owner in cursor.fetchall():
            report.add(Finding("role", table, None, f"数据表 {table} 的所有者是 {owner}，与账本的不同"))
        cursor.execute(MEMBERS)
        for role, member in cursor.fetchall():
            report.add(Finding("role", member, None, f"数据库用户 {member} 被授予角色 {role}，可以越过账本的保护"))
        cursor.execute(GRANTS, {"deleted_from": list(DELETED_FROM), "read_only": list(READ_ONLY)})
        for table, role, right in cursor.fetchall():
            report.add(Finding("role", role, None, f"数据库用户 {role} 对表 {table} 有 {right} 权限，本版本不授予"))
        cursor.execute(COLUMNS)
        for column, role, right in cursor.fetchall():
            report.add(Finding("role", role, None, f"数据库用户 {role} 对列 {column} 有 {right} 权限，本版本不授予"))
        cursor.execute(SCHEMAS)
        for (role,) in cursor.fetchall():
            report.add(Finding("role", role, None, f"数据库用户 {role} 可以在 public 模式中建立对象，本版本不授予"))
