from __future__ import annotations

import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from ledger.findings import Finding
from ledger.verify import verify

SOUND, FINDING, NOT_CHECKED = 0, 1, 2


class Command(BaseCommand):
    help = (
        "核对过程账本：摘要链、内容、序号、状态连续性；数据表的状态和账本所记的各行；快照和推送的摘要；存放的文件；"
        "每一个触发器、函数和约束。退出码 0 可靠，1 有发现，2 未能核对。"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument("--skip-files", action="store_true", help="不读存放的文件，只核对数据库")

    def handle(self, **options: object) -> None:
        if code := self.check_ledger(as_json=bool(options["json"]), with_files=not options["skip_files"]):
            sys.exit(code)

    def check_ledger(self, *, as_json: bool, with_files: bool) -> int:
        try:
            report = verify(with_files=with_files)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, "could not check" is neither sound nor a finding
            self.stderr.write(f"未能核对账本：{error}")
            if as_json:
                self.stdout.write(json.dumps({"result": "not checked", "error": str(error)}, ensure_ascii=False))
            return NOT_CHECKED
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            for finding in report.findings:
                self.stdout.write(described(finding))
            verdict = "账本可靠" if report.is_sound else f"发现 {len(report.findings)} 处问题"
            self.stdout.write(
                f"{verdict}：{report.streams} 个账本、{report.events} 行记录、{report.rows} 个状态，"
                f"另核对了{report.held}行和{report.files}个文件。"
            )
        return SOUND if report.is_sound else FINDING


def described(finding: Finding) -> str:
    place = finding.where if finding.seq is None else f"{finding.where} 第 {finding.seq} 行"
    return f"[{finding.code}] {place}：{finding.message}"
