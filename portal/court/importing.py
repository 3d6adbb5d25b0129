"""What the pages of an import show: the plan in figures and lines, what was made, and what is ready for the printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.enums import NoticeState
from cases.services.imports import spans
from notices.enums import DocumentKind, DocumentState
from notices.models import Document
from portal.shell.components import Tile
from portal.words.tones import tone_of
from procedure.enums import Role
from words.lists import listed
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cases.models import CaseImport, ImportedCase, ProactiveNotice
    from portal.court.forms.imports import ServeAllForm
    from procedure.actors import Actor

PRINTED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A case of the plan."""

    rows: str
    number: str
    enterprise: str
    measures: str
    amounts: str
    listing: str
    is_new: str


def planned(batch: CaseImport) -> list[PlannedRow]:
    return [
        PlannedRow(
            rows=spans(case["rows"]) + _set_apart(batch, set(case["rows"])),
            number=case["number"],
            enterprise=case["enterprise"],
            measures=listed(case["measures"]),
            amounts=f"{yuan(case['amount_fen'])}，已履行{yuan(case['performed_fen'])}",
            listing=case["listing"],
            is_new="新登记" if case["is_new"] else "已登记的案件，增加措施",
        )
        for case in batch.plan["cases"]
    ]


def _set_apart(batch: CaseImport, rows: set[int]) -> str:
    told = [
        f"第{spans(found)}行{how}"
        for name, how in (("hidden", "是隐藏的"), ("struck", "加了删除线"))
        if (found := rows & set(batch.plan[name]))
    ]
    return f"（{'，'.join(told)}）" if told else ""


def figures(batch: CaseImport) -> list[Tile]:
    cases = batch.plan["cases"]
    new = sum(case["is_new"] for case in cases)
    return [
        Tile("案件", len(cases), "件", hint=f"新登记{new}件" if new != len(cases) else "都是新登记"),
        Tile("措施", len(batch.plan["lines"]), "项"),
        Tile("告知书", len(cases), "份", hint="每件一份"),
        Tile("名单记录", sum(bool(case["listing"]) for case in cases), "条"),
    ]


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A case of the result, its notice, and how far that is."""

    notice: ProactiveNotice
    number: str
    case_id: int
    enterprise: str
    measures: str
    paper: str
    paper_tone: str
    document_id: int | None
    state: str
    tone: str
    is_open: bool
    is_ticked: bool
    receiver: str
    refusal: str
    is_void: bool


def items_of(batch: CaseImport) -> list[ImportedCase]:
    """The items in the order of the file, each with its measures and the newest paper of its notice."""
    found: Any = batch.items.select_related("enforcement_case__enterprise", "notice").order_by("pk")
    items: list[Any] = list(found.prefetch_related("notice__measures"))
    kind = DocumentKind.PROACTIVE_NOTICE
    documents = Document.objects.filter(notice__in=[item.notice_id for item in items], kind=kind).order_by("pk")
    newest = {document.notice_id: document for document in documents}
    for item in items:
        item.paper = newest.get(item.notice_id)
    return items


def waiting(items: Sequence[Any]) -> list[ProactiveNotice]:
    return [item.notice for item in items if item.notice.state == NoticeState.PREPARED]


def made(items: Sequence[Any], form: ServeAllForm, refusals: Mapping[int, str]) -> list[MadeRow]:
    ticked = {notice.pk for notice in form.ticked}
    return [
        MadeRow(
            notice=item.notice,
            number=item.enforcement_case.number,
            case_id=item.enforcement_case_id,
            enterprise=item.enforcement_case.enterprise.name,
            measures=listed(measure.get_kind_display() for measure in item.notice.measures.all()),
            paper=item.paper.get_state_display() if item.paper else "制作中",
            paper_tone=tone_of(item.paper) if item.paper else "neutral",
            document_id=item.paper.pk if item.paper and item.paper.state == DocumentState.READY else None,
            state=item.notice.get_state_display(),
            tone=tone_of(item.notice),
            is_open=item.notice_id in form.waiting,
            is_ticked=item.notice_id in ticked,
            receiver=form.receiver_of(item.notice),
            refusal=refusals.get(item.notice_id, ""),
            is_void=item.enforcement_case.withdrawn_at is not None,
        )
        for item in items
    ]


def _printable(items: Sequence[Any]) -> list[Document]:
    return [
        item.paper
        for item in items
        if item.paper and item.paper.state == DocumentState.READY and item.notice.state != NoticeState.WITHDRAWN
    ]


def part(items: Sequence[Any], number: int) -> list[Document]:
    """The papers of one print, the first being 1."""
    ready = _printable(items)
    return ready[(number - 1) * PRINTED_AT_ONCE : number * PRINTED_AT_ONCE] if number > 0 else []


@dataclass(frozen=True, slots=True)
class Printing:
    """How many papers are ready, and in how many files they come."""

    ready: int
    owed: int
    parts: list[tuple[int, str]]


def print_parts(items: Sequence[Any]) -> Printing:
    ready = len(_printable(items))
    owed = sum(item.notice.state != NoticeState.WITHDRAWN for item in items)
    starts = range(0, ready, PRINTED_AT_ONCE)
    labels = {start: f"{start + 1}—{min(start + PRINTED_AT_ONCE, ready)}" if ready > PRINTED_AT_ONCE else "" for start in starts}
    return Printing(ready, owed, [(start // PRINTED_AT_ONCE + 1, label) for start, label in labels.items()])


def may_change(actor: Actor, batch: CaseImport) -> bool:
    return batch.court_id in actor.departments_of(Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE)
