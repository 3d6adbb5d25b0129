from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict

from creditrepair.rights import grant_to


class Command(BaseCommand):
    help = "按本版本的表，把 DATABASE_URL 中数据库用户的权限重新设定一遍。以 PROCESS=migrate 运行，每次 migrate 之后都要运行。"
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        role = str(conninfo_to_dict(settings.ENV.database_url).get("user") or "")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
            owner, is_there = cursor.fetchone()
            if role == owner:
                if settings.ENV.production:
                    raise CommandError("请以 PROCESS=migrate 运行，由 DATABASE_OWNER_URL 的用户授权。")
                self.stdout.write("只有一个数据库用户，没有可授的权限。")
                return
            if not is_there:
                raise CommandError(f"数据库里没有 DATABASE_URL 所写的用户 {role}，请先建立这个用户。")
            count = grant_to(role)
        if options["verbosity"]:
            self.stdout.write(f"已设定 {role} 对 {count} 个表的权限。")
