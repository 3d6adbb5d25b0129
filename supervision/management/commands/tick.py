from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger import timekeeping
from supervision.services import tick
from supervision.sweeps import SWEEPS


class Command(BaseCommand):
    help = "不经消息队列，把到期的工作办一遍，可重复运行。何时办：" + "；".join(f"{sweep.label}（{sweep.rule}）" for sweep in SWEEPS) + "。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        outcome = tick(at=timekeeping.now())
        for sweep in SWEEPS:
            found = outcome[sweep.name]
            self.stdout.write(f"{sweep.label}：{found.done} 件" + (f"，失败 {found.failed} 件，见日志" if found.failed else ""))
        if any(found.failed for found in outcome.values()):
            msg = "有一项未能完成，请查看日志后再运行一次。"
            raise CommandError(msg, returncode=1)
