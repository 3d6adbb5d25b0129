from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from deadlines.calendar_files import CalendarFileError, read_calendar, shipped_files
from deadlines.selectors import never_loaded
from deadlines.services import FinalDatesDifferError, load_arrangements
from ledger import timekeeping


class Command(BaseCommand):
    help = "导入工作日历：不写文件时导入随系统提供的各年日历。重复导入不产生新版本。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("region", help="地区代码")
        parser.add_argument("files", nargs="*", type=Path, help="日历文件（TOML）")
        parser.add_argument("--move", action="store_true", help="已经核对：届满日与新的放假安排不同的进行中期限，一并改期")

    def handle(self, *, region: str, files: list[Path], move: bool, **options: object) -> None:
        # The region's model belongs to an app above this one.
        found = apps.get_model("departments", "Region").objects.filter(code=region).first()
        if found is None:
            raise CommandError(f"没有地区 {region}，请先用 load_region 导入地区配置。")
        try:
            contents = list(map(read_calendar, files)) or never_loaded(found, map(read_calendar, shipped_files()))
            load = load_arrangements(found, contents, at=timekeeping.now(), by="operator", moves_final=move)
        except (CalendarFileError, FinalDatesDifferError) as error:
            raise CommandError(str(error)) from error
        for calendar in load.loaded:
            self.stdout.write(f"已导入 {calendar}：{calendar.source_document}")
        for moved in load.moved:
            self.stdout.write(f"期限 {moved.clock_id}：{moved.old} 改为 {moved.new}")
        if not load.loaded:
            self.stdout.write("各年日历都已是最新。")
