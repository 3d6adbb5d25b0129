"""The decision on a request that the list be put right (法释〔2017〕7号 art. 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.naming import party
from cases.papers.facts import contact, limit, standing_in_list
from cases.papers.parts import Contact, Limit
from deadlines.codes import ClockCode
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from cases.models import ListDuty


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCorrectionPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.LIST_CORRECTION
    template: ClassVar[str] = "paper/list_correction.html"
    title: ClassVar[str] = "决定书"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    asked_on: str
    ground: str
    operation: str
    standing: str
    statement: str
    reasons: str
    is_granted: bool
    operation_limit: Limit
    contact: Contact
    issued_on: str


def list_correction(issued: Issued, duty: ListDuty, *, is_granted: bool) -> ListCorrectionPaper:
    enforcement = duty.enforcement_case
    return ListCorrectionPaper(
        number=issued.number,
        court_name=enforcement.court.name,
        enterprise_name=party(enforcement.enterprise),
        uscc=enforcement.enterprise.uscc,
        case_number=enforcement.number,
        asked_on=iso(duty.asked_on),
        ground=duty.get_ground_display(),
        operation=duty.get_kind_display(),
        standing=standing_in_list(enforcement),
        statement=duty.statement,
        reasons=duty.reasons,
        is_granted=is_granted,
        operation_limit=limit(enforcement.court.region, ClockCode.OWED_LIST_OPERATION),
        contact=contact(enforcement.court),
        issued_on=iso(issued.on),
    )


LIST_CORRECTION = register(PaperKind(paper=ListCorrectionPaper, build=list_correction, audience=Audience.ENTERPRISE, owner=Owner.COURT))
