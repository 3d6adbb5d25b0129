"""Celery is a doorbell: it wakes a sweep that reads its work from PostgreSQL, and a lost ring is caught by the next tick."""

import os
from typing import Any, Final

from celery import Celery
from celery.signals import beat_init, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditrepair.settings")

VISIBILITY_TIMEOUT: Final = 600
TICK_SECONDS: Final = 20.0
TICK: Final = "supervision.tasks.tick"
SOFT_SHUTDOWN_SECONDS: Final = 20.0
# Whoever presses Ctrl-C waits for it; a broken-off task is taken up again from its row.
DEMO_SOFT_SHUTDOWN_SECONDS: Final = 3.0

app = Celery("creditrepair")


def _broker_url(url: str) -> str:
    return f"redis+socket://{url.removeprefix('unix://')}" if url.startswith("unix://") else url


def celery_config(redis_url: str, *, soft_shutdown: float = SOFT_SHUTDOWN_SECONDS, renderers: int = 1) -> dict[str, Any]:
    """The settings of rule R24 and the reason of each that surprises."""
    return {
        "broker_url": _broker_url(redis_url),
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_TIMEOUT,
            # Together these sweep unacknowledged tasks every 10 s; the default is every 100 s.
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 25,
        },
        "result_backend_transport_options": {"visibility_timeout": VISIBILITY_TIMEOUT},
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "task_acks_late": True,
        # Without it a killed child counts as done. It would loop for ever on a poison row: rows carry their own attempts.
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        # Of the worker that makes papers; the other one is told its own number on its command line.
        "worker_concurrency": renderers,
        # Far below the visibility timeout, or a running task is handed out a second time.
        "task_time_limit": 120,
        "task_soft_time_limit": 90,
        "worker_max_tasks_per_child": 200,
        "worker_max_memory_per_child": 400_000,
        "task_ignore_result": True,
        "accept_content": ["json"],
        "task_serializer": "json",
        "enable_utc": True,
        "timezone": "Asia/Shanghai",
        "worker_soft_shutdown_timeout": soft_shutdown,
        # A page must not wait for a broker that is away; the sweep finds the row.
        "task_publish_retry": False,
        "worker_hijack_root_logger": False,
        "task_default_queue": "default",
        "task_routes": {"notices.tasks.*": {"queue": "pdf"}},
        "task_create_missing_queues": False,
        "task_queues": {name: {} for name in ("default", "pdf")},
        "beat_schedule": {"tick": {"task": TICK, "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS}}},
    }


def _configure() -> dict[str, Any]:
    from django.conf import settings  # noqa: PLC0415 - the app is created before Django's settings may be read

    soft_shutdown = SOFT_SHUTDOWN_SECONDS if settings.ENV.production else DEMO_SOFT_SHUTDOWN_SECONDS
    return celery_config(settings.ENV.redis_url, soft_shutdown=soft_shutdown, renderers=settings.ENV.renderers)


app.add_defaults(_configure)
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**_options: object) -> None:
    """A receiver on this signal stops Celery from replacing the log handlers of settings.LOGGING."""


@beat_init.connect
def _ring_at_once(**_options: object) -> None:
    """Beat waits a whole pause before its first ring; what is owed since the last run need not."""
    app.send_task(TICK, retry=False, expires=TICK_SECONDS)
