"""From a paper to its PDF."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import get_template

import words
from notices.fonts import forget_fonts, missing_characters
from notices.pdf import STYLE_TEMPLATE, MissingGlyphError, RenderedPdf, render_pdf, restart_renderer
from notices.qr import qr_svg
from notices.seal import seal_svg
from notices.snapshots import texts_of

if TYPE_CHECKING:
    from notices.kinds import Paper

SHEET = "paper/frames/sheet.html"


def unprintable_characters(paper: Paper) -> set[str]:
    """Return the characters of a paper that cannot be printed; ask before a number is given away."""
    return {character for text in texts_of(paper) for character in missing_characters(text)}


@lru_cache(maxsize=1)
def template_version() -> str:
    """Identify the wording and the style of this release: any change of the paper templates or the words changes it."""
    style = Path(get_template(STYLE_TEMPLATE).origin.name)  # type: ignore[attr-defined]  # the Django backend keeps it
    folders = ((style.parent, "*.*"), (Path(words.__file__).parent, "*.py"))
    sources = (path.read_bytes() for folder, pattern in folders for path in sorted(folder.rglob(pattern)))
    return hashlib.sha256(b"\0".join(sources)).hexdigest()[:12]


def print_paper(paper: Paper) -> RenderedPdf:
    """Lay a paper out with its seal and its QR code. Raises what `render_pdf` raises."""
    if unprintable_characters(paper):
        forget_fonts()
        restart_renderer()
        if missing := unprintable_characters(paper):
            raise MissingGlyphError(missing)
    return render_pdf(paper.template, {"paper": paper, "frame": SHEET}, _drawings(paper))


def _drawings(paper: Paper) -> dict[str, str]:
    drawings = {}
    if paper.sealed_by:
        drawings["seal"] = seal_svg(getattr(paper, paper.sealed_by))
    if paper.qr_of:
        drawings["qr"] = qr_svg(getattr(paper, paper.qr_of))
    return drawings
