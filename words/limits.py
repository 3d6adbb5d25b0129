from __future__ import annotations

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
