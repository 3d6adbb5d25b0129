"""A paper that no longer counts: another one was made in its place, or what it says was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseState
from cases.outcomes import ObjectionStage
from notices.enums import DocumentKind

if TYPE_CHECKING:
    from notices.models import Document


def void_by(document: Document) -> str:
    """What the paper is called that was made in the place of this one; empty for one that stands."""
    later = getattr(document, "replaced_by", None)
    return "" if later is None else later.number or later.title


OF_A_REPAIR = (DocumentKind.APPROVAL_DECISION, DocumentKind.CERTIFICATE, DocumentKind.ADVICE_TO_UNITS)
# What :func:`taken_back` reads of a paper's case.
READS = ("replaced_by", "case__decision")


def taken_back(document: Document) -> str:
    """By what the paper lost its force though no other stands in its place; empty for one that stands."""
    case = document.case
    if case is None:
        return ""
    if document.kind in OF_A_REPAIR and case.state == CaseState.REVOKED:
        return "信用修复已撤销，本文书不再有效"
    if document.kind == DocumentKind.REJECTION_DECISION and case.objection:
        # Only an objection that was upheld leaves a rejection which is not the decision of its case.
        is_set_aside = case.objection == ObjectionStage.UPHELD if case.decision is None else case.decision.number != document.number
        return "异议成立，本决定已撤销" if is_set_aside else ""
    return ""
