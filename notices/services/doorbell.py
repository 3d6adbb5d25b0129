"""Waking a Celery renderer, where there is one. The row is the truth and the work loop finds it: nobody waits for a ring."""

from __future__ import annotations

import os
import queue
import threading
import time
from functools import partial

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction

RENDER_TASK = "notices.tasks.render_document"
# For the broker 0 is the first and 9 the last; a ring without a priority is a first one. Forgotten by the next sweep.
LAST_IN_LINE = {"priority": 9, "expires": 20}
# After a ring that failed none is tried for so long: a broker that is away answers after seconds.
SILENT_SECONDS = 30.0
WAITING_AT_MOST = 200

log = structlog.get_logger(__name__)


def ring(document_id: int, **options: int) -> bool:
    """Wake a renderer for a paper. Takes as long as the broker does, so it is never called while a person waits."""
    if not settings.ENV.redis_url:
        return False
    try:
        current_app.send_task(RENDER_TASK, args=(document_id,), queue="pdf", retry=False, **options)
    except Exception as failure:  # noqa: BLE001 - whatever the broker's client raises
        log.warning("doorbell_failed", document_id=document_id, reason=type(failure).__name__)
        return False
    return True


class Doorbell:
    """Rings from a thread of its own, and not at all for a while after a ring that failed."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[int] = queue.Queue(WAITING_AT_MOST)
        self.lock = threading.Lock()
        self.ringer: threading.Thread | None = None
        self.silent_until = 0.0

    def press(self, document_id: int) -> None:
        if not settings.ENV.redis_url or time.monotonic() < self.silent_until:
            return
        try:
            self.waiting.put_nowait(document_id)
        except queue.Full:
            return
        with self.lock:
            if self.ringer is None:
                self.ringer = threading.Thread(target=self._ring, name="doorbell", daemon=True)
                self.ringer.start()

    def _ring(self) -> None:
        while True:
            document_id = self.waiting.get()
            try:
                if time.monotonic() >= self.silent_until and not ring(document_id):
                    self.silent_until = time.monotonic() + SILENT_SECONDS
            finally:
                self.waiting.task_done()


class _Own:
    """The bell of this process: a fork has the other's queue, but not its thread."""

    bell = Doorbell()

    @classmethod
    def renew(cls) -> None:
        cls.bell = Doorbell()


os.register_at_fork(after_in_child=_Own.renew)


def press(document_id: int) -> None:
    """Have a renderer woken; costs the caller nothing, whatever the broker does."""
    _Own.bell.press(document_id)


def ring_after_commit(document_id: int) -> None:
    transaction.on_commit(partial(press, document_id), robust=True)
