"""Requests to the portal inside one process, through its WSGI door and all its middleware, with the time, the work and the queries each took.

Run as a module it serves one database: a line of JSON in, a line of JSON out.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.stand import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.pages import Page, Step

OK, FOUND, ERROR = 200, 302, 500
TICKS = os.sysconf("SC_CLK_TCK")
LOGIN = "/accounts/login/"
STRANGER = "stranger"
SEVERAL = 6
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class UnexpectedAnswerError(RuntimeError):
    """A page answered otherwise than a measurement needs."""


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name), "")


@dataclass
class Visitor:
    """Somebody with cookies. ``application`` is the portal's WSGI entry."""

    application: Any
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, data: Mapping[str, str] | None = None) -> Answer:
        started: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_info: Any) -> None:
            started.update(status=int(status.split(" ", 1)[0]), headers=headers)

        chunks = self.application(self._environ(path, data), start_response)
        try:
            body = b"".join(chunks)
        finally:
            chunks.close()
        answer = Answer(started["status"], started["headers"], body)
        self._keep_cookies(answer)
        return answer

    def _environ(self, path: str, data: Mapping[str, str] | None) -> dict[str, Any]:
        parts = urlsplit(path)
        content = b"" if data is None else urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **data}).encode()
        return {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            "HTTP_ORIGIN": f"https://{HOST}",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_X_FORWARDED_FOR": self.address,
            "HTTP_X_FORWARDED_PROTO": "https",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": BytesIO(content),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def _keep_cookies(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self.cookies[key] = rest.partition(";")[0]

    def sign_in(self, username: str, password: str) -> None:
        """Raises UnexpectedAnswerError."""
        self.ask(LOGIN)
        answer = self.ask(LOGIN, {"login": username, "password": password})
        if answer.status != FOUND or LOGIN in answer.header("location"):
            raise UnexpectedAnswerError(f"{username} could not sign in: {answer.status}")


def signed_in(application: Any, accounts: Mapping[str, str], password: str) -> dict[str, Visitor]:
    """Everybody in, each from an address of his own as behind the proxy."""
    visitors = {who: Visitor(application, f"10.0.0.{place}") for place, who in enumerate(accounts, start=1)}
    for who, username in accounts.items():
        visitors[who].sign_in(username, password)
    return visitors


# --- time and work ----------------------------------------------------------------------------------------------------


class Work:
    """CPU time of this process, of its one database process, and of the helpers that this one has had: in nanoseconds.

    Elapsed time tells how busy the machine is as well; this does not.
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = Path("/proc", str(cursor.fetchone()[0]))
        self.backend = backend / "schedstat"
        self.postmaster = Path("/proc", _fields(backend / "stat")[1], "stat")

    def spent(self) -> int:
        helpers = sum(map(int, _fields(self.postmaster)[13:15])) * 1_000_000_000 // TICKS
        return time.process_time_ns() + int(self.backend.read_text().split()[0]) + helpers


def _fields(stat: Path) -> list[str]:
    """What the kernel says of a process, from its state on: the name before it may hold anything."""
    return stat.read_text().rpartition(")")[2].split()


@dataclass
class Portal:
    """The portal over one database, with somebody signed in for every page."""

    visitors: dict[str, Visitor]
    pages: dict[str, list[Page]]
    steps: list[Step]
    cases: dict[str, list[str]]
    verification: list[str]
    work: Work

    def measure(self, label: str, samples: int, seconds: float) -> dict[str, list[float]]:
        """Ask a page again and again, at most so long; the first answer warms up and counts only where it was the only one."""
        found: dict[str, list[float]] = {"walls": [], "works": [], "statuses": []}
        pages = self.pages[label]
        began = time.monotonic()
        for place in range(samples + 1):
            if place and time.monotonic() - began > seconds:
                break
            page = pages[place % len(pages)]
            spent, started = self.work.spent(), time.monotonic()
            answer = self.visitors[page.who].ask(page.path)
            found["walls"].append((time.monotonic() - started) * 1000)
            found["works"].append((self.work.spent() - spent) / 1_000_000)
            found["statuses"].append(answer.status)
        kept = slice(1, None) if len(found["walls"]) > 1 else slice(None)
        return {name: values[kept] for name, values in found.items()}

    def counts(self) -> dict[str, tuple[int, int]]:
        """How many statements each kind of request sends, those of session and rights included: without and with BEGIN and the like."""
        found = {label: self._queries(pages[0].who, pages[0].path) for label, pages in self.pages.items()}
        for who, paths in self.cases.items():
            found[f"case_page_{who}"] = max(self._queries(who, path) for path in paths[:SEVERAL])
        self.visitors[STRANGER] = Visitor(next(iter(self.visitors.values())).application, "10.0.1.1")
        found["verification"] = max(self._queries(STRANGER, path) for path in self.verification[:SEVERAL])
        for step in self.steps:
            (first, its_data), (path, data) = step.ready(2)
            self.visitors[step.who].ask(first, its_data)
            found[f"step_{step.name}"] = self._queries(step.who, path, data)
        return found

    def _queries(self, who: str, path: str, data: Mapping[str, str] | None = None) -> tuple[int, int]:
        """The second time, when what a process keeps is there: of a step, which there is once, on another case."""
        visitor = self.visitors[who]
        if data is None:
            visitor.ask(path)
        with CaptureQueriesContext(connection) as captured:
            answer = visitor.ask(path, data)
        if answer.status != (OK if data is None else FOUND):
            raise UnexpectedAnswerError(f"{path}: {answer.status}: {answer.body.decode()[-2000:]}")
        every = [query["sql"] for query in captured.captured_queries]
        return sum(not sql.startswith(CONTROL) for sql in every), len(every)


def open_portal(password: str) -> Portal:
    """Raises UnexpectedAnswerError."""
    from bench import pages
    from creditrepair.wsgi import application

    accounts = pages.usernames()
    return Portal(
        visitors=signed_in(application, accounts, password),
        pages={page.name: [page] for page in pages.list_pages()} | dict(pages.searches()),
        steps=pages.steps(accounts),
        cases=pages.case_pages(accounts, 50),
        verification=pages.verification_pages(50),
        work=Work(),
    )


def main() -> None:
    """Answers go to what standard output was; whatever else prints, prints to the log."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    django.setup()
    portal = open_portal(os.environ["BENCH_PASSWORD"])
    replies.write(json.dumps(list(portal.pages)) + "\n")
    for line in sys.stdin:
        wanted = json.loads(line)
        answer: Any = portal.counts() if wanted is None else portal.measure(**wanted)
        replies.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
