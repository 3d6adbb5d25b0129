"""Who gets a message outside the portal: settled once, after the step that wrote it, for all its holders together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from departments.kept import department, installed_region
from messaging import selectors
from messaging.enums import Manner, MessageKind
from messaging.gateways import open_channels
from messaging.hours import next_office_moment
from messaging.models import Address, Delivery, Message

if TYPE_CHECKING:
    from datetime import datetime


def messages_to_resolve(limit: int) -> list[int]:
    """The messages of which nobody has settled who gets them, the oldest first."""
    return list(Message.objects.filter(resolved_at=None).order_by("pk").values_list("pk", flat=True)[:limit])


def resolve(message_id: int, *, at: datetime) -> None:
    """Write a delivery for each person and channel; a second time nothing happens."""
    with transaction.atomic():
        waiting = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=message_id, resolved_at=None)
        message = waiting.select_related("case").first()
        if message is None:
            return
        Delivery.objects.bulk_create(_deliveries(message, at), ignore_conflicts=True)
        message.resolved_at = at
        message.save(update_fields=("resolved_at",))


def region_of(message: Message) -> int:
    """The region whose office hours hold. LookupError before any region is loaded."""
    if message.department_id is not None:
        return department(message.department_id).region_id
    if message.case is not None:
        return int(vars(message.case)["region_id"])
    region = installed_region()
    if region is None:
        raise LookupError("no region")
    return region.pk


def due_at(message: Message) -> datetime:
    """The code for which somebody waits leaves at once, everything else within office hours."""
    return message.sent_at if message.kind == MessageKind.CODE else next_office_moment(region_of(message), message.sent_at)


def _deliveries(message: Message, at: datetime) -> list[Delivery]:
    channels = open_channels()
    if not channels:
        return []
    reachable = Address.objects.filter(user__in=selectors.receivers(message, at), channel__in=channels, confirmed_at__isnull=False)
    addresses = list(reachable.order_by("user", "channel"))
    said = selectors.manners_of({address.user_id for address in addresses})
    due = due_at(message)
    return [
        Delivery(message=message, person_id=address.user_id, channel=address.channel, due_at=due, next_try_at=due)
        for address in addresses
        if selectors.manner_of(said, address.user_id, message.kind, address.channel) == Manner.AT_ONCE
    ]
