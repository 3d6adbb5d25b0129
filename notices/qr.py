"""QR codes that point at this portal."""

from __future__ import annotations

import io

import segno


def qr_svg(url: str) -> str:
    """Draw an address as SVG, with the quiet zone of four modules that scanners need."""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False, omitsize=True)
    return drawing.getvalue().decode()
