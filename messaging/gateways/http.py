"""Providers that are asked over HTTP: a signed JSON body out, a JSON body with their own reference back."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from ledger import timekeeping
from messaging.gateways.base import AwayError, RefusedError
from messaging.gateways.signed import headers_for

if TYPE_CHECKING:
    from messaging.letters import Letter

SECONDS: Final = 10
ANSWER_AT_MOST: Final = 1 << 16
REFERENCE_AT_MOST: Final = 120
OK: Final = range(200, 300)
# Of the letter or its receiver; any other error is one of the connection, the key or the provider, and heals.
ABOUT_THE_LETTER: Final = {400: True, 404: True, 410: True, 413: False, 422: True}


class SmsGateway:
    """A provider of text messages."""

    def is_set_up(self) -> bool:
        return bool(settings.SMS_URL)

    def send(self, letter: Letter) -> str:
        return _posted(settings.SMS_URL, settings.SMS_SECRET, letter, {"id": letter.key, "to": letter.to, "text": letter.text})


class WorkChatGateway:
    """A platform on which officials work, by its webhook."""

    def is_set_up(self) -> bool:
        return bool(settings.WORK_CHAT_URL)

    def send(self, letter: Letter) -> str:
        said = {"id": letter.key, "to": letter.to, "title": letter.subject, "text": letter.text, "url": letter.url}
        return _posted(settings.WORK_CHAT_URL, settings.WORK_CHAT_SECRET, letter, said)


def _posted(url: str, secret: str, letter: Letter, said: dict[str, str]) -> str:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    signed = headers_for(secret, letter.key, timekeeping.now(), body)
    try:
        status, answer = _ask(url, body, {"Content-Type": "application/json; charset=utf-8", **signed})
    except (OSError, http.client.HTTPException) as fault:
        raise AwayError(type(fault).__name__) from None
    if status in OK:
        return str(_read(answer).get("id", ""))[:REFERENCE_AT_MOST]
    if status in ABOUT_THE_LETTER:
        raise RefusedError(f"对方系统拒收（{status}）", is_address=ABOUT_THE_LETTER[status])
    raise AwayError(f"HTTP {status}")


def _ask(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    )
    try:
        connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
        # No redirect is followed: what is sent is for this address alone.
        response = connection.getresponse()
        return response.status, response.read(ANSWER_AT_MOST)
    finally:
        connection.close()


def _read(answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
