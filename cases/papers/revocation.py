"""The decision that revokes a repair, and the notice of it to the units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.naming import party
from cases.papers.facts import contact
from cases.papers.parts import Contact
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.models import Case, Revocation
    from departments.models import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationDecisionPaper(Paper):
    """`heard_on` is the day of the enterprise's answer; empty where it gave none."""

    kind: ClassVar[DocumentKind] = DocumentKind.REVOCATION_DECISION
    template: ClassVar[str] = "paper/revocation_decision.html"
    title: ClassVar[str] = "撤销信用修复决定书"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    certificate_title: str
    certificate_issued_on: str
    proposed_on: str
    heard_on: str = ""
    answer: str = ""
    ground: str
    facts: str
    reasons: str
    restores_entry: bool
    contact: Contact
    issued_on: str


def revocation_decision(issued: Issued, case: Case, revocation: Revocation, *, restores_entry: bool) -> RevocationDecisionPaper:
    certificate = revocation.certificate
    return RevocationDecisionPaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=certificate.number,
        certificate_title=certificate.title,
        certificate_issued_on=iso(certificate.issued_on),
        proposed_on=iso(revocation.proposed_at),
        heard_on=iso(revocation.answered_at),
        answer=revocation.answer,
        ground=revocation.get_ground_display(),
        facts=revocation.facts,
        reasons=revocation.reasons,
        restores_entry=restores_entry,
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


REVOCATION_DECISION = register(
    PaperKind(paper=RevocationDecisionPaper, build=revocation_decision, audience=Audience.ENTERPRISE, owner=Owner.COURT)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationNoticePaper(Paper):
    """What the units are told: that the certificate no longer counts, not what the enterprise did."""

    kind: ClassVar[DocumentKind] = DocumentKind.REVOCATION_NOTICE
    template: ClassVar[str] = "paper/revocation_notice.html"
    title: ClassVar[str] = "信用修复撤销通知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "verify_url"

    number: str
    region_name: str
    court_name: str
    addressees: tuple[str, ...]
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    certificate_title: str
    certificate_issued_on: str
    decision_number: str
    verify_url: str
    contact: Contact
    issued_on: str


def revocation_notice(issued: Issued, case: Case, revocation: Revocation, units: Sequence[Department]) -> RevocationNoticePaper:
    certificate = revocation.certificate
    return RevocationNoticePaper(
        number=issued.number,
        region_name=case.region.name,
        court_name=case.court.name,
        addressees=tuple(unit.name for unit in units if unit.pk != case.court_id),
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=certificate.number,
        certificate_title=certificate.title,
        certificate_issued_on=iso(certificate.issued_on),
        decision_number=revocation.number,
        verify_url=links.certificate(certificate.verify_code),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


REVOCATION_NOTICE = register(PaperKind(paper=RevocationNoticePaper, build=revocation_notice, audience=Audience.ALL, owner=Owner.COURT))
