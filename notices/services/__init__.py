"""Writes of this app: numbers, papers, their PDFs."""

from notices.services.clerks import clerks_are_told_by
from notices.services.documents import create_document, pdf_content, retry_document
from notices.services.issuing import issue, issue_instead_of
from notices.services.mending import check_file, damages_due, digests_of, files_to_check, mend, note_damage
from notices.services.numbering import allocate_number
from notices.services.rendering import due_documents, printed, render_document, render_next, ring_due_documents

__all__ = [
    "allocate_number",
    "check_file",
    "clerks_are_told_by",
    "create_document",
    "damages_due",
    "digests_of",
    "due_documents",
    "files_to_check",
    "issue",
    "issue_instead_of",
    "mend",
    "note_damage",
    "pdf_content",
    "printed",
    "render_document",
    "render_next",
    "retry_document",
    "ring_due_documents",
]
