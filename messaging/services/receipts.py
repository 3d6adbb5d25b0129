from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from messaging.enums import Channel, DeliveryState, MessageKind
from messaging.models import Address, Delivery
from messaging.services.addresses import note_refusal
from words.lists import shortened

if TYPE_CHECKING:
    from datetime import datetime

REASON_LENGTH = 200
# What a provider may still say something about: one that failed may have arrived after all, never the other way about.
OPEN_TO = {True: (DeliveryState.SENT, DeliveryState.FAILED), False: (DeliveryState.SENT,)}


def note_receipt(channel: Channel, reference: str, *, is_delivered: bool, reason: str, at: datetime) -> bool:
    """Note what a provider says became of a letter; False for one that is not ours. A second receipt of the same changes nothing."""
    if not reference:
        return False
    with transaction.atomic():
        named = Delivery.objects.select_for_update(of=("self",)).select_related("message")
        found = named.filter(channel=channel, reference=reference, sent_at__isnull=False).order_by("-pk").first()
        if found is None:
            return False
        if found.state not in OPEN_TO[is_delivered]:
            return True
        own = Address.objects.filter(user=found.person_id, channel=channel, confirmed_at__lte=found.sent_at).select_related("user").first()
        if is_delivered:
            found.state, found.delivered_at, found.failure = DeliveryState.DELIVERED, at, ""
        else:
            found.state, found.failure = DeliveryState.FAILED, shortened(f"运营商没有送到：{reason or '没有说明原因'}", REASON_LENGTH)
        found.save(update_fields=("state", "delivered_at", "failure"))
        # A letter that went to an earlier address, or to one that is only being asked for, says nothing of the one in use.
        if own is not None and found.message.kind != MessageKind.CODE:
            if is_delivered:
                Address.objects.filter(pk=own.pk, refused_at__isnull=False).update(refused_at=None, refusal="")
            else:
                note_refusal(own, found.failure, at=at)
    return True
