from __future__ import annotations

import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from ledger.proof.findings import Finding
from ledger.verify import verify

SOUND, FINDING, NOT_CHECKED = 0, 1, 2


class Command(BaseCommand):
    help = (
        "核对过程账本：摘要链、状态、各数据表与账本所记的逐项比对、数据库的各项约束和函数、权限、存放的文件。"
        "退出码 0 可靠，1 有发现，2 未能核对。"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument("--without-files", action="store_true", help="不读存放的文件")

    def handle(self, **options: object) -> None:
        if code := self.check_ledger(as_json=bool(options["json"]), files=not options["without_files"]):
            sys.exit(code)

    def check_ledger(self, *, as_json: bool, files: bool = True) -> int:
        try:
            report = verify(files=files)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, "could not check" is neither sound nor a finding
            self.stderr.write(f"未能核对账本：{' '.join(str(error).split())}")
            if as_json:
                self.stdout.write(json.dumps({"result": "not checked", "error": str(error)}, ensure_ascii=False))
            return NOT_CHECKED
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            for finding in report.findings:
                self.stdout.write(described(finding))
            if report.unlisted:
                self.stdout.write(f"另有 {report.unlisted} 处没有列出。")
            verdict = "账本可靠" if report.is_sound else f"发现 {report.found} 处问题"
            counted = f"{report.streams} 个账本、{report.events} 行记录、{report.states} 个状态"
            self.stdout.write(f"{verdict}：{counted}、{report.rows} 行数据、{report.guards} 项约束、{report.files} 份文件。")
        return SOUND if report.is_sound else FINDING


def described(finding: Finding) -> str:
    place = finding.where if finding.seq is None else f"{finding.where} 第 {finding.seq} 行"
    return f"[{finding.code}] {place}：{finding.message}"
