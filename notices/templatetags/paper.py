"""How papers write dates, terms and lists."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from notices.papers import Limit, Paper

register = template.Library()

DIGITS = "〇一二三四五六七八九"
TEN = 10
LOCAL_RULE_PENDING = "按本区设定期限，待本地实施细则明确"


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese: 一, 十, 十二, 二十一."""
    tens, units = divmod(number, TEN)
    if not tens:
        return DIGITS[units]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[units] if units else "")


@register.filter
def paper_date(iso: str) -> str:
    """Write an ISO date with Arabic figures and without leading zeros, as official documents do."""
    if not iso:
        return ""
    day = dt.date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def numeral_date(iso: str) -> str:
    """Write an ISO date in Chinese numerals, as courts do under a decision."""
    day = dt.date.fromisoformat(iso)
    year = "".join(DIGITS[int(figure)] for figure in str(day.year))
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


@register.filter
def paper_moment(moment: str) -> str:
    """Write `2026-11-25 10:30` as date and hour."""
    day, _, hour = moment.partition(" ")
    return f"{paper_date(day)} {hour}".strip()


@register.filter
def ordinal(number: int) -> str:
    return chinese_number(number)


@register.filter
def basis(limit: Limit) -> str:
    """Say where a term comes from; a term without a source is never printed as law."""
    return limit.law if limit.law and not limit.local_rule_pending else LOCAL_RULE_PENDING


@register.filter
def sentence(text: str) -> str:
    """End a text with one full stop, so that it can be followed by our own words."""
    return text.rstrip("。；;. \n") + "。"


@register.filter
def chinese_list(items: tuple[str, ...]) -> str:
    return "、".join(items)


@register.filter
def sealing_body(paper: Paper) -> str:
    """Return the body whose seal and mark a paper carries."""
    name: str = getattr(paper, paper.sealed_by)
    return name
