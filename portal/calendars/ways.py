"""How what leaves the portal fares: for whoever looks after it, on the page of the nightly proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from departments.kept import department
from messaging import selectors
from messaging.enums import Channel
from messaging.gateways import GATEWAYS, gateway_for, open_channels
from words.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from messaging.selectors import GatewayFigures

# How far back is looked for what was given up, and for posts that were told something.
LOOKS_BACK: Final = timedelta(days=30)
# A letter that is so late in office hours has a reason.
LATE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class WayLine:
    """One channel as the operator sees it."""

    label: str
    state: str
    tone: str
    sent: str
    waiting: str
    failed: str
    receipts: str


def way_lines(at: datetime) -> list[WayLine]:
    return [_line(channel, at) for channel in Channel]


def _line(channel: Channel, at: datetime) -> WayLine:
    figures = selectors.figures_of(channel, at=at, since=at - LOOKS_BACK)
    state, tone = _state(channel, figures, at)
    record = figures.record
    sent = moment(record.sent_at) or "还没有发出过"
    if record.away_at and record.away_at > (record.sent_at or record.away_at - LATE):
        sent += f"；{moment(record.away_at)}没有接通（{record.away}）"
    return WayLine(
        channel.label, state, tone, sent, _waiting(figures), f"{figures.failed}封" if figures.failed else "", _receipts(channel, figures)
    )


def _state(channel: Channel, figures: GatewayFigures, at: datetime) -> tuple[str, str]:
    if gateway_for(channel) is None:
        return "没有开通", "neutral"
    if not GATEWAYS[channel].is_set_up():
        return "演示发件箱", "info"
    record = figures.record
    if record.away_at and (record.sent_at is None or record.away_at > record.sent_at):
        return "没有接通", "danger"
    if figures.oldest_due_at and at - figures.oldest_due_at > LATE:
        return "有积压", "warning"
    return "正常" if record.sent_at else "已开通", "success"


def _waiting(figures: GatewayFigures) -> str:
    if figures.oldest_due_at is None:
        return ""
    is_more = figures.waiting > selectors.WAITING_COUNTED_AT_MOST
    number = f"{selectors.WAITING_COUNTED_AT_MOST}封以上" if is_more else f"{figures.waiting}封"
    return f"{number}，最早应于{moment(figures.oldest_due_at)}发出"


def _receipts(channel: Channel, figures: GatewayFigures) -> str:
    if channel != Channel.SMS:
        return "没有回执"
    record = figures.record
    bad = f"；不能采信{record.bad_receipts}次，最近{moment(record.bad_receipt_at)}" if record.bad_receipts else ""
    return (moment(record.receipt_at) or "还没有收到过") + bad


def gaps(at: datetime) -> Iterator[str]:
    """Whom nothing reaches, each with what to do about it."""
    for key, role in selectors.posts_that_nobody_holds(at=at, since=at - LOOKS_BACK):
        yield f"{department(key).name}的“{role.label}”现在没有人，近{LOOKS_BACK.days}天有消息发给这个岗位。请由系统管理员在“账号与岗位”中任命。"
    if open_channels() and (alone := selectors.holders_without_address(at)):
        yield f"在岗人员中有{alone}人没有核实过联系方式，消息只在平台里。请提醒他们在“消息设置”中填写。"
