"""Letters with which a certificate goes from the court to the bureau and from there to every unit, and the data sent with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from cases.effects import DISCIPLINE_KINDS, date_of
from cases.enums import CertificateStatus
from cases.models import latest_examination
from cases.options import options_of
from cases.papers.certificate import decided_row, number_replaced_by
from cases.papers.facts import contact, due_on, limit
from cases.papers.parts import Contact, Limit
from deadlines.codes import ClockCode
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from recognition.enums import DeliveryState, Leg
from words.dates import iso

if TYPE_CHECKING:
    from cases.models import Case, Certificate
    from departments.models import Department
    from recognition.models import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class PushLine:
    certificate_number: str
    certificate_title: str
    enterprise_name: str
    uscc: str
    case_number: str
    issued_on: str
    valid_until: str = ""
    sha256: str
    replaces_number: str = ""


def push_line(certificate: Certificate) -> PushLine:
    return PushLine(
        certificate_number=certificate.number,
        certificate_title=certificate.title,
        enterprise_name=certificate.enterprise_name,
        uscc=certificate.uscc,
        case_number=certificate.case_number,
        issued_on=iso(certificate.issued_on),
        valid_until=iso(certificate.valid_until),
        sha256=certificate.document.pdf_sha256,
        replaces_number=number_replaced_by(certificate),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PushLetterPaper(Paper):
    """推送函, court to bureau. `digest` is the SHA-256 of the list, `sign_due_on` the last day to sign for it."""

    kind: ClassVar[DocumentKind] = DocumentKind.PUSH_LETTER
    template: ClassVar[str] = "paper/push_letter.html"
    title: ClassVar[str] = "信用修复信息推送函"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    region_name: str
    court_name: str
    bureau_name: str
    batch_number: str
    items: tuple[PushLine, ...]
    digest: str
    sign_due_on: str
    distribution_limit: Limit
    recognition_limit: Limit
    recognition_due_on: str
    contact: Contact
    issued_on: str


def push_letter(issued: Issued, case: Case, certificate: Certificate, delivery: Delivery) -> PushLetterPaper:
    return PushLetterPaper(
        number=issued.number,
        region_name=case.region.name,
        court_name=case.court.name,
        bureau_name=case.bureau.name,
        batch_number=f"{case.number}-{delivery.round}",
        items=(push_line(certificate),),
        digest=delivery.payload_sha256,
        sign_due_on=due_on(case, ClockCode.PUSH),
        distribution_limit=limit(case.region, ClockCode.DISTRIBUTION),
        recognition_limit=limit(case.region, ClockCode.RECOGNITION),
        recognition_due_on=due_on(case, ClockCode.RECOGNITION),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


PUSH_LETTER = register(
    PaperKind(
        paper=PushLetterPaper,
        build=push_letter,
        audience=Audience.UNITS,
        owner=Owner.COURT,
        title=lambda *_: PushLetterPaper.title,
        department=lambda case, *_: case.bureau,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A unit that the letter goes to, and where it recognises the certificate."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionLetterPaper(Paper):
    """转推函, one for all: the bureau to the units, without itself and the court that pushed."""

    kind: ClassVar[DocumentKind] = DocumentKind.DISTRIBUTION_LETTER
    template: ClassVar[str] = "paper/distribution_letter.html"
    title: ClassVar[str] = "信用修复信息转推函"
    sealed_by: ClassVar[str] = "bureau_name"

    number: str
    region_name: str
    bureau_name: str
    addressees: tuple[Addressee, ...]
    court_name: str
    push_number: str
    received_on: str
    items: tuple[PushLine, ...]
    sign_limit: Limit
    sign_due_on: str
    recognition_limit: Limit
    recognition_due_on: str
    feedback_manner: str
    contact: Contact
    issued_on: str


def distribution_letter(
    issued: Issued, case: Case, certificate: Certificate, units: Sequence[Department], sign_due_on: date
) -> DistributionLetterPaper:
    push = case.deliveries.filter(leg=Leg.COURT_TO_BUREAU, state=DeliveryState.RECEIVED).order_by("-round").first()
    letter = case.documents.filter(kind=PushLetterPaper.kind).order_by("-pk").first()
    return DistributionLetterPaper(
        number=issued.number,
        region_name=case.region.name,
        bureau_name=case.bureau.name,
        addressees=tuple(
            Addressee(name=unit.name, fields=tuple(unit.recognition_fields))
            for unit in units
            if unit.pk not in (case.bureau_id, case.court_id)
        ),
        court_name=case.court.name,
        push_number=letter.number if letter else "",
        received_on=iso(push.received_at if push else None),
        items=(push_line(certificate),),
        sign_limit=limit(case.region, ClockCode.UNIT_RECEIPT),
        sign_due_on=iso(sign_due_on),
        recognition_limit=limit(case.region, ClockCode.RECOGNITION),
        recognition_due_on=due_on(case, ClockCode.RECOGNITION),
        feedback_manner=options_of(case.region).feedback_manner,
        contact=contact(case.bureau),
        issued_on=iso(issued.on),
    )


DISTRIBUTION_LETTER = register(
    PaperKind(paper=DistributionLetterPaper, build=distribution_letter, audience=Audience.UNITS, owner=Owner.BUREAU)
)


# --- the same for machines ------------------------------------------------------------------------------------------


def _iso_or_none(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _event(certificate: Certificate, replaced: str) -> str:
    if certificate.status == CertificateStatus.REVOKED:
        return "REVOKED"
    return "SUPERSEDED" if replaced else "ISSUED"


def push_payload(certificate: Certificate) -> bytes:
    """What a receiver is sent, frozen at the moment of the push: canonical JSON without a natural person's data."""
    case = certificate.case
    examination = latest_examination(case)
    if examination is None:
        msg = f"certificate {certificate.pk} rests on no examination"
        raise RuntimeError(msg)
    decisions = examination.measure_decisions.filter(kind__in=DISCIPLINE_KINDS).select_related("measure").order_by("measure_id")
    entry_until = date_of(decided_row(examination), certificate.valid_until, certificate.entry_until)
    replaced = number_replaced_by(certificate)
    content = {
        "event": _event(certificate, replaced),
        "replaces_no": replaced or None,
        "certificate_no": certificate.number,
        "type": certificate.type,
        "uscc": certificate.uscc,
        "name": certificate.enterprise_name,
        "case_no": certificate.case_number,
        "court_code": case.court.court_code,
        "legal_basis": certificate.legal_basis,
        "scope": certificate.scope_fields,
        "covers_all_cases": certificate.covers_all_cases,
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": _iso_or_none(certificate.valid_until),
        "scope_text": certificate.scope,
        "effect": certificate.effect,
        "entry": {"effect": certificate.entry_effect, "until": _iso_or_none(entry_until)},
        "measures": [
            {"kind": row.kind, "bound": row.measure.bound, "effect": row.effect, "until": _iso_or_none(row.ends_on)} for row in decisions
        ],
        "status": certificate.status,
        "status_on": _iso_or_none(certificate.status_on),
        "verify_code": certificate.verify_code,
        "doc_sha256": certificate.document.pdf_sha256,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
