import signal
import sys
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from supervision.loop import Loop


class Command(BaseCommand):
    help = "后台任务：不停地把到期的工作办掉、把待制作的文书做出来，直到收到停止信号。只需要数据库，可同时运行多个。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        loop = Loop(settings.ENV.renderers, beside={name: import_string(name) for name in settings.WORK_BESIDE})

        def stop(_number: int, _frame: FrameType | None) -> None:
            loop.stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, stop)
        loop.start()
        sys.exit(0 if loop.wait() else 1)
