from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger import timekeeping
from supervision.services import tick

LABELS = {
    "documents": "制作文书",
    "pushes": "推送牵头部门",
    "supplements": "逾期未补正视为撤回",
    "remedy_windows": "救济期届满",
}


class Command(BaseCommand):
    help = "不经消息队列，把到期的工作办一遍：制作文书、推送、视为撤回等。可重复运行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = tick(at=timekeeping.now())
        for name, count in done.items():
            self.stdout.write(f"{LABELS[name]}：{'失败，见日志' if count < 0 else f'{count} 件'}")
        if any(count < 0 for count in done.values()):
            msg = "有一项未能完成，请查看日志后再运行一次。"
            raise CommandError(msg, returncode=1)
