from __future__ import annotations

from typing import TYPE_CHECKING, Any

from notices.models import Message, MessageReading
from words.lists import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from accounts.models import Enterprise, User

SUBJECT_LENGTH = 120
BODY_LENGTH = 2000


def tell_enterprise(enterprise: Enterprise, *, subject: str, body: str, at: datetime, dedup_key: str, case: Model | None = None) -> None:
    """Write a station message to an enterprise. A second message under the same key is the first one."""
    _tell(dedup_key, subject, body, at, enterprise=enterprise, case=case)


def tell_post(department: Model, *, role: str, subject: str, body: str, at: datetime, dedup_key: str, case: Model | None = None) -> None:
    """Write a station message to whoever holds a role in a department. A second one under the same key is the first."""
    _tell(dedup_key, subject, body, at, department=department, role=role, case=case)


def mark_read(message_id: int, *, user: User, at: datetime) -> None:
    """Note that a person has read a message; reading it again changes nothing. The caller has checked who may read it."""
    MessageReading.objects.get_or_create(message_id=message_id, user=user, defaults={"read_at": at})


def _tell(dedup_key: str, subject: str, body: str, at: datetime, **receiver: Any) -> None:
    Message.objects.bulk_create(
        [
            Message(
                dedup_key=dedup_key,
                # A message must never stop the step that it tells of; what is cut shows it.
                subject=shortened(subject, SUBJECT_LENGTH),
                body=shortened(body, BODY_LENGTH),
                sent_at=at,
                **receiver,
            )
        ],
        ignore_conflicts=True,
    )
