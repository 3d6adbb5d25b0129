"""QR codes that point at this portal."""

from __future__ import annotations

import io

import segno
from django.conf import settings


def public_url(path: str) -> str:
    """Return the absolute address of a path. The host comes from the settings, never from a request."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/{path.lstrip('/')}"


def is_public_url(url: str) -> bool:
    return url.startswith(public_url("/"))


def qr_svg(url: str) -> str:
    """Draw an address as SVG, with the quiet zone of four modules that scanners need."""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False, omitsize=True)
    return drawing.getvalue().decode()
