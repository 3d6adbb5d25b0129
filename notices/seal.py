"""The demonstration seal: round, red, and plainly marked as a test."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from notices.fonts import ROLES

# Text, height of its baseline, size; both clear of star, name and of the date that is printed across the lower part.
TEST_MARKS = (("测试用印", 30.5, 8.0), ("不具法律效力", 77.0, 6.6))
DIAMETER_MM = 42
RED = "#d7000f"
_CENTRE = 50.0
_RING = 47.5
_NAME_RADIUS = 38.0
_STAR_RADIUS = 11.5
_STAR_CENTRE_Y = 50.0
# The layout engine wants the names of an SVG bare: no quotes, no blank after the comma.
_FONT = f'font-family="{",".join(ROLES["xiaobiaosong"])}" font-weight="bold"'


def _name_size(count: int) -> float:
    """Return a glyph size at which a long name still stands clear of its neighbours on the arc."""
    return min(13.5, 2 * math.pi * _NAME_RADIUS * 0.74 / max(count, 1) * 0.92)


def _arc_name(name: str) -> str:
    # Spread over at most 260 degrees, closer together when the name is short.
    span = min(260.0, 27.0 * max(len(name) - 1, 1))
    step = span / max(len(name) - 1, 1)
    size = _name_size(len(name))
    glyphs = []
    for position, character in enumerate(name):
        angle = -span / 2 + step * position if len(name) > 1 else 0.0
        x = _CENTRE + _NAME_RADIUS * math.sin(math.radians(angle))
        y = _CENTRE - _NAME_RADIUS * math.cos(math.radians(angle))
        glyphs.append(
            f'<text transform="translate({x:.2f} {y:.2f}) rotate({angle:.2f})" y="{size * 0.36:.2f}"'
            f' text-anchor="middle" font-size="{size:.2f}" fill="{RED}" {_FONT}>{escape(character)}</text>'
        )
    return "".join(glyphs)


def _star() -> str:
    points = []
    for corner in range(10):
        radius = _STAR_RADIUS if corner % 2 == 0 else _STAR_RADIUS * 0.382
        angle = math.radians(36 * corner)
        points.append(f"{_CENTRE + radius * math.sin(angle):.2f},{_STAR_CENTRE_Y - radius * math.cos(angle):.2f}")
    return f'<polygon points="{" ".join(points)}" fill="{RED}"/>'


def _test_marks() -> str:
    return "".join(
        f'<text x="{_CENTRE}" y="{height}" text-anchor="middle" font-size="{size}" fill="{RED}" {_FONT}>{mark}</text>'
        for mark, height, size in TEST_MARKS
    )


def seal_svg(name: str, diameter_mm: int = DIAMETER_MM) -> str:
    """Draw the seal of an issuing body. The mark that it is a test cannot be switched off."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{diameter_mm}mm" height="{diameter_mm}mm"'
        f' viewBox="0 0 100 100"><circle cx="{_CENTRE}" cy="{_CENTRE}" r="{_RING}" fill="none" stroke="{RED}"'
        f' stroke-width="2.6"/>{_arc_name(name)}{_star()}{_test_marks()}</svg>'
    )


def place_svg(caption: str) -> str:
    """Draw the place that a seal or a code will take."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120" viewBox="0 0 120 120">'
        '<rect x="1" y="1" width="118" height="118" fill="none" stroke="#767676" stroke-dasharray="5 4"/>'
        f'<text x="60" y="64" text-anchor="middle" font-size="13" fill="#595959">{escape(caption)}</text></svg>'
    )
