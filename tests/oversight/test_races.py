"""Three beats at once, a worker killed between two rows, days without any: each rung exactly once, with real processes and commits."""

import os
import signal
import subprocess
import sys
import time as clock_time
from datetime import datetime, time, timedelta

import pytest
from django.db import connection

from cases.enums import CaseState
from deadlines.ladder import SHANGHAI
from deadlines.models import Clock, Milestone
from deadlines.selectors import calendar_for
from oversight.enums import OrderKind
from oversight.ladder import fire_rungs, rungs_due
from oversight.models import Order
from oversight.services import issue_order
from supervision.services import run
from supervision.sweeps import SWEEPS
from tests.support.world import in_parallel, new_walk

LADDER = next(sweep for sweep in SWEEPS if sweep.name == "ladder")


@pytest.fixture
def late(committed_cast):
    """A case at the units whose eight limits all ended yesterday."""
    walk = new_walk(committed_cast).to(CaseState.DISTRIBUTED)
    one = walk.case.clocks.filter(code="K-12").first()
    day = calendar_for(one.region_id).add_working_days(one.due_on, 1)
    walk.at = datetime.combine(day, time(9, 30), SHANGHAI)
    return walk


def settled(walk):
    rows = Milestone.objects.filter(clock__case=walk.case).values_list("clock_id", "key", "outcome")
    return sorted(rows)


@pytest.mark.parametrize("beats", [3])
def test_several_beats_at_once_fire_each_rung_once(late, beats):
    due = rungs_due(500, at=late.at)
    outcomes = in_parallel(*[lambda: run(LADDER, at=late.at) for _ in range(beats)])
    assert all(not isinstance(outcome, Exception) and outcome.failed == 0 for outcome in outcomes), outcomes
    run(LADDER, at=late.at)
    rows = settled(late)
    assert len(rows) == len({(clock, key) for clock, key, _ in rows})
    assert {clock for clock, _, _ in rows} == set(due)
    urged = list(Order.objects.values_list("clock_id", flat=True))
    assert len(urged) == len(set(urged))
    assert set(Clock.objects.filter(case=late.case, code="K-12").values_list("pk", flat=True)) <= set(urged)
    numbers = list(Order.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert run(LADDER, at=late.at).done == 0


def test_the_same_clock_at_the_same_instant_fires_once(late):
    (first, *_) = rungs_due(500, at=late.at)
    outcomes = in_parallel(*[lambda: fire_rungs(first, at=late.at) for _ in range(3)])
    assert outcomes == [None, None, None]
    rows = [row for row in settled(late) if row[0] == first]
    assert len(rows) == len({key for _, key, _ in rows})
    assert Order.objects.filter(clock=first).count() == 1


def test_the_office_and_the_ladder_at_once_make_one_order(late):
    one = late.case.clocks.filter(code="K-12").first()
    outcomes = in_parallel(lambda: issue_order(one.pk, "urge", by=late.by("office"), at=late.at), lambda: fire_rungs(one.pk, at=late.at))
    assert Order.objects.filter(clock=one).count() == 1, outcomes


KILLED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "creditrepair.settings_test"
import django
django.setup()
from django.db import connections
connections["default"].settings_dict.update(eval(sys.argv[1]))
from datetime import datetime
from oversight import ladder
real, done = ladder._fired, []

def slow(*arguments):
    outcome = real(*arguments)
    done.append(1)
    if len(done) == 2:
        print("in the middle", flush=True)
        time.sleep(60)
    return outcome

ladder._fired = slow
from supervision.services import run
from supervision.sweeps import SWEEPS
run(next(sweep for sweep in SWEEPS if sweep.name == "ladder"), at=datetime.fromisoformat(sys.argv[2]))
"""


def test_a_worker_killed_between_two_rows_leaves_nothing_half_done(late):
    facts = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, repr(facts), late.at.isoformat()],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ},
    )
    with worker:
        said = []
        for line in worker.stdout:
            said.append(line)
            if "in the middle" in line:
                break
        worker.send_signal(signal.SIGKILL)
    assert "in the middle" in said[-1], "".join(said)
    # The server notices that its client is gone and takes its half step back.
    until = clock_time.monotonic() + 30
    while clock_time.monotonic() < until and run(LADDER, at=late.at + timedelta(minutes=1)).failed:
        clock_time.sleep(0.2)
    until = clock_time.monotonic() + 30
    while clock_time.monotonic() < until and rungs_due(500, at=late.at):
        run(LADDER, at=late.at + timedelta(minutes=1))
        clock_time.sleep(0.2)
    assert rungs_due(500, at=late.at) == []
    rows = settled(late)
    assert len(rows) == len({(clock, key) for clock, key, _ in rows})
    for kind in OrderKind:
        numbers = Order.objects.filter(kind=kind).values_list("number", flat=True)
        assert sorted(int(number.rpartition("〕")[2].removesuffix("号")) for number in numbers) == list(range(1, len(numbers) + 1))


def test_none_for_eight_hours_then_each_once(late):
    late.at += timedelta(hours=7)
    run(LADDER, at=late.at)
    before = settled(late)
    run(LADDER, at=late.at + timedelta(minutes=1))
    assert settled(late) == before
    recognition = set(Clock.objects.filter(code="K-12").values_list("pk", flat=True))
    assert {outcome for clock, key, outcome in before if key == "urge" and clock in recognition} == {"fired"}
