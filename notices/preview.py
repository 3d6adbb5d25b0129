"""A paper on a page before it is sealed: the same facts in the same template as on the sheet."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from notices.seal import place_svg

if TYPE_CHECKING:
    from notices.kinds import Paper

SCREEN = "paper/frames/screen.html"
PLACES = {"seal": "用印处", "qr": "二维码用印时生成"}
DRAWING = re.compile(r'src="asset:(\w+)" alt="[^"]*"')


def preview(paper: Paper) -> SafeString:
    """Frames stand where the seal and the QR code will be; nothing else differs from what is printed."""
    html = render_to_string(paper.template, {"paper": paper, "frame": SCREEN})
    return mark_safe(DRAWING.sub(_place, html))  # noqa: S308 - the template has escaped what it prints


def _place(drawing: re.Match[str]) -> str:
    caption = PLACES[drawing[1]]
    svg = base64.b64encode(place_svg(caption).encode()).decode()
    return f'src="data:image/svg+xml;base64,{svg}" alt="{caption}"'
