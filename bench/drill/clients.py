"""People at their desks: each takes its steps over HTTP, tries again after a fault, and keeps a ledger of what it was told."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import urlencode

TIMEOUT_SECONDS: Final = 20.0
PAUSE_SECONDS: Final = 0.7
OK, REFUSED, FAULT = 302, range(400, 500), 500


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    text: str


class Form(HTMLParser):
    """The values of the form that carries a version or a token of its own, as a browser would send them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and self.forms and "name" in known:
            if known.get("type") in {"checkbox", "radio"} and "checked" not in known:
                return
            if known.get("type") not in {"file", "submit"}:
                self.forms[-1][known["name"]] = known.get("value", "")

    @property
    def values(self) -> dict[str, str]:
        return next((form for form in self.forms if {"version", "submission_token"} & form.keys()), {})


class Visitor:
    """One person's browser."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.port, self.username, self.password = port, username, password
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, data: Mapping[str, str] | None = None) -> Answer:
        """Raises OSError or HTTPException when no whole answer comes back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            body = None
            if data is not None:
                body = urlencode(data)
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
            connection.request("GET" if data is None else "POST", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            for line in response.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return Answer(response.status, response.headers.get("Location", ""), text)
        finally:
            connection.close()

    def sign_in(self) -> None:
        page = self.ask("/accounts/login/")
        token = next((form["csrfmiddlewaretoken"] for form in Form(page.text).forms if "login" in form), "")
        self.ask("/accounts/login/", {"csrfmiddlewaretoken": token, "login": self.username, "password": self.password})


@dataclass
class Ledger:
    """What the clients were told: done, refused, or nothing that can be relied on."""

    told: list[tuple[str, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: Mapping[str, Any], outcome: str, seconds: float = 0.0) -> None:
        with self.lock:
            self.told.append((step["stream"], step["action"], outcome))
            self.slowest = max(self.slowest, seconds if outcome == "ok" else 0.0)

    def counts(self) -> Counter[str]:
        return Counter(outcome for _, _, outcome in self.told)

    def acknowledged(self) -> list[tuple[str, str]]:
        return [(stream, action) for stream, action, outcome in self.told if outcome == "ok"]


@dataclass
class Clients:
    """All of them; a task begins at its place in the time of the drill and is followed to its end."""

    port: int
    password: str
    is_recorded: Callable[[Mapping[str, Any]], bool]
    ledger: Ledger = field(default_factory=Ledger)
    given_up: threading.Event = field(default_factory=threading.Event)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, tasks: Sequence[Sequence[Mapping[str, Any]]], desks: int, seconds: float) -> None:
        began = time.monotonic()
        for desk in range(desks):
            mine = [(began + seconds * place / len(tasks), task) for place, task in enumerate(tasks) if place % desks == desk]
            thread = threading.Thread(target=self._work, args=(mine, {}), daemon=True)
            self.threads.append(thread)
            thread.start()

    def are_done(self) -> bool:
        return not any(thread.is_alive() for thread in self.threads)

    def _work(self, tasks: Sequence[tuple[float, Sequence[Mapping[str, Any]]]], browsers: dict[str, Visitor]) -> None:
        for begins, task in tasks:
            self.given_up.wait(max(0.0, begins - time.monotonic()))
            for step in task:
                who = step["who"]
                if not self._take(step, browsers.setdefault(who, Visitor(self.port, who, self.password))):
                    self.unfinished.append(f"{step['stream']} {step['action']}")
                    break

    def _take(self, step: Mapping[str, Any], visitor: Visitor) -> bool:
        """Try until the step is taken, as a patient person does. False when the drill ends before."""
        while not self.given_up.is_set():
            try:
                outcome = self._try(step, visitor)
            except (OSError, http.client.HTTPException):
                outcome = "no page"
            if outcome == "ok" or self.is_recorded(step):
                return True
            self.given_up.wait(PAUSE_SECONDS)
        return False

    def _try(self, step: Mapping[str, Any], visitor: Visitor) -> str:
        page = visitor.ask(step["path"])
        if page.status == OK and "login" in page.location:
            visitor.sign_in()
            page = visitor.ask(step["path"])
        values = Form(page.text).values
        if page.status != http.HTTPStatus.OK or not values:
            return "no page"
        sent = time.monotonic()
        try:
            answer = visitor.ask(step["path"], values | dict(step["typed"]))
        except (OSError, http.client.HTTPException):
            self.ledger.note(step, "unknown")
            return "unknown"
        outcome = "ok" if answer.status == OK and "login" not in answer.location else "refused" if answer.status in REFUSED else "unknown"
        self.ledger.note(step, outcome, time.monotonic() - sent)
        return outcome
