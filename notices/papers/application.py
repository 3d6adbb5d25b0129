"""Papers from the notice to the receipt of the application."""

from dataclasses import dataclass
from typing import ClassVar

from notices.enums import DocumentKind
from notices.papers.parts import Contact, Limit, Measure, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class ProactiveNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.PROACTIVE_NOTICE
    template: ClassVar[str] = "paper/proactive_notice.html"
    title: ClassVar[str] = "信用修复主动告知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "apply_url"

    number: str
    region_name: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    instrument: str
    obligation: str
    measures: tuple[Measure, ...]
    exclusions: tuple[str, ...]
    materials: tuple[str, ...]
    limits: tuple[Limit, ...]
    apply_url: str
    contact: Contact
    report_phone: str
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReceiptPaper(Paper):
    """送达回证. Everything about the service itself may be empty: then the paper is a form to be signed."""

    kind: ClassVar[DocumentKind] = DocumentKind.SERVICE_RECEIPT
    template: ClassVar[str] = "paper/service_receipt.html"
    title: ClassVar[str] = "送达回证"

    court_name: str
    case_number: str
    cause: str
    document_title: str
    document_number: str
    recipient_name: str
    address: str = ""
    manner: str = ""
    served_on: str = ""
    received_by: str = ""
    served_by: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCaseLine:
    case_number: str
    instrument: str
    variant: str
    listing: str
    obligation: str
    performed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """`file_name` and `sha256` are empty when the issuing body is asked to verify instead of an upload."""

    name: str
    file_name: str = ""
    sha256: str = ""
    verify_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """情况说明: the first three are required, the last two optional."""

    fulfilment: str
    correction: str
    prevention: str
    industry_contribution: str = ""
    public_benefit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFormPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.APPLICATION_FORM
    template: ClassVar[str] = "paper/application_form.html"
    title: ClassVar[str] = "信用修复申请表"

    court_name: str
    application_number: str
    enterprise_name: str
    uscc: str
    enterprise_address: str = ""
    cases: tuple[ApplicationCaseLine, ...]
    reason: str
    reason_text: str
    performance: str
    contact_phone: str
    agent_name: str
    mandate: str
    statement: Statement
    materials: tuple[MaterialLine, ...]
    submitted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentItem:
    text: str
    amount: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.COMMITMENT
    template: ClassVar[str] = "paper/commitment.html"
    title: ClassVar[str] = "信用承诺书"

    court_name: str
    enterprise_name: str
    uscc: str
    case_numbers: tuple[str, ...]
    items: tuple[CommitmentItem, ...]
    agrees_to_publication: bool
    signatory: str
    signatory_role: str
    signature_manner: str
    signed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCodeLine:
    case_number: str
    query_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReceiptPaper(Paper):
    """提交回执. `submitted_at` is local time to the minute, `2026-11-25 10:30`."""

    kind: ClassVar[DocumentKind] = DocumentKind.SUBMISSION_RECEIPT
    template: ClassVar[str] = "paper/application_receipt.html"
    title: ClassVar[str] = "信用修复申请提交回执"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "progress_url"

    court_name: str
    application_number: str
    enterprise_name: str
    uscc: str
    cases: tuple[QueryCodeLine, ...]
    materials: tuple[str, ...]
    submitted_at: str
    acceptance_limit: Limit
    acceptance_due_on: str
    progress_url: str
    contact: Contact
