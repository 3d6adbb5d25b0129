from __future__ import annotations

BYTES_PER_MEGABYTE = 1024 * 1024


def size(at_most: int) -> str:
    """20 MB."""
    return f"{at_most // BYTES_PER_MEGABYTE} MB"


def accepted(at_most: int, *, each: bool = False) -> str:
    """What may be handed in."""
    return f"PDF、JPG 或 PNG，{'每份' if each else ''}不超过 {size(at_most)}"
