"""The work loop: asks the database what is to be done, pushes before papers, until it is told to stop. Needs no broker.

Any number of loops may run at once, on any number of machines that share the files: each item is taken under a lock or a lease.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from ledger import timekeeping
from notices.services import render_next
from supervision.services import run
from supervision.sweeps import LETTERS, PAPERS, PUSHES, SWEEPS

IDLE_SECONDS: Final = 0.5
SWEEP_SECONDS: Final = 20.0
# Somebody waits for a code.
LETTERS_SECONDS: Final = 2.0
# A push that fails is tried again with the next sweep of everything, not with every look for papers.
AFTER_FAULT_SECONDS: Final = 10.0
LONGEST_PAUSE_SECONDS: Final = 5.0
STOP_SECONDS: Final = 20.0

logger = structlog.get_logger(__name__)


class Duty(Protocol):
    """What a thread of the loop does again and again."""

    def look(self) -> float:
        """Do what there is to do; return how many seconds to wait before the next look."""


@dataclass
class Loop:
    """One thread for everything that becomes due, one for letters, and one for each paper that is made at the same time."""

    renderers: int
    # Further duties by name: each is made with the loop, and its `look` called as those of our own.
    beside: Mapping[str, Callable[[Loop], Duty]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    # Each duty holds its own lock while it looks; `open` is cleared while one of them is to be alone.
    looking: list[threading.Lock] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        duties: list[tuple[str, Callable[[], float]]] = [
            ("sweeps", self._in_turn(Sweeps().look)),
            ("letters", self._in_turn(Letters().look)),
        ]
        duties += [(f"papers-{number}", self._in_turn(Papers().look)) for number in range(1, self.renderers + 1)]
        duties += [(name, made(self).look) for name, made in self.beside.items()]
        self.open.set()
        for name, look in duties:
            thread = threading.Thread(target=self._repeat, args=(look,), name=name, daemon=True)
            self.threads.append(thread)
            thread.start()

    def _in_turn(self, look: Callable[[], float]) -> Callable[[], float]:
        """The same look, at times when nobody has asked to be alone."""
        lock = threading.Lock()
        self.looking.append(lock)

        def look_in_turn() -> float:
            if not self.open.wait(IDLE_SECONDS):
                return 0.0
            with lock:
                return look()

        return look_in_turn

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until sweeps and papers of this loop have finished what they are at, and let them wait meanwhile."""
        self.open.clear()
        try:
            with ExitStack() as stack:
                for lock in self.looking:
                    stack.enter_context(lock)
                yield
        finally:
            self.open.set()

    def wait(self) -> bool:
        """Block until told to stop. False when a thread has ended by itself, so that whoever watches over us starts us anew."""
        while not self.stopping.wait(1):
            if not all(thread.is_alive() for thread in self.threads):
                logger.error("work_loop_ended")
                return False
        deadline = time.monotonic() + STOP_SECONDS
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return True

    def _repeat(self, look: Callable[[], float]) -> None:
        """Look for work until told to stop; whatever goes wrong is logged, and tried again a little later."""
        failed = 0
        while not self.stopping.is_set():
            try:
                pause, failed = look(), 0
            except (DatabaseError, InterfaceError) as away:
                failed += 1
                logger.warning("work_loop_without_database", reason=type(away).__name__, attempt=failed)
                pause = min(IDLE_SECONDS * 2 ** min(failed, 8), LONGEST_PAUSE_SECONDS)
            except Exception:
                failed += 1
                logger.exception("work_loop_failed", attempt=failed)
                pause = LONGEST_PAUSE_SECONDS
            _let_go(is_broken=failed > 0)
            self.stopping.wait(pause)


def _let_go(*, is_broken: bool) -> None:
    """Give the connection back; after a fault nobody knows in what state it is."""
    if is_broken:
        connection.close()
    else:
        close_old_connections()


class Sweeps:
    """Whatever becomes due without anybody acting, letters and papers excepted: they have threads of their own."""

    def look(self) -> float:
        # Raises when the database is away, which a sweep would only log.
        timekeeping.now()
        for sweep in SWEEPS:
            if sweep.name not in (LETTERS, PAPERS):
                run(sweep, at=timekeeping.now())
        return SWEEP_SECONDS


class Letters:
    """What leaves the portal: a mail server that does not answer must keep nothing else waiting."""

    def look(self) -> float:
        letters = next(sweep for sweep in SWEEPS if sweep.name == LETTERS)
        return IDLE_SECONDS if run(letters, at=timekeeping.now()).done else LETTERS_SECONDS


class Papers:
    """A paper after the other, and before each what may be pushed: a certificate goes out as soon as it is made.

    Every other paper is the newest, so that who has just asked for one does not wait behind a backlog.
    """

    def __init__(self) -> None:
        self.newest = True
        self.no_push_before = 0.0

    def look(self) -> float:
        self._push()
        made = render_next(at=timekeeping.now(), newest=self.newest)
        self.newest = not self.newest
        return IDLE_SECONDS if made is None else 0.0

    def _push(self) -> None:
        if time.monotonic() < self.no_push_before:
            return
        pushes = next(sweep for sweep in SWEEPS if sweep.name == PUSHES)
        if run(pushes, at=timekeeping.now()).failed:
            self.no_push_before = time.monotonic() + AFTER_FAULT_SECONDS


def make_all_papers(threads: int, say: Callable[[int], object]) -> None:
    """Make whatever waits, side by side, and end; for the demo before it opens."""

    def make() -> None:
        try:
            while render_next(at=timekeeping.now()) is not None:
                made.append(1)
                if len(made) % 50 == 0:
                    say(len(made))
        finally:
            connection.close()

    made: list[int] = []
    workers = [threading.Thread(target=make) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
