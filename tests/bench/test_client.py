"""The load generator counts what a server answered: kinds, statuses, connections that broke off."""

import asyncio
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from bench.client import Addresses, Client, Mix, Run, Still, Tally, drive, request
from tests.support.strictness import left_open

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
LIMITED = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\nno"
TO_LOGIN = b"HTTP/1.1 302 Found\r\nLocation: /accounts/login/?next=/\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def serving(protocol):
    """A server of its own on a free port of this machine, until the block ends."""
    started, told, made = threading.Event(), {}, []

    def factory():
        made.append(protocol())
        return made[-1]

    async def serve():
        told["loop"], told["over"] = asyncio.get_running_loop(), asyncio.Event()
        server = await told["loop"].create_server(factory, "127.0.0.1", 0)
        told["port"] = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await told["over"].wait()
            # Who was let in at the last moment meets its protocol a turn of the loop later.
            await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
            for one in made:
                one.transport.abort()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert started.wait(10)
    try:
        yield told["port"]
    finally:
        told["loop"].call_soon_threadsafe(told["over"].set)
        thread.join()


def answering(content: bytes):
    return type("Fixed", (Still,), {"ANSWER": content})


def pool(kind="still", data=None):
    return {kind: [request(kind, "/", {"csrftoken": "t"}, data)]}


def test_every_answer_is_counted_once():
    with serving(Still) as port:
        tally = drive(port, Mix({"still": 1}, pool()), Addresses(), clients=5, seconds=0.2)
    assert tally.statuses == {200: len(tally.latencies["still"])}
    assert tally.in_time <= tally.requests <= tally.in_time + 5
    assert (tally.lost, tally.unexpected) == (0, {})


def test_an_answer_in_chunks_ends_with_the_last_of_them():
    with serving(answering(CHUNKED)) as port:
        tally = drive(port, Mix({"still": 1}, pool()), Addresses(), clients=2, seconds=0.1)
    assert tally.statuses[200] > 2
    assert tally.unexpected == {}


@pytest.mark.parametrize(("content", "data", "name"), [(LIMITED, None, "still 429"), (TO_LOGIN, {"version": "1"}, "still 302")])
def test_an_answer_that_is_no_success_is_named(content, data, name):
    with serving(answering(content)) as port:
        tally = drive(port, Mix({"still": 1}, pool(data=data)), Addresses(), clients=1, seconds=0.1)
    assert tally.unexpected[name] == tally.requests > 0


class Hasty(Still):
    def data_received(self, _data):
        self.transport.abort()


def test_a_connection_that_breaks_off_is_counted_and_opened_again():
    with serving(Hasty) as port:
        tally = drive(port, Mix({"still": 1}, pool()), Addresses(), clients=1, seconds=0.2)
    assert tally.lost > 1
    assert tally.requests == 0


@pytest.mark.parametrize("turns", range(12))
def test_whoever_is_still_connecting_when_the_time_is_up_hangs_up_too(turns):
    async def lost_at_the_last_moment(port):
        run = Run(port, Mix({"still": 1}, pool()), Addresses())
        run.is_on = True
        run._clients.append(Client(run))
        run.lost(run._clients[0])
        for _ in range(turns):
            await asyncio.sleep(0)
        run.is_on = False
        await run._hang_up()

    with serving(Still) as port:
        asyncio.run(lost_at_the_last_moment(port))
    assert left_open(patience=0) == []


def test_requests_that_may_be_sent_once_run_out():
    requests = pool("step") | {"list": pool("list")["list"]}
    mix = Mix({"step": 9, "list": 1}, requests, frozenset({"step"}))
    drawn = [mix.draw().kind for _ in range(50)]
    assert drawn.count("step") == 1
    assert mix.is_used_up("step")


def test_a_client_changes_its_address_before_the_limit():
    run = Run(0, Mix({"still": 1}, pool()), Addresses())
    run.is_on = True
    client = Client(run)

    sent = []
    client.transport = SimpleNamespace(write=sent.append)
    for _ in range(26):
        client._send()
    addresses = [data.partition(b"X-Forwarded-For: ")[2].partition(b"\r\n")[0] for data in sent]
    assert addresses == [b"10.0.0.1"] * 25 + [b"10.0.0.2"]


def test_rounds_add_up():
    first, second = Tally(seconds=2.0, in_time=10), Tally(seconds=3.0, in_time=15)
    first.add(second)
    assert first.rate == 5.0
