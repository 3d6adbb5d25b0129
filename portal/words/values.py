"""Values in words."""

from __future__ import annotations


def yes_or_no(value: object) -> str:
    return "是" if value else "否"
