from __future__ import annotations

from typing import Final

from django.db.models import TextChoices


class MessageKind(TextChoices):
    """What a message is for. Of the kinds that a clock may hang on nobody can be rid."""

    TASK = "task", "待办"
    DEADLINE = "deadline", "期限提醒"
    PROGRESS = "progress", "进展"
    DIGEST = "digest", "每日汇总"
    CODE = "code", "核实联系方式"


# What a person may have less of; every other kind goes at once to each address that the person has.
SWITCHABLE: Final = (MessageKind.PROGRESS, MessageKind.DIGEST)
# What is no news in the portal: it is made of what is there already, or of use on the account page alone.
OUTSIDE_ONLY: Final = (MessageKind.DIGEST, MessageKind.CODE)


class Channel(TextChoices):
    """How a message leaves the portal."""

    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信"
    WORK_CHAT = "work_chat", "政务工作平台"


class DeliveryState(TextChoices):
    """How far a message has come on one channel to one person."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送到"
    FAILED = "failed", "没有送到"
    DROPPED = "dropped", "不再发送"


class Manner(TextChoices):
    """How a person wants a kind of message on a channel."""

    AT_ONCE = "at_once", "随时发送"
    DAILY = "daily", "并入每日汇总"
    NEVER = "never", "不发送"
