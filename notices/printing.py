"""From a paper to its PDF."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from notices.fonts import missing_characters
from notices.pdf import MissingGlyphError, RenderedPdf, render_pdf, style_source, template_source
from notices.qr import qr_svg
from notices.seal import seal_svg
from notices.snapshots import texts_of

if TYPE_CHECKING:
    from notices.papers import Paper

BASE_TEMPLATE = "paper/base.html"


def unprintable_characters(paper: Paper) -> set[str]:
    """Return the characters of a paper that cannot be printed; ask before a number is given away."""
    return {character for text in texts_of(paper) for character in missing_characters(text)}


def template_version(paper: type[Paper]) -> str:
    """Identify the wording and the style that a paper is printed with."""
    sources = (template_source(paper.template), template_source(BASE_TEMPLATE), style_source())
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:12]


def print_paper(paper: Paper) -> RenderedPdf:
    """Lay a paper out with its seal and its QR code. Raises what `render_pdf` raises."""
    if missing := unprintable_characters(paper):
        raise MissingGlyphError(missing)
    return render_pdf(paper.template, {"paper": paper}, _drawings(paper))


def _drawings(paper: Paper) -> dict[str, str]:
    drawings = {}
    if paper.sealed_by:
        drawings["seal"] = seal_svg(getattr(paper, paper.sealed_by))
    if paper.qr_of:
        drawings["qr"] = qr_svg(getattr(paper, paper.qr_of))
    return drawings
