from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from deadlines.services import Recheck, recheck_clocks

SOUND, FINDING, NOT_CHECKED = 0, 1, 2


class Command(BaseCommand):
    help = "核对期限：用另一套算法逐个重放所有期限（包括已中止、已调整和已办结的）的事件，与登记的届满日、状态比较，并核对案件和互认所存的届满日、各地区的计数。退出码 0 一致，1 有发现，2 未能核对。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, **options: object) -> None:
        if code := self.check_clocks(as_json=bool(options["json"])):
            sys.exit(code)

    def check_clocks(self, *, as_json: bool) -> int:
        try:
            found = recheck_clocks()
        except Exception as error:  # noqa: BLE001 - whatever went wrong, "could not check" is neither sound nor a finding
            self.stderr.write(f"未能核对期限：{' '.join(str(error).split())}")
            if as_json:
                self.stdout.write(json.dumps({"result": "not checked", "error": str(error)}, ensure_ascii=False))
            return NOT_CHECKED
        if as_json:
            result = {"result": "sound" if found.is_sound else "finding", **asdict(found)}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._print(found)
        return SOUND if found.is_sound else FINDING

    def _print(self, found: Recheck) -> None:
        for finding in found.findings:
            self.stdout.write(f"期限 {finding.clock_id}：{finding.message}")
        for kept in found.kept_findings:
            self.stdout.write(f"{kept.object}：{kept.message}")
        verdict = "期限一致" if found.is_sound else f"发现 {len(found.findings) + len(found.kept_findings)} 处问题"
        self.stdout.write(f"{verdict}：核对 {found.checked} 个期限、{found.compared} 项所存的届满日和计数。")
