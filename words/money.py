from __future__ import annotations

FEN_PER_YUAN = 100


def yuan(fen: int) -> str:
    """Fen as yuan, exactly: 1234567 -> 12,345.67元."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{whole:,}.{rest:02d}元"
