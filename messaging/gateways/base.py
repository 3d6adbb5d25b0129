from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from messaging.letters import Letter


class AwayError(Exception):
    """The other side does not answer, or not now: it is tried again. The message is for the operator and holds no address."""


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
