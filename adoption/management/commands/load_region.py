from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from adoption.load import OutdatedPlanError, Plan, apply, plan
from adoption.problems import RegionFileError
from adoption.source import UnreadableFileError
from deadlines.services import FinalDatesDifferError
from ledger import timekeeping

APPLIED, WRONG, UNREAD = 0, 1, 2
OPERATOR = "operator"


class Command(BaseCommand):
    help = "导入地区配置：先列出与现行配置的差别，确认后作为新版本施行。退出码：0 完成，1 文件有误，2 无法读取。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="地区配置文件（TOML）")
        parser.add_argument("--yes", action="store_true", help="不询问，直接导入")
        parser.add_argument("--dry-run", action="store_true", help="只列出差别，不导入")

    def handle(self, *, file: Path, yes: bool, dry_run: bool, **options: object) -> None:
        status = self._load(file, ask=not yes, dry_run=dry_run)
        if status != APPLIED:
            sys.exit(status)

    def _load(self, file: Path, *, ask: bool, dry_run: bool) -> int:
        try:
            planned = plan(file, on=timekeeping.today())
            self._show(planned)
            if planned.changes and not dry_run:
                self._apply(planned, ask=ask)
        except (RegionFileError, OutdatedPlanError) as error:
            self.stderr.write(f"{error}\n没有导入。")
            return WRONG
        except FinalDatesDifferError as error:
            self.stderr.write(str(error))
            return WRONG
        except UnreadableFileError as error:
            self.stderr.write(str(error))
            return UNREAD
        except DatabaseError as error:
            self.stderr.write(f"数据库无法使用，没有导入：{' '.join(str(error).split())}")
            return UNREAD
        return APPLIED

    def _apply(self, planned: Plan, *, ask: bool) -> None:
        if ask and not self._confirmed():
            self.stdout.write("没有导入。")
            return
        version = apply(planned, by=OPERATOR, at=timekeeping.now())
        self.stdout.write(f"已导入：{version.region.name}第{version.number}版。")

    def _show(self, planned: Plan) -> None:
        for line in planned.lines:
            self.stdout.write(line)
        if not planned.changes:
            self.stdout.write("与现行配置一致，没有变化。")

    def _confirmed(self) -> bool:
        try:
            return input("确认导入以上变化？输入“是”继续：").strip().lower() in ("是", "y", "yes")
        except EOFError:
            self.stdout.write("没有收到回答；无人值守时请加 --yes。")
            return False
