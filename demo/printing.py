"""Papers that the next step rests on, made on the spot; elsewhere the work loop makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.enums import DocumentKind, DocumentState
from notices.models import Document
from notices.services import render_document

if TYPE_CHECKING:
    from datetime import datetime


def make_papers(*kinds: DocumentKind, at: datetime, **belonging: object) -> None:
    """Make those that still wait, of these kinds and what they belong to."""
    waiting = Document.objects.filter(kind__in=kinds, state=DocumentState.PENDING, **belonging)
    for document_id in waiting.order_by("pk").values_list("pk", flat=True):
        render_document(document_id, at=at)
