from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from notices import storage
from notices.enums import Audience, DocumentState
from notices.links import is_public_url
from notices.models import Document
from notices.printing import template_version
from notices.services.doorbell import ring_after_commit
from notices.snapshots import digest, snapshot

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from notices.kinds import Paper


class WrongPaperError(ValueError):
    """A paper of another kind, or one whose QR code leads away from this portal."""


class DocumentDamagedError(RuntimeError):
    """The stored PDF is gone, or is not the one that was made: then ``found_sha256`` is what it has become."""

    def __init__(self, message: str, found_sha256: str = "") -> None:
        super().__init__(message)
        self.found_sha256 = found_sha256


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
    duty: Model | None = None,
    assessment: Model | None = None,
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
        duty_id=_key(duty),
        assessment_id=_key(assessment),
        department_id=_key(department),
        replaces=replaces,
        audience=audience,
        template_version=template_version(),
        snapshot=frozen,
        snapshot_sha256=digest(frozen),
        created_at=at,
        created_by=by,
    )
    ring_after_commit(document.pk)
    return document


def retry_document(document_id: int) -> Document:
    """Owe a refused or failed paper to the worker again, from the same snapshot. In any other state nothing changes."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
        if document.state in {DocumentState.REFUSED, DocumentState.NEEDS_HUMAN}:
            document.state = DocumentState.PENDING
            document.attempts = document.failures = 0
            document.failure = ""
            document.lease_until = document.lease_token = None
            document.save(update_fields=("state", "attempts", "failures", "failure", "lease_until", "lease_token"))
            ring_after_commit(document.pk)
    return document


def pdf_content(document: Document) -> bytes:
    """Return the PDF of a READY paper: as it was made, or what was made anew in its place. Raises DocumentDamagedError."""
    try:
        return _read(document, document.file_name, document.pdf_sha256)
    except DocumentDamagedError as damaged:
        mended = document.damages.filter(mended_at__isnull=False).order_by("-pk").first()
        if mended is None or mended.file_name == document.file_name:
            raise
        try:
            return _read(document, mended.file_name, mended.pdf_sha256)
        except DocumentDamagedError as again:
            raise again from damaged


def _read(document: Document, name: str, sha256: str) -> bytes:
    try:
        content = storage.read(name)
    except FileNotFoundError as gone:
        raise DocumentDamagedError(f"document {document.pk}: file cannot be read") from gone
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise DocumentDamagedError(f"document {document.pk}: file differs from its digest", found)
    return content


def _key(row: Model | None) -> int | None:
    return row.pk if row else None
