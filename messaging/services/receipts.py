from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from messaging.enums import Channel, DeliveryState
from messaging.models import Address, Delivery
from words.lists import shortened

if TYPE_CHECKING:
    from datetime import datetime

REASON_LENGTH = 200


def note_receipt(channel: Channel, reference: str, *, is_delivered: bool, reason: str, at: datetime) -> bool:
    """Note what a provider says became of a letter; False for one that is not ours. What has arrived stays so."""
    if not reference:
        return False
    with transaction.atomic():
        found = Delivery.objects.select_for_update(of=("self",)).filter(channel=channel, reference=reference).first()
        if found is None:
            return False
        if found.state != DeliveryState.SENT:
            return True
        if is_delivered:
            found.state, found.delivered_at = DeliveryState.DELIVERED, at
        else:
            found.state, found.failure = DeliveryState.FAILED, shortened(f"运营商没有送到：{reason or '没有说明原因'}", REASON_LENGTH)
            own = Address.objects.filter(user=found.person_id, channel=channel)
            own.update(refused_at=at, refusal=found.failure)
        found.save(update_fields=("state", "delivered_at", "failure"))
    return True
