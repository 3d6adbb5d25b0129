from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.effects import effects_page


class Command(BaseCommand):
    help = "由处理对照表生成 docs/effects.md。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "effects.md"
        path.write_text(effects_page(), encoding="utf-8")
        self.stdout.write(f"已写入 {path.name}。")
