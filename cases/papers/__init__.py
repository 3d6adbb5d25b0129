"""The papers of a case until its certificate, a module a family: what each says, taken from the records when it is issued.

Each kind is declared beside its builder and registers itself when its module is loaded; this package loads them all.
"""

from cases.papers import (
    acceptance,
    application,
    certificate,
    creditor,
    decision,
    examination,
    list_correction,
    notice,
    objection,
    revocation,
    suspension,
)

__all__ = [
    "acceptance",
    "application",
    "certificate",
    "creditor",
    "decision",
    "examination",
    "list_correction",
    "notice",
    "objection",
    "revocation",
    "suspension",
]
