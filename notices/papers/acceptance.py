"""Papers of the formal check, and of an application that ends before review."""

from dataclasses import dataclass
from typing import ClassVar

from notices.enums import DocumentKind
from notices.papers.parts import CodedReason, Contact, Limit, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementItem:
    material: str
    reason: str
    how_to_obtain: str
    verified_by_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.SUPPLEMENT_NOTICE
    template: ClassVar[str] = "paper/supplement_notice.html"
    title: ClassVar[str] = "补正通知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "answer_url"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    submitted_on: str
    round: int
    items: tuple[SupplementItem, ...]
    limit: Limit
    due_on: str
    answer_url: str
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.ACCEPTANCE_NOTICE
    template: ClassVar[str] = "paper/acceptance_notice.html"
    title: ClassVar[str] = "受理通知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "progress_url"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    submitted_on: str
    accepted_on: str
    review_limit: Limit
    review_due_on: str
    progress_url: str
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.DECLINE_NOTICE
    template: ClassVar[str] = "paper/decline_notice.html"
    title: ClassVar[str] = "不予受理通知书"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    submitted_on: str
    reasons: tuple[CodedReason, ...]
    right_channel: str
    guidance: tuple[str, ...]
    remedy: str
    reapply_from: str = ""
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.LAPSE_NOTICE
    template: ClassVar[str] = "paper/lapse_notice.html"
    title: ClassVar[str] = "视为撤回申请通知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "apply_url"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    submitted_on: str
    supplement_number: str
    supplement_due_on: str
    limit: Limit
    missing: tuple[str, ...]
    lapsed_on: str
    apply_url: str
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.WITHDRAWAL_NOTICE
    template: ClassVar[str] = "paper/withdrawal.html"
    title: ClassVar[str] = "撤回信用修复申请确认书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "apply_url"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    submitted_on: str
    withdrawn_on: str
    stage: str
    reason: str
    apply_url: str
    contact: Contact
    issued_on: str
