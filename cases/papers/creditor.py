"""The letter to the creditor: what is applied for, what he is asked, until when and how to answer; with a form to answer on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.naming import party
from cases.papers.facts import contact, limit, performed
from cases.papers.parts import Contact, Limit
from deadlines.codes import ClockCode
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from cases.models import CreditorConsultation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorLetterPaper(Paper):
    """``is_asked`` is false where all is performed: then he is told, and may answer all the same."""

    kind: ClassVar[DocumentKind] = DocumentKind.CREDITOR_LETTER
    template: ClassVar[str] = "paper/creditor_letter.html"
    title: ClassVar[str] = "征询申请执行人意见函"
    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    creditor: str
    enterprise_name: str
    case_number: str
    ground: str
    stated: str
    performed: str
    is_asked: bool
    limit: Limit
    contact: Contact
    issued_on: str


def creditor_letter(issued: Issued, consultation: CreditorConsultation, *, is_asked: bool) -> CreditorLetterPaper:
    case = consultation.case
    application = case.application
    return CreditorLetterPaper(
        number=issued.number,
        court_name=case.court.name,
        creditor=case.enforcement_case.creditor,
        enterprise_name=party(case.enterprise),
        case_number=case.enforcement_case.number,
        ground=application.get_ground_display(),
        stated=application.performance,
        performed=performed(case.enforcement_case),
        is_asked=is_asked,
        limit=limit(case.region, ClockCode.CREDITOR_VIEW),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


CREDITOR_LETTER = register(PaperKind(paper=CreditorLetterPaper, build=creditor_letter, audience=Audience.COURT, owner=Owner.COURT))
