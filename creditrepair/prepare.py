"""Bring the database and the static files of the demo up to date. Run as its own process, with PROCESS=migrate."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditrepair.settings")

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from creditrepair.database import unreachable


def say(text: str) -> None:
    print(f"[准备] {text}", flush=True)


def collect_static() -> None:
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    fingerprint = _fingerprint(Path(folder) for folder in settings.STATICFILES_DIRS)
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("收集并压缩静态文件")
    # The icon table is read by the server alone.
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=["tabler-nodes-*.json", ".stamp"])
    stamp.write_text(fingerprint)


def _fingerprint(folders: Iterable[Path]) -> str:
    found = hashlib.sha256(django.__version__.encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def load_district() -> None:
    """The difference that the command prints, over a hundred lines at first, goes to the log folder."""
    say("装载西塞山区的地区设置")
    log = Path(settings.DATA_DIR) / "logs" / "region.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        call_command("load_region", str(settings.BASE_DIR / "regions" / "xisaishan.toml"), "--yes", stdout=output)


def load_story() -> None:
    """The command itself knows what is loaded already, a load that was broken off included."""
    say("装载演示案例（首次约需一分钟）")
    call_command("load_demo")


def make_papers() -> None:
    """Whoever opens the portal finds every paper of the story, and no renderer takes a core from the pages."""
    from supervision.loop import make_all_papers  # noqa: PLC0415 - models must be loaded first

    say("制作演示案件的文书")
    make_all_papers(settings.ENV.renderers, lambda count: say(f"  已制作 {count} 份"))


def main() -> None:
    django.setup()
    # Compressing takes a core for seconds and needs no database.
    with ThreadPoolExecutor(1) as beside:
        static = beside.submit(collect_static)
        say("更新数据库结构")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("grant_rights", verbosity=0)
        load_district()
        load_story()
        make_papers()
        static.result()


def demo_accounts() -> list[dict[str, str]]:
    output = StringIO()
    call_command("demo_accounts", "--json", stdout=output)
    accounts: list[dict[str, str]] = json.loads(output.getvalue())
    return accounts


if __name__ == "__main__":
    try:
        main()
    except CommandError as refusal:
        sys.exit(f"[准备] {refusal}")
    except OperationalError as error:
        if line := unreachable(error):
            sys.exit(f"[准备] {line}")
        raise
    # The parent prints them when the portal answers.
    Path(sys.argv[1]).write_text(json.dumps(demo_accounts(), ensure_ascii=False), encoding="utf-8")
