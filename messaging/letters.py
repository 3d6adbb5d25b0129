"""A message as its receiver gets it, by each channel. No letter holds a key to anything but a code that its reader has just asked for."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.crypto import salted_hmac

from messaging.enums import Channel, MessageKind
from notices.links import public_url
from words.dates import hour
from words.lists import shortened

if TYPE_CHECKING:
    from accounts.models import User
    from messaging.models import Address, Delivery, Message

PORTAL: Final = "企业信用修复协同办理平台"
# A text message of more is cut into several by the network, and each is paid for.
SMS_AT_MOST: Final = 70
NAME_AT_MOST: Final = 20
CODE_IS_GOOD_FOR: Final = timedelta(minutes=30)
FIGURES: Final = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: ``key`` is the same each time that it is tried, so that the other side can tell a second one."""

    key: str
    to: str
    subject: str
    text: str
    url: str
    at: datetime


def letter_of(delivery: Delivery, address: Address) -> Letter:
    """What the person gets. ``address`` is the person's own for the channel, as it stands now."""
    message, person = delivery.message, delivery.person
    if message.kind == MessageKind.CODE:
        to, subject, text = address.asked_value, message.subject, _code_text(address)
    elif delivery.channel == Channel.SMS:
        to, subject, text = address.value, message.get_kind_display(), _short_text(message, person)
    else:
        to, subject, text = address.value, message.subject, _long_text(message, person)
    return Letter(f"delivery-{delivery.pk}", to, subject, text, where_to_read(message), message.sent_at)


def where_to_read(message: Message) -> str:
    """Behind the sign-in: the address opens nothing by itself."""
    return public_url(f"/messages/{message.pk}/" if message.is_in_portal else "/messages/")


def _short_text(message: Message, person: User) -> str:
    """A text message is read on a locked screen: who is greeted, what kind it is, and nothing of the case."""
    name = shortened(person.full_name, NAME_AT_MOST)
    text = f"{name}，您好：您有一条新的{message.get_kind_display()}，请登录{PORTAL}查看。"
    with_address = f"{text}{public_url('/messages/')}"
    return with_address if len(with_address) <= SMS_AT_MOST else text


def _long_text(message: Message, person: User) -> str:
    return (
        f"{person.full_name}，您好：\n\n{message.body}\n\n请登录{PORTAL}查看和办理：\n{where_to_read(message)}\n\n"
        f"这封信由系统发出，请不要回复。在平台的“消息设置”中可以查看和调整收信方式：\n{public_url('/messages/settings/')}\n"
    )


def _code_text(address: Address) -> str:
    """Without a name: whether the address belongs to that person is what it is to show. It may have waited, so it says until when."""
    good_until = f"{hour(address.asked_at + CODE_IS_GOOD_FOR)}前填写有效" if address.asked_at else ""
    return f"您好：您在{PORTAL}核实联系方式的验证码是{code_of(address)}，{good_until}，请勿告诉他人。不是您本人操作的，请不用理会。"


def code_key(address: Address) -> str:
    """By what the message with the code of this request is known."""
    return f"code:{address.pk}:{address.asked_at.timestamp()}" if address.asked_at else ""


def code_of(address: Address) -> str:
    """Made from the request anew each time that it is needed, so that it is kept nowhere."""
    asked = f"{address.asked_at.timestamp():.6f}" if address.asked_at else ""
    made = salted_hmac("messaging.code", f"{address.pk} {address.asked_value} {asked}", algorithm="sha256").digest()
    return str(int.from_bytes(made[:8], "big") % 10**FIGURES).zfill(FIGURES)


def is_code_of(address: Address, typed: str, at: datetime) -> bool:
    return is_code_good(address, at) and hmac.compare_digest(code_of(address), typed)


def is_code_good(address: Address, at: datetime) -> bool:
    """Whether there is a code to be typed, and it is not too old."""
    return address.asked_at is not None and at < address.asked_at + CODE_IS_GOOD_FOR
