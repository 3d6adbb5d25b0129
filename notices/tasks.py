from celery import shared_task

from ledger import timekeeping
from notices import services


@shared_task(name="notices.tasks.render_document")
def render_document(document_id: int) -> None:
    services.render_document(document_id, at=timekeeping.now())
