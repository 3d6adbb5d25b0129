"""What may be done to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from ledger import services as ledger
from ledger.rows import Part

if TYPE_CHECKING:
    from datetime import datetime


class AccountError(Exception):
    """The change was refused; the message is for the administrator."""


@transaction.atomic
def set_active(user_id: int, *, active: bool, reason: str, by_id: int, at: datetime) -> User:
    """Enable or disable an account; rights end at once, because every request asks for them anew. AccountError."""
    if user_id == by_id:
        raise AccountError("不能停用或启用自己的账号，请由另一位管理员办理。")
    if not reason.strip():
        raise AccountError("请写明原因。")
    stream = ledger.locked_stream(f"account:{user_id}")
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if user.is_active == active:
        raise AccountError("这个账号已是所要的状态，可能刚由他人办理，请刷新后再看。")
    user.is_active = active
    if not active:
        user.sessions_ended += 1
    user.save(update_fields=("is_active", "sessions_ended"))
    ledger.append_event(
        stream=stream,
        actor=f"user:{by_id}",
        action="account_enabled" if active else "account_disabled",
        object=f"user:{user_id}",
        at=at,
        body={"reason": reason.strip()},
        rows=[Part(user, ("is_active", "sessions_ended"))],
    )
    return user
