"""The address under which a person's own calendar can be subscribed to. Only its digest is kept; a new one ends the one before."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from messaging.models import Reader

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


def renew_calendar(user: User, *, at: datetime) -> str:
    """A new secret for the address; it is shown once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    Reader.objects.update_or_create(user=user, defaults={"calendar_sha256": calendar_digest(token), "calendar_made_at": at})
    return token


def end_calendar(user: User) -> None:
    Reader.objects.filter(user=user).update(calendar_sha256="", calendar_made_at=None)


def calendar_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
