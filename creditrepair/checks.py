"""Start-up checks that need the database (rule R74). They run with `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

MINIMUM_SERVER = 150_000


@register(Tags.database)
def check_database_role(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT rolsuper, current_setting('server_version_num')::int FROM pg_roles WHERE rolname = current_user")
            is_superuser, version = cursor.fetchone()
        if version < MINIMUM_SERVER:
            found.append(Error("数据库版本太旧，需要 PostgreSQL 15 或更新版本。", id="creditrepair.E001"))
        if is_superuser and settings.ENV.production:
            hint = "请在 DATABASE_URL 里换成一个普通的数据库用户。"
            found.append(Error("正式环境不能用超级用户连接数据库。", hint=hint, id="creditrepair.E002"))
    return found
