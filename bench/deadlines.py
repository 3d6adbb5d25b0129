"""What deadlines cost: a date, a tick with nothing to do, a check and a recalculation of many clocks.

    .venv/bin/python -m bench.deadlines

Runs by itself on a PostgreSQL of its own, in about four minutes, and ends with one line for each figure.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from random import Random
from statistics import median

import django

from creditrepair import settings_test  # chooses a data directory for this run before anything reads it
from creditrepair.embedded import Embedded

django.setup()

from django.core.management import call_command  # noqa: E402 - after setup()
from django.db import connection  # noqa: E402

from adoption.load import apply, plan  # noqa: E402
from bench.crowd import RIGHTS, gather, insert, literal, unwatched  # noqa: E402
from deadlines.calendar_files import read_calendar, shipped_files  # noqa: E402
from deadlines.calendar_math import Calendar, Due, ExceptionDay  # noqa: E402
from deadlines.models import Clock, ClockEvent  # noqa: E402
from deadlines.replay import Happening, Term, due  # noqa: E402
from deadlines.selectors import calendar_for, current_rules, term_of, version_since  # noqa: E402
from deadlines.services import recalculate_open_clocks, recheck_clocks  # noqa: E402
from departments.models import Region  # noqa: E402
from ledger.timekeeping import SHANGHAI  # noqa: E402
from supervision.services import tick  # noqa: E402
from tests.deadlines.naive import due_day_by_day  # noqa: E402

OPEN_CLOCKS = 1_000_000
TIMED_CLOCKS = 100_000
TICKS = 200
PAUSED_DAYS = 4
ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=SHANGHAI)
Way = Callable[[Sequence[Happening], Calendar, Term], Due]
Question = tuple[list[Happening], Term]

figures: dict[str, str] = {}


def main() -> None:
    servers = Embedded(settings_test.DATA_DIR, fast=True, valkey=False)
    servers.start()
    try:
        call_command("migrate", verbosity=0)
        due_dates()
        region = adopted()
        many_clocks(region)
        idle_ticks()
    finally:
        connection.close()
        servers.stop()
        shutil.rmtree(settings_test.DATA_DIR, ignore_errors=True)
    for name, value in figures.items():
        print(f"{name}: {value}")


def due_dates() -> None:
    """Ours beside the day-by-day count in the same run, of the same questions, with the same answers."""
    again, first, paused = plain_questions(50_000), different_questions(50_000), paused_questions(20_000)
    slow = per_second(due_day_by_day, again[:5_000])
    ours = per_second(due, again, remembering(again))
    figures["due dates without pauses per CPU second"] = f"{ours:,.0f}"
    figures["the same, each asked for the first time"] = f"{per_second(due, first):,.0f}"
    figures["due dates with pauses per CPU second"] = f"{per_second(due, paused):,.0f}"
    figures["day-by-day count per CPU second"] = f"{slow:,.0f}"
    figures["ours to day by day"] = f"{ours / slow:.0f} x"


def per_second(way: Way, questions: Sequence[Question], calendar: Calendar | None = None) -> float:
    """The best of three, unless a calendar is given each with one that remembers nothing yet."""
    return max(len(questions) / ask(way, questions, calendar or shipped()) for _ in range(3))


def remembering(questions: Sequence[Question]) -> Calendar:
    calendar = shipped()
    ask(due, questions, calendar)
    return calendar


def ask(way: Way, questions: Sequence[Question], calendar: Calendar) -> float:
    started = time.process_time()
    for events, term in questions:
        way(events, calendar, term)
    return time.process_time() - started


def shipped() -> Calendar:
    files = [read_calendar(path) for path in shipped_files()]
    exceptions = {day.date: ExceptionDay(day.kind, day.name, file.document) for file in files for day in file.days}
    return Calendar(exceptions, {file.year for file in files})


def plain_questions(count: int) -> list[Question]:
    """The clocks of two years: a start, in every fourth an extension; lengths and units as districts have them."""
    chance, terms = Random(1), [Term(3, "WD"), Term(10, "WD"), Term(20, "WD"), Term(10, "ND"), Term(15, "ND"), Term(6, "MONTH")]
    found = []
    for number in range(count):
        start = date(2025, 1, 1) + timedelta(days=chance.randrange(730))
        events = [Happening("start", start)]
        if number % 4 == 0:
            events.append(Happening("extend", start, 5))
        found.append((events, chance.choice(terms)))
    return found


def different_questions(count: int) -> list[Question]:
    starts = [[Happening("start", date(2025, 1, 1) + timedelta(days=day))] for day in range(730)]
    terms = [Term(length, unit) for length in range(1, 41) for unit in ("WD", "ND", "MONTH")]
    return list(islice(product(starts, terms), count))


def paused_questions(count: int) -> list[Question]:
    def paused(events: list[Happening]) -> list[Happening]:
        days = [events[0].on + timedelta(days=offset) for offset in (2, 6)]
        return [events[0], Happening("pause", days[0]), Happening("resume", days[1])]

    return [(paused(events), term) for events, term in plain_questions(count)]


def adopted() -> Region:
    apply(plan(ROOT / "regions" / "xisaishan.toml", on=NOW.date()), by="bench", at=NOW)
    return Region.objects.get(code="xisaishan")


def many_clocks(region: Region) -> None:
    """Check and recalculate clocks of which every tenth was paused and each has the date that its events give."""
    timed_clocks(region)
    with measured(f"nightly check of {TIMED_CLOCKS:,} clocks"):
        checked = recheck_clocks()
    if checked.findings or checked.checked != TIMED_CLOCKS:
        sys.exit(f"the check is wrong: {checked.findings[:3]}")
    with measured(f"recalculation of {TIMED_CLOCKS:,} clocks, none moves"):
        recalculate_open_clocks(region, at=NOW, by="bench")


def timed_clocks(region: Region) -> None:
    calendar = calendar_for(region)
    rows = []
    for number, (rule, day) in enumerate(
        product([rule for rule in current_rules(region) if rule.length and rule.code not in RIGHTS], range(60))
    ):
        start = NOW.date() - timedelta(days=day)
        pauses = (
            [Happening("pause", start), Happening("resume", start + timedelta(days=PAUSED_DAYS))]
            if number % 10 == 0 and day >= PAUSED_DAYS
            else []
        )
        found = due([Happening("start", start), *pauses], calendar, term_of(rule))
        words = (rule.code, version_since(calendar, start.year), found.due_on, start)
        rows.append(f"({number}, {rule.pk}, {bool(pauses)}, {found.provisional}, {', '.join(map(literal, words))})")
    named = "life (n, rule_id, paused, provisional, code, version, due_on, start)"
    source = f"FROM (VALUES {', '.join(rows)}) AS {named} JOIN generate_series(1, {TIMED_CLOCKS}) AS k ON k % {len(rows)} = n"
    at = f"TIMESTAMPTZ '{NOW.isoformat()}'"
    clock = {"id": "k", "case_id": "k", "rule_id": "rule_id", "code": "code", "calendar_version": "version", "due_on": "due_on"}
    times = {"started_on": "start", "provisional": "provisional", "started_at": at, "opened_at": at}
    event = {
        "clock_id": "k",
        "due_on": "due_on",
        "recorded_at": at,
        "actor": "'bench'",
        "reason": "'因'",
        "law": "'条'",
        "evidence": "'件'",
    }
    lives = [("start", 1, "start", "true"), ("pause", 2, "start", "paused"), ("resume", 3, f"start + {PAUSED_DAYS}", "paused")]
    with unwatched(), connection.cursor() as cursor:
        cursor.execute(insert(Clock, {**clock, **times}, source))
        for kind, seq, on, where in lives:
            told = {**event, "seq": str(seq), "kind": f"'{kind}'", "effective_on": on}
            cursor.execute(insert(ClockEvent, told, f"{source} WHERE {where}"))
        cursor.execute("ANALYZE deadlines_clock, deadlines_clockevent")


def idle_ticks() -> None:
    """All sweeps of a tick at a million open clocks; the first few warm the server's memory."""
    gather(OPEN_CLOCKS - TIMED_CLOCKS, NOW.date(), base=TIMED_CLOCKS)
    past = Clock.objects.filter(status="running", code__in=RIGHTS, due_on__lt=NOW.date())
    if past.exists() or Clock.objects.filter(status="running").count() != OPEN_CLOCKS:
        sys.exit("the crowd is not what it should be")
    walls, ours, servers = [], time.process_time(), server_seconds()
    for _ in range(TICKS):
        wall = time.perf_counter()
        done = tick(at=NOW)
        walls.append((time.perf_counter() - wall) * 1000)
        if any(done.values()):
            sys.exit(f"the tick was not idle: {done}")
    figures[f"idle tick at {OPEN_CLOCKS:,} open clocks, median"] = f"{median(walls):.1f} ms"
    figures["the same, fastest"] = f"{min(walls):.1f} ms"
    figures["the same, CPU of the worker"] = f"{(time.process_time() - ours) / TICKS * 1000:.1f} ms"
    figures["the same, CPU of the database"] = f"{(server_seconds() - servers) / TICKS * 1000:.1f} ms"


def server_seconds() -> float:
    """CPU time of the process that serves our connection; it counts in hundredths of a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def measured(name: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    figures[name] = f"{time.perf_counter() - wall:.1f} s ({time.process_time() - cpu:.1f} s CPU)"


if __name__ == "__main__":
    main()
