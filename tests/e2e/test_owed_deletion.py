"""A deletion that nobody applied for, on the real pages: recorded by the court, done by its operator, watched by the office."""

from datetime import timedelta

import pytest

from cases.enums import DutyState, ListingState
from cases.models import Case, ListDuty, Listing
from demo.people import Cast
from tests.e2e.stage import Stage, days_from
from tests.support.world import AT, new_walk

pytestmark = pytest.mark.browser


@pytest.fixture
def play(page, live_server, committed_cast):
    with days_from(AT) as days:
        walk = new_walk(committed_cast, enterprise_name="示例江岸模具有限公司").record()
        days.come_to(walk.at + timedelta(hours=1))
        yield Stage(page, live_server.url), committed_cast, walk.enforcement


def seat(stage: Stage, cast: Cast, part: str) -> Stage:
    stage.seat(cast.people[part])
    return stage


def test_who_has_performed_is_taken_off_the_list_without_asking(play):
    stage, cast, enforced = play
    seat(stage, cast, "acceptance_officer").go("/court/duties/")
    stage.sees("登记显示已全部履行", enforced.number)
    stage.go(f"/court/enforcement/{enforced.pk}/")
    stage.follow("登记应办名单操作")
    stage.fill(ground="performed", arose_on=AT.date().isoformat(), evidence="结案通知书（2026）鄂0203执88号")
    stage.confirm()
    stage.sees("应办未办", "示例江岸模具有限公司")
    duty = ListDuty.objects.get()
    seat(stage, cast, "office").go("/office/duties/")
    stage.sees(enforced.number)
    seat(stage, cast, "list_operator").go("/court/")
    stage.sees("应删未删")
    stage.act(f"/court/duties/{duty.pk}/", "perform_duty", performed_on=AT.date().isoformat(), system_receipt="返回0003")
    stage.sees("已办理")
    duty = ListDuty.objects.get()
    assert (duty.state, Listing.objects.get(enforcement_case=enforced).state) == (DutyState.DONE, ListingState.DELETED)
    seat(stage, cast, "office").go("/office/duties/")
    stage.does_not_see(enforced.number)
    assert not Case.objects.filter(enforcement_case=enforced).exists()
