"""Messages between two programs that share a key: who wrote it, when, and that it came as it was written (Standard Webhooks)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TOLERANCE: Final = timedelta(minutes=5)


def headers_for(secret: str, key: str, at: datetime, body: bytes) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {"Webhook-Id": key, "Webhook-Timestamp": stamp, "Webhook-Signature": f"v1,{_signature(secret, key, stamp, body)}"}


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Whether a message bears a signature of the key, not older or newer than the tolerance. During a change of keys it may bear several."""
    key, stamp = headers.get("Webhook-Id", ""), headers.get("Webhook-Timestamp", "")
    if not (secret and key and stamp.isascii() and stamp.isdigit() and len(stamp) < len("99999999999")):
        return False
    if abs(datetime.fromtimestamp(int(stamp), UTC) - at) > TOLERANCE:
        return False
    ours = _signature(secret, key, stamp, body)
    given = [part.removeprefix("v1,") for part in headers.get("Webhook-Signature", "").split() if part.startswith("v1,")]
    return any(hmac.compare_digest(ours.encode(), one.encode()) for one in given)


def _signature(secret: str, key: str, stamp: str, body: bytes) -> str:
    made = hmac.new(secret.encode(), f"{key}.{stamp}.".encode() + body, hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
