"""Kills at random, and only what this drill has started: web workers, the work loop, its renderers, PostgreSQL, the broker."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditrepair.embedded import Embedded
    from creditrepair.supervisor import Supervisor

# How often each is meant, of ten or so.
WEIGHTS = {"web worker": 3, "renderer": 3, "work": 2, "postgres": 2, "web": 1, "backend": 1, "doorbell": 1, "valkey": 1}


def _parents() -> Iterator[tuple[int, int, str]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                yield int(folder.name), parent, (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


@dataclass
class Nemesis:
    supervisor: Supervisor
    servers: Embedded
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)

    def strike(self) -> str:
        """Kill one process without warning; its name."""
        found = self._targets()
        name = self.chance.choices(list(found), [WEIGHTS[name] for name in found])[0]
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(found[name]), signal.SIGKILL)
            self.killed[name] += 1
        return name

    def _targets(self) -> dict[str, list[int]]:
        processes = list(_parents())
        found: dict[str, list[int]] = {}

        def add(name: str, *pids: int) -> None:
            if pids:
                found.setdefault(name, []).extend(pids)

        for name, pid in self.supervisor.pids().items():
            add(name, pid)
            children = [(child, command) for child, parent, command in processes if parent == pid]
            if name == "web":
                add("web worker", *(child for child, _ in children))
            add("renderer", *(child for child, command in children if "pdf_child" in command))
        for name, pid in self.servers.pids().items():
            add(name, pid)
            if name == "postgres":
                add("backend", *(child for child, parent, command in processes if parent == pid and "creditrepair" in command))
        return found


def pause(chance: random.Random) -> None:
    time.sleep(chance.uniform(1.0, 3.5))
