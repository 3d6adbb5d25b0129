"""Names and codes as a public page may show them: enough to compare with the paper, too little to learn from."""

from __future__ import annotations

LONG_NAME = 8
STARS = "*"


def masked_name(name: str) -> str:
    """云溪晴川包装有限公司 becomes 云溪****有限公司."""
    head, tail = (2, 4) if len(name) >= LONG_NAME else (1, 1)
    return _masked(name, head, tail)


def masked_uscc(uscc: str) -> str:
    """Keep the first four and the last four characters."""
    return _masked(uscc, 4, 4)


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden < 1:
        return text[:1] + STARS * max(len(text) - 1, 1)
    return text[:head] + STARS * hidden + text[-tail:]
