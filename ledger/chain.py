"""What a line of the chain is, in bytes. Pure; the verifier has its own copy of this knowledge on purpose."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

ALGORITHM = "sha256-1"
ABSENT = b"\xff\xff\xff\xff"


@dataclass(frozen=True, slots=True)
class Line:
    stream: str
    seq: int
    at: datetime
    recorded_at: datetime
    actor: str
    action: str
    object: str
    entity: str | None
    from_state: str | None
    to_state: str | None
    body_sha: str
    prev_hash: str
    alg: str = ALGORITHM

    def digest(self) -> str:
        fields = (
            self.alg,
            self.stream,
            str(self.seq),
            utc_text(self.at),
            utc_text(self.recorded_at),
            self.actor,
            self.action,
            self.object,
            self.entity,
            self.from_state,
            self.to_state,
            self.body_sha,
            self.prev_hash,
        )
        return hashlib.sha256(b"".join(map(framed, fields))).hexdigest()


def framed(text: str | None) -> bytes:
    """Put the length first, so that no two lists of fields give the same bytes; NULL differs from empty."""
    if text is None:
        return ABSENT
    content = text.encode()
    return struct.pack(">I", len(content)) + content


def utc_text(moment: datetime) -> str:
    """Microseconds, as PostgreSQL stores them."""
    if moment.tzinfo is None:
        raise ValueError("the ledger takes aware instants only")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(body: Mapping[str, object]) -> bytes:
    """Return the JSON bytes to store; numbers other than whole ones are refused because readers differ about them."""
    return json.dumps(_plain(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, (date, Decimal, UUID)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [_plain(item) for item in items]
    raise TypeError(f"the ledger does not record {type(value).__name__}")


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
