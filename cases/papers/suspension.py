"""What the applicant is sent when the examination cannot go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.naming import party
from cases.papers.facts import accepted_on, contact
from cases.papers.parts import Contact
from notices import links
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from cases.models import Case, ExaminationHold


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionNoticePaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.SUSPENSION_NOTICE
    template: ClassVar[str] = "paper/suspension_notice.html"
    title: ClassVar[str] = "中止审查通知书"
    sealed_by: ClassVar[str] = "court_name"
    qr_of: ClassVar[str] = "progress_url"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    submitted_on: str
    accepted_on: str
    suspended_from: str
    ground: str
    reason: str
    law: str
    progress_url: str
    contact: Contact
    issued_on: str


def suspension_notice(issued: Issued, case: Case, hold: ExaminationHold) -> SuspensionNoticePaper:
    return SuspensionNoticePaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=iso(case.opened_at),
        accepted_on=accepted_on(case),
        suspended_from=iso(hold.from_on),
        ground=hold.get_ground_display(),
        reason=hold.reason,
        law=hold.law,
        progress_url=links.progress(),
        contact=contact(case.court),
        issued_on=iso(issued.on),
    )


SUSPENSION_NOTICE = register(
    PaperKind(paper=SuspensionNoticePaper, build=suspension_notice, audience=Audience.ENTERPRISE, owner=Owner.COURT)
)
