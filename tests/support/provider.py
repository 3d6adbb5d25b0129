"""A provider of one test: it is asked over HTTP, keeps what it was asked, and answers as it is told."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Asked(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers), body))
        usual = json.dumps({"id": f"ref-{len(self.server.asked)}"}).encode()
        answer = usual if self.server.answer is None else self.server.answer
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if not self.server.pause:
            self.wfile.write(answer)
            return
        with suppress(OSError):
            for byte in answer:
                if self.server.closing.wait(self.server.pause):
                    return
                self.wfile.write(bytes([byte]))

    def log_message(self, *_args: Any) -> None:
        pass


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        # Said instead of a reference, and how long it takes over each byte.
        self.answer: bytes | None = None
        self.pause = 0.0
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send"

    def said(self, number: int = -1) -> dict[str, str]:
        return json.loads(self.asked[number][1])


@contextmanager
def provider() -> Iterator[Provider]:
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()
