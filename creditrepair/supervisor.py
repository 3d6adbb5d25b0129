"""Runs the portal's processes together; one that falls is started again, and what it wrote before it fell is kept.

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

# The work loop finishes the papers at hand within 20 s; then it is killed.
STOP_SECONDS: Final = 25.0
POLL_SECONDS: Final = 0.3
# A program that was up for so long fell by some accident, not because it cannot run.
STEADY_SECONDS: Final = 60.0
FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass
class _Running:
    """A program that is to be up: its process, when it started, and when it may be started again."""

    program: Program
    process: subprocess.Popen[bytes]
    since: float
    falls: int = 0
    again_at: float | None = None

    def has_ended(self) -> bool:
        return self.process.poll() is not None


@dataclass
class Supervisor:
    log_dir: Path
    stopping: threading.Event = field(default_factory=threading.Event)
    _running: dict[str, _Running] = field(default_factory=dict)

    def catch_signals(self) -> None:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def start(self, program: Program) -> None:
        """Start a program; the log of its last run is beside the new one."""
        self.log_dir.mkdir(parents=True, exist_ok=True)
        log = self.log_of(program.name)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        self._running[program.name] = _Running(program, self._spawn(program), time.monotonic())

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        with self.log_of(program.name).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own commands
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
        return next((name for name, running in self._running.items() if running.has_ended()), None)

    def pids(self) -> dict[str, int]:
        """The programs that are up."""
        return {name: running.process.pid for name, running in self._running.items() if not running.has_ended()}

    def watch(self, say: Callable[[str], object], also: Callable[[], object] = lambda: None) -> None:
        """Block until told to stop; start anew what falls, soon at first and ever later while it keeps falling."""
        while not self.stopping.wait(POLL_SECONDS):
            also()
            for running in self._running.values():
                if running.has_ended():
                    self._raise(running, say)

    def _raise(self, running: _Running, say: Callable[[str], object]) -> None:
        now, name = time.monotonic(), running.program.name
        if running.again_at is None:
            running.falls = 1 if now - running.since > STEADY_SECONDS else running.falls + 1
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (running.falls - 1), LONGEST_PAUSE_SECONDS)
            running.again_at = now + pause
            say(f"{name} 意外停止（{_how(running.process.returncode)}），{pause:.0f} 秒后重新启动。日志：{self.log_of(name)}")
            with self.log_of(name).open("a", encoding="utf-8") as log:
                log.write(f"--- {name} ended: {_how(running.process.returncode)}\n")
        elif now >= running.again_at:
            running.process, running.since, running.again_at = self._spawn(running.program), now, None

    def stop_all(self) -> None:
        processes = [running.process for running in self._running.values()]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"code {code}"


def _die_with_us() -> Sequence[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
