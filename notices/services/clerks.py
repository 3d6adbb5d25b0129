"""Telling those who answer for a paper that it cannot be made. How somebody is told is known above: see clerks_are_told_by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import structlog

from notices.kinds import kind_of
from notices.offices import office_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from notices.models import Document

log = structlog.get_logger(__name__)


class Telling(Protocol):
    """Tells whoever holds a role in a department."""

    def __call__(self, department: Model, role: str, *, subject: str, body: str, at: datetime, dedup_key: str, case: Any) -> None: ...


_tellings: list[Telling] = []


def clerks_are_told_by(telling: Telling) -> None:
    """Say how; the app that knows messages does so when it is ready."""
    _tellings[:] = [telling]


def tell_clerks(document: Document, body: str, key: str, at: datetime) -> None:
    """Tell those who answer for a paper; a second message under the same key is the first."""
    owner = kind_of(document.kind).owner
    department = office_of(document, owner)
    if department is None:
        log.error("no_clerk_to_tell", document_id=document.pk)
        return
    for role in owner.value:
        subject = f"文书没有制成：{document.title}"
        _tellings[0](department, role, case=document.case, subject=subject, body=body, at=at, dedup_key=f"{key}:{role}")
