"""The papers of a case that a person may open, and what the enterprise was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from cases import selectors
from notices.enums import DocumentState
from portal.shell.components import DocumentRow
from portal.words.documents import READS, taken_back, void_by

if TYPE_CHECKING:
    from cases.models import Case
    from notices.models import Document
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document as the list shows it, and whether the worker may be asked to try again."""

    pk: int
    row: DocumentRow
    can_retry: bool


def documents(case: Case, actor: Actor) -> dict[str, Any]:
    """Every paper of the case that ``actor`` may open, and what the enterprise was told."""
    found = selectors.documents_about(case, actor).order_by("created_at", "pk")
    return {"papers": papers(found), "messages_sent": list(case.messages.filter(enterprise__isnull=False).order_by("-sent_at", "-pk"))}


def papers(found: Any) -> list[PaperRow]:
    return [paper_row(document) for document in found.select_related(*READS)]


def paper_row(document: Document) -> PaperRow:
    state = DocumentState(document.state)
    row = DocumentRow(
        name=document.title,
        number=document.number,
        sha256=document.pdf_sha256,
        url=reverse("download:document", args=[document.pk]) if state == DocumentState.READY else "",
        state=state.value,
        reason=document.failure,
        made_at=document.rendered_at or document.created_at,
        void=void_by(document),
        taken_back=taken_back(document),
    )
    return PaperRow(document.pk, row, state in (DocumentState.REFUSED, DocumentState.NEEDS_HUMAN))
