"""Who may read a message, what somebody has not read, and how the sending went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.enums import MandateState
from accounts.models import Mandate, User
from departments.models import Department, Post
from ledger.timekeeping import legal_date
from messaging.enums import OUTSIDE_ONLY, Channel, DeliveryState, Manner, MessageKind
from messaging.models import Address, Delivery, GatewayRecord, Message, MessageReading, Preference, Reader
from procedure.enums import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from procedure.actors import Actor

# What a bell says at most is 99+; beyond it nobody counts.
COUNTED_AT_MOST: Final = 100
LISTED_AT_MOST: Final = 1000
SENT_STATES: Final = (DeliveryState.SENT, DeliveryState.DELIVERED)
# What holds where a person has said nothing.
USUAL: Final[Mapping[tuple[str, str], Manner]] = {
    (MessageKind.PROGRESS, Channel.MAIL): Manner.DAILY,
    (MessageKind.PROGRESS, Channel.SMS): Manner.NEVER,
    (MessageKind.PROGRESS, Channel.WORK_CHAT): Manner.AT_ONCE,
    (MessageKind.DIGEST, Channel.MAIL): Manner.AT_ONCE,
    (MessageKind.DIGEST, Channel.SMS): Manner.NEVER,
    (MessageKind.DIGEST, Channel.WORK_CHAT): Manner.NEVER,
}


def messages_of(actor: Actor) -> QuerySet[Message]:
    """What the portal shows to the actor: messages to the person, to its enterprises and to its posts."""
    # A post is told what happens while it is held; what it was told before, its inbox shows as far as it still matters.
    seen = Q(enterprise__in=actor.enterprise_ids)
    if actor.user_id is not None:
        seen |= _own(actor)
    for post in actor.posts:
        seen |= Q(department=post.department_id, role=post.role)
    return Message.objects.filter(seen).exclude(kind__in=OUTSIDE_ONLY)


def _own(actor: Actor) -> Q:
    """What the person was told; of a case only as long as it is of the house, or acts for somebody."""
    own = Q(person=actor.user_id)
    return own if actor.posts or actor.enterprise_ids else own & Q(case__isnull=True)


def messages_of_enterprises(actor: Actor) -> QuerySet[Message]:
    """The part of them that is to the actor's enterprises."""
    return Message.objects.filter(enterprise__in=actor.enterprise_ids).exclude(kind__in=OUTSIDE_ONLY)


def unread(messages: QuerySet[Message], actor: Actor) -> QuerySet[Message]:
    """Those that the actor has not read."""
    return messages.filter(_is_unread(actor))


def with_readings(messages: QuerySet[Message], actor: Actor) -> QuerySet[Message]:
    """With ``is_unread``, as the actor sees them."""
    return messages.annotate(is_unread=ExpressionWrapper(_is_unread(actor), BooleanField()))


def _is_unread(actor: Actor) -> Q:
    read_up_to = Reader.objects.filter(user=actor.user_id).order_by().values("read_up_to")
    floor = Coalesce(Subquery(read_up_to, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
    return Q(pk__gt=floor) & ~Q(Exists(MessageReading.objects.filter(message=OuterRef("pk"), user=actor.user_id)))


def unread_number(actor: Actor) -> int:
    """How many are unread, counted up to a bound, in one statement: each receiver by its own index, the newest first."""
    return min(_of_each(actor, lambda found: unread(found, actor), COUNTED_AT_MOST).count(), COUNTED_AT_MOST)


def newest_of(actor: Actor) -> QuerySet[Message]:
    """As :func:`messages_of`, of each receiver the newest up to a bound: a post of a large court is told something every minute."""
    return Message.objects.filter(pk__in=_of_each(actor, lambda found: found, LISTED_AT_MOST))


def _of_each(actor: Actor, narrowed: Callable[[QuerySet[Message]], QuerySet[Message]], at_most: int) -> QuerySet[Message, int]:
    receivers = [Q(department=post.department_id, role=post.role) for post in actor.posts]
    receivers += [Q(enterprise=key) for key in actor.enterprise_ids]
    receivers += [_own(actor)]
    found = [narrowed(Message.objects.filter(receiver).exclude(kind__in=OUTSIDE_ONLY)) for receiver in receivers]
    keys = [one.order_by("-sent_at", "-pk").values_list("pk", flat=True)[:at_most] for one in found]
    return keys[0].union(*keys[1:], all=True) if len(keys) > 1 else keys[0]


# --- who gets a message outside -------------------------------------------------------------------------------------


def receivers(message: Message, at: datetime) -> QuerySet[User]:
    """The people to whom a message goes at a moment: holders in their term, agents with a mandate in force, or the one person."""
    today = legal_date(at)
    people = User.objects.filter(is_active=True).order_by("pk")
    mandates = Mandate.objects.filter(_in_term(today), state=MandateState.ACTIVE, user=OuterRef("pk"))
    posts = _posts_held(at).filter(user=OuterRef("pk"))
    if message.enterprise_id is not None:
        return people.filter(Exists(mandates.filter(enterprise=message.enterprise_id)))
    if message.department_id is not None:
        return people.filter(Exists(posts.filter(department=message.department_id, role=message.role)))
    own = people.filter(pk__in=[message.person_id])
    # Of a case only who is still of the house, or acts for somebody.
    return own if message.case_id is None else own.filter(Exists(posts) | Exists(mandates))


def _posts_held(at: datetime) -> QuerySet[Post]:
    """Posts in their term, in a unit that takes part."""
    today = legal_date(at)
    held = Post.objects.filter(_in_term(today), Q(ended_at__isnull=True) | Q(ended_at__gt=at), department__joined_on__lte=today)
    return held.filter(Q(department__left_on__isnull=True) | Q(department__left_on__gte=today))


def _in_term(today: date) -> Q:
    return Q(valid_from__lte=today) & (Q(valid_until__isnull=True) | Q(valid_until__gte=today))


def manners_of(people: Iterable[int]) -> dict[tuple[int, str, str], Manner]:
    """What each of some people has said, by person, kind and channel."""
    rows = Preference.objects.filter(user__in=list(people)).order_by("pk")
    return {(row.user_id, row.kind, row.channel): Manner(row.manner) for row in rows}


def manner_of(said: Mapping[tuple[int, str, str], Manner], person: int, kind: str, channel: str) -> Manner:
    """How a kind reaches a person by a channel; what nobody may switch off goes at once."""
    return said.get((person, kind, channel), USUAL.get((kind, channel), Manner.AT_ONCE))


def addresses_of(user_id: int) -> QuerySet[Address]:
    return Address.objects.filter(user=user_id)


def calendar_owner(sha256: str) -> User | None:
    """Whose calendar has that address, as long as the account is open."""
    found = Reader.objects.filter(calendar_sha256=sha256).exclude(calendar_sha256="").select_related("user").first()
    return found.user if found and found.user.is_active else None


# --- how it went ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sending:
    """How one message went: how many letters are out, still to go or given up, and whether somebody has read it in the portal."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    is_read: bool = False

    @property
    def has_reached(self) -> bool:
        """Whether its sending is on record: a letter is out, or somebody to whom it goes has read it."""
        return self.sent > 0 or self.is_read


def sending_of(dedup_key: str) -> Sending | None:
    """How the message with that key went; None where none was written."""
    message = Message.objects.filter(dedup_key=dedup_key).first()
    if message is None:
        return None
    states = list(Delivery.objects.filter(message=message).order_by("pk").values_list("state", flat=True))
    sent = sum(state in SENT_STATES for state in states)
    is_read = message.readings.exists() or _is_passed_by_a_mark(message)
    return Sending(sent, states.count(DeliveryState.WAITING), states.count(DeliveryState.FAILED), is_read)


def on_record_by(dedup_key: OuterRef, day: OuterRef) -> Q:
    """For a query that asks of messages by their keys: a letter was out, or somebody had opened it, by the end of a day.

    What a mark has passed over bears no day, so nothing that has to be in time rests on it.
    """
    out = Delivery.objects.filter(message__dedup_key=dedup_key, state__in=SENT_STATES, sent_at__date__lte=day)
    read = MessageReading.objects.filter(message__dedup_key=dedup_key, read_at__date__lte=day)
    return Q(Exists(out)) | Q(Exists(read))


def _is_passed_by_a_mark(message: Message) -> bool:
    return Reader.objects.filter(user__in=receivers(message, message.sent_at), read_up_to__gte=message.pk).exists()


WAITING_COUNTED_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class GatewayFigures:
    """What waits for one way out (counted up to a bound), since when, how many were given up, and what was noted of it."""

    waiting: int
    oldest_due_at: datetime | None
    failed: int
    record: GatewayRecord


def figures_of(channel: Channel, *, at: datetime, since: datetime) -> GatewayFigures:
    """By the indexes of what waits and what failed."""
    waiting = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, due_at__lte=at).order_by("next_try_at", "pk")
    due = list(waiting.values_list("due_at", flat=True)[: WAITING_COUNTED_AT_MOST + 1])
    failed = Delivery.objects.filter(channel=channel, state=DeliveryState.FAILED, due_at__gte=since).count()
    record = GatewayRecord.objects.filter(channel=channel).first() or GatewayRecord(channel=channel)
    return GatewayFigures(len(due), min(due, default=None), failed, record)


def posts_that_nobody_holds(*, at: datetime, since: datetime) -> list[tuple[int, Role]]:
    """Departments and roles that were told something of late and have nobody to read it."""
    found = [_vacant(role, at, since) for role in Role]
    return sorted((pk, Role(role)) for pk, role in found[0].union(*found[1:], all=True))


def _vacant(role: Role, at: datetime, since: datetime) -> QuerySet[Department, tuple[int, str]]:
    told = Message.objects.filter(department=OuterRef("pk"), role=role, sent_at__gte=since)
    held = _posts_held(at).filter(department=OuterRef("pk"), role=role, user__is_active=True)
    vacant = Department.objects.filter(Exists(told), ~Exists(held), left_on__isnull=True)
    return vacant.annotate(role=Value(role.value)).order_by().values_list("pk", "role")


def holders_without_address(at: datetime) -> int:
    """How many people in post are reached in the portal alone."""
    confirmed = Address.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
    posts = _posts_held(at).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(posts), ~Exists(confirmed), is_active=True).count()
