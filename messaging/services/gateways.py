"""How the ways out fare, noted beside the work: a note that cannot be kept must stop no letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from messaging.models import GatewayRecord

if TYPE_CHECKING:
    from datetime import datetime

    from messaging.enums import Channel


def note_sent(channel: str, *, at: datetime) -> None:
    _note(channel, sent_at=at)


def note_away(channel: str, reason: str, *, at: datetime) -> None:
    _note(channel, away_at=at, away=reason[:200])


def note_good_receipt(channel: Channel, *, at: datetime) -> None:
    _note(channel, receipt_at=at)


def note_bad_receipt(channel: Channel, *, at: datetime) -> None:
    """Somebody without the key has spoken, or somebody with it has said nothing."""
    _note(channel, bad_receipts=F("bad_receipts") + 1, bad_receipt_at=at)


def _note(channel: str, **changes: Any) -> None:
    own = GatewayRecord.objects.filter(channel=channel)
    if not own.update(**changes):
        GatewayRecord.objects.bulk_create([GatewayRecord(channel=channel)], ignore_conflicts=True)
        own.update(**changes)
