"""A person's own due dates as a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

from notices.links import public_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from supervision.agenda import DueDay

OCTETS: Final = 75
CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_of(days: Iterable[DueDay], at: datetime) -> bytes:
    """One whole-day entry for each limit; no name of anybody is in it, since the address alone opens it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//creditrepair//due days//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += ["X-WR-CALNAME:信用修复办理期限", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]
    for day in days:
        lines += _entry(day, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _entry(day: DueDay, at: datetime) -> Iterator[str]:
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "localhost"
    yield "BEGIN:VEVENT"
    yield f"UID:clock-{day.clock_id}@{host}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day.due_on:%Y%m%d}"
    # The end of a whole-day entry is the day after it.
    yield f"DTEND;VALUE=DATE:{day.due_on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text('到期：' + day.words)}"
    yield f"DESCRIPTION:{_text('依据：' + day.law)}"
    yield f"URL:{public_url('/start/')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    # A line ends in one way only, however it was typed.
    value = "\n".join(value.splitlines())
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """No line longer than 75 octets, and no character cut in two."""
    parts, length = [""], 0
    for char in line:
        size = len(char.encode())
        if length + size > OCTETS:
            parts.append("")
            # The blank that marks what goes on counts too.
            length = 1
        parts[-1] += char
        length += size
    return "\r\n ".join(parts)
