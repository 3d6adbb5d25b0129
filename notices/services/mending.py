"""Finished papers whose file was lost or altered: noticed, made again from what was frozen, and on record either way."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from ledger import services as ledger
from notices import storage
from notices.models import Damage, Document
from notices.printing import template_version
from notices.services.clerks import tell_clerks
from notices.services.documents import DocumentDamagedError, pdf_content
from notices.services.rendering import FAILURE_LENGTH, FAILURES, MOST_COUNTED, printed
from procedure.subjects import subject_called
from words.lists import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from notices.pdf import RenderedPdf
    from procedure.subjects import Subject

SYSTEM = "system"
BEARERS = ("case", "notice", "application", "duty", "assessment")
# Each file is read about once a day, fewer files more often: those of one turn, which changes with every sweep.
TURN = """
    WITH size AS (
        SELECT coalesce(max(id), 0) AS last, greatest(50, coalesce(max(id), 0) / 4320 + 1) AS width FROM notices_document
    ), turn AS (SELECT width, %s %% (last / width + 1) * width AS start FROM size)
    SELECT id FROM notices_document
    WHERE id > (SELECT start FROM turn) AND id <= (SELECT start + width FROM turn) AND state = 'ready' ORDER BY id LIMIT %s
"""
SECONDS_OF_A_TURN = 20

log = structlog.get_logger(__name__)


def note_damage(document: Document, damaged: DocumentDamagedError, *, at: datetime) -> None:
    """Remember that a file was found lost or altered; a second look finds it noted."""
    _, is_new = Damage.objects.get_or_create(
        document=document, mended_at=None, defaults={"noticed_at": at, "found_sha256": damaged.found_sha256}
    )
    if is_new:
        log.error("stored_file_damaged", document_id=document.pk, object=f"document:{document.pk}")


def damages_due(limit: int) -> list[int]:
    """The damages that are not mended yet, the oldest first."""
    return list(Damage.objects.filter(mended_at=None).order_by("attempts", "pk").values_list("pk", flat=True)[:limit])


def mend(damage_id: int, *, at: datetime) -> None:
    """Make a damaged paper again from its snapshot: to the same bytes in the same place, or beside them as another file."""
    damage = Damage.objects.select_related("document").get(pk=damage_id)
    if damage.mended_at is not None:
        return
    attempts = min(damage.attempts + 1, MOST_COUNTED)
    try:
        rendered = printed(damage.document)
    except Exception as failure:
        _note_failure(damage, failure, attempts, at)
        raise
    document = damage.document
    name = document.file_name if rendered.sha256 == document.pdf_sha256 else f"{uuid.uuid4().hex}.pdf"
    storage.write(name, rendered.content)
    _record(damage, rendered, name, attempts, at)


def _note_failure(damage: Damage, failure: Exception, attempts: int, at: datetime) -> None:
    words = shortened(f"未能重新制作（{type(failure).__name__}）", FAILURE_LENGTH)
    with transaction.atomic():
        Damage.objects.filter(pk=damage.pk).update(attempts=attempts, failure=words)
        if attempts == FAILURES:
            document = damage.document
            body = f"《{document.title}》{document.number}存放的文件已经丢失或被改动，重新制作{attempts}次没有成功，系统会继续尝试。请联系管理员查明原因。"
            tell_clerks(document, body, f"damage:{damage.pk}", at)


def _record(damage: Damage, rendered: RenderedPdf, name: str, attempts: int, at: datetime) -> None:
    document = damage.document
    with transaction.atomic():
        subject, thing = _bearer(document)
        damage = _mended(damage, rendered, name, attempts, at)
        same = rendered.sha256 == document.pdf_sha256
        outcome = "校验值与原来相同" if same else f"新的校验值{rendered.sha256}"
        found = "被改动" if damage.found_sha256 else "丢失"
        ledger.append_event(
            stream=subject.stream(thing),
            actor=SYSTEM,
            action="paper_made_again",
            object=f"document:{document.pk}",
            at=at,
            body={
                "post": "系统",
                "note": f"《{document.title}》{document.number}存放的文件{found}，已按冻结的内容重新制作，{outcome}",
                "pdf_sha256": document.pdf_sha256,
                "found_sha256": damage.found_sha256,
                "new_sha256": rendered.sha256,
            },
            rows=[damage],
        )


def _mended(damage: Damage, rendered: RenderedPdf, name: str, attempts: int, at: datetime) -> Damage:
    Damage.objects.filter(pk=damage.pk, mended_at=None).update(
        mended_at=at,
        file_name=name,
        pdf_sha256=rendered.sha256,
        template_version=template_version(),
        attempts=attempts,
        failure="",
    )
    return Damage.objects.get(pk=damage.pk)


def _bearer(document: Document) -> tuple[Subject[Model], Model]:
    """What the paper hangs on, under its lock."""
    for name in BEARERS:
        key: int | None = getattr(document, f"{name}_id")
        if key is not None:
            subject = subject_called(name)
            return subject, subject.lock(key)
    raise LookupError(document.pk)


def files_to_check(at: datetime, limit: int) -> list[int]:
    """The finished papers whose turn it is."""
    with connection.cursor() as cursor:
        cursor.execute(TURN, [int(at.timestamp()) // SECONDS_OF_A_TURN, limit])
        return [row[0] for row in cursor.fetchall()]


def check_file(document_id: int, *, at: datetime) -> None:
    """Read a stored file; what is not as it was made is noted."""
    document = Document.objects.get(pk=document_id)
    try:
        pdf_content(document)
    except DocumentDamagedError as damaged:
        note_damage(document, damaged, at=at)


def digests_of(document: Document) -> set[str]:
    """The digests of every file that this portal has made of a paper."""
    again = document.damages.filter(mended_at__isnull=False).values_list("pdf_sha256", flat=True)
    return {document.pdf_sha256, *again}
