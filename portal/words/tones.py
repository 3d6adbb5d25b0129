"""The tone in which a stored state is shown, per model; see portal.shell.components.TONES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.enums import CertificateStatus, ListingState
from deadlines.enums import ClockStatus
from notices.enums import DocumentState
from procedure.subjects import subjects
from recognition.enums import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

# Of what has no table of states; the tones of a subject's states stand in its table.
_TONES: Final[Mapping[str, Mapping[str, str]]] = {
    "listing": {
        ListingState.PROPOSED: "warning",
        ListingState.WITHHELD: "info",
        ListingState.LISTED: "danger",
        ListingState.SHIELDED: "info",
        ListingState.TERM_SHORTENED: "info",
        ListingState.DELETED: "success",
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


def tones(name: str) -> Mapping[str, str]:
    """The tone of every state of a model, by the model's name. KeyError for a model without tones."""
    of_subjects = {subject.entity: subject for subject in subjects()}
    if name in of_subjects:
        return {state: row.tone for state, row in of_subjects[name].states.items()}
    return _TONES[name]


def tone_of(row: Model, field: str = "state") -> str:
    """The tone of a row's state. KeyError for a model without tones."""
    return tones(str(row._meta.model_name))[getattr(row, field)]  # noqa: SLF001 - Model._meta is public API
