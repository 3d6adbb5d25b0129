from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messaging.letters import Letter


class AwayError(Exception):
    """The other side does not take it now: it is tried again. The message is for the operator and holds no address.

    With ``is_address`` it is this address alone that does not take it; every other letter may go.
    """

    def __init__(self, reason: str, *, is_address: bool = False) -> None:
        super().__init__(reason)
        self.is_address = is_address


class RefusedError(Exception):
    """The other side will never take this letter; with ``is_address`` it takes none for that address."""

    def __init__(self, reason: str, *, is_address: bool) -> None:
        super().__init__(reason)
        self.is_address = is_address


class Gateway(Protocol):
    """A way out of the portal."""

    def is_set_up(self) -> bool:
        """Whether the operator has named it."""
        ...

    def send(self, letter: Letter) -> str:
        """Hand a letter over; what the other side calls it, or nothing. Raises AwayError and RefusedError."""
        ...


@contextmanager
def at_most(seconds: float, find: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the connection that ``find`` names once the talk has lasted so long.

    A time limit of a socket begins anew with every byte: a side that says one in a while would hold a letter for hours.
    """
    done = threading.Event()

    def watch() -> None:
        pause = seconds
        while not done.wait(pause):
            pause = 0.1
            found = find()
            if found is not None:
                with suppress(OSError):
                    # Not the method of a TLS socket, which first waits to say goodbye.
                    socket.socket.shutdown(found, socket.SHUT_RDWR)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
