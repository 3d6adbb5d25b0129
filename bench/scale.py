"""Every list, search and overview over ten thousand and over a million cases, and the queries of each kind of request.

Two databases in one cluster, asked in turn, so that a ratio compares moments that lie beside each other.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.stand import Stand, figure, load, say, standing, work_of

SMALL, LARGE, WHOLE = "small", "large", "whole"
CASES: Final = {SMALL: 10_000, LARGE: 1_000_000, WHOLE: 300}
SAMPLES: Final = 12
SECONDS_A_PAGE: Final = 3.0
SECONDS_IN_ALL: Final = 285.0
TIMEOUT_MS: Final = 4_900
OK: Final = 200
LOG_END: Final = 4000


@dataclass
class Probe:
    """The portal over one database, in a process of its own."""

    process: subprocess.Popen[str]
    labels: list[str]

    def ask(self, wanted: Any) -> Any:
        return _told(self.process, wanted)


def _told(process: subprocess.Popen[str], wanted: Any = ...) -> Any:
    source, sink = process.stdout, process.stdin
    assert source is not None  # noqa: S101 - both are pipes
    assert sink is not None  # noqa: S101 - as above
    if wanted is not ...:
        sink.write(json.dumps(wanted) + "\n")
        sink.flush()
    answer = source.readline()
    if not answer:
        raise RuntimeError(f"the probe ended with {process.wait()}, its log is above")
    return json.loads(answer)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page over one database: elapsed p95 and CPU median in milliseconds, and how often it broke off."""

    p95: float
    work: float
    timeouts: int
    errors: int
    samples: int

    @classmethod
    def of(cls, answer: dict[str, list[float]]) -> Measured:
        walls, statuses = answer["walls"], answer["statuses"]
        late = sum(status != OK and wall > TIMEOUT_MS for wall, status in zip(walls, statuses, strict=True))
        p95 = statistics.quantiles(walls, n=20, method="inclusive")[-1] if len(walls) > 1 else walls[0]
        errors = sum(status != OK for status in statuses) - late
        return cls(p95, statistics.median(answer["works"]), late, errors, len(walls))


@contextmanager
def probing(stand: Stand, database: str, log: IO[bytes]) -> Iterator[Probe]:
    environment = stand.environment("web", database, DB_POOL_SIZE="1", WEB_WORKERS="1")
    command = [sys.executable, "-m", "bench.probe"]
    process: Any = stand.start(command, environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        yield Probe(process, _told(process))
    finally:
        process.stdin.close()
        process.stdout.close()
        stand.end(process)


def fill(stand: Stand, database: str) -> None:
    began, work = time.monotonic(), work_of(os.getpid(), stand.postmaster)
    cases = int(os.environ.get(f"BENCH_{database.upper()}_CASES", CASES[database]))
    stand.copy_database(database)
    rest = [WHOLE] if database == WHOLE else []
    stand.run("bench.fill", database, str(cases), *rest, environment=stand.environment("migrate", database))
    work = work_of(os.getpid(), stand.postmaster) - work
    say(f"{database}: {cases} cases made in {time.monotonic() - began:.0f} s, with {work:.0f} s of CPU time")


def count_queries(probe: Probe) -> None:
    """The most that any request of a kind sends; the single counts stand above as remarks."""
    counts: dict[str, int] = {}
    for name, (count, every) in probe.ask(None).items():
        counts[name] = count
        say(f"queries of {name}: {count}, with BEGIN, SAVEPOINT and the like {every}")

    def most(prefix: str) -> int:
        return max(count for name, count in counts.items() if name.startswith(prefix))

    apart = ("case_page", "leaders", "enterprise_desk", "step_")
    lists = [count for name, count in counts.items() if ("_page" in name or "_search_" in name) and not name.startswith(apart)]
    figure("queries_step", most("step_"))
    figure("queries_list_max", max(lists))
    figure("queries_case_page", most("case_page_"))
    figure("queries_verification", counts["verification"])
    figure("queries_enterprise_desk", most("enterprise_desk"))


def compare(small: Probe, large: Probe, until: float) -> None:
    """Each page over both databases in turn; after the time is up the rest is only named."""
    found: dict[str, tuple[Measured, Measured]] = {}
    for label in large.labels:
        if time.monotonic() > until:
            break
        wanted = {"label": label, "samples": SAMPLES, "seconds": SECONDS_A_PAGE}
        found[label] = pair = Measured.of(small.ask(wanted)), Measured.of(large.ask(wanted))
        _report(label, *pair)
    timed = {label: pair for label, pair in found.items() if not pair[1].timeouts}
    figure("pages_measured", len(found))
    figure("pages_left_out", len(large.labels) - len(found))
    figure("pages_timed_out", len(found) - len(timed))
    figure("pages_failed", sum(bool(one.errors or other.errors) for one, other in found.values()))
    _worst("worst_p95_ms_1m", {label: big.p95 for label, (_, big) in found.items()})
    _worst("worst_ratio", {label: big.p95 / little.p95 for label, (little, big) in found.items()})
    _worst("worst_cpu_ms_1m", {label: big.work for label, (_, big) in found.items()})
    _worst("worst_cpu_ratio", {label: big.work / little.work for label, (little, big) in found.items()})


def _report(label: str, little: Measured, big: Measured) -> None:
    if big.timeouts:
        say(f"{label}: {big.timeouts} of {big.samples} requests broke off at the statement timeout")
    figure(f"{label}_p95_ms_10k", little.p95)
    figure(f"{label}_p95_ms_1m", big.p95)
    figure(f"{label}_ratio_to_10k", big.p95 / little.p95)
    figure(f"{label}_cpu_ms_1m", big.work)
    figure(f"{label}_cpu_ratio_to_10k", big.work / little.work)


def _worst(name: str, values: dict[str, float]) -> None:
    if values:
        label = max(values, key=lambda known: values[known])
        say(f"{name} is {label}")
        figure(name, values[label])


def main() -> None:
    until = time.monotonic() + float(os.environ.get("BENCH_SECONDS", SECONDS_IN_ALL))
    load()
    with standing(fast=True) as stand, (stand.folder / "probes.log").open("wb") as log:
        try:
            fill(stand, WHOLE)
            with probing(stand, WHOLE, log) as whole:
                count_queries(whole)
            fill(stand, SMALL)
            fill(stand, LARGE)
            with probing(stand, SMALL, log) as small, probing(stand, LARGE, log) as large:
                compare(small, large, until)
        except RuntimeError:
            sys.stderr.write((stand.folder / "probes.log").read_text(errors="replace")[-LOG_END:])
            raise
    load()


if __name__ == "__main__":
    main()
