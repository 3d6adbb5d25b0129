"""A month is played on the real pages: the visitor moves the time, the work loop goes through the days, the case says what happened."""

import pytest
from playwright.sync_api import expect

from assessment.models import Assessment
from cases.enums import CaseState
from demo import journeys, travel
from demo.outbox import give_addresses
from demo.people import Cast
from ledger import timekeeping
from ledger.verify import verify
from oversight.enums import OrderKind, OrderState
from oversight.models import Order
from supervision.loop import Loop
from tests.cases.steps import clock, due
from tests.e2e.stage import Stage
from tests.support.clock import begin_at, come_to
from tests.support.sweeping import swept
from tests.support.world import AT, load_district, new_walk

pytestmark = pytest.mark.browser
# A month of sweeps and the page's own asking come in between.
PATIENCE = 60_000
LATE = "finance"


@pytest.fixture
def play(page, live_server, transactional_db, settings):
    settings.DEMO = True
    begin_at(AT)
    walk = new_walk(load_district()).to(CaseState.SUPPLEMENT)
    # Without an address no reminder goes out, and what was not reminded of does not lapse by itself.
    give_addresses([walk.agent], since=walk.at)
    come_to(walk.at)
    page.set_default_timeout(PATIENCE)
    return Stage(page, live_server.url), walk


def arrive() -> None:
    """What the work loop does within a second."""
    travel.Traveller(Loop(0)).look()


def test_a_month_is_played(play):
    stage, walk = play
    stage.seat_without_page(walk.agent)
    case = f"/enterprise/cases/{walk.case.pk}/"
    stage.go(case)
    stage.does_not_see("视为撤回通知书")
    last = due(walk, "K-03")
    bar = stage.page.locator(".cr-demo-time")
    expect(bar).to_contain_text(f"{walk.at.month}月{walk.at.day}日", timeout=PATIENCE)
    with stage.page.expect_navigation():
        bar.get_by_role("button", name="往后1个工作日").click()
    expect(stage.page.locator("progress")).to_be_visible(timeout=PATIENCE)
    stage.sees("正在拨到")
    arrive()
    # The page asks by itself and is drawn anew when it is there.
    expect(stage.page.locator("#journey")).to_contain_text("已从", timeout=PATIENCE)
    expect(stage.page.locator("progress")).to_have_count(0, timeout=PATIENCE)
    assert walk.case.state == CaseState.SUPPLEMENT
    stage.press("22个工作日（约一个月）")
    arrive()
    expect(stage.page.locator("#journey")).to_contain_text("逾期未补正视为撤回", timeout=PATIENCE)
    arrived = journeys.latest().target
    expect(bar).to_contain_text(f"{arrived.astimezone(walk.at.tzinfo):%-m月%-d日}", timeout=PATIENCE)
    stage.go(case)
    stage.sees("视为撤回通知书")
    assert (walk.case.state, clock(walk, "K-03").due_on) == (CaseState.LAPSED, last)
    assert verify(files=False).findings == []
    assert stage.complaints == []


def travel_by(stage: Stage, length: str) -> None:
    stage.go("/demo/time/")
    stage.press(length)
    arrive()
    expect(stage.page.locator("#journey")).to_contain_text("已从", timeout=PATIENCE)


def test_whoever_is_late_is_reminded_urged_overseen_and_scored_on_the_way(page, live_server, transactional_db, settings):
    settings.DEMO = True
    begin_at(AT)
    cast = load_district()
    walk = new_walk(cast).to(CaseState.DISTRIBUTED)
    come_to(walk.at)
    # It signs for the certificate in time, and then lets the days go by.
    walk.unit_receives(LATE).all_units_answer(except_for=(LATE,))
    page.set_default_timeout(PATIENCE)
    stage, liaison = Stage(page, live_server.url), cast.people[f"{LATE}:liaison"]
    bell = page.locator(".cr-header .cr-count")
    # The last day itself: reminded twice, and nothing else yet.
    stage.seat_without_page(liaison)
    stage.go("/messages/")
    stage.does_not_see("还有1个工作日", "今天届满")
    already = int(bell.inner_text()) if bell.count() else 0
    travel_by(stage, "10个工作日")
    stage.go("/messages/")
    stage.sees("还有1个工作日", "今天届满")
    stage.go("/orders/")
    stage.sees("没有待了结的催办、督办")
    stage.go("/")
    assert int(bell.inner_text()) > already
    # Three working days late: urged, then overseen, and the urging is over by that.
    travel_by(stage, "3个工作日")
    stage.go("/orders/")
    stage.sees("督办单", "待答复")
    stage.does_not_see("没有待了结的催办、督办")
    kinds = Order.objects.filter(department__code=LATE).order_by("pk").values_list("kind", "state")
    assert list(kinds) == [(OrderKind.URGE, OrderState.RAISED), (OrderKind.OVERSIGHT, OrderState.ISSUED)]
    # Nobody answers: the leaders read it, and the month's card says what it cost.
    travel_by(stage, "10个工作日")
    the_leader_reads_it(stage, cast)
    the_office_counts_it(stage, cast)
    assert verify(files=False).findings == []
    assert stage.complaints == []


def the_leader_reads_it(stage: Stage, cast: Cast) -> None:
    stage.seat_without_page(cast.people["leader"])
    stage.go("/messages/")
    stage.sees("超期5个工作日")
    stage.go("/orders/")
    stage.sees("逾期未答复，已报责任领导")


def the_office_counts_it(stage: Stage, cast: Cast) -> None:
    stage.seat_without_page(cast.people["office"])
    stage.go("/scores/new/")
    stage.fill(period="month-2026-11")
    stage.confirm()
    stage.sees("2026年11月考核评价", "正在计算")
    swept("assessments", at=timekeeping.now())
    stage.go(f"/scores/{Assessment.objects.get().pk}/")
    cards = {card.department.code: card for card in Assessment.objects.get().cards.select_related("department").order_by("pk")}
    others = [card.score for code, card in cards.items() if code != LATE and card.score is not None]
    assert cards[LATE].score < min(others)
    stage.go(f"/scores/cards/{cards[LATE].pk}/")
    stage.sees("扣分", "还没有办结")


@pytest.mark.parametrize("width", [375, 1440])
def test_the_bar_and_the_page_fit(play, width):
    stage, _walk = play
    stage.page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/demo/time/"):
        stage.go(path)
        assert stage.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for button in stage.page.locator(".cr-demo-time button, .cr-demo-time a").all():
            assert button.bounding_box()["height"] >= 16
