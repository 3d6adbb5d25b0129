"""A unit's answer, a consultation about it, and the result for the enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from cases.naming import party
from cases.options import options_of
from cases.papers.facts import contact
from cases.papers.parts import Contact
from deadlines.codes import ClockCode
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from recognition.enums import RecognitionState
from recognition.selectors import units_progress
from words.dates import iso
from words.lists import clauses, lines

if TYPE_CHECKING:
    from cases.models import Case
    from recognition.models import Recognition

WITHOUT_RESTRICTION = "本单位无关联限制"
# Who signs for a unit is told outside by his post.
SIGNER = "单位审核人"
# The letter that the consultation is about; minutes of an earlier one are no answer.
ANSWERED_BY = (DocumentKind.RECOGNITION_REPLY, DocumentKind.REFUSAL_LETTER)


def office_name(case: Case) -> str:
    return f"{case.region.name}企业信用修复协同联动工作领导小组办公室"


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


def recognition_reply(issued: Issued, recognition: Recognition) -> RecognitionFormPaper:
    case, unit = recognition.case, recognition.department
    result = recognition.get_result_display()
    handling = WITHOUT_RESTRICTION if recognition.no_related_restriction else recognition.measures_lifted
    return RecognitionFormPaper(
        number=issued.number,
        region_name=case.region.name,
        unit_name=unit.name,
        bureau_name=office_name(case) if unit == case.bureau else case.bureau.name,
        enterprise_name=recognition.certificate.enterprise_name,
        uscc=recognition.certificate.uscc,
        case_number=recognition.certificate.case_number,
        certificate_number=recognition.certificate.number,
        certificate_title=recognition.certificate.title,
        valid_until=iso(recognition.certificate.valid_until),
        received_on=iso(recognition.received_at),
        due_on=_due_on(recognition),
        result=result,
        fields=tuple(RecognitionFieldLine(field=name, result=result, handling=handling) for name in unit.recognition_fields),
        legal_basis=recognition.legal_basis,
        reason=recognition.reason,
        guidance=recognition.guidance,
        handled_by=str(recognition.proposed_by),
        approved_by=issued.by,
        answered_on=iso(issued.on),
        issued_on=iso(issued.on),
    )


def _due_on(recognition: Recognition) -> str:
    own = recognition.case.clocks.filter(code=ClockCode.RECOGNITION, obligor=recognition.department_id)
    clock = own.order_by("-round").first()
    return iso(clock.due_on if clock else None)


RECOGNITION_REPLY = register(
    PaperKind(
        paper=RecognitionFormPaper,
        build=recognition_reply,
        audience=Audience.UNITS,
        owner=Owner.UNIT,
        title=lambda recognition: f"互认反馈表（{recognition.department.short_name}）",
        department=lambda recognition: recognition.department,
        in_own_series=True,
    )
)


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
    signer: str
    contact: Contact
    issued_on: str


def refusal_letter(issued: Issued, recognition: Recognition) -> RefusalLetterPaper:
    case, unit = recognition.case, recognition.department
    return RefusalLetterPaper(
        number=issued.number,
        region_name=case.region.name,
        unit_name=unit.name,
        # The bureau answers for itself as one of the units and writes no letter to itself.
        bureau_name=office_name(case) if unit == case.bureau else case.bureau.name,
        enterprise_name=recognition.certificate.enterprise_name,
        uscc=recognition.certificate.uscc,
        case_number=recognition.certificate.case_number,
        certificate_number=recognition.certificate.number,
        certificate_title=recognition.certificate.title,
        result=recognition.get_result_display(),
        refused_fields=lines(recognition.items_refused) or tuple(unit.recognition_fields),
        legal_basis=recognition.legal_basis,
        reason=recognition.reason,
        guidance=recognition.guidance,
        signer=SIGNER,
        contact=contact(unit),
        issued_on=iso(issued.on),
    )


REFUSAL_LETTER = register(
    PaperKind(
        paper=RefusalLetterPaper,
        build=refusal_letter,
        audience=Audience.ALL,
        owner=Owner.UNIT,
        title=lambda recognition: f"不予认可函（{recognition.department.short_name}）",
        department=lambda recognition: recognition.department,
        in_own_series=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    text: str
    responsible: str
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRecord:
    """What the minutes of a meeting say, as those present have confirmed it."""

    held_on: date
    place: str
    chair: str
    attendees: tuple[str, ...]
    absent: tuple[str, ...] = ()
    guests: str = ""
    views: tuple[str, ...] = ()
    findings: str
    resolutions: tuple[Resolution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationMinutesPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.CONSULTATION_MINUTES
    template: ClassVar[str] = "paper/consultation_minutes.html"
    title: ClassVar[str] = "信用修复互认会商纪要"

    number: str
    office_name: str
    held_on: str
    place: str = ""
    chair: str
    attendees: tuple[str, ...]
    absent: tuple[str, ...] = ()
    guests: str = ""
    enterprise_name: str
    uscc: str
    case_number: str
    certificate_number: str
    unit_name: str
    refusal_number: str
    dispute: str
    views: tuple[str, ...]
    outcome: str
    findings: str
    resolutions: tuple[Resolution, ...]
    issued_on: str


def consultation_minutes(issued: Issued, recognition: Recognition, outcome: str, record: ConsultationRecord) -> ConsultationMinutesPaper:
    case = recognition.case
    refusal = case.documents.filter(department=recognition.department_id, kind__in=ANSWERED_BY).order_by("-pk").first()
    return ConsultationMinutesPaper(
        number=issued.number,
        office_name=office_name(case),
        held_on=iso(record.held_on),
        place=record.place,
        chair=record.chair,
        attendees=record.attendees,
        absent=record.absent,
        guests=record.guests,
        enterprise_name=recognition.certificate.enterprise_name,
        uscc=recognition.certificate.uscc,
        case_number=recognition.certificate.case_number,
        certificate_number=recognition.certificate.number,
        unit_name=recognition.department.name,
        refusal_number=refusal.number if refusal else "",
        dispute=recognition.items_refused or recognition.reason,
        views=(f"{recognition.department.name}（反馈意见）：{recognition.reason}", *record.views),
        outcome=outcome,
        findings=record.findings,
        resolutions=record.resolutions,
        issued_on=iso(issued.on),
    )


CONSULTATION_MINUTES = register(
    PaperKind(
        paper=ConsultationMinutesPaper,
        build=consultation_minutes,
        audience=Audience.UNITS,
        owner=Owner.BUREAU,
        title=lambda recognition, *_: f"会商纪要（{recognition.department.short_name}）",
        department=lambda recognition, *_: recognition.department,
    )
)


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


def recognition_result(issued: Issued, case: Case) -> RecognitionResultPaper:
    certificate = case.certificate
    if certificate is None:
        raise ValueError("recognition rests on a certificate")
    progress = units_progress(case)
    return RecognitionResultPaper(
        number=issued.number,
        region_name=case.region.name,
        bureau_name=case.bureau.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=certificate.number,
        certificate_title=certificate.title,
        certificate_issued_on=iso(certificate.issued_on),
        valid_until=iso(certificate.valid_until),
        results=tuple(_unit_result(row) for row in progress.rows),
        recognised=progress.recognized,
        total=progress.total,
        complaint_phone=options_of(case.region).complaint_phone,
        verify_url=links.certificate(certificate.verify_code),
        contact=contact(case.bureau),
        issued_on=iso(issued.on),
    )


def _unit_result(row: Recognition) -> UnitResultLine:
    return UnitResultLine(
        unit_name=row.department.name,
        fields=tuple(row.department.recognition_fields),
        result=row.get_state_display(),
        answered_on=iso(row.consulted_at or row.answered_at),
        note=unit_note(row),
    )


def unit_note(row: Recognition) -> str:
    """What the enterprise reads about one unit: the effect of a recognition, or why not and what to do."""
    is_recognized = row.state == RecognitionState.RECOGNIZED
    if is_recognized and row.consultation_note:
        return f"经会商认可：{row.consultation_note}"
    if is_recognized:
        return WITHOUT_RESTRICTION if row.no_related_restriction else row.measures_lifted
    return clauses(
        (
            f"未认可的事项：{row.items_refused}" if row.items_refused else "",
            f"理由：{row.reason}",
            f"依据：{row.legal_basis}",
            f"会商意见：{row.consultation_note}" if row.consultation_note else "",
            f"指引：{row.guidance}",
        )
    )


RECOGNITION_RESULT = register(
    PaperKind(
        paper=RecognitionResultPaper,
        build=recognition_result,
        audience=Audience.ALL,
        owner=Owner.BUREAU,
        title=lambda *_: RecognitionResultPaper.title,
        department=lambda case: case.bureau,
    )
)
