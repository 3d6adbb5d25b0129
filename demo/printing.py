"""Papers and files that the next step rests on, made and judged on the spot; elsewhere the work loop does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.enums import DocumentKind, DocumentState
from notices.models import Document
from notices.services import render_document
from uploads.services import judge_upload, uploads_to_judge

if TYPE_CHECKING:
    from datetime import datetime


def make_papers(*kinds: DocumentKind, at: datetime, **belonging: object) -> None:
    """Make those that still wait, of these kinds and what they belong to."""
    waiting = Document.objects.filter(kind__in=kinds, state=DocumentState.PENDING, **belonging)
    for document_id in waiting.order_by("pk").values_list("pk", flat=True):
        render_document(document_id, at=at)


def judge_files(at: datetime) -> None:
    """Judge the files that a busy machine had no time for when they were sent."""
    for upload_id in uploads_to_judge(50, at=at):
        judge_upload(upload_id, at=at)
