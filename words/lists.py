from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def listed(items: Iterable[object]) -> str:
    """甲、乙、丙."""
    return "、".join(map(str, items))


def clauses(items: Iterable[str]) -> str:
    """Several remarks as one: empty ones drop out, and none keeps a full stop of its own."""
    return "；".join(item.rstrip("。；") for item in items if item)


def sentence(text: str) -> str:
    """End a text with one full stop, so that it can be followed by our own words."""
    return text.rstrip("。；;. \n") + "。"


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def shortened(text: str, at_most: int) -> str:
    """Cut so that a reader sees it was cut; only for what may never refuse, such as a report of a failure."""
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"


def alternatives(items: Iterable[str]) -> str:
    """甲、乙或者丙."""
    *first, last = items
    return f"{listed(first)}或者{last}" if first else last
