"""What every benchmark stands on: servers of its own in a temporary folder, the portal's environment, and the figures it ends with."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

import psycopg

from creditrepair import embedded_paths as paths
from creditrepair.embedded import Embedded

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "bench.localhost"
CORES: Final = 2
REGION_FILE: Final = ROOT / "regions" / "xisaishan.toml"
STOP_SECONDS: Final = 20
TICKS: Final = os.sysconf("SC_CLK_TCK")
# Known to the portal alone; whatever else is set on this machine must not reach it.
OWN_NAMES = (
    "APP_ENV",
    "DEMO",
    "BIND",
    "PORT",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY_FALLBACKS",
    "WEB_WORKERS",
    "DB_POOL_SIZE",
)


def say(text: str) -> None:
    sys.stdout.write(f"# {text}\n")
    sys.stdout.flush()


def figure(name: str, value: float | str) -> None:
    """One line of the result. Loads and counts are whole or have one decimal, small ratios two."""
    shown = value if isinstance(value, str) else f"{value:g}" if isinstance(value, int) else f"{value:.2f}"
    sys.stdout.write(f"{name}: {shown}\n")
    sys.stdout.flush()


def load() -> None:
    """How busy the machine was, without which no time means anything."""
    say("load average " + " ".join(f"{value:.1f}" for value in os.getloadavg()))


@dataclass
class Stand:
    """The servers of one run, and what was started beside them."""

    folder: Path
    servers: Embedded
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, process: str, database: str = paths.DATABASE, **more: str) -> dict[str, str]:
        """As in production behind one proxy; the addresses in the end stay on this machine."""
        kept = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
        return {
            **kept,
            "APP_ENV": "production",
            "PROCESS": process,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": paths.database_url(self.folder, database=database, role=paths.APPLICATION_ROLE),
            **({"DATABASE_OWNER_URL": paths.database_url(self.folder, database=database)} if process == "migrate" else {}),
            "REDIS_URL": self.servers.redis_url,
            "SECRET_KEY": self.secret_key,
            "ALLOWED_HOSTS": HOST,
            "PUBLIC_BASE_URL": f"https://{HOST}",
            "PROXY_COUNT": "1",
            "LOG_LEVEL": "WARNING",
            "BENCH_PASSWORD": self.password,
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def superuser(self, database: str = paths.DATABASE) -> psycopg.Connection[Any]:
        return psycopg.connect(paths.database_url(self.folder, database=database, role=paths.SUPERUSER), autocommit=True)

    @property
    def postmaster(self) -> int:
        with self.superuser("postgres") as connection:
            backend = connection.info.backend_pid
            return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])

    def copy_database(self, name: str, source: str = paths.DATABASE) -> None:
        with self.superuser("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" OWNER "{paths.ROLE}" STRATEGY file_copy')

    def run(self, module: str, *arguments: str, environment: Mapping[str, str]) -> None:
        """Raises CalledProcessError when the module fails."""
        subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, env=dict(environment), check=True)  # noqa: S603 - our own modules

    def start(self, command: Sequence[str], environment: Mapping[str, str], **options: Any) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(list(command), cwd=ROOT, env=dict(environment), start_new_session=True, **options)  # noqa: S603 - our own commands
        self._started.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        self._started.remove(process)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def end_all(self) -> None:
        for process in list(self._started):
            self.end(process)


@contextmanager
def standing(*, fast: bool) -> Iterator[Stand]:
    """Servers up, schema, district and page assets in place; everything is ended and removed afterwards.

    ``fast`` is for measurements in which nothing is written: without fsync and autovacuum.
    """
    _on_two_cores()
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="creditrepair-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        stand = Stand(folder, Embedded(folder, fast=fast))
        stand.servers.start()
        try:
            began = time.monotonic()
            stand.run("bench.prepare", str(REGION_FILE), environment=stand.environment("migrate"))
            say(f"prepared in {time.monotonic() - began:.0f} s")
            yield stand
        finally:
            stand.end_all()
            stand.servers.stop()


def work_of(*roots: int) -> float:
    """CPU seconds that processes, their children and their ended children have had."""
    children: dict[int, list[int]] = {}
    spent: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
        spent[int(folder.name)] = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
    own = [pid for root in roots for pid in (root, *children.get(root, ()))]
    return sum(spent.get(pid, (0, 0))[0] for pid in own) / TICKS + sum(spent.get(root, (0, 0))[1] for root in roots) / TICKS


def _on_two_cores() -> None:
    """Whatever the machine has: every process of the run inherits the two."""
    known = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, known[:CORES])


def _stop(_number: int, _frame: FrameType | None) -> None:
    # Unwinds every context manager, so that nothing that was started stays.
    raise SystemExit(1)
