"""Runs the portal's processes together: all up, or all stopped.

Each child is in a session of its own, so that Ctrl-C reaches only us, and is told by the kernel to stop should we be killed.
"""

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

# A worker finishes the task at hand within 20 s, its soft shutdown (see celery.py); then it is killed.
STOP_SECONDS: Final = 25.0
POLL_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass
class Supervisor:
    log_dir: Path
    stopping: threading.Event = field(default_factory=threading.Event)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def catch_signals(self) -> None:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def start(self, program: Program) -> None:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        with self.log_of(program.name).open("wb") as log:
            self._running[program.name] = subprocess.Popen(  # noqa: S603 - our own commands
                [*_die_with_us(), *program.command],
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log_of(self, name: str) -> Path:
        return self.log_dir / f"{name}.log"

    def fallen(self) -> str | None:
        """The name of a program that ended although nobody asked it to."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def watch(self, also: Callable[[], str | None]) -> str | None:
        """Block until told to stop (None) or until a program falls or `also` names one (its name)."""
        while not self.stopping.wait(POLL_SECONDS):
            name = self.fallen() or also()
            if name:
                return name
        return None

    def stop_all(self) -> None:
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()


def _die_with_us() -> Sequence[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
