"""Finished papers as one file, to be printed in one go."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from notices.services.documents import pdf_content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notices.models import Document


def merged_pdf(documents: Iterable[Document]) -> bytes:
    """The papers one after the other; each stays what it is on file. Raises DocumentDamagedError."""
    whole = pikepdf.Pdf.new()
    for document in documents:
        with pikepdf.Pdf.open(BytesIO(pdf_content(document))) as paper:
            whole.pages.extend(paper.pages)
    content = BytesIO()
    whole.save(content)
    return content.getvalue()
