"""The settings of rule R24, read from the configured app as the worker reads them."""

import re
import uuid
from pathlib import Path

from celery import signals
from django.conf import settings

from creditrepair.celery import TICK_SECONDS, app, celery_config
from notices.services.doorbell import LAST_IN_LINE

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "cases", "deadlines", "departments", "ledger", "messaging", "notices", "portal", "supervision")


def test_tasks_survive_a_killed_worker():
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"] / 4
    assert conf.task_soft_time_limit < conf.task_time_limit


def test_a_stopped_worker_of_production_finishes_its_task():
    assert celery_config("redis://redis/0")["worker_soft_shutdown_timeout"] == 20


def test_all_three_places_carry_the_same_visibility_timeout():
    conf = app.conf
    assert (
        conf.broker_transport_options["visibility_timeout"]
        == conf.result_backend_transport_options["visibility_timeout"]
        == conf.visibility_timeout
        == 600
    )


def test_a_lost_task_is_handed_out_again_within_seconds():
    options = app.conf.broker_transport_options
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] == 10


def test_no_result_is_kept_and_only_json_is_read():
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None
    assert app.conf.accept_content == ["json"]


def test_beat_rings_the_sweep():
    assert [(entry["task"], entry["schedule"]) for entry in app.conf.beat_schedule.values()] == [("supervision.tasks.tick", 20.0)]


def test_beat_rings_the_sweep_at_once_when_it_starts(monkeypatch):
    rung = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda _app, name, **options: rung.append((name, options["expires"])))
    signals.beat_init.send(sender=None)
    assert rung == [("supervision.tasks.tick", 20.0)]


def test_the_sweep_s_ring_lasts_until_the_next_sweep():
    assert LAST_IN_LINE["expires"] == TICK_SECONDS


def test_a_ring_of_now_overtakes_every_ring_of_the_sweep():
    """The order that the broker keeps, not only the one that we ask for."""
    with app.connection_for_write() as broker:
        line = broker.SimpleQueue(f"line-{uuid.uuid4()}")
        for name in ("sweep 1", "sweep 2"):
            line.put(name, priority=LAST_IN_LINE["priority"])
        line.put("now")
        assert [line.get(timeout=5).payload for _ in range(3)] == ["now", "sweep 1", "sweep 2"]
        line.queue.delete()
        line.close()


def test_the_worker_of_papers_has_as_many_processes_as_the_operator_says():
    assert app.conf.worker_concurrency == settings.ENV.renderers
    assert celery_config("redis://redis/0", renderers=3)["worker_concurrency"] == 3


def test_no_task_waits_in_the_broker():
    """Rule R26: an eta or a countdown runs twice once it outlasts the visibility timeout; deadlines live in rows."""
    waiting = re.compile(r"\b(countdown|eta)\s*=|\b(chord|group)\(")
    for name in APPS:
        for path in (ROOT / name).rglob("*.py"):
            code = path.read_text()
            if "celery" in code or path.name == "tasks.py":
                assert not waiting.search(code), path
