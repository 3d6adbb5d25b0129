"""The two decisions on a written objection against a rejection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cases.naming import party
from cases.papers.facts import contact, limit
from cases.papers.parts import Contact, Limit
from deadlines.codes import ClockCode
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from cases.models import Case, Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPaper(Paper):
    """What both say alike."""

    sealed_by: ClassVar[str] = "court_name"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    decision_number: str
    decided_on: str
    filed_on: str
    objection: str
    reasons: str
    contact: Contact
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissalPaper(ObjectionPaper):
    kind: ClassVar[DocumentKind] = DocumentKind.OBJECTION_DISMISSAL
    template: ClassVar[str] = "paper/objection_dismissed.html"
    title: ClassVar[str] = "驳回异议决定书"

    reapply_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpheldPaper(ObjectionPaper):
    kind: ClassVar[DocumentKind] = DocumentKind.OBJECTION_UPHELD
    template: ClassVar[str] = "paper/objection_upheld.html"
    title: ClassVar[str] = "异议成立决定书"

    examination_limit: Limit


def _alike(issued: Issued, case: Case, objection: Objection) -> dict[str, Any]:
    decision = objection.decision
    return {
        "number": issued.number,
        "court_name": case.court.name,
        "enterprise_name": party(case.enterprise),
        "uscc": case.enterprise.uscc,
        "case_number": case.enforcement_case.number,
        "decision_number": decision.number,
        "decided_on": iso(decision.signed_at),
        "filed_on": iso(objection.filed_on),
        "objection": objection.text,
        "reasons": objection.reasons,
        "contact": contact(case.court),
        "issued_on": iso(issued.on),
    }


def dismissal(issued: Issued, case: Case, objection: Objection) -> DismissalPaper:
    return DismissalPaper(**_alike(issued, case, objection), reapply_from=iso(objection.decision.reapply_on))


def upheld(issued: Issued, case: Case, objection: Objection) -> UpheldPaper:
    return UpheldPaper(**_alike(issued, case, objection), examination_limit=limit(case.region, ClockCode.EXAMINATION))


OBJECTION_DISMISSAL = register(PaperKind(paper=DismissalPaper, build=dismissal, audience=Audience.ENTERPRISE, owner=Owner.COURT))
OBJECTION_UPHELD = register(PaperKind(paper=UpheldPaper, build=upheld, audience=Audience.ENTERPRISE, owner=Owner.COURT))
