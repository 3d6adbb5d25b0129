from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.people import demo_password
from demo.story import StoryRefusedError, tell
from departments.models import Region
from ledger import timekeeping


class Command(BaseCommand):
    help = "装载演示故事：虚构的企业和约五十件案件，全部通过业务服务逐步办理。可重复运行，已装载的不再改动。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not (settings.DEMO or settings.APP_ENV == "test"):
            msg = "演示故事只能装入演示环境（DEMO=1）或测试环境，正式环境拒绝装载。"
            raise CommandError(msg)
        region = Region.objects.order_by("pk").first()
        if region is None:
            msg = "还没有载入地区配置，请先运行：manage.py load_region 配置文件"
            raise CommandError(msg)
        try:
            is_new = tell(region, at=timekeeping.now(), password=demo_password(), say=self.stdout.write)
        except StoryRefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("演示故事已装载。" if is_new else "演示故事早已装载，没有改动。")
