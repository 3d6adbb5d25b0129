from celery import shared_task

from ledger import timekeeping
from uploads import services


@shared_task(name="uploads.tasks.judge_upload")
def judge_upload(upload_id: int) -> None:
    services.judge_upload(upload_id, at=timekeeping.now())
