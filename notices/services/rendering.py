from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from ledger import services as ledger
from ledger.rows import Part
from notices import storage
from notices.enums import DocumentState
from notices.fonts import describe_characters
from notices.models import Document
from notices.pdf import MissingGlyphError, RenderedPdf, StyleFlawError
from notices.printing import print_paper, template_version
from notices.services.clerks import tell_clerks
from notices.services.doorbell import LAST_IN_LINE, ring
from notices.services.faults import OF_THE_MACHINE, reason_of
from notices.snapshots import SnapshotMismatchError, context_of, digest
from words.lists import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

# Longer than a rendering may take (RENDER_SECONDS of notices.pdf), so that a lease runs out only when its worker died.
LEASE = timedelta(seconds=60)
BACK_OFF = timedelta(seconds=5)
LONGEST_BACK_OFF = timedelta(seconds=60)
FAILURES = 3
MOST_COUNTED = 10_000
FAILURE_LENGTH = 500

log = structlog.get_logger(__name__)


def render_document(document_id: int, *, at: datetime, by: Callable[[Document], RenderedPdf] | None = None) -> bool:
    """Make the PDF of a pending paper. Late, twice, in any order, or for a finished paper: nothing happens, and it says False.

    ``by`` lays it out in the place of :func:`printed`.
    """
    document = _claim(_unclaimed(at).filter(pk=document_id), at)
    if document is None:
        return False
    _make(document, at, by)
    return True


def due_documents(limit: int, *, at: datetime, since: datetime | None = None) -> list[int]:
    """The papers that wait and that nobody is working on, the oldest first; with ``since``, of those owed since then."""
    waiting = _unclaimed(at) if since is None else _unclaimed(at).filter(created_at__gte=since)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def ring_due_documents(limit: int, *, at: datetime) -> int:
    """Ring for the oldest papers that wait, behind everybody who has just asked for one; return how many rings were heard.

    A ring is good until the next sweep makes it anew.
    """
    heard = 0
    for document_id in due_documents(limit, at=at):
        # A broker that is away answers after seconds; one such answer is enough.
        if not ring(document_id, **LAST_IN_LINE):
            break
        heard += 1
    return heard


def render_next(*, at: datetime, newest: bool = False) -> int | None:
    """Make the PDF of the paper that waits longest, or of the newest; its id, or None when none waits."""
    document = _claim(_unclaimed(at).order_by("-pk" if newest else "pk"), at)
    if document is None:
        return None
    _make(document, at)
    return document.pk


def _make(document: Document, at: datetime, by: Callable[[Document], RenderedPdf] | None = None) -> None:
    try:
        rendered = (by or printed)(document)
        _keep(document, rendered, at)
    except MissingGlyphError as refusal:
        _refuse(document, refusal.characters, at)
    except StyleFlawError:
        # Raised in tests only: a flaw of our own style sheet belongs to its author, not to a clerk.
        raise
    except OF_THE_MACHINE as fault:
        _wait_for_the_machine(document, fault, at)
    except Exception as failure:  # noqa: BLE001 - whatever it was, the row must say so and a person must learn of it
        _fail(document, failure, at)


def _unclaimed(at: datetime) -> QuerySet[Document]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    return Document.objects.filter(free, state=DocumentState.PENDING)


def _claim(waiting: QuerySet[Document], at: datetime) -> Document | None:
    """Take the first paper for this worker, committed before any work (rule R15)."""
    with transaction.atomic():
        # Of two workers the second passes over what the first is taking.
        document = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if document is not None:
            document.lease_until, document.lease_token = at + LEASE, uuid.uuid4()
            document.attempts = min(document.attempts + 1, MOST_COUNTED)
            document.save(update_fields=("lease_until", "lease_token", "attempts"))
    return document


def printed(document: Document) -> RenderedPdf:
    """Lay out what was frozen. Raises what `print_paper` raises, and SnapshotMismatchError."""
    frozen = bytes(document.snapshot)
    if digest(frozen) != document.snapshot_sha256:
        message = "snapshot differs from its digest"
        raise SnapshotMismatchError(message)
    return print_paper(context_of(document.kind, frozen))


def _keep(document: Document, rendered: RenderedPdf, at: datetime) -> None:
    name = f"{uuid.uuid4().hex}.pdf"
    storage.write(name, rendered.content)
    made: dict[str, Any] = {
        "state": DocumentState.READY,
        "file_name": name,
        "pdf_sha256": rendered.sha256,
        "size": len(rendered.content),
        "page_count": rendered.page_count,
        "fonts": list(rendered.fonts),
        "template_version": template_version(),
        "failure": "",
        "rendered_at": at,
        "lease_until": None,
        "lease_token": None,
    }
    with transaction.atomic():
        finished = _held(document).update(**made)
        if finished:
            _put_on_record(document, made, at)
    if not finished:
        # Another worker holds the paper by now; its result counts.
        storage.discard(name)
        log.warning("late_result_discarded", document_id=document.pk)


def _put_on_record(document: Document, made: Mapping[str, Any], at: datetime) -> None:
    """A stream of its own, in the order of the paper's row: the worker takes no case's lock."""
    for name, value in made.items():
        setattr(document, name, value)
    ledger.append_event(
        stream=f"document:{document.pk}",
        actor="system",
        action="paper_made",
        object=f"document:{document.pk}",
        at=at,
        body={"pdf_sha256": document.pdf_sha256},
        rows=[Part(document, made)],
    )


def _held(document: Document) -> QuerySet[Document]:
    """Select the paper only while our lease is the one on it."""
    return Document.objects.filter(pk=document.pk, state=DocumentState.PENDING, lease_token=document.lease_token)


def _refuse(document: Document, characters: set[str], at: datetime) -> None:
    reason = f"字符{describe_characters(characters)}没有可用的字形，或者不能印刷"
    log.warning("document_refused", document_id=document.pk, reason="missing glyph")
    _end(document, DocumentState.REFUSED, reason, "请核对原文；确为生僻字的，请联系管理员安装含该字的字体，再重新制作。", at)


def _wait_for_the_machine(document: Document, fault: Exception, at: datetime) -> None:
    """Nothing that the paper says is at fault: it is tried until the machine is well, ever more rarely."""
    reason = reason_of(fault)
    log.warning("document_delayed", document_id=document.pk, attempt=document.attempts, reason=reason or type(fault).__name__)
    pause = min(BACK_OFF * 2 ** min(document.attempts - 1, 8), LONGEST_BACK_OFF)
    failure = f"{reason or '服务器暂时不能制作文书'}，系统会自动再试"
    _held(document).update(lease_until=at + pause, lease_token=None, failure=failure)


def _fail(document: Document, failure: Exception, at: datetime) -> None:
    document.failures += 1
    name = type(failure).__name__
    log.error("document_failed", document_id=document.pk, attempt=document.failures, reason=name, exc_info=failure)
    if document.failures >= FAILURES:
        _held(document).update(failures=document.failures)
        _give_up(document, f"已尝试{document.failures}次（{name}）", at)
        return
    _held(document).update(lease_until=at + BACK_OFF * document.failures, lease_token=None, failures=document.failures)


def _give_up(document: Document, reason: str, at: datetime) -> None:
    log.error("document_needs_human", document_id=document.pk, attempt=document.failures)
    _end(document, DocumentState.NEEDS_HUMAN, reason, "请查明原因后点“重新制作”；仍不成功的，请联系管理员。", at)


def _end(document: Document, state: DocumentState, reason: str, advice: str, at: datetime) -> None:
    with transaction.atomic():
        ended = _held(document).update(state=state, failure=shortened(reason, FAILURE_LENGTH), lease_until=None, lease_token=None)
        if ended:
            body = f"《{document.title}》{document.number}没有制成：{reason}。{advice}"
            tell_clerks(document, body, f"document:{document.pk}:{document.lease_token}", at)
