"""A month is assessed on the real pages: the office draws up, a unit appeals, the office rules, the bulletin is taken away."""

import pytest

from assessment import services
from assessment.models import Assessment
from tests.assessment.conftest import AFTER, DUE, NOVEMBER, distributed_late, on
from tests.e2e.stage import Stage, days_from

pytestmark = pytest.mark.browser


@pytest.fixture
def play(page, live_server, committed_cast):
    walk = distributed_late(committed_cast)
    on(walk, DUE).all_units_answer(except_for=("justice",))
    with days_from(AFTER):
        yield Stage(page, live_server.url), committed_cast


def test_a_unit_appeals_against_its_card_and_is_heard(play):
    stage, cast = play
    stage.seat_without_page(cast.people["office"])
    stage.go("/scores/new/")
    stage.fill(period=NOVEMBER.key)
    stage.confirm()
    stage.sees("2026年11月考核评价", "正在计算")
    drawn = Assessment.objects.get()
    services.count(drawn.pk, at=AFTER)
    stage.go(f"/scores/{drawn.pk}/")
    stage.sees("拟定中")
    stage.act(f"/scores/{drawn.pk}/", "show_assessment")
    stage.sees("各单位核对中")
    card = drawn.cards.get(department__code="justice")
    stage.seat_without_page(cast.people["justice:approver"])
    stage.go("/scores/")
    stage.follow("区司法局（待核对）")
    stage.sees("2026年11月30日时还没有办结", "扣分")
    stage.follow("提出申诉")
    key = next(item.key for line in card.card.lines for item, lost in zip(line.items, line.lost, strict=True) if lost)
    stage.fill(items=(key,), reasons="系统登录不上，有截图。")
    stage.confirm()
    stage.sees("申诉待处理")
    stage.seat_without_page(cast.people["office"])
    stage.act(f"/scores/cards/{card.pk}/", "uphold_appeal", items=(key,), reasons="截图属实。")
    stage.sees("申诉已处理", "经申诉不扣分", "截图属实。")
    assert stage.complaints == []
