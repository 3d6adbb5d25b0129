"""Handing letters over: under a lease, tried again until the other side is well, given up where it refuses."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.db.models import F, Q, QuerySet

from messaging import selectors
from messaging.enums import DeliveryState, MessageKind
from messaging.gateways import AwayError, RefusedError, gateway_for
from messaging.hours import next_office_moment
from messaging.letters import is_code_good, letter_of
from messaging.models import Address, Delivery
from messaging.services.addresses import note_refusal
from messaging.services.gateways import note_away, note_sent
from messaging.services.resolving import region_of

if TYPE_CHECKING:
    from datetime import datetime

# Longer than any gateway waits for the other side, so that a lease runs out only when its process died.
LEASE: Final = timedelta(seconds=60)
BACK_OFF: Final = timedelta(seconds=30)
LONGEST_BACK_OFF: Final = timedelta(hours=1)
# How long one address may put a letter off (RFC 5321, 4.5.4.1 asks for four or five days). A gateway that is away is waited for.
PATIENCE: Final = timedelta(days=5)

log = structlog.get_logger(__name__)


def deliveries_due(limit: int, *, at: datetime) -> list[int]:
    """What is to be sent and nobody is sending, the longest due first."""
    return list(_free(at).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])


def send(delivery_id: int, *, at: datetime) -> bool:
    """Send one letter; False when it was not due, or somebody else has it."""
    delivery = _claimed(delivery_id, at)
    if delivery is None:
        return False
    quiet_until = _quiet_until(delivery, at)
    if quiet_until is not None:
        _release(delivery, next_try_at=quiet_until, attempts=F("attempts") - 1)
        return False
    address = Address.objects.filter(user=delivery.person_id, channel=delivery.channel).first()
    reason = _why_not(delivery, address, at)
    if address is None or reason:
        _end(delivery, DeliveryState.DROPPED, reason)
        return True
    _hand_over(delivery, address, at)
    return True


def _free(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=at), state=DeliveryState.WAITING, next_try_at__lte=at)


def _claimed(delivery_id: int, at: datetime) -> Delivery | None:
    """Take it for this process, committed before anything leaves."""
    token = uuid.uuid4()
    taken = _free(at).filter(pk=delivery_id).update(lease_until=at + LEASE, lease_token=token, attempts=F("attempts") + 1)
    if not taken:
        return None
    return Delivery.objects.select_related("message__case", "person").filter(pk=delivery_id, lease_token=token).first()


def _quiet_until(delivery: Delivery, at: datetime) -> datetime | None:
    """After an outage a letter may be overdue at night: it waits for the morning."""
    if delivery.message.kind == MessageKind.CODE:
        return None
    moment = next_office_moment(region_of(delivery.message), at)
    return moment if moment > at else None


def _why_not(delivery: Delivery, address: Address | None, at: datetime) -> str:
    """Why nothing is sent any more, or nothing."""
    message = delivery.message
    if message.kind == MessageKind.CODE:
        is_of_this_request = address is not None and address.asked_at == message.sent_at
        return "" if address and is_of_this_request and is_code_good(address, at) else "验证码已经过期或者另行发送"
    if address is None or not address.value:
        return "收信人已经删除这个联系方式"
    if not selectors.receivers(message, at).filter(pk=delivery.person_id).exists():
        return "收信人已不在这个岗位，或者不再代表这家企业"
    return ""


def _hand_over(delivery: Delivery, address: Address, at: datetime) -> None:
    gateway = gateway_for(delivery.channel)
    if gateway is None:
        _put_off(delivery, "这个渠道现在没有开通", at)
        return
    try:
        reference = gateway.send(letter_of(delivery, address))
    except RefusedError as refused:
        log.warning("delivery_refused", object=f"delivery:{delivery.pk}", attempt=delivery.attempts, reason=str(refused))
        _give_up(delivery, address, str(refused), at, is_address=refused.is_address)
    except AwayError as away:
        log.warning("gateway_away", object=f"delivery:{delivery.pk}", attempt=delivery.attempts, reason=str(away))
        if not away.is_address:
            note_away(delivery.channel, str(away), at=at)
        if away.is_address and at - delivery.due_at >= PATIENCE:
            _give_up(delivery, address, f"收件地址{PATIENCE.days}天内一直没有接收", at, is_address=True)
        else:
            _put_off(delivery, "对方系统暂时不能接收，系统会自动再发", at, is_alone=away.is_address)
    except Exception as fault:
        log.exception("delivery_failed", object=f"delivery:{delivery.pk}", attempt=delivery.attempts)
        note_away(delivery.channel, type(fault).__name__, at=at)
        # What is wrong with this letter is no reason to keep the others.
        _put_off(delivery, "发送时出错，系统会自动再发", at, is_alone=True)
    else:
        _end(delivery, DeliveryState.SENT, sent_at=at, reference=reference)
        note_sent(delivery.channel, at=at)
        # A code goes to the address that is asked for, and says nothing of the one in use.
        if delivery.message.kind != MessageKind.CODE:
            Address.objects.filter(pk=address.pk, value=address.value, refused_at__isnull=False).update(refused_at=None, refusal="")


def _give_up(delivery: Delivery, address: Address, reason: str, at: datetime, *, is_address: bool) -> None:
    if _end(delivery, DeliveryState.FAILED, reason) and is_address and delivery.message.kind != MessageKind.CODE:
        note_refusal(address, reason, at=at)


def _put_off(delivery: Delivery, reason: str, at: datetime, *, is_alone: bool = False) -> None:
    """Ever more rarely; the log and the operator's page say in the machine's words why. Whatever else waits for the same other side waits as long, or each letter would wait for it in turn."""
    pause = min(BACK_OFF * 2 ** min(delivery.attempts - 1, 10), LONGEST_BACK_OFF)
    _release(delivery, next_try_at=at + pause, failure=reason)
    if is_alone:
        return
    others = _free(at).filter(channel=delivery.channel).exclude(pk=delivery.pk)
    others.update(next_try_at=at + min(pause, BACK_OFF), failure=reason)


def _held(delivery: Delivery) -> QuerySet[Delivery]:
    """Select it only while our lease is the one on it."""
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, lease_token=delivery.lease_token)


def _release(delivery: Delivery, **changes: Any) -> None:
    _held(delivery).update(lease_until=None, lease_token=None, **changes)


def _end(delivery: Delivery, state: DeliveryState, failure: str = "", **changes: Any) -> bool:
    ended = _held(delivery).update(state=state, failure=failure, next_try_at=None, lease_until=None, lease_token=None, **changes)
    if not ended:
        log.warning("late_result_discarded", object=f"delivery:{delivery.pk}")
    return bool(ended)
