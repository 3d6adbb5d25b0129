"""The bulletin of a period, and for a year each unit's sheet: ready to be signed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from assessment.options import thresholds_of
from assessment.points import Line, Yardstick
from assessment.selectors import changed_within, shown
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from words.dates import iso

if TYPE_CHECKING:
    from assessment.models import Assessment, Scorecard
    from departments.models import Region


def office_name(region: Region) -> str:
    return f"{region.name}企业信用修复协同联动工作领导小组办公室"


@dataclass(frozen=True, slots=True, kw_only=True)
class YardstickLine:
    """An indicator as the bulletin explains it."""

    name: str
    units: str
    weight: int
    formula: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One unit of the bulletin; who has no score has no rank."""

    rank: str
    unit_name: str
    findings: str
    score: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.BULLETIN
    template: ClassVar[str] = "paper/bulletin.html"
    title: ClassVar[str] = "信用修复协同联动工作考核评价通报"

    number: str
    office_name: str
    measures_title: str
    period: str
    first_on: str
    last_on: str
    scores: tuple[ScoreLine, ...]
    yardsticks: tuple[YardstickLine, ...]
    # Which indicators changed within the period, and from when on.
    changes: tuple[str, ...] = ()
    appeals: int
    upheld: int
    local_rule_pending: bool
    issued_on: str


def bulletin(issued: Issued, assessment: Assessment) -> BulletinPaper:
    cards = _ranked(assessment)
    lines = [(card, line) for card in cards for line in card.card.lines]
    return BulletinPaper(
        number=issued.number,
        office_name=office_name(assessment.region),
        measures_title=assessment.region.measures_title,
        period=assessment.period.title,
        first_on=iso(assessment.first_on),
        last_on=iso(assessment.last_on),
        scores=tuple(_score_line(card) for card in cards),
        yardsticks=_yardstick_lines(lines),
        changes=tuple(changed_within(assessment.region, assessment.period)),
        appeals=sum(card.appealed_at is not None for card in cards),
        upheld=sum(bool(card.exempt_items) for card in cards),
        local_rule_pending=any(line.yardstick.local_rule_pending for _, line in lines),
        issued_on=iso(issued.on),
    )


def _ranked(assessment: Assessment) -> list[Scorecard]:
    """By rank, those without a score at the end; equals in the order of the region."""
    cards = list(assessment.cards.select_related("department").order_by("department__position", "pk"))
    return sorted(cards, key=lambda card: (card.rank is None, card.rank or 0))


def _score_line(card: Scorecard) -> ScoreLine:
    return ScoreLine(
        rank=str(card.rank or "—"),
        unit_name=card.department.name,
        findings="；".join(f"{line.yardstick.name}：{line.finding}" for line in card.card.lines if line.full is not None)
        or "本期没有可评的事项",
        score=shown(card.score),
    )


def _yardstick_lines(lines: list[tuple[Scorecard, Line]]) -> tuple[YardstickLine, ...]:
    """Each indicator once, with the units that it was applied to."""
    units: dict[tuple[str, int], list[str]] = {}
    first: dict[tuple[str, int], Yardstick] = {}
    for card, line in lines:
        key = (line.yardstick.code, line.yardstick.version)
        units.setdefault(key, []).append(card.department.short_name)
        first.setdefault(key, line.yardstick)
    everybody = len({card.pk for card, _ in lines})
    return tuple(
        YardstickLine(
            name=one.name,
            units="各单位" if len(units[key]) == everybody else "、".join(units[key]),
            weight=one.weight,
            formula=one.formula,
            law=one.law,
        )
        for key, one in first.items()
    )


BULLETIN = register(
    PaperKind(
        paper=BulletinPaper,
        build=bulletin,
        audience=Audience.UNITS,
        owner=Owner.BUREAU,
        title=lambda assessment: f"{assessment.period.title}考核评价通报",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    """One indicator of a sheet."""

    name: str
    formula: str
    full: str
    finding: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualAssessmentPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.ANNUAL_ASSESSMENT
    template: ClassVar[str] = "paper/annual_assessment.html"
    title: ClassVar[str] = "信用修复协同联动工作年度考核评价表"

    number: str
    office_name: str
    unit_name: str
    period: str
    belonged_from: str
    belonged_until: str
    lines: tuple[PointLine, ...]
    total: str
    rank: str
    units: int
    appeal: str
    ruling: str
    grade: str
    commended_from: int
    qualified_from: int
    local_rule_pending: bool
    content_sha256: str
    issued_on: str


def annual_assessment(issued: Issued, card: Scorecard) -> AnnualAssessmentPaper:
    assessment, thresholds = card.assessment, thresholds_of(card.assessment.region)
    told, content = card.told, card.card
    return AnnualAssessmentPaper(
        number=issued.number,
        office_name=office_name(assessment.region),
        unit_name=card.department.name,
        period=assessment.period.title,
        belonged_from=told["first_on"],
        belonged_until=told["last_on"],
        lines=tuple(_point_line(line) for line in content.lines),
        total=shown(card.score),
        rank=str(card.rank or "—"),
        units=assessment.cards.count(),
        appeal=card.appeal_reasons,
        ruling=card.ruling,
        grade=str(thresholds.grade(card.score).label),
        commended_from=thresholds.commended_from,
        qualified_from=thresholds.qualified_from,
        local_rule_pending=thresholds.local_rule_pending or any(line.yardstick.local_rule_pending for line in content.lines),
        content_sha256=card.content_sha256,
        issued_on=iso(issued.on),
    )


def _point_line(line: Line) -> PointLine:
    return PointLine(
        name=line.yardstick.name,
        formula=line.yardstick.formula,
        full="—" if line.full is None else shown(line.full),
        finding=line.finding,
        points="—" if line.points is None else shown(line.points),
    )


ANNUAL_ASSESSMENT = register(
    PaperKind(
        paper=AnnualAssessmentPaper,
        build=annual_assessment,
        audience=Audience.UNITS,
        owner=Owner.BUREAU,
        title=lambda card: f"{card.assessment.period.title}考核评价表（{card.department.short_name}）",
        department=lambda card: card.department,
    )
)
