"""Everything that would have left the portal, as the person would get it; and the invented addresses that it goes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.db.models import F, Min, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Enterprise, User
from ledger.timekeeping import one_moment
from messaging.enums import Channel, MessageKind
from messaging.letters import Letter, letter_of
from messaging.models import Address, Delivery, Message, Reader
from messaging.services import resolve, send
from portal.lists.pages import joined, page_of
from portal.shell.policy import Audience, policy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# Nobody has an address below this name (RFC 2606), and of the numbers none is dialled by the demo.
HOST: Final = "example.invalid"
FIRST_NUMBER: Final = 19_900_000_000
NUMBER: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


def give_addresses(people: Iterable[User], *, since: datetime) -> None:
    """Mail for everybody, a mobile number for those who act for an enterprise, known since a moment."""
    everybody = list(people)
    Reader.objects.bulk_create([Reader(user=user) for user in everybody], ignore_conflicts=True)
    own = [Address(user=user, channel=Channel.MAIL, value=f"{user.username}@{HOST}", confirmed_at=since) for user in everybody]
    own += [
        Address(user=user, channel=Channel.SMS, value=str(FIRST_NUMBER + user.pk), confirmed_at=since)
        for user in everybody
        if "." not in user.username
    ]
    Address.objects.bulk_create(own, ignore_conflicts=True)


def send_as_it_was(*, since: datetime, at: datetime) -> None:
    """What was told since a moment goes out at its hours, as the sweeps would have done; what was told before had no address to go to."""
    earlier = Message.objects.filter(sent_at__lt=since, resolved_at=None)
    # Nobody has left the messages of two months unread.
    first = Message.objects.filter(sent_at__gte=since).aggregate(first=Min("pk"))["first"]
    Reader.objects.update(read_up_to=(first or 1) - 1)
    earlier.update(resolved_at=F("sent_at"))
    # So that what is kept of regions and calendars is asked for once.
    with one_moment():
        for key, told_at in Message.objects.filter(resolved_at=None).order_by("pk").values_list("pk", "sent_at"):
            resolve(key, at=told_at)
        for key, due_at in Delivery.objects.filter(due_at__lte=at, sent_at=None).order_by("due_at", "pk").values_list("pk", "due_at"):
            send(key, at=due_at)


@policy("demo.outbox", Audience.DEMO)
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest first; of one channel, one person or one enterprise where asked for."""
    channel, number = request.GET.get("channel", ""), request.GET.get("enterprise", "")
    name = request.GET.get("person", "").replace("\0", "").strip()
    found = Delivery.objects.order_by("-pk")
    enterprise = Enterprise.objects.filter(pk=number).first() if NUMBER.fullmatch(number) else None
    if enterprise is not None:
        found = letters_about(enterprise)
    if channel in Channel.values:
        found = found.filter(channel=channel)
    if name:
        found = found.filter(person__in=User.objects.filter(full_name=name).order_by("pk")[:20])
    page = page_of(request, found, joined("message", "person"))
    own = {(one.user_id, one.channel): one for one in Address.objects.filter(user__in=[row.person_id for row in page.object_list])}
    rows = [(row, _letter(row, own.get((row.person_id, row.channel)))) for row in page.object_list]
    context = {"page": page, "rows": rows, "channels": Channel.choices, "channel": channel, "person": name, "enterprise": enterprise}
    return render(request, "demo/outbox.html", context)


def letters_about(enterprise: Enterprise) -> QuerySet[Delivery]:
    """Everything that would have left because of one enterprise: to itself, of its cases, and what names it; the newest first."""
    about = Message.objects.filter(Q(enterprise=enterprise) | Q(case__enterprise=enterprise) | Q(body__contains=enterprise.name))
    return Delivery.objects.filter(message__in=about).order_by("-pk")


def _letter(delivery: Delivery, address: Address | None) -> Letter | None:
    """Nothing where the address is gone, or the code is of an earlier request."""
    if address is None:
        return None
    if delivery.message.kind == MessageKind.CODE and address.asked_at != delivery.message.sent_at:
        return None
    return letter_of(delivery, address)
