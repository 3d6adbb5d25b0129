"""Providers that are asked over HTTP: a signed JSON body out, a JSON body with their own reference back."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

from ledger import timekeeping
from messaging.gateways.base import AwayError, RefusedError, at_most
from messaging.gateways.signed import headers_for

if TYPE_CHECKING:
    from messaging.letters import Letter

# For each step of a talk, and for all of it.
SECONDS: Final = 10
TALK_SECONDS: Final = 20
ANSWER_AT_MOST: Final = 1 << 16
REFERENCE_AT_MOST: Final = 120
OK: Final = range(200, 300)
# Of the letter, and whether it is its receiver; any other error is one of the connection, the key, our address of the provider (404)
# or the provider itself, and heals.
ABOUT_THE_LETTER: Final = {400: False, 410: True, 413: False, 422: True}


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
        return _reference(status, answer)
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
    # The connection forgets its socket while the answer is still being read.
    sockets: list[socket.socket] = []
    try:
        with at_most(TALK_SECONDS, lambda: sockets[0] if sockets else connection.sock):
            connection.connect()
            sockets.append(connection.sock)
            connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
            # No redirect is followed: what is sent is for this address alone.
            response = connection.getresponse()
            return response.status, response.read(ANSWER_AT_MOST)
    finally:
        connection.close()


def _reference(status: int, answer: bytes) -> str:
    """What the provider calls the letter. Whoever answers 200 and names none has not taken it: many report their errors that way."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    found = said.get("id") if isinstance(said, dict) else None
    reference = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
    if not (0 < len(reference) <= REFERENCE_AT_MOST and reference.isprintable()):
        raise AwayError(f"HTTP {status}，答复里没有编号")
    return reference
