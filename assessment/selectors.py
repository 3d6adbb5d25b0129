"""Assessments and cards: who sees them, what waits, and whether a locked card still says what the ledger's rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from assessment.enums import AssessmentState
from assessment.measures import MEASURES
from assessment.models import Assessment, Indicator, Recount, Scorecard
from assessment.periods import Period, ended_periods
from assessment.points import Counted, Yardstick, scored
from assessment.readings import reading_of, window_of
from assessment.states import SHOWN_STATES
from departments.models import Department
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role
from words.dates import day as day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assessment.points import Card
    from departments.models import Region
    from procedure.actors import Actor

UNIT_ROLES = (*COURT_ROLES, *BUREAU_ROLES, *MEMBER_ROLES)


def assessments_visible_to(actor: Actor) -> QuerySet[Assessment]:
    """All of the region for its office; for leaders and units those that the office has shown."""
    seen = Q(region__in=actor.regions_of(Role.OFFICE))
    drawn_up = Q(state__in=(AssessmentState.COUNTING, AssessmentState.DRAFT))
    seen |= Q(region__in=actor.regions_of(Role.LEADER, *UNIT_ROLES)) & ~drawn_up
    return Assessment.objects.filter(seen).select_related("region")


def cards_visible_to(actor: Actor) -> QuerySet[Scorecard]:
    """All of the region for its office, for leaders once they are shown; a unit sees its own then."""
    seen = Q(assessment__region__in=actor.regions_of(Role.OFFICE))
    shown = Q(assessment__region__in=actor.regions_of(Role.LEADER)) | Q(department__in=actor.departments_of(*UNIT_ROLES))
    return Scorecard.objects.filter(seen | shown & Q(state__in=SHOWN_STATES)).select_related("assessment__region", "department")


def periods_to_assess(region: Region, today: date) -> list[Period]:
    """Periods that are over, since the first unit joined, and that nobody has assessed yet, the latest first."""
    since = Department.objects.filter(region=region).order_by("joined_on").values_list("joined_on", flat=True).first()
    done = set(Assessment.objects.filter(region=region).order_by().values_list("kind", "year", "number"))
    return [one for one in ended_periods(since, today) if (one.kind, one.year, one.number) not in done] if since else []


def units_in(region: Region, period: Period) -> Iterator[Department]:
    """Units that belonged to the mechanism on any day of the period, in the order of the region."""
    joined = Department.objects.filter(region=region, joined_on__lte=period.last)
    yield from joined.filter(Q(left_on__isnull=True) | Q(left_on__gte=period.first)).order_by("position", "pk")


def assessments_to_count(limit: int) -> list[int]:
    return list(Assessment.objects.filter(state=AssessmentState.COUNTING).order_by("pk").values_list("pk", flat=True)[:limit])


def recounts_to_make(limit: int) -> list[int]:
    return list(Recount.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)[:limit])


def last_recount(assessment: Assessment) -> Recount | None:
    return assessment.recounts.order_by("-pk").first()


def indicators_on(region: Region, day: date) -> QuerySet[Indicator]:
    """Those in force on a day; before the region was adopted, those that it was adopted with."""
    every = Indicator.objects.filter(region=region)
    first = every.order_by("valid_from").values_list("valid_from", flat=True).first()
    on = max(day, first or day)
    return every.filter(Q(retired_on=None) | Q(retired_on__gt=on), valid_from__lte=on).order_by("position", "pk")


def yardsticks_for(region: Region, unit: Department, day: date) -> list[Yardstick]:
    """What a unit of its kind is assessed by: the whole of a period by what is in force on its last day."""
    return [yardstick_of(row) for row in indicators_on(region, day).filter(applies_to__contains=[unit.kind])]


def changed_within(region: Region, period: Period) -> list[str]:
    """Which indicators changed after the first day of a period, and from when on; what the region was adopted with is no change."""
    rows = list(Indicator.objects.filter(region=region).order_by("valid_from", "position", "pk"))
    days = {(row.valid_from, row.name) for row in rows if row.valid_from != rows[0].valid_from}
    days |= {(row.retired_on, row.name) for row in rows if row.retired_on is not None}
    return [f"{day_in_words(on)}起，{name}有变动" for on, name in sorted(days) if period.first < on <= period.last]


def yardstick_of(row: Indicator) -> Yardstick:
    return Yardstick(
        code=row.code,
        version=row.version,
        name=row.name,
        measure=row.measure,
        formula=MEASURES[row.measure].words(row.parameters),
        parameters=row.parameters,
        weight=row.weight,
        law=row.law,
        local_rule_pending=row.local_rule_pending,
    )


def counted_for(region: Region, unit: Department, period: Period, yardsticks: list[Yardstick]) -> list[Counted]:
    """What these indicators find of a unit in a period; nothing for one that did not belong to the mechanism."""
    window = window_of(unit, period.first, period.last)
    if window is None:
        return []
    reading = reading_of(region, unit, window)
    return [Counted(one, reading.items(one.measure, one.parameters)) for one in yardsticks]


def recounted(card: Scorecard) -> Card:
    """The card as the rows say it today, by the indicators and the rulings that it was made with."""
    assessment = card.assessment
    yardsticks = [line.yardstick for line in card.card.lines]
    return scored(counted_for(assessment.region, card.department, assessment.period, yardsticks), card.exempt_items)


def differences(card: Scorecard) -> list[str]:
    """In what a card differs from what would be counted today, in words; empty where they are the same."""
    kept, now = card.card, recounted(card)
    if kept == now:
        return []
    found = [f"总分：锁定为{shown(kept.total)}，现算为{shown(now.total)}"] if kept.total != now.total else []
    for old, new in zip(kept.lines, now.lines, strict=False):
        if old == new:
            continue
        before, after = {item.key: item for item in old.items}, {item.key: item for item in new.items}
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                one = before.get(key) or after[key]
                what = "现在不再计入" if key not in after else "锁定时没有计入" if key not in before else "内容已经变化"
                found.append(f"{old.yardstick.name}：{one.about}{what}")
    return found or ["评分表的内容与现在计算的不同"]


def shown(score: int | None) -> str:
    """Points with two decimals; a unit without a score has none."""
    return "不评分" if score is None else f"{score // 100}.{score % 100:02d}"
