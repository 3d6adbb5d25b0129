"""The certificate, what it says once and for all, and the letter that tells the units of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from cases.effects import EntryRow, row_of, said
from cases.naming import party, registry_note
from cases.options import options_of
from cases.papers.facts import contact, discipline_outcomes, instrument, performed, property_note
from cases.papers.parts import Contact, MeasureOutcome
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from notices.snapshots import context_of
from words.certificates import scope, validity
from words.dates import iso
from words.lists import lines

if TYPE_CHECKING:
    from cases.models import Case, Certificate, Examination
    from departments.models import Department

UNTIL_SEALED = "用印时生成"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWords:
    """What the region's file and the examination make a certificate say on its day; kept with it, never asked again."""

    title: str
    effect: str
    legal_basis: str
    scope_fields: tuple[str, ...]
    scope: str
    validity: str


def words_of(case: Case, examination: Examination, on: date) -> CertificateWords:
    options = options_of(case.region)
    row = decided_row(examination)
    return CertificateWords(
        title=options.certificates[row.certificate].title,
        effect=said(row, examination.valid_until, examination.entry_until),
        legal_basis=legal_basis(case, examination),
        scope_fields=options.scope_fields,
        scope=scope(case.region.name, options.scope_fields, all_cases=examination.covers_all_cases),
        validity=validity(on, examination.valid_until),
    )


def decided_row(examination: Examination) -> EntryRow:
    """The row of the table of effects that an examination has come to; LookupError before it names one."""
    row = row_of(examination.certificate_type, examination.entry_effect)
    if row is None:
        msg = f"examination {examination.pk} names no row of the table of effects"
        raise LookupError(msg)
    return row


def legal_basis(case: Case, examination: Examination) -> str:
    """The grounds that decision and certificate print, a line each: the district's own, then the law of the effect."""
    row = decided_row(examination)
    return "\n".join((*options_of(case.region).certificates[row.certificate].legal_basis, *row.law))


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper(Paper):
    """信用修复证明. ``effect``, ``scope`` and ``validity`` are whole texts, the same wherever the certificate is shown."""

    kind: ClassVar[DocumentKind] = DocumentKind.CERTIFICATE
    template: ClassVar[str] = "paper/certificate.html"
    title: ClassVar[str] = "信用修复证明"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "verify_url"

    number: str
    certificate_title: str
    court_name: str
    enterprise_name: str
    uscc: str
    former_name: str = ""
    registry_note: str = ""
    case_number: str
    instrument: str
    performance: str
    legal_basis: tuple[str, ...]
    decision_number: str
    decided_on: str
    effect: str
    measures: tuple[MeasureOutcome, ...]
    property_note: str = ""
    scope: str
    validity: str
    conditions: tuple[str, ...] = ()
    replaces_number: str = ""
    replaced_on: str = ""
    verify_url: str
    verify_code: str
    contact: Contact
    issued_on: str


def certificate_paper(
    issued: Issued,
    case: Case,
    examination: Examination,
    words: CertificateWords,
    verify_code: str,
    replaced: Certificate | None = None,
    performance: str = "",
) -> CertificatePaper:
    """One that replaces another is of the same day: what it grants runs from there, and ``performance`` is what it was then."""
    decision = case.decision
    if decision is None:
        raise ValueError("a certificate rests on a decision")
    return CertificatePaper(
        number=issued.number,
        certificate_title=words.title,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        former_name=case.enterprise.former_names,
        registry_note=registry_note(case.enterprise),
        instrument=instrument(case.enforcement_case),
        performance=performance or performed(case.enforcement_case),
        legal_basis=lines(words.legal_basis),
        decision_number=decision.number,
        decided_on=iso(decision.signed_at),
        effect=words.effect,
        measures=discipline_outcomes(examination),
        property_note=property_note(examination),
        scope=words.scope,
        validity=words.validity,
        conditions=lines(examination.conditions),
        replaces_number=replaced.number if replaced else "",
        replaced_on=iso(issued.on) if replaced else "",
        verify_url=links.certificate(verify_code),
        verify_code=verify_code,
        contact=contact(case.court),
        issued_on=iso(replaced.issued_on if replaced else issued.on),
    )


CERTIFICATE = register(
    PaperKind(
        paper=CertificatePaper,
        build=certificate_paper,
        audience=Audience.ALL,
        owner=Owner.COURT,
        title=lambda case, examination, words, *_: words.title,  # noqa: ARG005
    )
)


def certificate_draft(case: Case, examination: Examination, on: date) -> CertificatePaper:
    """The certificate as it would be sealed on a day, with what is only given away then shown as such."""
    issued = Issued(number=UNTIL_SEALED, on=on, by="")
    draft = certificate_paper(issued, case, examination, words_of(case, examination, on), UNTIL_SEALED)
    return replace(draft, is_specimen=not case.region.local_rules_confirmed)


PERFORMED = ("amount_fen", "performed_fen", "performance")
# What of a certificate is taken from the court's record, and so may turn out to be wrong there.
FROM_THE_RECORD = ("enterprise_name", "uscc", "case_number", "instrument", "performance", "measures")


def words_kept(certificate: Certificate) -> CertificateWords:
    """What a certificate said on its day; the one that replaces it says the same."""
    return CertificateWords(
        title=certificate.title,
        effect=certificate.effect,
        legal_basis=certificate.legal_basis,
        scope_fields=tuple(certificate.scope_fields),
        scope=certificate.scope,
        validity=certificate.validity,
    )


def replacement_draft(case: Case, examination: Examination, replaced: Certificate, on: date) -> CertificatePaper:
    """The certificate that would be sealed on a day in the place of ``replaced``."""
    issued = Issued(number=UNTIL_SEALED, on=on, by="")
    return certificate_paper(issued, case, examination, words_kept(replaced), UNTIL_SEALED, replaced, performance_then(case, replaced))


def performance_then(case: Case, replaced: Certificate) -> str:
    """What had been performed on the day of a certificate: as it printed it, unless that was recorded wrongly; empty then."""
    corrected = case.enforcement_case.corrections.filter(field__in=PERFORMED, corrected_at__gte=replaced.issued_at)
    return "" if corrected.exists() else printed(replaced).performance


def printed(certificate: Certificate) -> CertificatePaper:
    """What it says on paper."""
    paper = context_of(CertificatePaper.kind, bytes(certificate.document.snapshot))
    assert isinstance(paper, CertificatePaper)  # noqa: S101 - the paper of its kind
    return paper


def taken_from_record(paper: CertificatePaper) -> dict[str, object]:
    return {name: getattr(paper, name) for name in FROM_THE_RECORD}


def number_replaced_by(certificate: Certificate) -> str:
    """The number of the certificate in whose place this one stands, if it stands in another's."""
    replaced = getattr(certificate, "replaces", None)
    return replaced.number if replaced else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairNoticePaper(Paper):
    """信用修复告知书（致各单位）. It never reaches farther than the certificate: ``scope`` and ``validity`` are the same texts."""

    kind: ClassVar[DocumentKind] = DocumentKind.ADVICE_TO_UNITS
    template: ClassVar[str] = "paper/repair_notice.html"
    title: ClassVar[str] = "信用修复告知书"
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
    replaces_number: str = ""
    certificate_title: str
    certificate_issued_on: str
    scope: str
    validity: str
    has_end: bool
    effect: str
    leaves_entry: bool
    measures: tuple[MeasureOutcome, ...]
    property_note: str = ""
    verify_url: str
    contact: Contact
    issued_on: str


def advice_to_units(
    issued: Issued, case: Case, certificate: Certificate, examination: Examination, units: Sequence[Department]
) -> RepairNoticePaper:
    return RepairNoticePaper(
        number=issued.number,
        region_name=case.region.name,
        court_name=case.court.name,
        addressees=tuple(unit.name for unit in units if unit.pk != case.court_id),
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=certificate.number,
        replaces_number=number_replaced_by(certificate),
        certificate_title=certificate.title,
        certificate_issued_on=iso(certificate.issued_on),
        scope=certificate.scope,
        validity=certificate.validity,
        has_end=certificate.valid_until is not None,
        effect=certificate.effect,
        leaves_entry=decided_row(examination).leaves_entry,
        measures=discipline_outcomes(examination),
        property_note=property_note(examination),
        verify_url=links.certificate(certificate.verify_code),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


ADVICE_TO_UNITS = register(PaperKind(paper=RepairNoticePaper, build=advice_to_units, audience=Audience.ALL, owner=Owner.COURT))
