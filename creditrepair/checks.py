"""Start-up checks that need the database (rule R74). They run with `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.utils import CursorWrapper

from creditrepair.serving import OF_A_DEMO, is_of_a_demo

MINIMUM_SERVER = 150_000


@register(Tags.database)
def check_database_role(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT rolsuper, current_setting('server_version_num')::int FROM pg_roles WHERE rolname = current_user")
            is_superuser, version = cursor.fetchone()
            has_moving_time = settings.ENV.production and is_of_a_demo(lambda statement: _asked(cursor, statement))
        if version < MINIMUM_SERVER:
            found.append(Error("数据库版本太旧，需要 PostgreSQL 15 或更新版本。", id="creditrepair.E001"))
        if is_superuser and settings.ENV.production:
            hint = "请在 DATABASE_URL 里换成一个普通的数据库用户。"
            found.append(Error("正式环境不能用超级用户连接数据库。", hint=hint, id="creditrepair.E002"))
        if has_moving_time:
            found.append(Error(OF_A_DEMO, id="creditrepair.E003"))
    return found


def _asked(cursor: CursorWrapper, statement: str) -> Sequence[bool] | None:
    cursor.execute(statement)
    answer: Sequence[bool] | None = cursor.fetchone()
    return answer
