"""Malware scanners. None is asked unless one is configured; one that is configured and cannot be asked judges nothing."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

PIECE: Final = 1 << 16
ANSWER_AT_MOST: Final = 1 << 12


class ScannerAwayError(Exception):
    """The scanner did not answer, or answered that it could not scan."""


class Scanner(Protocol):
    """Whatever looks for malware."""

    def scan(self, path: Path, seconds: float) -> str:
        """The name of what was found in the file, or nothing. Raises ScannerAwayError."""
        ...


class Clamd:
    """ClamAV's daemon over its socket; the file is sent (INSTREAM), so the daemon needs no access to our store."""

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, path: Path, seconds: float) -> str:
        try:
            with self._connected(max(seconds, 0.1)) as connection, path.open("rb") as file:
                connection.sendall(b"zINSTREAM\0")
                while piece := file.read(PIECE):
                    connection.sendall(struct.pack(">I", len(piece)) + piece)
                connection.sendall(struct.pack(">I", 0))
                answer = _answer(connection)
        except OSError as failure:
            raise ScannerAwayError(type(failure).__name__) from failure
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAwayError(answer[:100] or "no answer")

    def _connected(self, seconds: float) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(seconds)
            try:
                connection.connect(parts.path)
            except OSError:
                connection.close()
                raise
            return connection
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=seconds)


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < ANSWER_AT_MOST:
        piece = connection.recv(ANSWER_AT_MOST)
        if not piece:
            break
        received += piece
    return received.rstrip(b"\0\n").decode("utf-8", "replace")


def configured_scanner() -> Scanner | None:
    return Clamd(settings.CLAMD_ADDRESS) if settings.CLAMD_ADDRESS else None
