from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from messaging.enums import MessageKind
from messaging.models import Message, MessageReading, Reader
from words.lists import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import Model

    from accounts.models import Enterprise, User

SUBJECT_LENGTH = 120
BODY_LENGTH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message: to an enterprise, to a role in a department, or to a person. A second one under the same key is the first."""

    subject: str
    body: str
    dedup_key: str
    kind: MessageKind = MessageKind.TASK
    enterprise_id: int | None = None
    department_id: int | None = None
    role: str = ""
    person_id: int | None = None
    case_id: int | None = None


def tell(messages: Iterable[Told], *, at: datetime) -> None:
    """Write messages, all in one statement however many there are. Who gets them, and how, is settled after the step, by a sweep."""
    Message.objects.bulk_create([_row(told, at) for told in messages], ignore_conflicts=True)


def tell_enterprise(
    enterprise: Enterprise,
    *,
    subject: str,
    body: str,
    at: datetime,
    dedup_key: str,
    case: Model | None = None,
    kind: MessageKind = MessageKind.TASK,
) -> None:
    """Tell whoever acts for an enterprise."""
    told = Told(subject=subject, body=body, dedup_key=dedup_key, kind=kind, enterprise_id=enterprise.pk, case_id=_key(case))
    tell([told], at=at)


def tell_post(
    department: Model,
    role: str,
    *,
    subject: str,
    body: str,
    at: datetime,
    dedup_key: str,
    case: Model | None = None,
    kind: MessageKind = MessageKind.TASK,
) -> None:
    """Tell whoever holds a role in a department."""
    told = Told(subject=subject, body=body, dedup_key=dedup_key, kind=kind, department_id=department.pk, role=role, case_id=_key(case))
    tell([told], at=at)


def tell_person(
    user: User,
    *,
    subject: str,
    body: str,
    at: datetime,
    dedup_key: str,
    case: Model | None = None,
    kind: MessageKind = MessageKind.TASK,
) -> None:
    """Tell one person."""
    tell([Told(subject=subject, body=body, dedup_key=dedup_key, kind=kind, person_id=user.pk, case_id=_key(case))], at=at)


def mark_read(message_id: int, *, user: User, at: datetime) -> None:
    """Note that a person has read a message; reading it again changes nothing. The caller has checked who may read it."""
    MessageReading.objects.get_or_create(message_id=message_id, user=user, defaults={"read_at": at})


def mark_all_read(user: User, *, up_to: int) -> None:
    """Everything up to this message counts as read: the newest that the page has shown, so that none is passed over unseen."""
    # What is not written yet nobody has seen, whatever was sent: a lapse may rest on a reading.
    newest = Message.objects.filter(pk__lte=up_to).order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return
    reader, _ = Reader.objects.get_or_create(user=user)
    Reader.objects.filter(pk=reader.pk, read_up_to__lt=newest).update(read_up_to=newest)


def _key(row: Model | None) -> int | None:
    return None if row is None else row.pk


def _row(told: Told, at: datetime) -> Message:
    return Message(
        enterprise_id=told.enterprise_id,
        department_id=told.department_id,
        role=told.role,
        person_id=told.person_id,
        case_id=told.case_id,
        kind=told.kind,
        # A message must never stop the step that it tells of; what is cut shows it.
        # And a subject is one line: it becomes a header of mail.
        subject=shortened(" ".join(told.subject.split()), SUBJECT_LENGTH),
        body=shortened(told.body, BODY_LENGTH),
        sent_at=at,
        dedup_key=told.dedup_key,
    )
