"""Papers and files that the next step rests on, made and judged on the spot; elsewhere the work loop does it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Self

from notices.enums import DocumentKind, DocumentState
from notices.models import Document
from notices.services import printed, render_document
from uploads.services import judge_upload, uploads_to_judge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from notices.pdf import RenderedPdf

# Those that a step of the story rests on.
AWAITED: Final = (
    *(DocumentKind.PROACTIVE_NOTICE, DocumentKind.SUPPLEMENT_NOTICE, DocumentKind.CREDITOR_LETTER, DocumentKind.REJECTION_DECISION),
    *(DocumentKind.APPROVAL_DECISION, DocumentKind.CERTIFICATE, DocumentKind.PUSH_LETTER, DocumentKind.DISTRIBUTION_LETTER),
    DocumentKind.REVOCATION_NOTICE,
)


def make_papers(*kinds: DocumentKind, at: datetime, by: Callable[[Document], RenderedPdf] | None = None, **belonging: object) -> None:
    """Make those that still wait, of these kinds and what they belong to."""
    waiting = Document.objects.filter(kind__in=kinds, state=DocumentState.PENDING, **belonging)
    for document_id in waiting.order_by("pk").values_list("pk", flat=True):
        render_document(document_id, at=at, by=by)


class Press:
    """Lays out awaited papers as soon as they are owed, on a thread of its own, while the story goes on to other enterprises.

    The thread sees nothing of the database: what is printed was frozen when the paper was owed.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "press")
        self._laid_out: dict[int, Future[RenderedPdf]] = {}
        self._last = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def look(self) -> None:
        """Take up what has come to be owed since the last look."""
        for document in Document.objects.filter(pk__gt=self._last).order_by("pk"):
            self._last = document.pk
            if document.kind in AWAITED:
                self._laid_out[document.pk] = self._pool.submit(printed, document)

    def __call__(self, document: Document) -> RenderedPdf:
        """The paper, waited for if it is not laid out yet; raises what laying it out raised."""
        laid_out = self._laid_out.pop(document.pk, None)
        return printed(document) if laid_out is None else laid_out.result()


def judge_files(at: datetime) -> None:
    """Judge the files that a busy machine had no time for when they were sent."""
    for upload_id in uploads_to_judge(50, at=at):
        judge_upload(upload_id, at=at)
