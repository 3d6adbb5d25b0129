"""What a person holds, as SQL: the same text for the reading at the beginning of a request and for the one under the lock."""

from __future__ import annotations

from typing import Final

# Of ``account``: every post and every mandate that is active or asked for; the term is judged by the reader.
POSTS: Final = """
    (SELECT json_agg(json_build_object('pk', post.id, 'role', post.role, 'title', post.title, 'department_id', post.department_id,
        'region_id', unit.region_id, 'since', greatest(post.valid_from, unit.joined_on), 'until', least(post.valid_until, unit.left_on),
        'ended_at', post.ended_at))
        FROM departments_post AS post JOIN departments_department AS unit ON unit.id = post.department_id
        WHERE post.user_id = account.id)
"""
MANDATES: Final = """
    (SELECT json_agg(json_build_object('pk', mandate.id, 'enterprise_id', own.id, 'name', own.name, 'uscc', own.uscc,
        'state', mandate.state, 'kind', mandate.kind, 'since', mandate.valid_from, 'until', mandate.valid_until,
        'ended_at', mandate.ended_at) ORDER BY own.name, own.id)
        FROM accounts_mandate AS mandate JOIN accounts_enterprise AS own ON own.id = mandate.enterprise_id
        WHERE mandate.user_id = account.id AND mandate.state IN ('active', 'requested'))
"""
# Each statement of a volatile function sees what was committed before it, so that whoever had to wait for the lock reads what the
# other has written. The lock is shared: it keeps nobody from acting, only those who change an account from doing so meanwhile.
HOLD_AND_READ: Final = f"""
CREATE FUNCTION departments_hold_rights(person bigint) RETURNS json
    LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM accounts_user WHERE id = person FOR SHARE;
    RETURN (
        SELECT json_build_object('posts', {POSTS}, 'mandates', {MANDATES})
        FROM accounts_user AS account WHERE account.id = person AND account.is_active
    );
END $$
"""  # noqa: S608 - put together from constants
FORGET: Final = "DROP FUNCTION departments_hold_rights(bigint)"
