"""Papers between the court, the bureau and the member units, and the result for the enterprise."""

from dataclasses import dataclass
from typing import ClassVar

from notices.enums import DocumentKind
from notices.papers.parts import Contact, Limit, Paper


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionLetterPaper(Paper):
    """转推函, bureau to one unit."""

    kind: ClassVar[DocumentKind] = DocumentKind.DISTRIBUTION_LETTER
    template: ClassVar[str] = "paper/distribution_letter.html"
    title: ClassVar[str] = "信用修复信息转推函"
    sealed_by: ClassVar[str] = "bureau_name"

    number: str
    region_name: str
    bureau_name: str
    unit_name: str
    unit_fields: tuple[str, ...]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionFieldLine:
    field: str
    result: str
    handling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionFormPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.RECOGNITION_REPLY
    template: ClassVar[str] = "paper/recognition_form.html"
    title: ClassVar[str] = "信用修复结果互认反馈表"
    sealed_by: ClassVar[str] = "unit_name"

    number: str
    region_name: str
    unit_name: str
    bureau_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    certificate_title: str
    valid_until: str = ""
    received_on: str
    due_on: str
    result: str
    fields: tuple[RecognitionFieldLine, ...]
    legal_basis: str = ""
    reason: str = ""
    guidance: str = ""
    handled_by: str
    approved_by: str
    answered_on: str
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalLetterPaper(Paper):
    """不予认可函: law, reason and guidance are all required."""

    kind: ClassVar[DocumentKind] = DocumentKind.REFUSAL_LETTER
    template: ClassVar[str] = "paper/refusal_letter.html"
    title: ClassVar[str] = "信用修复结果不予认可函"
    sealed_by: ClassVar[str] = "unit_name"

    number: str
    region_name: str
    unit_name: str
    bureau_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    certificate_title: str
    result: str
    refused_fields: tuple[str, ...]
    legal_basis: str
    reason: str
    guidance: str
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    text: str
    responsible: str
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationMinutesPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.CONSULTATION_MINUTES
    template: ClassVar[str] = "paper/consultation_minutes.html"
    title: ClassVar[str] = "信用修复互认会商纪要"
    sealed_by: ClassVar[str] = "office_name"

    number: str
    office_name: str
    held_on: str
    place: str = ""
    chair: str
    attendees: tuple[str, ...]
    absent: tuple[str, ...] = ()
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    unit_name: str
    refusal_number: str
    dispute: str
    views: str
    outcome: str
    resolutions: tuple[Resolution, ...]
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResultLine:
    unit_name: str
    fields: tuple[str, ...]
    result: str
    answered_on: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionResultPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.RECOGNITION_RESULT
    template: ClassVar[str] = "paper/recognition_result.html"
    title: ClassVar[str] = "信用修复互认结果通知书"
    sealed_by: ClassVar[str] = "bureau_name"
    qr_of: ClassVar[str] = "verify_url"

    number: str
    region_name: str
    bureau_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    certificate_title: str
    certificate_issued_on: str
    valid_until: str = ""
    results: tuple[UnitResultLine, ...]
    recognised: int
    total: int
    complaint_phone: str
    verify_url: str
    contact: Contact
    issued_on: str
