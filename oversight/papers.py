"""催办单 and 督办单: what the office writes to a unit that is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cases.papers.facts import contact
from cases.papers.parts import Contact
from deadlines.selectors import calendar_for
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from oversight.selectors import matter_of, office_of
from words.dates import iso

if TYPE_CHECKING:
    from datetime import date

    from deadlines.models import Clock
    from oversight.models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierOrder:
    """What the unit was sent about the same limit before."""

    title: str
    number: str
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.URGE_ORDER
    template: ClassVar[str] = "paper/urge_order.html"
    title: ClassVar[str] = "信用修复事项催办单"
    sealed_by: ClassVar[str] = "office_name"

    number: str
    region_name: str
    office_name: str
    unit_name: str
    matter: str
    law: str
    local_rule_pending: bool
    # Of an enforcement case; or else what a meeting has settled, and which.
    enterprise_name: str = ""
    uscc: str = ""
    case_number: str = ""
    repair_number: str = ""
    item: str = ""
    meeting: str = ""
    due_on: str
    days_over: int
    demand: str
    reply_by: str
    earlier: tuple[EarlierOrder, ...] = ()
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightPaper(UrgePaper):
    kind: ClassVar[DocumentKind] = DocumentKind.OVERSIGHT_ORDER
    template: ClassVar[str] = "paper/oversight_order.html"
    title: ClassVar[str] = "信用修复事项督办单"


def office_name(region_name: str) -> str:
    return f"{region_name}企业信用修复协同联动工作领导小组办公室"


def _fields(issued: Issued, order: Order, reply_by: date) -> dict[str, Any]:
    clock = order.clock
    earlier = clock.orders.exclude(pk=order.pk).exclude(number="").order_by("pk")
    return {
        "number": issued.number,
        "region_name": order.region.name,
        "office_name": office_name(order.region.name),
        "unit_name": order.department.name,
        "matter": clock.rule.name,
        "law": clock.rule.law,
        "local_rule_pending": clock.rule.local_rule_pending,
        **_matter(clock),
        "due_on": iso(clock.due_on),
        "days_over": calendar_for(clock.region_id).working_days_between(clock.due_on, issued.on),
        "demand": order.demand,
        "reply_by": iso(reply_by),
        "earlier": tuple(EarlierOrder(title=one.get_kind_display(), number=one.number, issued_on=iso(one.issued_at)) for one in earlier),
        "contact": contact(office_of(order.region_id, issued.on)),
        "issued_on": iso(issued.on),
    }


def _matter(clock: Clock) -> dict[str, str]:
    matter = matter_of(clock)
    if matter.enforcement is None:
        return {"item": matter.name, "meeting": matter.sub}
    return {
        "enterprise_name": matter.name,
        "uscc": matter.enforcement.enterprise.uscc,
        "case_number": matter.sub,
        "repair_number": clock.case.number if clock.case else "",
    }


def urge_paper(issued: Issued, order: Order, reply_by: date) -> UrgePaper:
    return UrgePaper(**_fields(issued, order, reply_by))


def oversight_paper(issued: Issued, order: Order, reply_by: date) -> OversightPaper:
    return OversightPaper(**_fields(issued, order, reply_by))


URGE_ORDER = register(
    PaperKind(
        paper=UrgePaper,
        build=urge_paper,
        audience=Audience.UNITS,
        owner=Owner.OFFICE,
        title=lambda order, *_: f"催办单（{order.department.short_name}）",
        department=lambda order, *_: order.department,
    )
)
OVERSIGHT_ORDER = register(
    PaperKind(
        paper=OversightPaper,
        build=oversight_paper,
        audience=Audience.UNITS,
        owner=Owner.OFFICE,
        title=lambda order, *_: f"督办单（{order.department.short_name}）",
        department=lambda order, *_: order.department,
    )
)
