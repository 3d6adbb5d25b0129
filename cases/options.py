"""What a region sets besides units, limits, numbers and guards, as services and pages read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from accounts.enums import MandateConfirmation
from cases.enums import CertificateType, CommitmentSigner, RepairGround
from cases.outcomes import DeclineReason, HoldGround, RejectionReason
from departments.models import Region

K = TypeVar("K")
V = TypeVar("V")


class IncompleteOptionsError(Exception):
    """The region was never loaded, or by an older version; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class CertificateOption:
    """How one type of certificate is named; ``max_months`` is None for the types without a term (C, D).

    ``legal_basis`` is the district's own ground; the law of each effect and its words stand in cases.effects.
    """

    title: str
    legal_basis: tuple[str, ...]
    max_months: int | None
    local_rule_pending: bool


@dataclass(frozen=True, slots=True)
class RegionOptions:
    """``scope_fields`` are the fields in which a certificate counts."""

    supplement_rounds: int
    deemed_recognition: bool
    mandate_confirmation: MandateConfirmation
    calendars: tuple[int, ...]
    case_classes: tuple[str, ...]
    scope_fields: tuple[str, ...]
    commitment_signer: CommitmentSigner
    materials: tuple[str, ...]
    rejection_basis: tuple[str, ...]
    feedback_manner: str
    decline_remedy: str
    approve_remedy: str
    refusal_remedy: str
    report_phone: str
    complaint_phone: str
    no_fee_line: str
    honesty_line: str
    commitment: Mapping[RepairGround, tuple[str, ...]]
    decline_channels: Mapping[DeclineReason, str]
    rejection_guidance: Mapping[RejectionReason, str]
    certificates: Mapping[CertificateType, CertificateOption]
    # By which law, or by what arrangement, the limit of an examination does not run.
    hold_laws: Mapping[HoldGround, str]
    # An outage counts on a day on which it lasts longer than so many hours; by what arrangement.
    outage_hours: int
    outage_law: str


def options_of(region: Region) -> RegionOptions:
    """Raises IncompleteOptionsError."""
    try:
        return _parsed(region.options)
    except (KeyError, ValueError, TypeError) as error:
        raise IncompleteOptionsError(f"{region.name}的开关与参数不完整（{error}），请重新执行 load_region。") from error


def _parsed(raw: Mapping[str, Any]) -> RegionOptions:
    return RegionOptions(
        supplement_rounds=raw["supplement_rounds"],
        deemed_recognition=raw["deemed_recognition"],
        mandate_confirmation=MandateConfirmation(raw["mandate_confirmation"]),
        calendars=tuple(raw["calendars"]),
        case_classes=tuple(raw["case_classes"]),
        scope_fields=tuple(raw["scope_fields"]),
        commitment_signer=CommitmentSigner(raw["commitment_signer"]),
        materials=tuple(raw["materials"]),
        rejection_basis=tuple(raw["rejection_basis"]),
        feedback_manner=raw["feedback_manner"],
        decline_remedy=raw["decline_remedy"],
        approve_remedy=raw["approve_remedy"],
        refusal_remedy=raw["refusal_remedy"],
        report_phone=raw["report_phone"],
        complaint_phone=raw["complaint_phone"],
        no_fee_line=raw["no_fee_line"],
        honesty_line=raw["honesty_line"],
        commitment={ground: tuple(raw["commitment"][ground.value]) for ground in RepairGround},
        decline_channels=_by(DeclineReason, raw["decline_channels"]),
        rejection_guidance=_by(RejectionReason, raw["rejection_guidance"]),
        hold_laws=_by(HoldGround, raw["hold_laws"]),
        outage_hours=raw["outage_hours"],
        outage_law=raw["outage_law"],
        certificates={key: _certificate(value) for key, value in _by(CertificateType, raw["certificates"]).items()},
    )


def _by(kind: Callable[[str], K], table: Mapping[str, V]) -> dict[K, V]:
    return {kind(key): value for key, value in table.items()}


def _certificate(raw: Mapping[str, Any]) -> CertificateOption:
    return CertificateOption(
        title=raw["title"],
        legal_basis=tuple(raw["legal_basis"]),
        max_months=raw["max_months"],
        local_rule_pending=raw["local_rule_pending"],
    )
