from celery import shared_task

from ledger import timekeeping
from supervision import services


@shared_task(name="supervision.tasks.tick")
def tick() -> None:
    services.tick(at=timekeeping.now(), with_renderers=True)
