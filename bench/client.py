"""A closed loop of clients over kept connections, light enough to leave the machine to what it measures."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from bench.stand import HOST

HEAD_END: Final = b"\r\n\r\n"
LAST_CHUNK: Final = b"0\r\n\r\n"
SUCCESS, REDIRECT, SERVER_ERROR = range(200, 300), range(300, 400), 500
CONNECT_AGAIN_SECONDS: Final = 0.05
LAST_ANSWER_SECONDS: Final = 40.0
# The portal lets one address look up thirty certificates a minute.
USES_OF_AN_ADDRESS: Final = 25


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire, cut where the visitor's address stands, and the answer that counts as done."""

    kind: str
    before: bytes
    after: bytes
    expected: range


def request(kind: str, path: str, cookies: Mapping[str, str], data: Mapping[str, str] | None = None) -> Request:
    """As the proxy in front would send it. A form carries the token of its cookie, as the page prints it."""
    body = b"" if data is None else urlencode({"csrfmiddlewaretoken": cookies.get("csrftoken", ""), **data}).encode()
    lines = [
        f"{'GET' if data is None else 'POST'} {path} HTTP/1.1",
        f"Host: {HOST}",
        "X-Forwarded-Proto: https",
        f"Origin: https://{HOST}",
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
    ]
    if data is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    before = "\r\n".join([*lines, "X-Forwarded-For: "]).encode()
    return Request(kind, before, HEAD_END + body, SUCCESS if data is None else REDIRECT)


@dataclass
class Tally:
    """What a run saw; latencies in seconds by kind."""

    latencies: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    unexpected: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    in_time: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        """Answers a second while every client was at work."""
        return self.in_time / self.seconds

    @property
    def server_errors(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= SERVER_ERROR)

    @property
    def all_latencies(self) -> list[float]:
        return sorted(one for each in self.latencies.values() for one in each)

    def add(self, other: Tally) -> None:
        for kind, latencies in other.latencies.items():
            self.latencies[kind] += latencies
        self.statuses += other.statuses
        self.unexpected += other.unexpected
        self.lost += other.lost
        self.in_time += other.in_time
        self.seconds += other.seconds
        self.cpu_seconds += other.cpu_seconds


@dataclass
class Mix:
    """Draws kinds by weight; requests of one kind come in turn, those that may be sent only once run out."""

    weights: Mapping[str, int]
    pools: Mapping[str, Sequence[Request]]
    once: frozenset[str] = frozenset()
    _random: random.Random = field(default_factory=lambda: random.Random(20260105))
    _next: Counter[str] = field(default_factory=Counter)

    def draw(self) -> Request:
        kinds = [kind for kind in self.weights if kind not in self.once or self._next[kind] < len(self.pools[kind])]
        kind = self._random.choices(kinds, [self.weights[kind] for kind in kinds])[0]
        place = self._next[kind]
        self._next[kind] += 1
        pool = self.pools[kind]
        return pool[place % len(pool)]

    def is_used_up(self, kind: str) -> bool:
        return self._next[kind] >= len(self.pools[kind])


class Addresses:
    """Visitors' addresses, one after the other; each client moves on before it meets the limit of one address."""

    def __init__(self) -> None:
        self._given = 0

    def take(self) -> bytes:
        self._given += 1
        return f"10.{self._given >> 16 & 255}.{self._given >> 8 & 255}.{self._given & 255}".encode()


class Client(asyncio.Protocol):
    """One connection with one request in flight; a connection that the server gives up is opened anew."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.sent: Request | None = None
        self.sent_at = 0.0
        self.needed = 0
        self.address = run.addresses.take()
        self.uses = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP gives no other
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.needed:
            self._read_head()
        if self._is_whole():
            self._finish()

    def connection_lost(self, _error: Exception | None) -> None:
        if self.sent is not None:
            self.run.tally.lost += 1
        self.sent = None
        self.run.lost(self)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _send(self) -> None:
        if not self.run.is_on or self.transport is None:
            return
        self.buffer.clear()
        self.needed = 0
        self.sent = self.run.mix.draw()
        self.sent_at = time.perf_counter()
        if self.uses == USES_OF_AN_ADDRESS:
            self.address, self.uses = self.run.addresses.take(), 0
        self.uses += 1
        self.transport.write(self.sent.before + self.address + self.sent.after)

    def _read_head(self) -> None:
        end = self.buffer.find(HEAD_END)
        if end < 0:
            return
        head = bytes(self.buffer[:end]).lower()
        _, found, rest = head.partition(b"content-length:")
        # Without a length the answer comes in chunks, and its end is known by the last of them.
        self.needed = end + len(HEAD_END) + int(rest.split(b"\r\n", 1)[0]) if found else -1

    def _is_whole(self) -> bool:
        return self.buffer.endswith(LAST_CHUNK) if self.needed < 0 else bool(self.needed) and len(self.buffer) >= self.needed

    def _finish(self) -> None:
        sent, self.sent = self.sent, None
        if sent is None:
            return
        status = int(self.buffer[9:12])
        self.run.tally.statuses[status] += 1
        self.run.tally.in_time += self.run.is_on
        self.run.tally.latencies[sent.kind].append(time.perf_counter() - self.sent_at)
        if status not in sent.expected or (b"/accounts/login/" in self.buffer[:1500] and status in REDIRECT):
            self.run.tally.unexpected[f"{sent.kind} {status}"] += 1
        self._send()
        self.run.look()


class Run:
    """Clients against one port for a time; then those that wait get their answers, so that nothing is left for the next run."""

    def __init__(self, port: int, mix: Mix, addresses: Addresses) -> None:
        self.port, self.mix, self.addresses = port, mix, addresses
        self.tally = Tally()
        self.is_on = False
        self._quiet = asyncio.Event()
        self._clients: list[Client] = []
        self._pending: set[asyncio.Task[None]] = set()

    async def drive(self, clients: int, seconds: float) -> Tally:
        self.is_on = True
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(self._connect() for _ in range(clients)))
        await asyncio.sleep(seconds)
        self.is_on = False
        self.tally.seconds = time.perf_counter() - began
        self.tally.cpu_seconds = time.process_time() - cpu
        self.look()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), LAST_ANSWER_SECONDS)
        await self._hang_up()
        return self.tally

    async def _hang_up(self) -> None:
        # Whoever is still connecting would come through after the others were closed, and stay open.
        for task in self._pending:
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)
        for client in self._clients:
            client.close()

    def look(self) -> None:
        """Once the time is up: whether anybody still waits for an answer."""
        if not self.is_on and not any(client.sent for client in self._clients):
            self._quiet.set()

    def lost(self, client: Client) -> None:
        self.look()
        if self.is_on:
            self._clients.remove(client)
            task = asyncio.get_running_loop().create_task(self._connect())
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)

    async def _connect(self) -> None:
        client = Client(self)
        while self.is_on:
            try:
                self._clients.append(client)
                await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", self.port)
            except OSError:
                self._clients.remove(client)
                await asyncio.sleep(CONNECT_AGAIN_SECONDS)
            else:
                return


def drive(port: int, mix: Mix, addresses: Addresses, *, clients: int, seconds: float) -> Tally:
    return asyncio.run(Run(port, mix, addresses).drive(clients, seconds))


class Still(asyncio.Protocol):
    """Answers every request with the same bytes: what the generator could ask for if the portal cost nothing."""

    ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + bytes(10_000)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP gives no other
        self.transport = transport

    def data_received(self, _data: bytes) -> None:
        self.transport.write(self.ANSWER)


def serve_still(port: int) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Still, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(serve())
