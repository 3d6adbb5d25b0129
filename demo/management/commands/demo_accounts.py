import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.people import demo_password
from demo.personas import Persona, one_of_each_first, personas_of
from departments.models import Region
from ledger import timekeeping


class Command(BaseCommand):
    help = "列出演示账号：身份、用户名、口令和起始页面。每种身份的第一个账号排在前面。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        region = Region.objects.order_by("pk").first()
        people = personas_of(region, timekeeping.today()) if region else []
        accounts = [_account(persona) for persona in one_of_each_first(people)]
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
        elif not accounts:
            self.stdout.write("还没有演示账号，请先运行：manage.py load_demo")
        else:
            self._print(accounts)

    def _print(self, accounts: list[dict[str, str]]) -> None:
        self.stdout.write(f"演示页面（可直接换身份）：{settings.PUBLIC_BASE_URL}/demo/")
        self.stdout.write(f"全部账号的口令：{demo_password()}")
        for account in accounts:
            self.stdout.write(f"{account['username']:<32}{account['role']}  {account['unit']} {account['name']}  {account['start']}")


def _account(persona: Persona) -> dict[str, str]:
    return {
        "role": persona.role.label,
        "username": persona.username,
        "password": demo_password(),
        "name": persona.name,
        "unit": persona.unit,
        "start": f"{settings.PUBLIC_BASE_URL}{persona.start}",
    }
