"""The tone in which a stored state is shown, per model; see portal.shell.components.TONES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.enums import ApplicationState, CaseState, CertificateStatus, ListingState, NoticeState
from deadlines.enums import ClockStatus
from departments.enums import DeliveryState, RecognitionState
from notices.enums import DocumentState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

STATE_TONES: Final[Mapping[str, Mapping[str, str]]] = {
    "case": {
        CaseState.SUBMITTED: "info",
        CaseState.SUPPLEMENT: "warning",
        CaseState.LAPSED: "neutral",
        CaseState.PENDING_DECLINE: "info",
        CaseState.NOT_ACCEPTED: "danger",
        CaseState.ACCEPTED: "progress",
        CaseState.PENDING_REVIEW: "progress",
        CaseState.RETURNED: "warning",
        CaseState.PENDING_SIGN: "progress",
        CaseState.REJECTED: "danger",
        CaseState.APPROVED: "progress",
        CaseState.CERTIFIED: "success",
        CaseState.PUSHED: "info",
        CaseState.PUSH_RETURNED: "warning",
        CaseState.RECEIVED: "info",
        CaseState.PENDING_DISTRIBUTION: "info",
        CaseState.DISTRIBUTED: "progress",
        CaseState.RECOGNIZING: "progress",
        CaseState.RECOGNIZED_ALL: "success",
        CaseState.SETTLED: "success",
        CaseState.WITHDRAWN: "neutral",
    },
    "application": {
        ApplicationState.DRAFT: "neutral",
        ApplicationState.SUBMITTED: "info",
        ApplicationState.DISCARDED: "neutral",
    },
    "notice": {NoticeState.PREPARED: "warning", NoticeState.SERVED: "success"},
    "listing": {
        ListingState.PROPOSED: "warning",
        ListingState.WITHHELD: "info",
        ListingState.LISTED: "danger",
        ListingState.SHIELDED: "info",
        ListingState.TERM_SHORTENED: "info",
        ListingState.DELETED: "success",
    },
    "recognition": {
        RecognitionState.AWAITING_RECEIPT: "warning",
        RecognitionState.RECEIVED: "info",
        RecognitionState.PROPOSED: "progress",
        RecognitionState.RECOGNIZED: "success",
        RecognitionState.PARTIAL: "warning",
        RecognitionState.REFUSED: "danger",
        RecognitionState.CONSULTATION: "warning",
        RecognitionState.REFUSED_UPHELD: "warning",
        RecognitionState.ESCALATED: "danger",
    },
    "delivery": {
        DeliveryState.SENT: "warning",
        DeliveryState.RECEIVED: "success",
        DeliveryState.RETURNED: "danger",
    },
    "certificate": {
        CertificateStatus.VALID: "success",
        CertificateStatus.REVOKED: "danger",
        CertificateStatus.REPLACED: "warning",
    },
    "document": {
        DocumentState.PENDING: "progress",
        DocumentState.READY: "success",
        DocumentState.REFUSED: "danger",
        DocumentState.NEEDS_HUMAN: "danger",
    },
    "clock": {
        ClockStatus.RUNNING: "info",
        ClockStatus.PAUSED: "neutral",
        ClockStatus.MET: "success",
        ClockStatus.BREACHED: "danger",
        ClockStatus.VOID: "neutral",
    },
}


def tone_of(row: Model, field: str = "state") -> str:
    """Return the tone of a row's state; KeyError for a model without tones."""
    return STATE_TONES[str(row._meta.model_name)][getattr(row, field)]  # noqa: SLF001 - Model._meta is public API
