"""Values in words."""

from __future__ import annotations

FEN_PER_YUAN = 100


def yuan(fen: int) -> str:
    """Write an amount in fen as yuan, exactly."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    return f"{whole:,}.{rest:02d} 元" if rest else f"{whole:,} 元"


def yes_or_no(value: object) -> str:
    return "是" if value else "否"
