"""The notice that goes out with measures, and the record that it was served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.enums import GuardKind, ServiceManner
from cases.naming import party
from cases.options import options_of
from cases.papers.facts import instrument, limits, measures
from cases.papers.parts import Contact, Limit, Measure
from cases.parties import SERVED_BY_BUREAU, Party
from deadlines.codes import ClockCode
from ledger.timekeeping import legal_date
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import day, iso, moment

if TYPE_CHECKING:
    from cases.models import EnforcementCase, ProactiveNotice, Service
    from cases.models import Measure as TakenMeasure


# Outside the court the post is named, not the person.
HANDLER = "执行案件承办人"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProactiveNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.PROACTIVE_NOTICE
    template: ClassVar[str] = "paper/proactive_notice.html"
    title: ClassVar[str] = "信用修复主动告知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "apply_url"

    number: str
    replaces_number: str = ""
    region_name: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    instrument: str
    obligation: str
    measures: tuple[Measure, ...]
    exclusions: tuple[str, ...]
    # What the district checks besides, by its own arrangement and no law.
    also_checked: tuple[str, ...] = ()
    materials: tuple[str, ...]
    limits: tuple[Limit, ...]
    apply_url: str
    contact: Contact
    report_phone: str
    issued_on: str


def proactive_notice(issued: Issued, notice: ProactiveNotice, taken: Sequence[TakenMeasure]) -> ProactiveNoticePaper:
    enforcement = notice.enforcement_case
    court, region = enforcement.court, enforcement.court.region
    options = options_of(region)
    hard = region.guard_rules.filter(is_current=True, kind=GuardKind.HARD)
    return ProactiveNoticePaper(
        number=issued.number,
        replaces_number=notice.replaces.number if notice.replaces else "",
        region_name=region.name,
        court_name=court.name,
        enterprise_name=party(enforcement.enterprise),
        uscc=enforcement.enterprise.uscc,
        case_number=enforcement.number,
        instrument=instrument(enforcement),
        obligation=enforcement.obligation,
        measures=measures(taken),
        exclusions=tuple(rule.text for rule in hard if not rule.local_rule_pending),
        also_checked=tuple(rule.text for rule in hard if rule.local_rule_pending),
        materials=tuple(options.materials),
        limits=limits(region, ClockCode.ACCEPTANCE, ClockCode.EXAMINATION, ClockCode.PUSH, ClockCode.DISTRIBUTION, ClockCode.RECOGNITION),
        apply_url=links.notice(notice.token),
        contact=Contact(office=court.name, person=HANDLER, phone=enforcement.handler_phone or court.phone),
        report_phone=options.report_phone,
        issued_on=iso(issued.on),
    )


# What of a notice is taken from the court's record, and so may turn out to be wrong there.
FROM_THE_RECORD = ("enterprise_name", "uscc", "case_number", "instrument", "obligation", "measures", "contact")


def taken_from_record(notice: ProactiveNotice) -> dict[str, object]:
    issued = Issued(number=notice.number, on=legal_date(notice.prepared_at), by="")
    paper = proactive_notice(issued, notice, measures_told(notice))
    return {name: getattr(paper, name) for name in FROM_THE_RECORD}


def measures_told(notice: ProactiveNotice) -> list[TakenMeasure]:
    """The measures that a notice, or the one that it corrects, went out with."""
    return list(notice.first.measures.order_by("taken_on", "pk"))


PROACTIVE_NOTICE = register(
    PaperKind(
        paper=ProactiveNoticePaper,
        build=proactive_notice,
        audience=Audience.ENTERPRISE,
        owner=Owner.COURT,
        # The notice stands in the books under its number before its paper is made.
        own_number=lambda notice, *_: notice.number,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReceiptPaper(Paper):
    """送达回证. Everything about the service itself may be empty: then the paper is a form to be signed."""

    kind: ClassVar[DocumentKind] = DocumentKind.SERVICE_RECEIPT
    template: ClassVar[str] = "paper/service_receipt.html"
    title: ClassVar[str] = "送达回证"

    court_name: str
    case_number: str
    cause: str
    instrument: str
    document_title: str
    document_number: str
    recipient_name: str
    address: str = ""
    manner: str = ""
    place: str = ""
    served_on: str = ""
    # What was recorded of who took it; the box for his hand stays empty.
    received_by: str = ""
    served_by: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a receipt says of the service of any paper."""

    enforcement: EnforcementCase
    # The body that served it, which is the one that issued it.
    served_for: str
    title: str
    number: str
    recipient: str
    address: str
    manner: str
    place: str
    served_on: str
    received_by: str
    remark: str


def service_receipt(issued: Issued, delivered: Delivered) -> ServiceReceiptPaper:
    enforcement = delivered.enforcement
    return ServiceReceiptPaper(
        court_name=delivered.served_for,
        case_number=enforcement.number,
        cause=enforcement.cause,
        instrument=instrument(enforcement),
        document_title=delivered.title,
        document_number=delivered.number,
        recipient_name=delivered.recipient,
        address=delivered.address,
        manner=delivered.manner,
        place=delivered.place,
        served_on=delivered.served_on,
        received_by=delivered.received_by,
        served_by=issued.by,
        remark=delivered.remark,
    )


def delivered_notice(notice: ProactiveNotice) -> Delivered:
    enforcement = notice.enforcement_case
    return Delivered(
        enforcement=enforcement,
        served_for=enforcement.court.name,
        title=ProactiveNoticePaper.title,
        number=notice.number,
        recipient=party(enforcement.enterprise),
        address=enforcement.enterprise.address,
        manner=notice.get_manner_display(),
        place=notice.place,
        served_on=f"{day(notice.served_on)}{f' {notice.served_at_time:%H:%M}' if notice.served_at_time else ''}",
        received_by=notice.receiver,
        remark=_remark(notice),
    )


def _remark(notice: ProactiveNotice) -> str:
    if notice.receipt:
        return scan_apart(notice.receipt.original_name)
    if notice.manner == ServiceManner.ELECTRONIC:
        return "受送达人同意电子送达，到达其指定系统的日期即送达日期，没有手写签名"
    return "签收情况由送达人登记，本页没有收件人签名"


def delivered_paper(service: Service, role: str = "") -> Delivered:
    """``role`` is what whoever took it electronically is to the applicant."""
    enforcement, is_creditor = service.enforcement, service.party == Party.CREDITOR
    by_bureau = service.document.kind in SERVED_BY_BUREAU
    return Delivered(
        enforcement=enforcement,
        served_for=service.of_case.bureau.name if by_bureau else enforcement.court.name,
        title=service.document.title,
        number=service.document.number,
        recipient=enforcement.creditor if is_creditor else party(enforcement.enterprise),
        address="" if is_creditor else service.confirmed.service_address,
        manner=service.get_manner_display(),
        place="",
        served_on=day(service.served_on),
        received_by=service.receiver,
        remark=_remark_on_paper(service, role),
    )


def _remark_on_paper(service: Service, role: str) -> str:
    if service.account is not None and service.arrived_at is not None:
        who = f"{service.account.full_name}（{role}）" if role else service.account.full_name
        return (
            f"{moment(service.arrived_at)}到达受送达人在本系统的账户：经办人{who}，账户{service.account.username}。"
            "受送达人在申请时确认同意电子送达，到达的日期即送达日期，没有手写签名"
        )
    proof = service.proof.original_name if service.proof else ""
    return "；".join(filter(None, (service.note.rstrip("。；"), scan_apart(proof))))


def scan_apart(name: str) -> str:
    return f"签收的回证扫描件另存，文件名：{name}"


SERVICE_RECEIPT = register(
    PaperKind(paper=ServiceReceiptPaper, build=service_receipt, audience=Audience.COURT, owner=Owner.COURT, is_numbered=False)
)
