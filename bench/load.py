"""Fifty clients at once on the portal as it is deployed, and on a thin Django application that serves the same kinds of request.

Both stand on the same PostgreSQL and are asked in turn, a few seconds each, so that a busy machine troubles both alike.
"""

from __future__ import annotations

import http.client
import json
import math
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.client import Addresses, Mix, Request, Tally, drive, request, serve_still
from bench.stand import CORES, HOST, ROOT, Stand, figure, load, say, standing, work_of

CLIENTS: Final = 50
CASES: Final = 4000
WEIGHTS: Final = {"list": 50, "case": 30, "step": 10, "verification": 10}
ROUNDS: Final = 3
# Seconds of one round.
MIXED, VERIFYING, WARMING = 8.0, 4.0, 15.0
READY_SECONDS: Final = 60
LOGIN: Final = "/accounts/login/"
STATIC_TARGET: Final = 3000
FLOOR_PAGES: Final = (1, 1, 1, 2, 3)


@dataclass
class Side:
    """One of the two applications: where it listens, what it is asked, what it answered, and the work of its processes."""

    name: str
    port: int
    server: subprocess.Popen[bytes]
    mixed: Mix
    verifying: Mix
    addresses: Addresses
    mixed_tally: Tally = field(default_factory=Tally)
    verify_tally: Tally = field(default_factory=Tally)
    mixed_work: float = 0.0
    verify_work: float = 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve(stand: Stand, module: str, database: str, port: int) -> subprocess.Popen[bytes]:
    """The web server as deployed, with its own configuration."""
    # No worker is renewed while it is measured: all connections that are kept would stay at the other one.
    settings = ["--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "--max-requests", "0"]
    command = [sys.executable, "-m", "gunicorn", *settings, module]
    with (stand.folder / f"{database}.log").open("wb") as log:
        return stand.start(command, stand.environment("web", database, PORT=str(port)), stdout=log, stderr=log)


def wait_for(port: int, path: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            if _ask(port, "GET", path, {})[0] == http.client.OK:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing answered on port {port} within {READY_SECONDS} s")
        time.sleep(0.2)


def _ask(port: int, method: str, path: str, cookies: dict[str, str], data: Mapping[str, str] | None = None) -> tuple[int, str]:
    """One request outside the loop; cookies are kept in ``cookies``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "10.255.0.1",
        "Origin": f"https://{HOST}",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, None if data is None else urlencode(data), headers)
    answer = connection.getresponse()
    answer.read()
    for line in answer.headers.get_all("Set-Cookie", []):
        cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def sign_in(port: int, name_field: str, username: str, password: str) -> dict[str, str]:
    cookies: dict[str, str] = {}
    _ask(port, "GET", LOGIN, cookies)
    form = {name_field: username, "password": password, "csrfmiddlewaretoken": cookies["csrftoken"]}
    status, location = _ask(port, "POST", LOGIN, cookies, form)
    if status != http.client.FOUND or LOGIN in location:
        raise RuntimeError(f"{username} could not sign in: {status}")
    return cookies


# --- the two sides ----------------------------------------------------------------------------------------------------


def our_side(stand: Stand) -> Side:
    told = subprocess.run(
        [sys.executable, "-m", "bench.material"], cwd=ROOT, env=stand.environment("command", "ours"), check=True, capture_output=True
    )
    material = json.loads(told.stdout)
    port = free_port()
    server = serve(stand, "creditrepair.wsgi", "ours", port)
    wait_for(port, "/readyz")
    known = {who: sign_in(port, "login", username, stand.password) for who, username in material["accounts"].items()}
    pools = {
        "list": [request("list", path, known[who]) for who, path in material["list"]],
        "case": [request("case", path, known[who]) for who, path in material["case"]],
        "step": [request("step", path, known[who], data) for who, path, data in material["step"]],
        "verification": [request("verification", path, {}) for path in material["verification"]],
    }
    return _side("ours", port, server, pools, frozenset({"step"}))


def floor_side(stand: Stand) -> Side:
    port = free_port()
    server = serve(stand, "bench.floor.wsgi", "floor", port)
    wait_for(port, LOGIN)
    cookies = sign_in(port, "username", "floor", stand.password)
    keys = range(1, CASES + 1)
    certificates = json.loads(_floor_codes(stand))
    pools = {
        "list": [request("list", f"/cases/?page={page}", cookies) for page in FLOOR_PAGES],
        "case": [request("case", f"/cases/{key}/", cookies) for key in keys],
        "step": [request("step", f"/cases/{key}/step/", cookies, {"version": "1"}) for key in keys],
        "verification": [request("verification", f"/v/{code}/", {}) for code in certificates],
    }
    return _side("floor", port, server, pools, frozenset())


def _floor_codes(stand: Stand) -> str:
    with stand.superuser("floor") as connection:
        rows = connection.execute("SELECT verify_code FROM floor_certificate ORDER BY id LIMIT 1000").fetchall()
    return json.dumps([code for (code,) in rows])


def _side(name: str, port: int, server: subprocess.Popen[bytes], pools: dict[str, list[Request]], once: frozenset[str]) -> Side:
    order = random.Random(20260105)
    for pool in pools.values():
        order.shuffle(pool)
    alone = {"verification": pools["verification"]}
    return Side(name, port, server, Mix(WEIGHTS, pools, once), Mix({"verification": 1}, alone), Addresses())


# --- the run ----------------------------------------------------------------------------------------------------------


def rounds(sides: Sequence[Side], postmaster: int, scale: float) -> None:
    for side in sides:
        drive(side.port, side.mixed, side.addresses, clients=CLIENTS, seconds=WARMING * scale)
    for _ in range(ROUNDS):
        for side in sides:
            before = work_of(side.server.pid, postmaster)
            side.mixed_tally.add(drive(side.port, side.mixed, side.addresses, clients=CLIENTS, seconds=MIXED * scale))
            between = work_of(side.server.pid, postmaster)
            side.verify_tally.add(drive(side.port, side.verifying, side.addresses, clients=CLIENTS, seconds=VERIFYING * scale))
            side.mixed_work += between - before
            side.verify_work += work_of(side.server.pid, postmaster) - between


def percentile(latencies: Sequence[float], percent: float) -> float:
    """In milliseconds, by the nearest rank of what is sorted already."""
    return latencies[max(0, math.ceil(len(latencies) * percent / 100) - 1)] * 1000 if latencies else 0.0


def try_generator() -> None:
    """The generator must never be what is measured."""
    port = free_port()
    still = multiprocessing.get_context("spawn").Process(target=serve_still, args=(port,), daemon=True)
    still.start()
    try:
        _wait_for_port(port)
        tally = drive(port, Mix({"still": 1}, {"still": [request("still", "/", {})]}), Addresses(), clients=CLIENTS, seconds=2.0)
    finally:
        still.terminate()
        still.join()
    figure("generator_rps", tally.rate)
    figure("generator_cpu_us_per_request", tally.cpu_seconds / tally.requests * 1e6)
    if tally.requests / tally.cpu_seconds < STATIC_TARGET:
        raise RuntimeError(f"the generator is too slow: {tally.requests / tally.cpu_seconds:.0f} requests a CPU second")


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def report(ours: Side, floor: Side) -> None:
    for side in (ours, floor):
        tally = side.mixed_tally
        say(f"{side.name}: {tally.requests} requests mixed, {dict(sorted(tally.statuses.items()))}")
        for kind, latencies in sorted(tally.latencies.items()):
            ranked = sorted(latencies)
            spread = ", ".join(f"p{percent} {percentile(ranked, percent):.0f} ms" for percent in (50, 95, 99))
            say(f"{side.name} {kind}: {len(ranked)} requests, {spread}")
        unexpected = tally.unexpected + side.verify_tally.unexpected
        say(f"{side.name}: unexpected answers {dict(unexpected)}, connections lost {tally.lost + side.verify_tally.lost}")
        figure(f"{side.name}_mixed_rps", tally.rate)
        for percent in (50, 95, 99):
            figure(f"{side.name}_p{percent}_ms", percentile(tally.all_latencies, percent))
        figure(f"{side.name}_cpu_ms_per_request", side.mixed_work / tally.requests * 1000)
    figure("share_of_floor_percent", ours.mixed_tally.rate / floor.mixed_tally.rate * 100)
    ours_work, floor_work = (side.mixed_work / side.mixed_tally.requests for side in (ours, floor))
    figure("share_of_floor_by_cpu_percent", floor_work / ours_work * 100)
    figure("verify_rps", ours.verify_tally.rate)
    figure("verify_floor_rps", floor.verify_tally.rate)
    figure("verify_p95_ms", percentile(ours.verify_tally.all_latencies, 95))
    figure("verify_share_of_floor_percent", ours.verify_tally.rate / floor.verify_tally.rate * 100)
    for name, side in (("verify", ours), ("verify_floor", floor)):
        figure(f"{name}_cpu_ms_per_request", side.verify_work / side.verify_tally.requests * 1000)
    figure("errors_5xx", ours.mixed_tally.server_errors + ours.verify_tally.server_errors)
    figure("errors_unexpected", sum((ours.mixed_tally.unexpected + ours.verify_tally.unexpected).values()))
    figure("connections_lost", ours.mixed_tally.lost + ours.verify_tally.lost)
    figure("steps_taken", len(ours.mixed_tally.latencies["step"]))
    figure("steps_used_up", int(ours.mixed.is_used_up("step")))
    own = sum(side.mixed_tally.cpu_seconds for side in (ours, floor))
    elapsed = sum(side.mixed_tally.seconds for side in (ours, floor))
    figure("generator_cpu_share_percent", own / elapsed / CORES * 100)


def main() -> None:
    scale = float(os.environ.get("BENCH_TIME_SCALE", "1"))
    load()
    try_generator()
    with standing(fast=False) as stand:
        stand.copy_database("ours")
        stand.run("bench.fill", "ours", str(CASES), "whole", environment=stand.environment("migrate", "ours"))
        with stand.superuser("postgres") as connection:
            connection.execute("CREATE DATABASE floor OWNER creditrepair")
        stand.run("bench.floor.prepare", str(CASES), environment=stand.environment("migrate", "floor"))
        say("both databases are filled")
        ours, floor = our_side(stand), floor_side(stand)
        rounds((ours, floor), stand.postmaster, scale)
        report(ours, floor)
    load()


if __name__ == "__main__":
    main()
