"""Writes of this app: numbers, papers, their PDFs, station messages."""

from notices.services.documents import create_document, pdf_content, retry_document
from notices.services.issuing import issue, issue_instead_of
from notices.services.messages import mark_read, tell_enterprise, tell_post
from notices.services.numbering import allocate_number
from notices.services.rendering import due_documents, render_document, ring_due_documents

__all__ = [
    "allocate_number",
    "create_document",
    "due_documents",
    "issue",
    "issue_instead_of",
    "mark_read",
    "pdf_content",
    "render_document",
    "retry_document",
    "ring_due_documents",
    "tell_enterprise",
    "tell_post",
]
