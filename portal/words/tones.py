"""The tone in which a stored state is shown, per model; see portal.shell.components.TONES."""

from __future__ import annotations

from functools import cache
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
        ListingState.REVOKED: "success",
    },
    "delivery": {
        DeliveryState.SENT: "warning",
        DeliveryState.RECEIVED: "success",
        DeliveryState.RETURNED: "danger",
        DeliveryState.SUPERSEDED: "neutral",
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


@cache
def _subjects_tones() -> Mapping[str, Mapping[str, str]]:
    return {subject.entity: {state: row.tone for state, row in subject.states.items()} for subject in subjects()}


@cache
def _name_of(model: type[Model]) -> str:
    return next((subject.entity for subject in subjects() if subject.model is model), str(model._meta.model_name))  # noqa: SLF001 - public API


def tones(name: str) -> Mapping[str, str]:
    """The tone of every state of a subject, or of another model by its name. KeyError for what has no tones."""
    return _subjects_tones().get(name) or _TONES[name]


def tone_of(row: Model, field: str = "state") -> str:
    """The tone of a row's state. KeyError for a model without tones."""
    return tones(_name_of(type(row)))[getattr(row, field)]
