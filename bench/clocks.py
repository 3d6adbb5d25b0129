"""The measurements of bench/deadlines.py, in a process of their own with the portal's settings."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from random import Random
from statistics import median
from unittest.mock import patch

from django.db import connection

from bench.crowd import END_BY_THEMSELVES, gather, rows_of, run, unwatched
from bench.rows.insert import literal
from bench.stand import figure
from deadlines.calendar_files import read_calendar, shipped_files
from deadlines.calendar_math import Calendar, Due, ExceptionDay
from deadlines.models import CalendarDay, Clock, ClockEvent, ClockProof, UnchargedSpan
from deadlines.replay import Happening, Term, due
from deadlines.selectors import calendar_for, clocks_with_a_rung_due, current_rules, term_of, version_since
from deadlines.services import recalculate_open_clocks, recheck_clocks
from departments.models import Region
from ledger.timekeeping import SHANGHAI
from notices.services import files_to_check
from oversight.ladder import rungs_due
from supervision import services
from supervision.services import Done, tick
from supervision.sweeps import SWEEPS
from tests.deadlines.naive import due_day_by_day

OPEN_CLOCKS = 1_000_000
TIMED_CLOCKS = 100_000
# Timed clocks have no cases behind them, and a row that is written twice in one transaction has its keys looked up.
WITHOUT_CASES = """
    DO $$ DECLARE key name; BEGIN
        FOR key IN SELECT conname FROM pg_constraint
            WHERE conrelid = 'deadlines_clock'::regclass AND confrelid = 'cases_case'::regclass AND contype = 'f'
        LOOP EXECUTE format('ALTER TABLE deadlines_clock DROP CONSTRAINT %I', key); END LOOP;
    END $$
"""
TICKS = 200
FEW_CLOCKS = 10_000
DUE_AT_ONCE = 500
PAUSED_DAYS = 4
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=SHANGHAI)
Way = Callable[[Sequence[Happening], Calendar, Term], Due]
Question = tuple[list[Happening], Term]


class NotAsMeantError(Exception):
    """What was to be measured is not what it should be, so its figure would mean nothing."""


def main() -> None:
    due_dates()
    region = Region.objects.get()
    timed_clocks(region)
    many_clocks(region)
    idle_ticks()
    rungs_among()


def due_dates() -> None:
    """Ours beside the day-by-day count in the same run, of the same questions."""
    usual, different, paused = usual_questions(50_000), different_questions(50_000), paused_questions(20_000)
    slow = per_second(due_day_by_day, usual[:5_000])
    ours = per_second(due, usual, remembering(usual))
    figure("due_dates_per_cpu_second", f"{ours:.0f}")
    figure("due_dates_first_asked_per_cpu_second", f"{per_second(due, different):.0f}")
    figure("due_dates_paused_per_cpu_second", f"{per_second(due, paused):.0f}")
    figure("day_by_day_per_cpu_second", f"{slow:.0f}")
    figure("ours_to_day_by_day", ours / slow)


def per_second(way: Way, questions: Sequence[Question], calendar: Calendar | None = None) -> float:
    """The best of five; unless a calendar is given, each with one that remembers nothing yet."""
    return max(len(questions) / cpu_of(way, questions, calendar or shipped()) for _ in range(5))


def cpu_of(way: Way, questions: Sequence[Question], calendar: Calendar) -> float:
    began = time.process_time()
    for events, term in questions:
        way(events, calendar, term)
    return time.process_time() - began


def remembering(questions: Sequence[Question]) -> Calendar:
    calendar = shipped()
    cpu_of(due, questions, calendar)
    return calendar


def shipped() -> Calendar:
    files = [read_calendar(path) for path in shipped_files()]
    exceptions = {day.date: ExceptionDay(day.kind, day.name, file.document) for file in files for day in file.days}
    return Calendar(exceptions, {file.year for file in files})


def usual_questions(count: int) -> list[Question]:
    """Clocks of two years: a start, for every fourth an extension; lengths and units as districts have them."""
    chance = Random(1)
    terms = [Term(3, "WD"), Term(10, "WD"), Term(20, "WD"), Term(10, "ND"), Term(15, "ND"), Term(6, "MONTH")]
    found = []
    for number in range(count):
        start = date(2025, 1, 1) + timedelta(days=chance.randrange(730))
        extension = [Happening("extend", start, 5)] if number % 4 == 0 else []
        found.append(([Happening("start", start), *extension], chance.choice(terms)))
    return found


def different_questions(count: int) -> list[Question]:
    starts = [[Happening("start", date(2025, 1, 1) + timedelta(days=day))] for day in range(730)]
    terms = [Term(length, unit) for length in range(1, 41) for unit in ("WD", "ND", "MONTH")]
    return list(islice(product(starts, terms), count))


def paused_questions(count: int) -> list[Question]:
    def paused(start: Happening) -> list[Happening]:
        return [start, Happening("pause", start.on + timedelta(days=2)), Happening("resume", start.on + timedelta(days=6))]

    return [(paused(events[0]), term) for events, term in usual_questions(count)]


def timed_clocks(region: Region) -> None:
    """Clocks with the date that their events give; every tenth life was paused."""
    lives = _lives(region)
    names = "life (n, rule, paused, provisional, code, version, due_on, start)"
    source = f"FROM (VALUES {', '.join(lives)}) AS {names} JOIN generate_series(1, {TIMED_CLOCKS}) AS k ON k % {len(lives)} = n"
    at = literal(NOW)
    clock = {
        "id": "k",
        "region": literal(region.pk),
        "case": "k",
        "rule": "rule",
        "code": "code",
        "calendar_version": "version",
        "due_on": "due_on",
    }
    times = {"started_on": "start", "provisional": "provisional", "started_at": at, "opened_at": at}
    breached = {"breached_on": f"CASE WHEN due_on < {literal(NOW.date())} THEN due_on + 1 END"}
    event = {"clock": "k", "due_on": "due_on", "recorded_at": at, "actor": "'bench'", "reason": "'因'", "law": "'条'", "evidence": "'件'"}
    told = [("start", "1", "start", "true"), ("pause", "2", "start", "paused"), ("resume", "3", f"start + {PAUSED_DAYS}", "paused")]
    told.append(("breach", "CASE WHEN paused THEN 4 ELSE 2 END", "due_on + 1", f"due_on < {literal(NOW.date())}"))
    with unwatched():
        run(rows_of(Clock, {**clock, **times, **breached}, source))
        for kind, seq, on, where in told:
            run(rows_of(ClockEvent, {**event, "seq": seq, "kind": literal(kind), "effective_on": on}, f"{source} WHERE {where}"))
        days = {"clock": "k", "days": f"daterange(start, start + {PAUSED_DAYS})"}
        run(rows_of(UnchargedSpan, days, f"{source} WHERE paused"))
        run("ANALYZE deadlines_clock, deadlines_clockevent, deadlines_unchargedspan")


def _lives(region: Region) -> list[str]:
    """A row of SQL for each rule and each of sixty days."""
    calendar, found = calendar_for(region), []
    rules = [rule for rule in current_rules(region) if rule.length and rule.code not in END_BY_THEMSELVES]
    for number, (rule, day) in enumerate(product(rules, range(60))):
        start = NOW.date() - timedelta(days=day)
        is_paused = number % 10 == 0 and day >= PAUSED_DAYS
        pause = [Happening("pause", start), Happening("resume", start + timedelta(days=PAUSED_DAYS))] if is_paused else []
        answer = due([Happening("start", start), *pause], calendar, term_of(rule))
        words = (rule.code, version_since(calendar, start.year), answer.due_on, start)
        found.append(f"({number}, {rule.pk}, {is_paused}, {answer.provisional}, {', '.join(map(literal, words))})")
    return found


def many_clocks(region: Region) -> None:
    began = time.process_time(), server_seconds()
    checked = recheck_clocks()
    _figure_since("check", began)
    if checked.findings or checked.checked != TIMED_CLOCKS:
        raise NotAsMeantError(checked)
    began = time.process_time(), server_seconds()
    recalculate_open_clocks(region, at=NOW, by="bench")
    _figure_since("recalculation_none_moves", began)
    with unwatched():
        free = {"calendar": "id", "date": literal(NOW.date() + timedelta(days=1)), "kind": "'off'", "name": "'虚构节'"}
        run(rows_of(CalendarDay, free, f"FROM deadlines_workcalendar WHERE year = {NOW.year}"))
    run(WITHOUT_CASES)
    began, started = (time.process_time(), server_seconds()), time.perf_counter()
    moved = recalculate_open_clocks(region, at=NOW, by="bench")
    # What somebody waits for at the progress bar, the commit with its checks included.
    figure("recalculation_many_move_of_100k_seconds", time.perf_counter() - started)
    _figure_since("recalculation_many_move", began)
    figure("recalculation_moved", len(moved))


def _figure_since(name: str, began: tuple[float, float]) -> None:
    ours, servers = time.process_time() - began[0], server_seconds() - began[1]
    figure(f"{name}_of_100k_cpu_seconds", ours)
    figure(f"{name}_of_100k_database_cpu_seconds", servers)


def idle_ticks() -> None:
    """All sweeps of a tick; the first ones warm the server's memory."""
    gather(OPEN_CLOCKS - TIMED_CLOCKS, NOW.date(), base=TIMED_CLOCKS)
    if Clock.objects.filter(status="running").count() != OPEN_CLOCKS:
        raise NotAsMeantError
    # The crowd's papers have no files: which would be read is asked, none is.
    asked = [replace(sweep, due=lambda at, limit: files_to_check(at, limit) and []) if sweep.name == "files" else sweep for sweep in SWEEPS]
    patch.object(services, "SWEEPS", tuple(asked)).start()
    # The nightly proof is measured by itself.
    ClockProof.objects.create(began_at=NOW, ended_at=NOW)
    for _ in range(5):
        tick(at=NOW)
    walls, ours, servers = [], time.process_time(), server_seconds()
    for _ in range(TICKS):
        began = time.perf_counter()
        done = tick(at=NOW)
        walls.append((time.perf_counter() - began) * 1000)
        if set(done.values()) != {Done()}:
            raise NotAsMeantError(done)
    figure("idle_tick_ms", median(walls))
    figure("idle_tick_fastest_ms", min(walls))
    figure("idle_tick_cpu_ms", (time.process_time() - ours) / TICKS * 1000)
    figure("idle_tick_database_cpu_ms", (server_seconds() - servers) / TICKS * 1000)


def rungs_among() -> None:
    """The same 500 rungs due among few open clocks and among very many: what the sweep asks, and its plan."""
    few, many = (seconds_to_find(open_clocks) for open_clocks in (FEW_CLOCKS, OPEN_CLOCKS))
    figure("ladder_500_due_of_10k_ms", few * 1000)
    figure("ladder_500_due_of_1m_ms", many * 1000)
    figure("ladder_1m_to_10k", many / few)


def seconds_to_find(open_clocks: int) -> float:
    """The middle of many readings of what is due, where so many clocks wait for a rung and 500 of them have come to it."""
    step = OPEN_CLOCKS // open_clocks
    with unwatched():
        run("UPDATE deadlines_clock SET next_rung_at = NULL WHERE next_rung_at IS NOT NULL")
        later, due_at = literal(NOW + timedelta(days=5)), literal(NOW - timedelta(hours=1))
        waiting = f"SELECT id, row_number() OVER (ORDER BY id) AS n FROM deadlines_clock WHERE status = 'running' AND id % {step} = 0"  # noqa: S608 - our own values
        moment = f"CASE WHEN w.n <= {DUE_AT_ONCE} THEN {due_at} ELSE {later} END"
        run(f"UPDATE deadlines_clock AS c SET next_rung_at = {moment} FROM ({waiting}) AS w WHERE w.id = c.id")  # noqa: S608 - as above
        run("VACUUM ANALYZE deadlines_clock")
    found = Clock.objects.filter(next_rung_at__isnull=False).count()
    if found != open_clocks or len(rungs_due(1_000, at=NOW)) != DUE_AT_ONCE:
        raise NotAsMeantError(found)
    walls = []
    for _ in range(TICKS):
        began = time.perf_counter()
        rungs_due(DUE_AT_ONCE, at=NOW)
        walls.append(time.perf_counter() - began)
    for line in clocks_with_a_rung_due(NOW).values_list("pk")[:DUE_AT_ONCE].explain(analyze=True).splitlines():
        print(f"  {open_clocks:>9,} open: {line}")
    return median(walls)


def server_seconds() -> float:
    """CPU time of the database's process for our connection; it counts in hundredths of a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
