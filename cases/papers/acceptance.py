"""Papers of the formal check, and of an application that ends before examination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from cases.naming import party
from cases.options import options_of
from cases.papers.facts import contact, limit
from cases.papers.parts import CodedReason, Contact, Limit
from deadlines.codes import ClockCode
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from cases.models import Case, SupplementRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementItem:
    material: str
    reason: str
    how_to_obtain: str


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
    answer_url: str
    contact: Contact
    issued_on: str


def supplement_notice(issued: Issued, case: Case, request: SupplementRequest) -> SupplementNoticePaper:
    return SupplementNoticePaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=iso(case.opened_at),
        round=request.round,
        items=tuple(
            SupplementItem(material=item.what, reason=item.why, how_to_obtain=item.how) for item in request.items.order_by("position")
        ),
        limit=limit(case.region, ClockCode.SUPPLEMENT),
        answer_url=links.enterprise_case(case.pk),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


SUPPLEMENT_NOTICE = register(
    PaperKind(paper=SupplementNoticePaper, build=supplement_notice, audience=Audience.ENTERPRISE, owner=Owner.COURT)
)


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
    examination_limit: Limit
    examination_due_on: str
    progress_url: str
    contact: Contact
    issued_on: str


def acceptance_notice(issued: Issued, case: Case, due_on: date) -> AcceptanceNoticePaper:
    return AcceptanceNoticePaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=iso(case.opened_at),
        accepted_on=iso(issued.on),
        examination_limit=limit(case.region, ClockCode.EXAMINATION),
        examination_due_on=iso(due_on),
        progress_url=links.progress(),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


ACCEPTANCE_NOTICE = register(
    PaperKind(paper=AcceptanceNoticePaper, build=acceptance_notice, audience=Audience.ENTERPRISE, owner=Owner.COURT)
)


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


def decline_notice(issued: Issued, case: Case) -> DeclineNoticePaper:
    return DeclineNoticePaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=iso(case.opened_at),
        reasons=(CodedReason(code=case.decline_reason, label=case.get_decline_reason_display(), text=case.decline_note),),
        right_channel=case.decline_channel,
        guidance=("请按上述渠道办理，所需材料以该渠道的要求为准。", "对受理范围有疑问的，可以拨打本通知所列电话咨询。"),
        remedy=options_of(case.region).decline_remedy,
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


DECLINE_NOTICE = register(PaperKind(paper=DeclineNoticePaper, build=decline_notice, audience=Audience.ENTERPRISE, owner=Owner.COURT))


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


def lapse_notice(issued: Issued, case: Case, request: SupplementRequest) -> LapseNoticePaper:
    asked = case.documents.filter(kind=SupplementNoticePaper.kind).order_by("-pk").first()
    return LapseNoticePaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=iso(case.opened_at),
        supplement_number=asked.number if asked else "",
        supplement_due_on=iso(request.due_on),
        limit=limit(case.region, ClockCode.SUPPLEMENT),
        missing=tuple(item.what for item in request.items.order_by("position")),
        lapsed_on=iso(issued.on),
        apply_url=links.enterprise_desk(),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


LAPSE_NOTICE = register(PaperKind(paper=LapseNoticePaper, build=lapse_notice, audience=Audience.ENTERPRISE, owner=Owner.COURT))


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


def withdrawal(issued: Issued, case: Case, reason: str) -> WithdrawalPaper:
    return WithdrawalPaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=iso(case.opened_at),
        withdrawn_on=iso(issued.on),
        stage=case.get_state_display(),
        reason=reason or "申请人自愿撤回",
        apply_url=links.enterprise_desk(),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


WITHDRAWAL = register(PaperKind(paper=WithdrawalPaper, build=withdrawal, audience=Audience.ENTERPRISE, owner=Owner.COURT))
