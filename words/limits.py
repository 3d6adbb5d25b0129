from __future__ import annotations

from fractions import Fraction

# Keyed by deadlines.enums.Unit.
UNITS = {"WD": "个工作日", "ND": "日", "MONTH": "个月"}
DAYS_LEFT = {"WD": "个工作日", "ND": "天", "MONTH": "天"}


def length(count: int, unit: str) -> str:
    """3个工作日, 15日, 6个月; a length of 0 is the same day."""
    return f"{count}{UNITS[unit]}" if count else "当日"


def months(count: int) -> str:
    """6个月."""
    return length(count, "MONTH")


def days(count: int, unit: str) -> str:
    """3个工作日, 3天: how many days a running term still has or is over."""
    return f"{count}{DAYS_LEFT[unit]}"


def tenths(value: Fraction) -> str:
    """With one decimal, a half upwards as points are rounded."""
    whole = (value * 10 + Fraction(1, 2)).__floor__()
    return f"{whole // 10}.{whole % 10}"


def average_days(count: Fraction) -> str:
    """2.5个工作日: what several took on average."""
    return f"{tenths(count)}{DAYS_LEFT['WD']}"


def objection(period: str, authority: str, again_from: str) -> str:
    """The remedy against a rejection: how long, to whom, and when to apply anew; all but the words from the rules."""
    when = f"自决定书送达之日起{period}内"
    again = f"；也可以自{again_from}起重新申请" if again_from else "；也可以在决定书载明的日期起重新申请"
    return f"不同意本决定的，可以{when}向{authority}书面提出异议，异议期间不停止本决定的效力{again}。"
