"""`make drill`: the portal on servers of its own, clients at work, a hundred kills, and whether anything was lost or doubled.

    python -m bench.drill [--kills 100] [--seed N] [--broker running|absent|none]
Everything runs below a temporary folder and on loopback; nothing else of this machine is touched.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.drill.clients import Clients
from bench.drill.nemesis import Nemesis, pause
from bench.stand import OWN_NAMES, ROOT, figure, say
from creditrepair import embedded_paths as paths
from creditrepair.embedded import Embedded, EmbeddedError
from creditrepair.env import Env, read_env
from creditrepair.health import is_ready
from creditrepair.run import programs
from creditrepair.supervisor import Program, Supervisor

HEALED_SECONDS: Final = 120.0
START_SECONDS: Final = 90.0
DESKS: Final = 6
SECONDS_A_KILL: Final = 2.6
# The sweeps come by every twenty: what they serve has receipts.
SWEPT_SECONDS: Final = 25.0
WAITING = """
    SELECT (SELECT count(*) FROM notices_document WHERE state = 'pending'), (SELECT count(*) FROM cases_case WHERE state = 'certified')
"""


@dataclass
class Drill:
    folder: Path
    servers: Embedded
    environment: dict[str, str]
    env: Env
    supervisor: Supervisor

    def run(self, part: str, *arguments: str) -> str:
        command = [sys.executable, "-m", "bench.drill.inside", part, *arguments]
        environment = {**self.environment, "PROCESS": "migrate"}
        ran = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own modules
        return ran.stdout

    def ask(self, statement: str, *values: str) -> tuple[Any, ...] | None:
        """One row, or None while the database is away."""
        try:
            with psycopg.connect(paths.database_url(self.folder, role=paths.SUPERUSER), connect_timeout=3) as connection:
                return connection.execute(statement, values).fetchone()
        except psycopg.OperationalError:
            return None

    def is_recorded(self, step: Mapping[str, Any]) -> bool:
        found = self.ask("SELECT count(*) FROM ledger_event WHERE stream = %s AND action = %s", step["stream"], step["action"])
        return found is not None and found[0] > 0

    def revive(self) -> None:
        if self.servers.died():
            with suppress(EmbeddedError):
                self.servers.revive()

    def start_portal(self, broker: str) -> None:
        for program in programs(self.environment):
            self.supervisor.start(program)
        if broker == "running":
            celery = (sys.executable, "-m", "celery", "--app", "creditrepair", "worker", "--queues", "pdf", "--concurrency", "1")
            self.supervisor.start(Program("doorbell", celery, {**self.environment, "PROCESS": "worker"}))
        threading.Thread(target=self.supervisor.watch, args=(lambda _text: None, self.revive), daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(self.env):
            if time.monotonic() > deadline:
                raise SystemExit("the portal did not start:\n" + self.supervisor.log_of("web").read_text()[-3000:])
            time.sleep(0.2)


@contextmanager
def on_stage(broker: str) -> Iterator[Drill]:
    with tempfile.TemporaryDirectory(prefix="creditrepair-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        servers = Embedded(folder, valkey=broker == "running")
        given = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
        environment = {**given, "APP_ENV": "demo", "DATA_DIR": name, "PORT": str(_free_port()), "PYTHONPATH": str(ROOT)}
        environment |= {"DJANGO_SETTINGS_MODULE": "creditrepair.settings"}
        # Nobody listens on port 1.
        redis = {"running": servers.redis_url, "absent": "redis://127.0.0.1:1/0", "none": ""}[broker]
        environment["REDIS_URL"] = redis
        drill = Drill(folder, servers, environment, read_env(environment), Supervisor(folder / "logs"))
        servers.start()
        try:
            yield drill
        finally:
            drill.supervisor.stopping.set()
            # Lets the watch see it before what it watches over goes.
            time.sleep(1)
            drill.supervisor.stop_all()
            servers.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healed(drill: Drill, clients: Clients) -> float | None:
    """Seconds until every client, paper and push was done, and the sweeps found nothing further; None when that took too long."""
    began, since = time.monotonic(), 0.0
    while time.monotonic() - began < HEALED_SECONDS + SWEPT_SECONDS:
        if not (clients.are_done() and drill.ask(WAITING) == (0, 0)):
            since = 0.0
        elif not since:
            since = time.monotonic()
        elif time.monotonic() - since > SWEPT_SECONDS:
            return since - began if since - began < HEALED_SECONDS else None
        time.sleep(0.5)
    return None


def play(drill: Drill, kills: int, chance: random.Random, broker: str) -> bool:
    plan_file = drill.folder / "plan.json"
    say("filling")
    drill.run("fill", str(5 + kills // 6), str(plan_file))
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    drill.start_portal(broker)
    clients = Clients(drill.env.port, plan["password"], drill.is_recorded)
    nemesis = Nemesis(drill.supervisor, drill.servers, chance)
    say(f"{len(plan['tasks'])} tasks, {kills} kills")
    clients.start(plan["tasks"], DESKS, kills * SECONDS_A_KILL)
    for _ in range(kills):
        pause(chance)
        nemesis.strike()
    seconds = healed(drill, clients)
    clients.given_up.set()
    steps = [[step["stream"], step["action"]] for task in plan["tasks"] for step in task]
    told_file = drill.folder / "told.json"
    told_file.write_text(json.dumps({"steps": steps, "acknowledged": clients.ledger.acknowledged()}), encoding="utf-8")
    report = json.loads(drill.run("judge", str(told_file)).splitlines()[-1])
    for name, count in sorted(nemesis.killed.items()):
        figure(f"killed {name}", count)
    for name, count in sorted(clients.ledger.counts().items()):
        figure(f"clients told {name}", count)
    figure("slowest step that succeeded, s", clients.ledger.slowest)
    figure("papers", report["papers"])
    figure("ledger lines", report["events"])
    figure("stray files", report["stray_files"])
    figure("healed after, s", "not within two minutes" if seconds is None else seconds)
    findings = [*report["findings"], *(f"not finished: {step}" for step in clients.unfinished)]
    for finding in findings:
        figure("FINDING", finding)
    return seconds is not None and not findings


def main() -> int:
    parser = argparse.ArgumentParser(description="Kills the portal's processes at random and checks that nothing is lost or doubled.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--broker", choices=("running", "absent", "none"), default="running", help="absent: REDIS_URL leads nowhere")
    chosen = parser.parse_args()
    say(f"seed {chosen.seed}, broker {chosen.broker}")
    with on_stage(chosen.broker) as drill:
        is_sound = play(drill, chosen.kills, random.Random(chosen.seed), chosen.broker)
        if not is_sound:
            kept = Path(tempfile.mkdtemp(prefix="creditrepair-drill-logs-"))
            for log in (*(drill.folder / "logs").glob("*"), *drill.folder.glob("*.log")):
                (kept / log.name).write_bytes(log.read_bytes())
            say(f"logs kept in {kept}")
    say("sound" if is_sound else "NOT sound")
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
