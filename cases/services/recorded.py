"""What a court's officer says of an enforcement case, its measures, the list and a service, as the services take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.enums import BasisKind, ListingState, MeasureKind, PerformanceStatus, TermKind
from cases.parties import BoundPerson

if TYPE_CHECKING:
    from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementCaseData:
    """What the court knows of an enforcement case; money in fen."""

    court_id: int
    number: str
    uscc: str
    enterprise_name: str
    filed_on: date
    basis_kind: BasisKind
    basis_number: str
    basis_issuer: str
    obligation: str
    amount_fen: int
    creditor: str
    cause: str = ""
    performed_fen: int = 0
    performance: PerformanceStatus = PerformanceStatus.NONE
    address: str = ""
    legal_representative: str = ""
    creditor_phone: str = ""
    handler_name: str = ""
    handler_phone: str = ""
    # What a second look at a code said whose check character does not fit.
    uscc_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureData:
    kind: MeasureKind
    taken_on: date
    bound: BoundPerson = BoundPerson.ENTERPRISE
    person_name: str = ""
    detail: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpot:
    """At which hour and where a paper was served, as its 送达回证 says."""

    at_time: time | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingData:
    state: ListingState
    situations: tuple[int, ...] = ()
    decision_number: str = ""
    listed_on: date | None = None
    term_kind: TermKind = TermKind.NONE
    term_end: date | None = None
