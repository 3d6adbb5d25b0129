"""The two decisions that end an examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.effects import said
from cases.naming import party
from cases.options import options_of
from cases.outcomes import RejectionReason
from cases.papers.certificate import decided_row
from cases.papers.facts import accepted_on, instrument, limit, measure_outcomes, performed_in_a_sentence, standing_in_list
from cases.papers.parts import CodedReason, Limit, MeasureOutcome
from deadlines.codes import ClockCode
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso
from words.lists import lines

if TYPE_CHECKING:
    from cases.models import Case, Decision, Examination


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecisionPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.APPROVAL_DECISION
    template: ClassVar[str] = "paper/approval_decision.html"
    title: ClassVar[str] = "准予信用修复决定书"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    instrument: str
    variant: str
    listing: str
    submitted_on: str
    accepted_on: str
    facts: str
    reasons: str
    legal_basis: tuple[str, ...]
    measures: tuple[MeasureOutcome, ...]
    certificate_title: str
    effect: str
    valid_until: str = ""
    conditions: tuple[str, ...] = ()
    remedy: str
    issued_on: str


def approval_decision(issued: Issued, case: Case, decision: Decision, examination: Examination) -> ApprovalDecisionPaper:
    options = options_of(case.region)
    return ApprovalDecisionPaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        variant=case.get_variant_display(),
        listing=standing_in_list(case.enforcement_case),
        submitted_on=iso(case.opened_at),
        accepted_on=accepted_on(case),
        facts=performed_in_a_sentence(case.enforcement_case),
        reasons=decision.reason_text,
        legal_basis=lines(decision.legal_basis),
        measures=measure_outcomes(examination),
        certificate_title=options.certificates[decided_row(examination).certificate].title,
        effect=said(decided_row(examination), examination.valid_until, examination.entry_until),
        valid_until=iso(examination.valid_until),
        conditions=lines(examination.conditions),
        remedy=options.approve_remedy,
        issued_on=iso(issued.on),
    )


APPROVAL_DECISION = register(
    PaperKind(paper=ApprovalDecisionPaper, build=approval_decision, audience=Audience.ENTERPRISE, owner=Owner.COURT)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionDecisionPaper(Paper):
    """`reapply_from` is the first day of a new application."""

    kind: ClassVar[DocumentKind] = DocumentKind.REJECTION_DECISION
    template: ClassVar[str] = "paper/rejection_decision.html"
    title: ClassVar[str] = "不予信用修复决定书"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    instrument: str
    variant: str
    submitted_on: str
    accepted_on: str
    facts: str
    reasons: tuple[CodedReason, ...]
    legal_basis: tuple[str, ...]
    guidance: tuple[str, ...]
    remedy: str
    reapply_from: str
    reapply_limit: Limit
    issued_on: str


def rejection_decision(issued: Issued, case: Case, decision: Decision) -> RejectionDecisionPaper:
    return RejectionDecisionPaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        variant=case.get_variant_display(),
        submitted_on=iso(case.opened_at),
        accepted_on=accepted_on(case),
        facts=performed_in_a_sentence(case.enforcement_case),
        reasons=tuple(
            CodedReason(code=code, label=RejectionReason(code).label, text=text)
            for code, text in zip(decision.reason_codes, decision.reason_texts, strict=True)
        ),
        legal_basis=lines(decision.legal_basis),
        guidance=lines(decision.guidance),
        remedy=decision.remedy,
        reapply_from=iso(decision.reapply_on),
        reapply_limit=limit(case.region, ClockCode.REAPPLICATION),
        issued_on=iso(issued.on),
    )


REJECTION_DECISION = register(
    PaperKind(paper=RejectionDecisionPaper, build=rejection_decision, audience=Audience.ENTERPRISE, owner=Owner.COURT)
)
