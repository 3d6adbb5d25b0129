from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from procedure.flow import workflow_page


class Command(BaseCommand):
    help = "由流转表生成 docs/workflow.md。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        path.write_text(workflow_page(), encoding="utf-8")
        self.stdout.write(f"已写入 {path.name}。")
