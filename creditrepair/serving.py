"""Whoever serves must not own the tables: an owner can switch off every guard of the ledger."""

import sys
from typing import Final

import psycopg

from creditrepair.env import Env

TIMEOUT_SECONDS: Final = 5
OWNED: Final = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(current_user, relowner, 'MEMBER') ORDER BY relname LIMIT 1
"""


def refusal_to_serve(url: str) -> str:
    """Why the role of this address must not serve, in one line; empty if it may, or if nobody answers there."""
    try:
        with psycopg.connect(url, connect_timeout=TIMEOUT_SECONDS) as connection:
            found = connection.execute(OWNED).fetchone()
    except psycopg.OperationalError:
        # A database that is away owns nothing; the pages say that it is away, and start-up waits for nobody.
        return ""
    if found is None:
        return ""
    return (
        f"DATABASE_URL 的数据库用户拥有表 {found[0]}，能关掉账本的保护，正式环境不能用它提供服务。请在 DATABASE_URL 里写另一个用户，"
        "把拥有各表的用户写进 DATABASE_OWNER_URL，再以 PROCESS=migrate 运行 manage.py grant_rights。"
    )


def refuse_to_serve_as_owner(env: Env) -> None:
    """Ends the program in production, where it is the web server or does the work behind it."""
    if env.production and env.process in ("web", "worker", "beat") and (refusal := refusal_to_serve(env.database_url)):
        sys.exit(refusal)
