"""What a person reads of the messages, and where each leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from departments.kept import department
from messaging import selectors
from messaging.enums import Channel, DeliveryState
from messaging.gateways import open_channels
from messaging.letters import code_key
from messaging.models import Address, Delivery, Reader
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, OVERSEERS, Role
from recognition.models import Recognition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from django.db.models import QuerySet

    from accounts.models import User
    from messaging.models import Message
    from procedure.actors import Actor

COURT, BUREAU, MEMBER, OFFICE = "court", "bureau", "member", "office"


def messages_to(actor: Actor) -> QuerySet[Message]:
    """The newest first."""
    return selectors.newest_of(actor).order_by("-sent_at", "-pk")


def receiver_words(message: Message) -> str:
    """As whom the reader got it."""
    if message.enterprise is not None:
        return message.enterprise.name
    if message.department_id is not None:
        return f"{department(message.department_id).short_name} {Role(message.role).label}"
    return "发给您本人"


def page_of_message(message: Message, actor: Actor) -> str:
    """Where what it tells of is handled; nothing for what belongs to no case, or to a case that the reader has no page of."""
    case = message.case_id
    if case is None:
        return ""
    if not message.role and not actor.posts:
        return reverse("enterprise:case", args=[case])
    audience = _audience_of({Role(message.role)} if message.role else actor.roles)
    if audience == MEMBER:
        own = Recognition.objects.filter(case=case, department__in=actor.departments_of(*MEMBER_ROLES)).order_by("pk").first()
        return reverse("member:answer", args=[own.pk]) if own else ""
    return reverse(f"{audience}:case", args=[case]) if audience in (COURT, BUREAU, OFFICE) else ""


def _audience_of(roles: AbstractSet[Role]) -> str:
    """Whose pages the holder of a role uses; nothing for who has no page of a case."""
    ways = ((COURT, COURT_ROLES), (BUREAU, BUREAU_ROLES), (MEMBER, MEMBER_ROLES), (OFFICE, OVERSEERS))
    return next((audience for audience, theirs in ways if roles & set(theirs)), "")


@dataclass(frozen=True, slots=True)
class Way:
    """One channel as the person's page shows it."""

    channel: Channel
    address: Address | None
    # Of the code that was last asked for.
    code: Delivery | None = None

    @property
    def is_in_use(self) -> bool:
        return self.address is not None and bool(self.address.value)

    @property
    def is_asked(self) -> bool:
        return self.address is not None and bool(self.address.asked_value)


def ways_of(user: User) -> list[Way]:
    """Those that the portal has, and whatever a person has once given."""
    own = {address.channel: address for address in selectors.addresses_of(user.pk).order_by("pk")}
    asked = [code_key(address) for address in own.values() if address.asked_at]
    sent = {code.channel: code for code in Delivery.objects.filter(message__dedup_key__in=asked).order_by("pk")}
    return [Way(channel, own.get(channel), sent.get(channel)) for channel in Channel if channel in open_channels() or channel in own]


def reader_of(user: User) -> Reader | None:
    return Reader.objects.filter(user=user).first()


def sendings_of(message: Message, actor: Actor) -> Sequence[Delivery]:
    """How the message went to the reader by each channel."""
    own = Delivery.objects.filter(message=message, person=actor.user_id)
    return list(own.order_by("channel"))


def lately_failed(user: User) -> bool:
    """Whether the person's last letter was not taken."""
    last = Delivery.objects.filter(person=user).exclude(state__in=(DeliveryState.WAITING, DeliveryState.DROPPED)).order_by("-pk").first()
    return last is not None and last.state == DeliveryState.FAILED
