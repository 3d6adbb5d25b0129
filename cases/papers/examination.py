"""The handling judge's report, for the court alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.effects import SANCTION_KINDS
from cases.enums import GuardKind
from cases.naming import party
from cases.papers.facts import accepted_on, due_on, instrument, measure_outcomes, measures, performed, standing_in_list
from cases.papers.parts import Measure, MeasureOutcome
from cases.selectors import related_open_cases
from deadlines.codes import ClockCode
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.certificates import cases_covered
from words.dates import day, iso

if TYPE_CHECKING:
    from cases.models import Case, Examination, ExaminationItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    item: str
    result: str
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedCaseLine:
    case_number: str
    court_name: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationReportPaper(Paper):
    """审查报告, internal: never handed to anybody outside the court."""

    kind: ClassVar[DocumentKind] = DocumentKind.EXAMINATION_REPORT
    template: ClassVar[str] = "paper/examination_report.html"
    title: ClassVar[str] = "信用修复审查报告"

    number: str
    court_name: str
    enterprise_name: str
    uscc: str
    case_number: str
    instrument: str
    variant: str
    listing: str
    submitted_on: str
    accepted_on: str
    examination_due_on: str
    performance: str
    cooperation: str
    checklist: tuple[ChecklistLine, ...]
    related_cases: tuple[RelatedCaseLine, ...]
    measures: tuple[MeasureOutcome, ...]
    sanctions: tuple[Measure, ...] = ()
    scope: str = ""
    grounds: tuple[str, ...]
    recommendation: str
    certificate_type: str
    opinion: str
    handler_name: str
    reported_on: str


def examination_report(issued: Issued, case: Case, examination: Examination) -> ExaminationReportPaper:
    return ExaminationReportPaper(
        number=issued.number,
        court_name=case.court.name,
        enterprise_name=party(case.enterprise),
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        variant=case.get_variant_display(),
        listing=standing_in_list(case.enforcement_case),
        submitted_on=iso(case.opened_at),
        accepted_on=accepted_on(case),
        examination_due_on=due_on(case, ClockCode.EXAMINATION),
        performance=f"{performed(case.enforcement_case)}；{examination.capacity}",
        cooperation=examination.cooperation,
        checklist=tuple(_checked(item) for item in examination.items.select_related("rule").order_by("rule__position", "pk")),
        related_cases=tuple(
            RelatedCaseLine(case_number=other.number, court_name=case.court.name, status="未结案") for other in related_open_cases(case)
        ),
        measures=measure_outcomes(examination, internal=True),
        grounds=(case.application.get_ground_display(), examination.related_cases_note or "关联案件已核查"),
        recommendation=examination.get_recommendation_display(),
        certificate_type=f"{examination.certificate_type}类，{examination.get_certificate_type_display()}"
        if examination.certificate_type
        else "不出具",
        sanctions=measures(case.enforcement_case.measures.filter(kind__in=SANCTION_KINDS)),
        scope=_scope(examination),
        opinion=examination.opinion,
        handler_name=issued.by,
        reported_on=iso(issued.on),
    )


def _scope(examination: Examination) -> str:
    """Which cases the certificate would cover, and the query that this rests on."""
    if not examination.certificate_type:
        return ""
    covered = cases_covered(all_cases=examination.covers_all_cases)
    query = f"（{day(examination.query_on)}在办案系统查询，编号{examination.query_number}）" if examination.covers_all_cases else ""
    return f"{covered}{query}"


def _checked(item: ExaminationItem) -> ChecklistLine:
    return ChecklistLine(
        item=item.rule.text,
        result=_finding(item.rule.kind, item.finding),
        evidence=item.evidence,
        note="本区办理安排" if item.rule.local_rule_pending else "",
    )


def _finding(kind: str, finding: str) -> str:
    """A condition that is "found" is met; an obstacle that is "clear" is absent."""
    if kind == GuardKind.CONDITION:
        return "具备" if finding == "found" else "不具备"
    return "存在" if finding == "found" else "未发现"


EXAMINATION_REPORT = register(
    PaperKind(
        paper=ExaminationReportPaper,
        build=examination_report,
        audience=Audience.COURT,
        owner=Owner.COURT,
        title=lambda case, examination: f"审查报告（第{examination.round}轮）",  # noqa: ARG005
    )
)
