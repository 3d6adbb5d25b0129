"""The assessments of the demo: the month before last is locked, the last one is with the units, one of which has appealed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from assessment import services
from assessment.periods import Period
from departments.enums import DepartmentKind
from ledger.timekeeping import SHANGHAI, one_moment

if TYPE_CHECKING:
    from datetime import date

    from assessment.models import Assessment, Scorecard
    from demo.days import Days
    from demo.people import Cast

TEN, DAY = time(10), timedelta(days=1)
# Working days before today on which the last month was shown, and on which units have answered.
SHOWN, ANSWERED = 2, 1
CONFIRMED = ("justice", "government-data")
REASONS = "送达当日平台登录异常，次日才能签收，有截图为证，请不计入本单位。"


def assess(cast: Cast, days: Days) -> None:
    """Through the services, as the office and the units would."""
    with one_moment():
        last = month_of(days.back(SHOWN).replace(day=1) - DAY)
        _lock(cast, days, month_of(last.first - DAY))
        _answer(cast, days, _shown(cast, days, last, SHOWN))


def month_of(day: date) -> Period:
    return Period("month", day.year, day.month)


def _at(days: Days, back: int) -> datetime:
    return datetime.combine(days.back(back), TEN, SHANGHAI)


def _shown(cast: Cast, days: Days, period: Period, back: int) -> Assessment:
    at = _at(days, back)
    office = cast.actor("office", at)
    drawn = services.draw_up(cast.region, period, by=office, at=at)
    services.count(drawn.pk, at=at)
    return services.show(drawn.pk, by=office, at=at)


def _lock(cast: Cast, days: Days, period: Period) -> None:
    """Drawn up on the first working day after it, confirmed by all on the next, locked on the third."""
    first = 1
    while days.back(first + 1) > period.last:
        first += 1
    assessment = _shown(cast, days, period, first)
    at = _at(days, first - 1)
    for card in assessment.cards.select_related("department").order_by("pk"):
        services.confirm(card.pk, by=cast.actor(f"{card.department.code}:approver", at), at=at)
    at = _at(days, first - 2)
    services.lock(assessment.pk, by=cast.actor("office", at), at=at)


def _answer(cast: Cast, days: Days, assessment: Assessment) -> None:
    """The unit that lost most has something to say against it; two have nothing."""
    at = _at(days, ANSWERED)
    cards = list(assessment.cards.select_related("department").order_by("pk"))
    for card in cards:
        if card.department.code in CONFIRMED:
            services.confirm(card.pk, by=cast.actor(f"{card.department.code}:approver", at), at=at)
    if (worst := _worst(cards)) is not None:
        items = services.charged_keys(worst)[:1]
        services.appeal(worst.pk, items=items, reasons=REASONS, by=cast.actor(f"{worst.department.code}:approver", at), at=at)


def _worst(cards: list[Scorecard]) -> Scorecard | None:
    """Of the member units that lost points; who has no score has lost none."""
    members = (card for card in cards if card.department.kind == DepartmentKind.MEMBER and card.department.code not in CONFIRMED)
    charged = [card for card in members if card.score is not None and services.charged_keys(card)]
    return min(charged, key=lambda card: card.score or 0, default=None)
