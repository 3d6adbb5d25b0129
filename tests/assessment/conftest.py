"""A month in which the bureau handed on late, and what each unit made of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from assessment import services
from assessment.models import Assessment
from assessment.periods import Period
from cases.enums import CaseState
from demo.walk import Walk
from ledger.timekeeping import SHANGHAI
from tests.support.sweeping import swept
from tests.support.world import AT, new_walk

NOVEMBER = Period("month", 2026, 11)
AFTER = datetime(2026, 12, 2, 9, 30, tzinfo=SHANGHAI)
# T0 is Tuesday 3 November, so the units' limit ends on the 17th. The bureau signs on the 5th and hands on only on the 16th: nine working
# days of the ten are gone, three more than court and bureau together may take, and three are given back: the 20th.
T0, SENT, DUE, GIVEN_BACK_DUE = date(2026, 11, 3), date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20)


def at(day: date) -> datetime:
    return datetime.combine(day, AT.timetz())


def on(walk: Walk, day: date) -> Walk:
    walk.at = at(day)
    return walk


def certified(cast) -> Walk:
    """The application takes a day."""
    walk = new_walk(cast, at=at(T0 - timedelta(days=1))).to(CaseState.CERTIFIED)
    assert walk.case.certificate.issued_on == T0
    return walk


def distributed_late(cast) -> Walk:
    walk = certified(cast).push()
    on(walk, date(2026, 11, 5)).receive().propose_distribution()
    return on(walk, SENT).distribute()


@pytest.fixture(scope="module")
def late_once(cast) -> Walk:
    """Finance answers on the 19th, justice on the 23rd, market regulation on 1 December, all others on the 17th."""
    walk = distributed_late(cast)
    on(walk, DUE).all_units_answer(except_for=("finance", "justice", "market-regulation"))
    on(walk, date(2026, 11, 19)).unit_answers("finance")
    on(walk, date(2026, 11, 23)).unit_answers("justice")
    return on(walk, date(2026, 12, 1)).unit_answers("market-regulation")


@pytest.fixture
def late(late_once, db) -> Walk:
    return late_once


@pytest.fixture
def office(cast, db):
    return cast.actor("office", AFTER)


def draw_up(cast, period=NOVEMBER, *, by, at=AFTER):
    """The office asks, the work loop counts."""
    asked = services.draw_up(cast.region, period, by=by, at=at)
    swept("assessments", at=at)
    return Assessment.objects.select_related("region").get(pk=asked.pk)


@pytest.fixture
def drawn(late, cast, office):
    return draw_up(cast, by=office)


@pytest.fixture
def shown(drawn, office):
    return services.show(drawn.pk, by=office, at=AFTER + timedelta(hours=1))
