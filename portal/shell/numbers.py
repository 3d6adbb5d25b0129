"""Whole numbers that a browser sends outside a form field."""

from __future__ import annotations

# The longest that the database's own keys can be; Python refuses to read very long ones at all.
MOST_DIGITS = 18


def whole_number(text: str) -> int | None:
    """The number that ``text`` writes in plain digits, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
