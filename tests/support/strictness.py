"""Checks that hold in every test: they turn classes of silent mistakes into failures."""

import random
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from django.db.models import QuerySet, query
from django.http.response import HttpResponseBase
from django.test import Client, TestCase

ROOT = Path(__file__).resolve().parent.parent.parent
NATIVE_SELECT_FOR_UPDATE = QuerySet.select_for_update
NATIVE_CONNECT = socket.socket.connect
NATIVE_SOCKET = socket.socket.__init__
# How long the other end, a browser or a thread of a server, may take to hang up after a test.
HANGING_UP_SECONDS = 5.0
# Whatever InlineCodeFinder finds holds one of these, and much that is harmless does too: a name of an attribute follows a space,
# a slash or a quote, and an address may begin with an entity.
SUSPECT = re.compile(
    r"""<style|<script(?!\ssrc=")|[\s"'/](?:style[\s/=>]|on|hx-on)|(?:href|src|action)\s*=+\s*["']?\s*[j&]""", re.IGNORECASE
)
ITERABLES = (query.ModelIterable, query.ValuesIterable, query.ValuesListIterable, query.FlatValuesListIterable)


class StrictClient(Client):
    """Runs what was deferred to after the commit, and refuses pages that the content security policy would break."""

    def request(self, **request: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = super().request(**request)
        if response.streaming:
            _read_to_the_end(response)
        assert_no_inline_code(response)
        return response


def _read_to_the_end(response: Any) -> None:
    """As a server does, so that the file behind a download is closed; the test may still read the content."""
    content = b"".join(response.streaming_content)
    response.close()
    response.streaming_content = [content]


def assert_no_inline_code(response: HttpResponseBase) -> None:
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    found = inline_code(response.content.decode())  # type: ignore[attr-defined]
    assert not found, f"the page holds inline code that the policy blocks: {found}"


def inline_code(html: str) -> list[str]:
    # Nearly every page is let pass at a glance; reading it takes longer than making it.
    if not SUSPECT.search(html):
        return []
    finder = InlineCodeFinder()
    finder.feed(html)
    return finder.found


class InlineCodeFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names and ("type", "application/json") not in attrs):
            self.found.append(f"<{tag}> at line {self.getpos()[0]}")
        for name, value in attrs:
            code_address = name in {"href", "src", "action", "formaction"} and (value or "").strip().lower().startswith("javascript:")
            if name == "style" or name.startswith(("on", "hx-on")) or code_address:
                self.found.append(f"{tag} {name}={value!r} at line {self.getpos()[0]}")


def _called_by_us(depth: int) -> bool:
    caller = Path(sys._getframe(depth).f_code.co_filename)
    return caller.is_relative_to(ROOT) and "site-packages" not in caller.parts


def strict_select_for_update(self: QuerySet, nowait: bool = False, skip_locked: bool = False, of: Any = (), no_key: bool = False) -> Any:
    """Without `of` a lock spreads over every joined table, and two services deadlock where nobody expects it."""
    if _called_by_us(2):
        assert of, "select_for_update() needs of=(...)"
    return NATIVE_SELECT_FOR_UPDATE(self, nowait=nowait, skip_locked=skip_locked, of=of, no_key=no_key)


def _is_unordered(queryset: QuerySet) -> bool:
    sql = queryset.query
    return not queryset.ordered and not sql.is_sliced and not sql.distinct and sql.combinator is None


def _shuffled(native: Any) -> Any:
    def iterate(self: Any) -> Iterator[Any]:
        rows = native(self)
        if not _is_unordered(self.queryset):
            return rows
        found = list(rows)
        random.shuffle(found)
        return iter(found)

    return iterate


def _refuse_outside(address: Any) -> None:
    if not isinstance(address, tuple):
        return
    host = str(address[0])
    if host == "localhost":
        return
    try:
        inside = ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        inside = False
    assert inside, f"a test tried to reach {host}"


def strict_connect(self: socket.socket, address: Any) -> None:
    _refuse_outside(address)
    NATIVE_CONNECT(self, address)


# A list, since threads of servers add to it: of the running test alone.
opened: list[ref[socket.socket]] = []


def noted_socket(self: socket.socket, *args: Any, **options: Any) -> None:
    NATIVE_SOCKET(self, *args, **options)
    opened.append(ref(self))


def left_open(patience: float) -> list[str]:
    """Sockets of the network that the test opened and are still there; those that are files of this machine are pooled."""
    end = time.monotonic() + patience
    while left := [one for noted in list(opened) if (one := noted()) and one.fileno() >= 0 and one.family != socket.AF_UNIX]:
        if time.monotonic() >= end:
            return [repr(one) for one in left]
        time.sleep(0.01)
    return []


@contextmanager
def no_socket_left(patience: float = HANGING_UP_SECONDS) -> Iterator[None]:
    """Forgotten, it would be found by the garbage collector in the middle of another test, which then fails in its place."""
    opened.clear()
    yield
    left = left_open(patience)
    assert not left, f"the test leaves sockets open: {left}"


@pytest.fixture(autouse=True)
def _no_socket_left() -> Iterator[None]:
    with no_socket_left():
        yield


@pytest.fixture(scope="session", autouse=True)
def _strict_world() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", strict_select_for_update)
        patch.setattr(socket.socket, "connect", strict_connect)
        patch.setattr(socket.socket, "__init__", noted_socket)
        for iterable in ITERABLES:
            patch.setattr(iterable, "__iter__", _shuffled(iterable.__iter__))
        yield


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()
