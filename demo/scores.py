"""The assessments of the story: the month before last is locked, and last month is before the units, one of which appeals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from assessment import services
from assessment.enums import ScorecardState
from assessment.periods import Period
from ledger.timekeeping import SHANGHAI, legal_date, one_moment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessment.models import Assessment, Scorecard
    from demo.days import Days
    from demo.people import Cast

APPEALING: Final = "natural-resources"
SILENT: Final = ("market-regulation", "financial-affairs")
REASONS: Final = "转推函送达当天内部系统停机，次日才能登记，有信息中心的记录，请核减。"
RULING: Final = "停机不在本平台，记录没有说明影响哪一件，不予核减。"


def assess(cast: Cast, days: Days, at: datetime) -> None:
    """Through the services, as the office and the units would."""
    this_month = legal_date(at).replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    _a_finished_one(cast, days, _before(last_month), last_month)
    yesterday = days.back(1)
    if yesterday >= this_month:
        _one_before_the_units(cast, _before(this_month), yesterday)


def _before(month: date) -> Period:
    day = month - timedelta(days=1)
    return Period("month", day.year, day.month)


def _a_finished_one(cast: Cast, days: Days, period: Period, month: date) -> None:
    first, second, third, fourth = _working_days(days, month, 4)
    shown = _drawn_up(cast, period, first)
    for card in _cards(shown):
        _speak(cast, card, _at(second, 15))
    for card in _cards(shown).filter(state=ScorecardState.APPEALED):
        with one_moment():
            services.dismiss(card.pk, reasons=RULING, by=cast.actor("office", _at(third, 10)), at=_at(third, 10))
    with one_moment():
        services.lock(shown.pk, by=cast.actor("office", _at(fourth, 10)), at=_at(fourth, 10))


def _one_before_the_units(cast: Cast, period: Period, day: date) -> None:
    shown = _drawn_up(cast, period, day)
    for card in _cards(shown).exclude(department__code__in=SILENT):
        _speak(cast, card, _at(day, 15))


def _drawn_up(cast: Cast, period: Period, day: date) -> Assessment:
    with one_moment():
        drawn = services.draw_up(cast.region, period, by=cast.actor("office", _at(day, 9)), at=_at(day, 9))
    with one_moment():
        services.count(drawn.pk, at=_at(day, 10))
        return services.show(drawn.pk, by=cast.actor("office", _at(day, 11)), at=_at(day, 11))


def _cards(assessment: Assessment) -> QuerySet[Scorecard]:
    return assessment.cards.select_related("department").order_by("department__position", "pk")


def _speak(cast: Cast, card: Scorecard, at: datetime) -> None:
    """A unit confirms; the one that lost most appeals."""
    approver, charged = cast.actor(f"{card.department.code}:approver", at), services.charged_keys(card)
    with one_moment():
        if card.department.code == APPEALING and charged:
            services.appeal(card.pk, items=charged[:1], reasons=REASONS, by=approver, at=at)
        else:
            services.confirm(card.pk, by=approver, at=at)


def _working_days(days: Days, month: date, count: int) -> list[date]:
    found = (month + timedelta(days=number) for number in range(1, 28))
    return [day for day in found if days.calendar.is_working(day)][:count]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)
