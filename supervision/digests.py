"""Once a working day, what a person has before it and has not read: only what is the person's own, and nothing where there is nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from departments.actors import actor_for
from departments.kept import installed_region
from ledger.timekeeping import legal_date
from messaging import selectors
from messaging.enums import Channel, Manner, MessageKind
from messaging.gateways import open_channels
from messaging.hours import is_office_time
from messaging.models import Address, Reader
from messaging.services import tell_person
from supervision.agenda import agenda_of
from words.dates import day, weekday

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from accounts.models import User
    from procedure.actors import Actor

LINES_AT_MOST: Final = 15
LOOKS_AHEAD: Final = timedelta(days=7)


def digests_due(limit: int, *, at: datetime) -> list[int]:
    """Whoever has an address and was not looked after today; nobody outside office hours."""
    confirmed = Address.objects.filter(user=OuterRef("user"), confirmed_at__isnull=False)
    waiting = Q(digest_on__isnull=True) | Q(digest_on__lt=legal_date(at))
    found = Reader.objects.filter(waiting, Exists(confirmed), user__is_active=True)
    keys = list(found.order_by("digest_on", "pk").values_list("pk", flat=True)[:limit])
    region = installed_region() if keys else None
    return keys if region is not None and is_office_time(region.pk, at) else []


def write_digest(user_id: int, at: datetime) -> None:
    """The digest of a person for the day; a second time nothing happens."""
    today = legal_date(at)
    with transaction.atomic():
        reader = Reader.objects.select_for_update(of=("self",)).select_related("user").get(pk=user_id)
        if reader.digest_on is not None and reader.digest_on >= today:
            return
        since = reader.digest_on
        reader.digest_on = today
        reader.save(update_fields=("digest_on",))
        lines = list(_lines(reader.user, actor_for(reader.user, at), today, since)) if _is_wanted(reader.user) else []
        if lines:
            tell_person(
                reader.user,
                subject=f"{day(today)}的待办期限和消息",
                body="\n".join(lines),
                at=at,
                dedup_key=f"digest:{user_id}:{today}",
                kind=MessageKind.DIGEST,
            )


def _is_wanted(user: User) -> bool:
    """Whether it would go anywhere: by a channel that is there, to an address that counts."""
    said = selectors.manners_of([user.pk])
    used = selectors.addresses_of(user.pk).filter(confirmed_at__isnull=False, channel__in=open_channels())
    return any(selectors.manner_of(said, user.pk, MessageKind.DIGEST, own.channel) == Manner.AT_ONCE for own in used)


def _lines(user: User, actor: Actor, today: date, since: date | None) -> Iterator[str]:
    due = [one for one in agenda_of(actor) if one.due_on <= today + LOOKS_AHEAD]
    if due:
        yield f"一周以内到期和已经超期的期限（共{len(due)}项）："
        yield from (f"・{weekday(one.due_on)} {_how_late(one.due_on, today)}{one.words}" for one in due[:LINES_AT_MOST])
        if len(due) > LINES_AT_MOST:
            yield f"・其余{len(due) - LINES_AT_MOST}项请登录查看"
    yield from _unread_lines(user, actor, today, since)


def _how_late(due_on: date, today: date) -> str:
    return "已超期 " if due_on < today else "今天到期 " if due_on == today else ""


def _unread_lines(user: User, actor: Actor, today: date, since: date | None) -> Iterator[str]:
    """What went into no letter of its own, since the last digest or for a week."""
    said = selectors.manners_of([user.pk])
    is_daily = any(selectors.manner_of(said, user.pk, MessageKind.PROGRESS, channel) == Manner.DAILY for channel in Channel)
    if not is_daily:
        return
    from_day = max(since or today - LOOKS_AHEAD, today - LOOKS_AHEAD)
    news = selectors.unread(selectors.messages_of(actor), actor).filter(kind=MessageKind.PROGRESS, sent_at__date__gte=from_day)
    found = list(news.order_by("-sent_at", "-pk")[: LINES_AT_MOST + 1])
    if found:
        yield "没有读过的进展消息："
        yield from (f"・{message.subject}" for message in found[:LINES_AT_MOST])
        if len(found) > LINES_AT_MOST:
            yield "・更多消息请登录查看"
