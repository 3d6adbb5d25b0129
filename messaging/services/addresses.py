"""How a person says where it is reached: the new address counts once its owner has typed the code that was sent there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from messaging.enums import Channel, DeliveryState, MessageKind
from messaging.gateways import gateway_for, open_channels
from messaging.letters import code_key, is_code_good, is_code_of
from messaging.models import Address, Delivery, Message, Reader
from messaging.services.messages import tell_person
from procedure.errors import ConditionNotMet, InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

TRIES_AT_MOST: Final = 5
# A code costs its receiver's patience, and as a text message money.
PAUSE: Final = timedelta(seconds=60)
CODES_A_DAY: Final = 10


def ask_for_address(user: User, channel: Channel, value: str, *, at: datetime) -> Address:
    """Send a code to a new address. InvalidInput, ConditionNotMet."""
    if gateway_for(channel) is None:
        raise InvalidInput("value", f"本系统没有开通{channel.label}，请选用其他方式。")
    with transaction.atomic():
        Reader.objects.get_or_create(user=user)
        # Two windows ask one after the other.
        Reader.objects.select_for_update(of=("self",)).get(user=user)
        address, _ = Address.objects.get_or_create(user=user, channel=channel)
        if address.value == value:
            raise InvalidInput("value", "这个联系方式已经核实，正在使用，不用再次填写。")
        _refuse_haste(user, address, at)
        address.asked_value, address.asked_at, address.wrong_tries = value, at, 0
        address.save(update_fields=("asked_value", "asked_at", "wrong_tries"))
        _owe_code(address, at)
    return address


def _refuse_haste(user: User, address: Address, at: datetime) -> None:
    if address.asked_at is not None and at < address.asked_at + PAUSE:
        msg = "验证码刚刚发出，请等一分钟；仍没有收到的，再重新发送。"
        raise ConditionNotMet(msg)
    since = at - timedelta(days=1)
    if Message.objects.filter(person=user, kind=MessageKind.CODE, sent_at__gt=since).count() >= CODES_A_DAY:
        msg = f"一天最多发送{CODES_A_DAY}次验证码，请明天再试。"
        raise ConditionNotMet(msg)


def _owe_code(address: Address, at: datetime) -> None:
    message = Message.objects.create(
        person_id=address.user_id,
        kind=MessageKind.CODE,
        subject="核实您的联系方式",
        body=f"有人在平台上填写了这个{address.get_channel_display()}联系方式，验证码已发往该处。",
        sent_at=at,
        resolved_at=at,
        dedup_key=code_key(address),
    )
    Delivery.objects.filter(message__person=address.user_id, message__kind=MessageKind.CODE, channel=address.channel).filter(
        state=DeliveryState.WAITING
    ).update(state=DeliveryState.DROPPED, failure="验证码另行发送", next_try_at=None)
    Delivery.objects.create(message=message, person_id=address.user_id, channel=address.channel, due_at=at, next_try_at=at)


def confirm_address(user: User, channel: Channel, code: str, *, at: datetime) -> Address:
    """Take the address into use once the code is right. InvalidInput says what to do."""
    with transaction.atomic():
        address = Address.objects.select_for_update(of=("self",)).filter(user=user, channel=channel).first()
        if address is None or not address.asked_value:
            raise InvalidInput("code", "没有等待核实的联系方式，请先填写联系方式并发送验证码。")
        if not is_code_good(address, at) or address.wrong_tries >= TRIES_AT_MOST:
            raise InvalidInput("code", "验证码已经失效，请重新发送。")
        is_right = is_code_of(address, code, at)
        if is_right:
            address.value, address.confirmed_at = address.asked_value, at
            address.asked_value, address.asked_at, address.refused_at, address.refusal = "", None, None, ""
        else:
            address.wrong_tries += 1
        address.save()
    if not is_right:
        left = TRIES_AT_MOST - address.wrong_tries
        raise InvalidInput("code", f"验证码不对，还可以再输{left}次。" if left else "验证码输错的次数太多，请重新发送。")
    return address


def remove_address(user: User, channel: Channel) -> None:
    """Take an address out of use; the last one that can be reached stays, since limits are told by it. ConditionNotMet."""
    there = open_channels()
    with transaction.atomic():
        own = list(Address.objects.select_for_update(of=("self",)).filter(user=user).order_by("pk"))
        if channel in there and not any(address.value for address in own if address.channel != channel and address.channel in there):
            msg = "待办和期限提醒要发到已核实的联系方式，最后一个不能删除；要更换的，请直接填写新的。"
            raise ConditionNotMet(msg)
        for address in own:
            if address.channel == channel:
                address.value, address.confirmed_at, address.refused_at, address.refusal = "", None, None, ""
                address.asked_value, address.asked_at = "", None
                address.save()


def note_refusal(address: Address, reason: str, *, at: datetime) -> None:
    """The other side takes nothing for an address in use: its owner is told, once for each time that it was confirmed."""
    noted = Address.objects.filter(pk=address.pk, value=address.value, confirmed_at=address.confirmed_at).exclude(value="")
    if not address.confirmed_at or not noted.update(refused_at=at, refusal=reason):
        return
    tell_person(
        address.user,
        subject=f"您的{address.get_channel_display()}收不到消息",
        body=f"发往您的{address.get_channel_display()}的消息没有送到：{reason}。请在“消息设置”中核对后重新填写；在此之前，请登录平台查看消息。",
        at=at,
        dedup_key=f"refused:{address.pk}:{address.confirmed_at.timestamp()}",
    )
