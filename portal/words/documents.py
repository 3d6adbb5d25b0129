"""A paper in whose place another one was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notices.models import Document


def void_by(document: Document) -> str:
    """What the paper is called that was made in the place of this one; empty for one that stands."""
    later = getattr(document, "replaced_by", None)
    return "" if later is None else later.number or later.title
