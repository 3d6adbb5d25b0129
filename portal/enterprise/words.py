"""From rows to what the enterprise reads: plain words, tones, the components' data classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.dateparse import parse_date

from cases.enums import NOT_IN_LIST, RepairGround
from cases.states import CASE_STATES
from deadlines.enums import Obligor
from deadlines.selectors import calendar_for, days_left
from notices.enums import DocumentState
from portal.shell.components import DataItem, DocumentRow, TimelineItem
from portal.words.cases import applicant_words
from portal.words.documents import taken_back, void_by
from portal.words.tones import tone_of
from portal.words.units import unit_chip
from procedure.texts import label_of
from recognition.enums import RecognitionState
from recognition.states import RECOGNITION_STATES
from words.dates import day
from words.lists import listed
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from cases.models import Application, Case, EnforcementCase, ProactiveNotice
    from cases.selectors import Holder, TimelineEntry
    from deadlines.calendar_math import Calendar
    from deadlines.models import Clock
    from notices.models import Document
    from portal.enterprise.selectors import SelectableCase
    from portal.shell.components import UnitChip
    from recognition.models import Recognition

MADE_OR_BEING_MADE = (DocumentState.PENDING, DocumentState.READY)


def state_words(case: Case) -> str:
    return applicant_words(case)


def holder_words(case: Case) -> str:
    """Which office has the case, from the table; empty once it has ended."""
    held = CASE_STATES[case.state].held
    if held is None:
        return ""
    match held.side:
        case Obligor.ENTERPRISE:
            return "您（企业）"
        case Obligor.COURT:
            return case.court.short_name
        case Obligor.BUREAU:
            return case.bureau.short_name
    return held.post


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a case now."""

    label: str
    phone: str


def contact_of(case: Case, holder: Holder) -> Contact:
    if holder.department_id == case.court_id:
        return Contact(holder.label, case.court.phone)
    if holder.department_id == case.bureau_id:
        return Contact(holder.label, case.bureau.phone)
    return Contact(holder_words(case), "")


@dataclass(frozen=True)
class Due:
    """The date that bounds whoever has the case now."""

    clock: Clock
    days_left: int

    @property
    def unit(self) -> str:
        return self.clock.rule.unit


@dataclass(frozen=True)
class CaseLine:
    """A case in a list; whoever acts for several enterprises reads whose it is."""

    case: Case
    words: str
    tone: str
    holder: str
    due: Due | None
    is_one_of_several: bool


def case_lines(cases: Sequence[Case], clocks: Mapping[int, Clock], today: date, *, enterprises: int = 1) -> list[CaseLine]:
    calendars = {region: calendar_for(region) for region in {case.region_id for case in cases}}
    return [
        CaseLine(
            case=case,
            words=state_words(case),
            tone=tone_of(case),
            holder=holder_words(case),
            due=due_of(clocks.get(case.pk), today, calendars[case.region_id]),
            is_one_of_several=enterprises > 1,
        )
        for case in cases
    ]


def due_of(clock: Clock | None, today: date, calendar: Calendar | None = None) -> Due | None:
    return None if clock is None else Due(clock, days_left(clock, today, calendar))


def timeline_items(entries: Iterable[TimelineEntry], case: Case) -> list[TimelineItem]:
    """Newest first; the newest also says who has the case now and until when."""
    newest_first = list(entries)[::-1]
    return [
        TimelineItem(
            what=entry.what,
            at=entry.at,
            who=entry.actor_label,
            next_who=entry.holder if is_newest else "",
            until=parse_date(entry.until) if is_newest and entry.until else None,
            tone=tone_of(case) if is_newest else "neutral",
        )
        for is_newest, entry in ((index == 0, entry) for index, entry in enumerate(newest_first))
    ]


def document_rows(documents: Iterable[Document]) -> list[DocumentRow]:
    return [
        DocumentRow(
            name=document.title,
            number=document.number,
            sha256=document.pdf_sha256,
            url=reverse("download:document", args=[document.pk]),
            state=document.state,
            reason="" if document.state in MADE_OR_BEING_MADE else "文书暂时无法生成，法院正在处理，不影响办理期限。",
            made_at=document.created_at,
            void=void_by(document),
            taken_back=taken_back(document),
        )
        for document in documents
    ]


def unit_chips(rows: Iterable[Recognition]) -> list[UnitChip]:
    return [unit_chip(row, unit_words(row), url=f"#unit-{row.pk}") for row in rows]


def unit_words(row: Recognition) -> str:
    return RECOGNITION_STATES[row.state].applicant


@dataclass(frozen=True)
class UnitAnswer:
    """What a unit answered and its approver signed off; drafts of an answer stay inside the unit."""

    row: Recognition
    label: str
    tone: str

    @property
    def is_plain(self) -> bool:
        """Recognised without anything left to explain."""
        return bool(self.row.state == RecognitionState.RECOGNIZED)


def unit_answers(rows: Iterable[Recognition]) -> list[UnitAnswer]:
    """Those that need reading first."""
    answers = [UnitAnswer(row, unit_words(row), tone_of(row)) for row in rows if row.answered_at is not None]
    return sorted(answers, key=lambda answer: answer.is_plain)


def case_choice(row: SelectableCase) -> str:
    """One line by which an enterprise knows its case again."""
    case = row.case
    line = f"{case.number}，标的{yuan(case.amount_fen)}，已履行{yuan(case.performed_fen)}"
    return f"{line}（已有有效的信用修复证明）" if row.is_certified else line


def enforcement_facts(case: EnforcementCase) -> list[DataItem]:
    """What the court has recorded, so that the enterprise need not type it."""
    measures = listed(measure.get_kind_display() for measure in case.measures.all())
    listing = getattr(case, "listing", None)
    return [
        DataItem("执行案号", case.number),
        DataItem("执行法院", case.court.name),
        DataItem("执行依据", f"{case.basis_issuer}{case.get_basis_kind_display()} {case.basis_number}"),
        DataItem("立案日期", day(case.filed_on)),
        DataItem("执行标的", yuan(case.amount_fen)),
        DataItem("已履行", f"{yuan(case.performed_fen)}（{case.get_performance_display()}）"),
        DataItem("已采取的措施", measures or "未登记"),
        DataItem("名单状态", listing.get_state_display() if listing else NOT_IN_LIST),
        DataItem("确定的义务", case.obligation, wide=True),
    ]


def notice_facts(notice: ProactiveNotice) -> list[DataItem]:
    """What the paper is about; no person is named."""
    case = notice.enforcement_case
    measures = [f"{measure.get_kind_display()}（{day(measure.taken_on)}）" for measure in notice.first.measures.all()]
    served = f"{day(notice.served_on)} {notice.get_manner_display()}" if notice.served_on else "尚未登记"
    return [
        DataItem("执行案号", case.number),
        DataItem("执行法院", case.court.name),
        DataItem("已采取的措施", listed(measures) or "见告知书"),
        DataItem("送达", served),
    ]


def application_facts(application: Application) -> list[DataItem]:
    """The application as it was submitted."""
    ground = RepairGround(application.ground).label if application.ground else ""
    return [
        DataItem("企业名称", application.enterprise.name),
        DataItem("统一社会信用代码", application.enterprise.uscc, mono=True),
        DataItem(label_of(application, "ground"), ground),
        DataItem(label_of(application, "contact_phone"), application.contact_phone),
        DataItem(label_of(application, "service_address"), application.service_address),
        DataItem(label_of(application, "service_mobile"), application.service_mobile),
        DataItem(label_of(application, "service_electronic"), application.get_service_electronic_display()),
        DataItem("事由补充说明", application.ground_note or "无", wide=True),
        DataItem(label_of(application, "performance"), application.performance, wide=True),
        DataItem(label_of(application, "duties_performed"), application.duties_performed, wide=True),
        DataItem(label_of(application, "wrongs_corrected"), application.wrongs_corrected, wide=True),
        DataItem(label_of(application, "prevention"), application.prevention, wide=True),
        DataItem(label_of(application, "contribution"), application.contribution or "未填写", wide=True),
        DataItem(label_of(application, "public_good"), application.public_good or "未填写", wide=True),
    ]
