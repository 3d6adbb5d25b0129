"""Every upload comes through here: told by its first bytes, kept as it came, judged in a child, then usable or refused.

A request waits for the verdict for a moment only. What is not judged by then stays in the queue, which is the rows
that are being checked; the sweep takes them up with the full time that a check may have.
"""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction

from notices.storage import write_whole
from procedure.errors import InvalidInput
from uploads import kinds, verdicts
from uploads.enums import UploadState
from uploads.inspection import NotJudgedError, Verdict, inspect
from uploads.models import Upload
from uploads.quota import refuse_hoard
from uploads.scanner import ScannerAwayError, configured_scanner
from uploads.storage import clean_name, file_path, new_name
from words.files import size as file_size

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor

JUDGE_TASK = "uploads.tasks.judge_upload"
# Of one check by the sweep, on the clock on the wall; the child has its own limit of CPU time.
SECONDS = 45.0
# A process that is lost so often is lost to the file.
ATTEMPTS_AT_MOST = 4
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=2)

log = structlog.get_logger(__name__)


class Patience:
    """How long one request waits for verdicts, on all of its files together."""

    def __init__(self, seconds: float | None = None) -> None:
        self.until = time.monotonic() + (settings.UPLOAD_PATIENCE_SECONDS if seconds is None else seconds)

    @property
    def left(self) -> float:
        return self.until - time.monotonic()


def store_upload(upload: UploadedFile[bytes], field: str = "file", *, by: Actor, at: datetime) -> Upload:
    """Store a file that a step rests on at once: a usable one, or InvalidInput that says what to do.

    For a form that keeps nothing: a file that is not judged in time has to be sent again.
    """
    stored = receive_upload(upload, field, by=by, at=at)
    if stored.is_being_checked:
        reason = stored.finding or "服务器正忙，或者文件太复杂，没有能及时检查完。"
        raise InvalidInput(field, f"文件“{stored.original_name}”还没有检查完：{reason}请过一会儿再提交一次。")
    return stored


def receive_upload(
    upload: UploadedFile[bytes], field: str = "file", *, by: Actor, at: datetime, patience: Patience | None = None
) -> Upload:
    """Store a file bit by bit as it came. It may still be in check: whoever calls shows that and lets nothing rest on it.

    InvalidInput says what to hand in instead.
    """
    name = clean_name(upload.name or "")
    content = _gated(upload, name, field)
    refuse_hoard(by, len(content), field, at=at)
    stored = Upload(
        original_name=name,
        stored_name=new_name(),
        content_type=str(kinds.sniff(content[: kinds.HEAD_BYTES])),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=at,
        stored_by_id=by.user_id,
    )
    # On disk before the row that names it is committed: a row never points to nothing.
    write_whole(file_path(stored.stored_name), content)
    _judge(stored, at, (patience or Patience()).left, is_request=True)
    if stored.state == UploadState.REFUSED:
        raise InvalidInput(field, stored.finding)
    stored.save()
    if stored.is_being_checked:
        transaction.on_commit(partial(_ring, stored.pk), robust=True)
    return stored


def _gated(upload: UploadedFile[bytes], name: str, field: str) -> bytes:
    """The bytes of what may be opened at all, by size, name and beginning."""
    if not upload.size:
        raise InvalidInput(field, f"文件“{name}”是空的，请重新选择。")
    if upload.size > settings.UPLOAD_FILE_MAX_BYTES:
        raise InvalidInput(field, f"文件“{name}”超过 {file_size(settings.UPLOAD_FILE_MAX_BYTES)}，请压缩或拆分后上传。")
    content: bytes = upload.read(settings.UPLOAD_FILE_MAX_BYTES + 1)
    if objection := kinds.objection(name, content[: kinds.HEAD_BYTES]):
        raise InvalidInput(field, objection)
    return content


def uploads_to_judge(limit: int, *, at: datetime) -> list[int]:
    """The files in check whose turn it is, the oldest first."""
    waiting = Upload.objects.filter(state=UploadState.CHECKING).exclude(retry_at__gt=at)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def judge_upload(upload_id: int, *, at: datetime) -> Upload:
    """Judge a file that a request could not wait for. Once judged it stays so; whoever comes second changes nothing."""
    stored = Upload.objects.get(pk=upload_id)
    if not stored.is_being_checked:
        return stored
    _judge(stored, at, SECONDS)
    names = ("state", "finding", "judged_at", "attempts", "retry_at", "copy_name", "copy_sha256", "left_out")
    changed = {name: getattr(stored, name) for name in names}
    is_ours = Upload.objects.filter(pk=stored.pk, state=UploadState.CHECKING).update(**changed)
    if is_ours and stored.state == UploadState.REFUSED:
        log.info("upload_refused", object=f"upload:{stored.pk}")
    return stored


def _judge(stored: Upload, at: datetime, seconds: float, *, is_request: bool = False) -> None:
    path, patience = file_path(stored.stored_name), Patience(seconds)
    try:
        scanner = configured_scanner()
        if scanner and (found := scanner.scan(path, patience.left)):
            _conclude(stored, Verdict(refused="infected", about=found[:60]), at)
            return
        _conclude(stored, inspect(path, stored.content_type, patience.left), at)
    except ScannerAwayError as away:
        log.warning("malware_scanner_away", reason=str(away))
        _put_off(stored, at, verdicts.SCANNER_AWAY)
    except (NotJudgedError, OSError) as failure:
        if is_request:
            # The queue has more time for it; this was no attempt.
            return
        log.warning("upload_not_judged", object=f"upload:{stored.pk}", reason=str(failure))
        stored.attempts += 1
        if isinstance(failure, NotJudgedError) and stored.attempts >= ATTEMPTS_AT_MOST:
            _conclude(stored, Verdict(refused="too_complex"), at)
        else:
            _put_off(stored, at, verdicts.TRIED_AGAIN)


def _put_off(stored: Upload, at: datetime, reason: str) -> None:
    stored.finding = reason
    stored.retry_at = at + min(FIRST_PAUSE * 2 ** min(stored.attempts, 10), LONGEST_PAUSE)


def _conclude(stored: Upload, verdict: Verdict, at: datetime) -> None:
    stored.judged_at, stored.retry_at = at, None
    if verdict.refused:
        stored.state = UploadState.REFUSED
        stored.finding = verdicts.refusal(stored.original_name, verdict.refused, verdict.about)
        # Nobody may ever read it.
        file_path(stored.stored_name).unlink(missing_ok=True)
        return
    stored.state, stored.finding = UploadState.USABLE, ""
    if verdict.copy:
        stored.copy_name, stored.copy_sha256 = new_name(), hashlib.sha256(verdict.copy).hexdigest()
        stored.left_out = verdicts.left_out(verdict.left_out)
        write_whole(file_path(stored.copy_name), verdict.copy)


def _ring(upload_id: int) -> None:
    """Wake a worker. The row is the truth; a lost ring is made good by the next sweep."""
    try:
        current_app.send_task(JUDGE_TASK, args=(upload_id,), queue="default", retry=False)
    except Exception as failure:  # noqa: BLE001 - whatever the broker's client raises
        log.warning("doorbell_failed", object=f"upload:{upload_id}", reason=type(failure).__name__)
