"""Everything at once, with the processes of an operation: beats, Celery workers, the broker and the database, each its own.

Three beats ring together; the worker is killed between two rows; the broker loses all that it holds; for eight hours nobody comes.
After that each rung has come exactly once.
"""

import os
import signal
import subprocess
import sys
import threading
import time as clock_time
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import connection
from kombu import Connection

from cases.enums import CaseState
from creditrepair.celery import celery_config
from deadlines.ladder import SHANGHAI
from deadlines.models import Clock, Milestone
from deadlines.selectors import calendar_for
from oversight.enums import OrderKind
from oversight.ladder import rungs_due
from oversight.models import Order
from tests.support.clock import begin_at, come_to
from tests.support.world import new_walk

# A shelf of the broker that no other test looks at.
BROKER = celery_config(settings.ENV.redis_url)["broker_url"] + "?virtual_host=7"
PATIENCE = 180

SETUP = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "creditrepair.settings_test"
import django
django.setup()
from django.db import connections
connections["default"].settings_dict.update(eval(sys.argv[1]))
from creditrepair.celery import TICK, app
app.conf.broker_url = sys.argv[2]
"""
BEAT = (
    SETUP
    + """
from celery import signals
print("ready", flush=True)
sys.stdin.readline()
signals.beat_init.send(sender=None)
print("rung", flush=True)
"""
)
WORKER = (
    SETUP
    + """
from oversight import ladder
from supervision import tasks
if "slow" in sys.argv:
    real, done = ladder._fired, []
    def slow(*arguments):
        outcome = real(*arguments)
        done.append(1)
        if len(done) == 3:
            print("in the middle", flush=True)
            time.sleep(600)
        return outcome
    ladder._fired = slow
from celery import signals
signals.worker_ready.connect(lambda **_options: print("ready", flush=True), weak=False)
signals.task_postrun.connect(lambda **_options: print("ticked", flush=True), weak=False)
app.worker_main(["worker", "--pool", "solo", "--queues", "default", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"])
"""
)


class Process:
    """One process of the operation; what it has printed is kept."""

    def __init__(self, script, *words):
        facts = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
        self.said = []
        self.child = subprocess.Popen(
            [sys.executable, "-c", script, repr(facts), BROKER, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ},
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.child.stdout:
            self.said.append(line.strip())

    def waits_for(self, word, times=1):
        until = clock_time.monotonic() + PATIENCE
        while clock_time.monotonic() < until:
            if self.said.count(word) >= times:
                return self
            clock_time.sleep(0.05)
        raise AssertionError(f"it never said {word}: {self.said}")

    def kill(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self.reader.join(10)
        self.child.stdin.close()
        self.child.stdout.close()


@contextmanager
def running(script, *words, count=1):
    processes = [Process(script, *words) for _ in range(count)]
    try:
        yield [process.waits_for("ready") for process in processes]
    finally:
        for process in processes:
            process.kill()


def flush():
    with Connection(BROKER) as broker:
        broker.default_channel.client.flushdb()


def ring(beats):
    for beat in beats:
        beat.child.stdin.write("\n")
        beat.child.stdin.flush()
    for beat in beats:
        beat.waits_for("rung")


@pytest.fixture
def morning(committed_cast):
    """The morning after the last day of eight units, for every process that asks this database."""
    walk = new_walk(committed_cast).to(CaseState.DISTRIBUTED)
    one = walk.case.clocks.filter(code="K-12").first()
    day = calendar_for(one.region_id).add_working_days(one.due_on, 1)
    walk.at = datetime.combine(day, time(9, 5), SHANGHAI)
    begin_at(walk.at)
    flush()
    yield walk
    flush()


def settled():
    return sorted(Milestone.objects.values_list("clock_id", "key", "due_on", "outcome"))


def each_once():
    rows = settled()
    assert len(rows) == len({row[:3] for row in rows})
    for kind in OrderKind:
        numbers = Order.objects.filter(kind=kind).values_list("number", flat=True)
        assert sorted(int(number.rpartition("〕")[2].removesuffix("号")) for number in numbers) == list(range(1, len(numbers) + 1))
    return rows


def test_three_beats_a_killed_worker_a_flushed_broker_and_eight_hours_without_any(morning):
    due = set(rungs_due(500, at=morning.at + timedelta(minutes=1)))
    units = set(Clock.objects.filter(case=morning.case, code="K-12").values_list("pk", flat=True))
    assert len(units) > 3
    assert units <= due
    with running(BEAT, count=3) as beats, running(WORKER, "slow") as (worker,):
        ring(beats)
        worker.waits_for("in the middle")
        worker.kill()
    # What the broker still holds for the dead worker is gone as well.
    flush()
    left = each_once()
    assert 0 < len({clock for clock, *_ in left}) < len(due), "killed between two rows"
    # Nobody for eight hours.
    at = come_to(morning.at + timedelta(hours=8))
    assert at.astimezone(SHANGHAI).time() < time(17, 30)
    with running(BEAT, count=3) as beats, running(WORKER, count=3) as workers:
        ring(beats)
        until = clock_time.monotonic() + PATIENCE
        while clock_time.monotonic() < until and sum(worker.said.count("ticked") for worker in workers) < 3:
            clock_time.sleep(0.1)
        assert rungs_due(500, at=at) == []
    rows = each_once()
    assert {clock for clock, *_ in rows} >= due
    assert {row for row in rows if row in left} == set(left), "what stood before the kill still stands"
    assert {outcome for clock, key, _, outcome in rows if key == "urge" and clock in units} == {"fired"}
    assert sorted(Order.objects.filter(clock__in=units).values_list("clock_id", flat=True)) == sorted(units)
