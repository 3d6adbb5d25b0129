"""Where production must not serve: as the owner of the tables, who can switch off every guard of the ledger, or on a demo's database."""

import sys
from collections.abc import Callable, Sequence
from typing import Final

import psycopg

from creditrepair.env import Env

TIMEOUT_SECONDS: Final = 5
OWNED: Final = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(current_user, relowner, 'MEMBER') ORDER BY relname LIMIT 1
"""
# Whether there is a table at all by which a database can say that it is a demo's (demo/migrations), and whether it says so.
CAN_SAY: Final = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'demo' AND tablename = 'clock')"
SAYS: Final = "SELECT EXISTS (SELECT FROM demo.clock)"
OF_A_DEMO: Final = "这个数据库是演示用的：它的时间可以拨动，里面的案件是虚构的，正式环境不能使用它。请在 DATABASE_URL 里写正式的数据库。"


def refusal_to_serve(url: str) -> str:
    """Why the role of this address must not serve there, in one line; empty if it may, or if nobody answers there."""
    try:
        with psycopg.connect(url, connect_timeout=TIMEOUT_SECONDS) as connection:
            found = connection.execute(OWNED).fetchone()
            if found is None and is_of_a_demo(lambda statement: connection.execute(statement).fetchone()):
                return OF_A_DEMO
    except psycopg.OperationalError:
        # A database that is away owns nothing; the pages say that it is away, and start-up waits for nobody.
        return ""
    if found is None:
        return ""
    return (
        f"DATABASE_URL 的数据库用户拥有表 {found[0]}，能关掉账本的保护，正式环境不能用它提供服务。请在 DATABASE_URL 里写另一个用户，"
        "把拥有各表的用户写进 DATABASE_OWNER_URL，再以 PROCESS=migrate 运行 manage.py grant_rights。"
    )


def is_of_a_demo(ask: Callable[[str], Sequence[bool] | None]) -> bool:
    """Whether the database that answers says that it is a demo's."""
    return all(bool(found and found[0]) for found in map(ask, (CAN_SAY, SAYS)))


def refuse_to_serve_where_it_must_not(env: Env) -> None:
    """Ends the program in production, where it is the web server or does the work behind it."""
    if env.production and env.process in ("web", "worker", "beat") and (refusal := refusal_to_serve(env.database_url)):
        sys.exit(refusal)
