"""A mail server of one test: it takes letters over a real socket, and refuses or is away when it is told to."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        to: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.split(" ")[0].upper()
            if verb == "RCPT" and (answer := self.server.refusals.get(word.partition("<")[2].partition(">")[0])):
                self._say(answer)
            elif verb == "RCPT":
                to.append(word.partition("<")[2].partition(">")[0])
                self._say("250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                letter = message_from_bytes(self._data(), policy=policy.default)
                if self.server.data_refusal:
                    self._say(self.server.data_refusal)
                    continue
                self.server.letters.append((to, letter))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        answer = f"{line}\r\n".encode()
        if not self.server.pause:
            self.wfile.write(answer)
            return
        with suppress(OSError):
            for byte in answer:
                if self.server.closing.wait(self.server.pause):
                    return
                self.wfile.write(bytes([byte]))


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[tuple[list[str], EmailMessage]] = []
        # What is answered to whoever sends to an address.
        self.refusals: dict[str, str] = {}
        # What is answered to a letter's text, and how long each byte of an answer takes.
        self.data_refusal = ""
        self.pause = 0.0
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """One that the portal's settings name."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "信用修复平台 <no-reply@portal.example>"
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()
