"""Papers of an application as it is submitted: the form, the commitment, the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from accounts.enums import MandateState
from cases.naming import party
from cases.papers.facts import contact, instrument, limit, performed, standing_in_list
from cases.papers.parts import Contact, Limit
from deadlines.codes import ClockCode
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso, iso_moment, moment
from words.lists import listed

if TYPE_CHECKING:
    from accounts.models import Mandate
    from cases.models import Application, Case, SigningLink


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCaseLine:
    case_number: str
    instrument: str
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
class PersonsAct:
    """Who did something in which capacity, by which account and when; `at` is local time to the minute, `2026-11-25 10:30`.

    `account` is empty for a legal representative who signed by a link.
    """

    person: str
    role: str
    account: str
    at: str


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
    service_address: str
    service_mobile: str
    service_electronic: str
    service_confirmed: str
    agent_name: str
    mandate: str
    statement: Statement
    materials: tuple[MaterialLine, ...]
    is_by_agent: bool
    submitted: PersonsAct


def application_form(_issued: Issued, application: Application, sender: Mandate, at: datetime) -> ApplicationFormPaper:
    enterprise = application.enterprise
    cases = application.cases.select_related("enforcement_case__court", "enforcement_case__listing").order_by("pk")
    mandate = application.agent.mandates.filter(enterprise=enterprise, state=MandateState.ACTIVE).first()
    return ApplicationFormPaper(
        court_name=listed(dict.fromkeys(case.court.name for case in cases)),
        application_number=application.query_code,
        enterprise_name=party(enterprise),
        uscc=enterprise.uscc,
        enterprise_address=enterprise.address,
        cases=tuple(_case_line(case) for case in cases),
        reason=application.get_ground_display(),
        reason_text=application.ground_note,
        performance=application.performance,
        contact_phone=application.contact_phone,
        service_address=application.service_address,
        service_mobile=application.service_mobile,
        service_electronic=application.get_service_electronic_display(),
        service_confirmed=_confirmed(application),
        agent_name=application.agent.full_name,
        mandate=f"{mandate.get_kind_display()}，{mandate.get_origin_display()}" if mandate else "现已不再代表企业办理",
        statement=Statement(
            fulfilment=application.duties_performed,
            correction=application.wrongs_corrected,
            prevention=application.prevention,
            industry_contribution=application.contribution,
            public_benefit=application.public_good,
        ),
        materials=_material_lines(application),
        is_by_agent=sender.user_id == application.agent_id,
        submitted=_submitted(sender, at),
    )


def _submitted(sender: Mandate, at: datetime) -> PersonsAct:
    return PersonsAct(person=sender.user.full_name, role=sender.get_kind_display(), account=sender.user.username, at=iso_moment(at))


def _confirmed(application: Application) -> str:
    """Who confirmed where papers reach the enterprise, by which account, when."""
    who, when = application.service_confirmed_by, application.service_confirmed_at
    if who is None or when is None:
        raise ValueError("an application is submitted with its address for service confirmed")
    return f"{moment(when)}由{who.full_name}（账户{who.username}）在线确认"


def _case_line(case: Case) -> ApplicationCaseLine:
    enforcement = case.enforcement_case
    return ApplicationCaseLine(
        case_number=enforcement.number,
        instrument=instrument(enforcement),
        listing=standing_in_list(enforcement),
        obligation=enforcement.obligation,
        performed=performed(enforcement),
    )


def _material_lines(application: Application) -> tuple[MaterialLine, ...]:
    return tuple(
        MaterialLine(
            name=material.get_kind_display(),
            file_name=material.original_name,
            sha256=material.sha256,
            verify_with=material.issuer if material.is_lost else "",
        )
        for material in application.current_materials
    )


APPLICATION_FORM = register(
    PaperKind(paper=ApplicationFormPaper, build=application_form, audience=Audience.ENTERPRISE, owner=Owner.COURT, is_numbered=False)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentPaper(Paper):
    """`texts` are addressee, opening and items, to the letter what the person saw who signed.

    `identity` says how far the person is known who signed without an account; `digest` is that of the letter and the application.
    """

    kind: ClassVar[DocumentKind] = DocumentKind.COMMITMENT
    template: ClassVar[str] = "paper/commitment.html"
    title: ClassVar[str] = "信用承诺书"

    enterprise_name: str
    texts: tuple[str, ...]
    publication: str
    signed: PersonsAct
    submitted: PersonsAct
    digest: str
    identity: str = ""


def commitment(_issued: Issued, application: Application, sender: Mandate, at: datetime) -> CommitmentPaper:
    if application.signed_at is None:
        raise ValueError("a letter is made once it is signed")
    *texts, chosen = application.signed_texts
    signer = application.signed_by
    return CommitmentPaper(
        enterprise_name=application.enterprise.name,
        texts=tuple(texts),
        publication=chosen,
        signed=PersonsAct(
            person=application.signed_name,
            role=application.get_signed_as_display(),
            account=signer.username if signer else "",
            at=iso_moment(application.signed_at),
        ),
        submitted=_submitted(sender, at),
        digest=application.signed_digest,
        identity="" if signer else identity_of(application.signing_links.filter(used_at=application.signed_at).order_by("-pk")[0]),
    )


def identity_of(link: SigningLink) -> str:
    """How far the portal knows who signed by a link, on paper and page alike."""
    maker = link.made_by
    record = "姓名与法院登记的法定代表人一致" if link.is_on_record else "法院没有登记法定代表人的姓名，姓名由企业填写"
    return (
        f"签署链接由{maker.full_name}（账号{maker.username}）于{moment(link.made_at)}生成，指明签署人为{link.name}，"
        f"手机号码后四位{link.phone_tail}；{record}。签署人打开链接后输入的姓名和后四位与此一致。本系统没有核验身份证件，也没有向该手机发送验证码。"
    )


COMMITMENT = register(
    PaperKind(paper=CommitmentPaper, build=commitment, audience=Audience.ENTERPRISE, owner=Owner.COURT, is_numbered=False)
)


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
    case_numbers: tuple[str, ...]
    materials: tuple[str, ...]
    submitted_at: str
    acceptance_limit: Limit
    acceptance_due_on: str
    progress_url: str
    contact: Contact


def submission_receipt(_issued: Issued, application: Application, due_on: date) -> ApplicationReceiptPaper:
    if application.submitted_at is None:
        raise ValueError("a receipt is for an application that was submitted")
    cases = list(application.cases.select_related("court__region", "enforcement_case").order_by("pk"))
    return ApplicationReceiptPaper(
        court_name=cases[0].court.name,
        application_number=application.query_code,
        enterprise_name=party(application.enterprise),
        uscc=application.enterprise.uscc,
        case_numbers=tuple(case.enforcement_case.number for case in cases),
        materials=tuple(str(material) for material in application.materials.filter(removed_at__isnull=True)),
        submitted_at=iso_moment(application.submitted_at),
        acceptance_limit=limit(cases[0].court.region, ClockCode.ACCEPTANCE),
        acceptance_due_on=iso(due_on),
        progress_url=links.progress(),
        contact=contact(cases[0].court),
    )


SUBMISSION_RECEIPT = register(
    PaperKind(paper=ApplicationReceiptPaper, build=submission_receipt, audience=Audience.ENTERPRISE, owner=Owner.COURT, is_numbered=False)
)
