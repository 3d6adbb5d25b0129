"""What the auditor's programs report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing wrong with a stream, or one thing wrong outside the streams (then seq is None)."""

    code: str
    where: str
    seq: int | None
    message: str
