"""Who may take a step in an assessment, and when it may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from assessment.enums import PeriodKind, ScorecardState
from assessment.models import Scorecard
from deadlines.codes import ClockCode
from deadlines.enums import OPEN_STATUSES
from ledger.constraints import sentence_of
from procedure.enums import Role
from procedure.rows import right
from words.dates import until

if TYPE_CHECKING:
    from assessment.models import Assessment, Scorecard
    from procedure.actors import Actor


@right("领导小组办公室", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE)))
def office(actor: Actor, assessment: Assessment) -> bool:
    return actor.holds_in_region(Role.OFFICE, assessment.region_id)


@right("领导小组办公室", where=lambda actor: Q(assessment__region__in=actor.regions_of(Role.OFFICE)))
def office_of_card(actor: Actor, card: Scorecard) -> bool:
    return actor.holds_in_region(Role.OFFICE, card.assessment.region_id)


@right("单位审核人", where=lambda actor: Q(department__in=actor.departments_of(Role.MEMBER_APPROVER)))
def unit_approver(actor: Actor, card: Scorecard) -> bool:
    return actor.holds(Role.MEMBER_APPROVER, card.department_id)


def has_cards(assessment: Assessment) -> str:
    return "" if assessment.cards.exists() else "这一周期没有应当考核的单位。"


def everybody_has_spoken(assessment: Assessment) -> str:
    """The time to appeal is over for each unit, or it has confirmed; and every appeal is ruled on."""
    if waiting := assessment.cards.filter(state=ScorecardState.APPEALED).order_by("department__position").first():
        return f"{waiting.department.short_name}的申诉还没有处理，处理后才能锁定。"
    for card in assessment.cards.filter(state=ScorecardState.OPEN).order_by("department__position", "pk"):
        clock = card.clocks.filter(code=ClockCode.ASSESSMENT_APPEAL, status__in=OPEN_STATUSES).first()
        if clock is not None:
            return f"{card.department.short_name}的核对期限{until(clock.due_on)}，它确认或者期满以后才能锁定。"
    return ""


def is_of_a_year(assessment: Assessment) -> str:
    return "" if assessment.kind == PeriodKind.YEAR else "只有年度考核评价制作年度考核评价表。"


def is_shorter(assessment: Assessment) -> str:
    return "" if assessment.kind != PeriodKind.YEAR else "年度考核评价连同各单位的年度考核评价表一起锁定。"


def is_in_time(card: Scorecard) -> str:
    """The right to confirm or to appeal ends with its clock."""
    is_running = card.clocks.filter(code=ClockCode.ASSESSMENT_APPEAL, status__in=OPEN_STATUSES).exists()
    return "" if is_running else "核对期限已经届满，评分表按送核对时的内容锁定。"


def appeal_is_written(card: Scorecard) -> str:
    if not card.appeal_items:
        return "请勾选申诉的扣分事项。"
    return "" if card.appeal_reasons.strip() else "请写明申诉的理由。"


def ruling_is_written(card: Scorecard) -> str:
    return "" if card.ruling.strip() else sentence_of(Scorecard, "scorecard_ruling_has_reasons")


def something_falls_away(card: Scorecard) -> str:
    return "" if card.exempt_items else "请勾选不再扣分的事项；一项也不采纳的，请选择“不采纳申诉”。"
