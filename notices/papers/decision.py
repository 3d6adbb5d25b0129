"""Papers of review, decision and certificate."""

from dataclasses import dataclass
from typing import ClassVar

from notices.enums import DocumentKind
from notices.papers.parts import CodedReason, Contact, Limit, MeasureOutcome, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    item: str
    result: str
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedCaseLine:
    case_number: str
    court_name: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReportPaper(Paper):
    """审查报告, internal: never handed to anybody outside the court."""

    kind: ClassVar[DocumentKind] = DocumentKind.REVIEW_REPORT
    template: ClassVar[str] = "paper/review_report.html"
    title: ClassVar[str] = "信用修复审查报告"

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
    review_due_on: str
    performance: str
    cooperation: str
    checklist: tuple[ChecklistLine, ...]
    related_cases: tuple[RelatedCaseLine, ...]
    measures: tuple[MeasureOutcome, ...]
    grounds: tuple[str, ...]
    recommendation: str
    certificate_type: str
    opinion: str
    handler_name: str
    reported_on: str


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
    valid_until: str = ""
    conditions: tuple[str, ...] = ()
    remedy: str
    signer_title: str
    signer_name: str
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionDecisionPaper(Paper):
    """`reapply_from` is the first day of a new application, `remedy_until` the last day of the remedy, if counted."""

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
    remedy_limit: Limit
    remedy_until: str = ""
    reapply_from: str
    reapply_limit: Limit
    signer_title: str
    signer_name: str
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper(Paper):
    """信用修复证明. `certificate_type` is A, B, C or D; A and B need `valid_until`."""

    kind: ClassVar[DocumentKind] = DocumentKind.CERTIFICATE
    template: ClassVar[str] = "paper/certificate.html"
    title: ClassVar[str] = "信用修复证明"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "verify_url"

    number: str
    certificate_type: str
    certificate_title: str
    region_name: str
    court_name: str
    enterprise_name: str
    uscc: str
    former_name: str = ""
    case_number: str
    instrument: str
    performance: str
    legal_basis: tuple[str, ...]
    decision_number: str
    decided_on: str
    measures: tuple[MeasureOutcome, ...]
    scope_fields: tuple[str, ...]
    covers_all_cases: bool = False
    valid_until: str = ""
    conditions: tuple[str, ...] = ()
    replaces_number: str = ""
    verify_url: str
    verify_code: str
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairNoticePaper(Paper):
    """信用修复告知书（致各单位）. `scope_fields` are the seven fields of the national listing rule."""

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
    certificate_title: str
    certificate_issued_on: str
    valid_until: str = ""
    scope_fields: tuple[str, ...]
    measures: tuple[MeasureOutcome, ...]
    verify_url: str
    contact: Contact
    issued_on: str
