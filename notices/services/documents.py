from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.db import transaction

from notices import storage
from notices.enums import Audience, DocumentState
from notices.links import is_public_url
from notices.models import Document
from notices.printing import template_version
from notices.snapshots import digest, snapshot

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from notices.kinds import Paper

RENDER_TASK = "notices.tasks.render_document"
# For the broker 0 is the first and 9 the last; a ring without a priority is a first one. Forgotten by the next sweep.
LAST_IN_LINE = {"priority": 9, "expires": 20}

log = structlog.get_logger(__name__)


class WrongPaperError(ValueError):
    """A paper of another kind, or one whose QR code leads away from this portal."""


class DocumentDamagedError(RuntimeError):
    """The stored PDF is not the one that was made."""


def create_document(  # noqa: PLR0913 - each is a column of the row, and named
    *,
    paper: Paper,
    audience: Audience,
    by: str,
    at: datetime,
    title: str = "",
    number: str | None = None,
    case: Model | None = None,
    notice: Model | None = None,
    application: Model | None = None,
    department: Model | None = None,
    replaces: Document | None = None,
) -> Document:
    """Freeze a paper and owe its PDF to the worker, in the caller's transaction.

    `title` and `number` default to the paper's own. Raises WrongPaperError and SnapshotMismatchError.
    """
    if paper.qr_of and not is_public_url(getattr(paper, paper.qr_of)):
        raise WrongPaperError(f"{type(paper).__name__}.{paper.qr_of} leads away from PUBLIC_BASE_URL")
    frozen = snapshot(paper)
    document = Document.objects.create(
        kind=paper.kind,
        title=title or paper.title,
        number=getattr(paper, "number", "") if number is None else number,
        case_id=_key(case),
        notice_id=_key(notice),
        application_id=_key(application),
        department_id=_key(department),
        replaces=replaces,
        audience=audience,
        template_version=template_version(),
        snapshot=frozen,
        snapshot_sha256=digest(frozen),
        created_at=at,
        created_by=by,
    )
    _ring_after_commit(document.pk)
    return document


def retry_document(document_id: int) -> Document:
    """Owe a refused or failed paper to the worker again, from the same snapshot. In any other state nothing changes."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
        if document.state in {DocumentState.REFUSED, DocumentState.NEEDS_HUMAN}:
            document.state = DocumentState.PENDING
            document.attempts = 0
            document.failure = ""
            document.lease_until = document.lease_token = None
            document.save(update_fields=("state", "attempts", "failure", "lease_until", "lease_token"))
            _ring_after_commit(document.pk)
    return document


def pdf_content(document: Document) -> bytes:
    """Return the stored PDF of a READY paper. Raises DocumentDamagedError when it is gone or was altered."""
    try:
        content = storage.read(document.file_name)
    except OSError as gone:
        raise DocumentDamagedError(f"document {document.pk}: file cannot be read") from gone
    if hashlib.sha256(content).hexdigest() != document.pdf_sha256:
        raise DocumentDamagedError(f"document {document.pk}: file differs from its digest")
    return content


def _key(row: Model | None) -> int | None:
    return row.pk if row else None


def _ring_after_commit(document_id: int) -> None:
    transaction.on_commit(partial(ring, document_id), robust=True)


def ring(document_id: int, **options: int) -> bool:
    """Wake a renderer for a paper. The row is the truth; a lost ring is made good by the next sweep."""
    try:
        current_app.send_task(RENDER_TASK, args=(document_id,), queue="pdf", retry=False, **options)
    except Exception as failure:  # noqa: BLE001 - whatever the broker's client raises
        log.warning("doorbell_failed", document_id=document_id, reason=type(failure).__name__)
        return False
    return True
