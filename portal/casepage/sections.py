"""The case page that court, bureau and office share: each section answers what its template prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from cases import selectors
from cases.enums import Action, CaseState, ListingState
from deadlines.selectors import days_left
from departments.enums import RecognitionState
from notices.enums import DocumentState
from portal.casepage.clocks import clock_views
from portal.shell.components import DataItem, DocumentRow, Stage, TimelineItem, UnitChip
from portal.steps.actions import buttons
from portal.words.tones import STATE_TONES, tone_of
from portal.words.values import yuan

if TYPE_CHECKING:
    from cases.models import Case, EnforcementCase, Measure
    from cases.selectors import TimelineEntry
    from deadlines.calendar_math import Calendar
    from departments.actors import Actor
    from departments.models import Delivery, Recognition
    from notices.models import Document
    from portal.steps.actions import Area

STEPS = ("宣传告知", "修复申请", "修复证明", "信息共享", "结果互认", "监督反馈")
STEP_OF = {
    **dict.fromkeys((CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.PENDING_DECLINE), 1),
    **dict.fromkeys((CaseState.NOT_ACCEPTED, CaseState.LAPSED, CaseState.WITHDRAWN), 1),
    **dict.fromkeys((CaseState.ACCEPTED, CaseState.RETURNED, CaseState.PENDING_REVIEW, CaseState.PENDING_SIGN), 2),
    **dict.fromkeys((CaseState.REJECTED, CaseState.APPROVED), 2),
    **dict.fromkeys((CaseState.CERTIFIED, CaseState.PUSHED, CaseState.PUSH_RETURNED, CaseState.RECEIVED), 3),
    CaseState.PENDING_DISTRIBUTION: 3,
    **dict.fromkeys((CaseState.DISTRIBUTED, CaseState.RECOGNIZING), 4),
    **dict.fromkeys((CaseState.RECOGNIZED_ALL, CaseState.SETTLED), 5),
}
SETTLED = (RecognitionState.RECOGNIZED,)


@dataclass(frozen=True, slots=True)
class Tab:
    """One section of the page under its own address."""

    key: str
    label: str
    url: str
    is_current: bool


def tabs(area: Area, case: Case, names: dict[str, str], current: str) -> list[Tab]:
    """The sections an audience may open; the first one is the page itself."""
    home = area.home_url(case)
    first = next(iter(names))
    return [Tab(key, label, home if key == first else f"{home}{key}/", key == current) for key, label in names.items()]


def head(case: Case, area: Area, actor: Actor, today: date, calendar: Calendar) -> dict[str, Any]:
    """What stands on top of every section: who has it, until when, and what I can do."""
    holder = selectors.holder(case)
    left = None if holder.clock is None else days_left(holder.clock, today, calendar)
    return {
        "case": case,
        "tone": tone_of(case),
        "holder": holder,
        "left": left,
        "buttons": buttons(area, case, actor),
    }


def stages(case: Case) -> list[Stage]:
    """The six steps of the measures with the current one marked."""
    current = STEP_OF[CaseState(case.state)]
    return [
        Stage(
            name,
            "done" if place < current else "current" if place == current else "todo",
            case.get_state_display() if place == current else "",
        )
        for place, name in enumerate(STEPS)
    ]


def overview(case: Case, today: date, calendar: Calendar, *, is_internal: bool) -> dict[str, Any]:
    """Facts, clocks with their reasons, units, timeline."""
    views = clock_views(selectors.clocks_of(case), today, calendar)
    return {
        "stages": stages(case),
        "facts": facts(case, is_internal=is_internal),
        "clocks": [view for view in views if view.is_open],
        "past_clocks": [view for view in views if not view.is_open],
        "units": chips(selectors.units_progress(case).rows),
        "timeline": timeline(case, is_internal=is_internal),
        "return_note": _return_note(case, is_internal=is_internal),
    }


def _return_note(case: Case, *, is_internal: bool) -> str:
    """Why the case came back, for whoever has it again: the court for its review, the bureau for its distribution."""
    returned = (CaseState.RETURNED, CaseState.SUBMITTED) if is_internal else (CaseState.RECEIVED,)
    return case.return_note if case.state in returned else ""


def facts(case: Case, *, is_internal: bool) -> list[DataItem]:
    """Who and what; the court's people are named inside the court only."""
    items = [
        DataItem("企业名称", case.enterprise.name),
        DataItem("统一社会信用代码", case.enterprise.uscc, mono=True),
        DataItem("执行案号", case.enforcement_case.number),
        DataItem("修复案号", case.number),
        DataItem("申请类型", case.get_variant_display()),
        DataItem("受理法院", case.court.name),
    ]
    if is_internal:
        people = (("立案受理", case.acceptance_officer), ("承办法官", case.handler), ("复核法官", case.reviewer), ("签发院长", case.signer))
        items += [DataItem(label, str(person)) for label, person in people if person]
    if case.certificate:
        items.append(DataItem("证明编号", case.certificate.number))
    return items


def chips(rows: tuple[Recognition, ...]) -> list[UnitChip]:
    tones = STATE_TONES["recognition"]
    return [UnitChip(row.department.short_name, row.get_state_display(), tones[row.state], settled=row.state in SETTLED) for row in rows]


# Steps of the machinery that tell a reader nothing new; the record of all steps has them.
QUIET = (Action.OPEN_RECOGNITION.value, "review_saved")
SHOWN_AT_FIRST = 10
LABELS = {"review_saved": "保存审查表"}


def timeline(case: Case, *, is_internal: bool) -> list[TimelineItem]:
    """What happened, the latest first; outside the court in the words that the enterprise reads."""
    entries = [entry for entry in selectors.timeline(case, for_applicant=not is_internal) if entry.action not in QUIET]
    newest_first = list(reversed(entries))[: SHOWN_AT_FIRST if is_internal else None]
    return [_timeline_item(case, entry, is_newest=place == 0) for place, entry in enumerate(newest_first)]


def _timeline_item(case: Case, entry: TimelineEntry, *, is_newest: bool) -> TimelineItem:
    return TimelineItem(
        what=entry.what,
        at=entry.at,
        who=entry.actor_label,
        detail=entry.note,
        next_who=entry.holder if is_newest else "",
        until=date.fromisoformat(entry.until) if is_newest and entry.until else None,
        tone=tone_of(case) if is_newest else "neutral",
    )


def ledger(case: Case) -> dict[str, Any]:
    """Every step with its place in the chain."""
    return {"entries": [(LABELS.get(entry.action, entry.what), entry) for entry in selectors.timeline(case)]}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure, its notice, and whether the two went out on the same day."""

    measure: Measure
    notice_number: str
    notice_url: str
    notice_state: str
    is_flagged: bool


def measure_rows(measures: Any, today: date, *, with_links: bool) -> list[MeasureRow]:
    return [_measure_row(measure, today, with_links=with_links) for measure in measures]


def _measure_row(measure: Measure, today: date, *, with_links: bool) -> MeasureRow:
    notice = measure.notice
    return MeasureRow(
        measure=measure,
        notice_number=notice.number if notice else "",
        notice_url=reverse("court:notice", args=[notice.pk]) if notice and with_links else "",
        notice_state=notice.get_state_display() if notice else "没有告知书",
        is_flagged=is_unnotified(measure, today),
    )


def is_unnotified(measure: Measure, today: date) -> bool:
    """未同步告知： no notice was served on the day of the measure; on that day itself there is still time."""
    return not measure.is_notified_same_day() and today > measure.taken_on


def enforcement(case: Case, today: date, *, is_internal: bool) -> dict[str, Any]:
    """The enforcement case, its listing, measures and what the list operator did."""
    source = case.enforcement_case
    measures = source.measures.select_related("notice").order_by("taken_on", "pk")
    return {
        "enforcement": enforcement_facts(source, is_internal=is_internal),
        "listing": listing_facts(source),
        "measures": measure_rows(measures, today, with_links=is_internal),
        "operations": list(case.list_operations.order_by("pk")),
        "related": list(selectors.related_open_cases(case).order_by("-filed_on", "-pk")) if is_internal else [],
    }


def enforcement_facts(source: EnforcementCase, *, is_internal: bool) -> list[DataItem]:
    items = [
        DataItem("执行案号", source.number),
        DataItem("立案日期", source.filed_on.isoformat()),
        DataItem("执行依据", f"{source.basis_issuer}{source.basis_number}（{source.get_basis_kind_display()}）", wide=True),
        DataItem("确定的义务", source.obligation, wide=True),
        DataItem("执行标的", yuan(source.amount_fen)),
        DataItem("已履行", yuan(source.performed_fen)),
        DataItem("履行情况", source.get_performance_display()),
    ]
    if is_internal:
        items += [
            DataItem("结案", "已结案" if source.is_concluded else "未结案"),
            DataItem("申请执行人", source.creditor),
            DataItem("执行承办人", source.handler_name),
            DataItem("承办电话", source.handler_phone),
        ]
    return items


def listing_facts(source: EnforcementCase) -> list[DataItem]:
    """How the debtor stands in the national list for this case; empty when it was never entered here."""
    listing = getattr(source, "listing", None)
    if listing is None:
        return []
    term = f"至 {listing.term_end.isoformat()}" if listing.term_end else listing.get_term_kind_display()
    listed = listing.state not in (ListingState.PROPOSED, ListingState.WITHHELD)
    return [
        DataItem("名单状态", listing.get_state_display()),
        DataItem("纳入情形", "、".join(f"第{one}种情形" for one in listing.situations)),
        DataItem("决定书文号", listing.decision_number),
        *([DataItem("纳入日期", listing.listed_on.isoformat()), DataItem("期限", term)] if listed and listing.listed_on else []),
    ]


def recognition(case: Case) -> dict[str, Any]:
    """The certificate, every push with its receipt, and each unit's answer."""
    rows = selectors.units_progress(case).rows
    return {
        "certificate": case.certificate,
        "certificate_facts": certificate_facts(case),
        "deliveries": [DeliveryRow(one, tone_of(one)) for one in case.deliveries.select_related("department").order_by("pk")],
        "units": chips(rows),
        "answers": [_answer_row(row) for row in rows],
    }


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One push and the tone of its state."""

    delivery: Delivery
    tone: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A unit's answer and what it said, where it said something."""

    answer: Recognition
    tone: str
    lines: tuple[tuple[str, str], ...]


def _answer_row(answer: Recognition) -> AnswerRow:
    return AnswerRow(answer, tone_of(answer), tuple(answer_lines(answer)) if answer.answered_at else ())


def answer_lines(answer: Recognition) -> list[tuple[str, str]]:
    """A unit's answer in labelled lines; a draft is for the unit alone."""
    lines = [
        ("本单位无关联限制", "是" if answer.no_related_restriction else ""),
        ("已解除或调整的事项", answer.measures_lifted),
        ("未认可的事项", answer.items_refused),
        ("法律依据", answer.legal_basis),
        ("理由", answer.reason),
        ("给企业的办理指引", answer.guidance),
        ("会商意见", answer.consultation_note),
    ]
    return [line for line in lines if line[1]]


def certificate_facts(case: Case) -> list[DataItem]:
    certificate = case.certificate
    if certificate is None:
        return []
    return [
        DataItem("证明编号", certificate.number),
        DataItem("类型", f"{certificate.type} 类 {certificate.get_type_display()}"),
        DataItem("效力", certificate.get_status_display()),
        DataItem("出具日", certificate.issued_on.isoformat()),
        DataItem("有效期至", certificate.valid_until.isoformat() if certificate.valid_until else "不设有效期"),
        DataItem("适用事项", "、".join(certificate.scope_fields), wide=True),
        DataItem("效力条件", certificate.conditions or "无", wide=True),
        DataItem("公开验真", "打开验真页", url=reverse("public:certificate", args=[certificate.verify_code])),
    ]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the list shows it, and whether the worker may be asked to try again."""

    pk: int
    row: DocumentRow
    can_retry: bool


def documents(case: Case, actor: Actor) -> dict[str, Any]:
    """Every paper of the case that ``actor`` may open, and what the enterprise was told."""
    own = Q(case=case) | Q(application=case.application_id) | Q(notice__enforcement_case=case.enforcement_case_id)
    found = selectors.documents_visible_to(actor).filter(own).order_by("created_at", "pk")
    return {"papers": papers(found), "messages_sent": list(case.messages.order_by("-sent_at", "-pk"))}


def papers(found: Any) -> list[Paper]:
    return [_paper(document) for document in found]


def _paper(document: Document) -> Paper:
    state = DocumentState(document.state)
    row = DocumentRow(
        name=document.title,
        number=document.number,
        sha256=document.pdf_sha256,
        url=reverse("download:document", args=[document.pk]) if state == DocumentState.READY else "",
        state=state.value,
        reason=document.failure,
        made_at=document.rendered_at or document.created_at,
    )
    return Paper(document.pk, row, state in (DocumentState.REFUSED, DocumentState.NEEDS_HUMAN))


# What bureau and office may open of a case.
OUTSIDE_SECTIONS = {
    "overview": "概况",
    "enforcement": "执行与名单",
    "recognition": "证明与互认",
    "documents": "文书",
}


def outside_section(case: Case, section: str, actor: Actor, today: date, calendar: Calendar) -> dict[str, Any]:
    """One section without what the court wrote for itself."""
    match section:
        case "enforcement":
            found = enforcement(case, today, is_internal=False)
        case "recognition":
            found = recognition(case)
        case "documents":
            found = documents(case, actor)
        case _:
            found = overview(case, today, calendar, is_internal=False)
    return {**found, "is_internal": False}
