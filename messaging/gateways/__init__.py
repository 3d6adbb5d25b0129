"""The ways out of the portal: one interface, one class a channel. Which there are is said by the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from messaging.enums import Channel
from messaging.gateways.base import AwayError, Gateway, RefusedError
from messaging.gateways.http import SmsGateway, WorkChatGateway
from messaging.gateways.mail import MailGateway
from messaging.gateways.outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AwayError", "Gateway", "RefusedError", "gateway_for", "open_channels"]

GATEWAYS: Mapping[str, Gateway] = {Channel.MAIL: MailGateway(), Channel.SMS: SmsGateway(), Channel.WORK_CHAT: WorkChatGateway()}
OUTBOX = Outbox()


def gateway_for(channel: str) -> Gateway | None:
    """The way out by a channel; None where the operator has set up none. The demo keeps everything inside."""
    if GATEWAYS[channel].is_set_up():
        return GATEWAYS[channel]
    return OUTBOX if settings.DEMO else None


def open_channels() -> list[Channel]:
    """The channels by which the portal can reach somebody."""
    return [channel for channel in Channel if gateway_for(channel) is not None]
