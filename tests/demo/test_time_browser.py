"""A month is played on the real pages: the visitor moves the time, the work loop goes through the days, the case says what happened."""

import pytest
from playwright.sync_api import expect

from cases.enums import CaseState
from demo import journeys, travel
from ledger.verify import verify
from supervision.loop import Loop
from tests.cases.steps import clock, due
from tests.e2e.stage import Stage
from tests.support.clock import begin_at, come_to
from tests.support.world import AT, load_district, new_walk

pytestmark = pytest.mark.browser
# A month of sweeps and the page's own asking come in between.
PATIENCE = 60_000


@pytest.fixture
def play(page, live_server, transactional_db, settings):
    settings.DEMO = True
    begin_at(AT)
    walk = new_walk(load_district()).to(CaseState.SUPPLEMENT)
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


@pytest.mark.parametrize("width", [375, 1440])
def test_the_bar_and_the_page_fit(play, width):
    stage, _walk = play
    stage.page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/demo/time/"):
        stage.go(path)
        assert stage.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for button in stage.page.locator(".cr-demo-time button, .cr-demo-time a").all():
            assert button.bounding_box()["height"] >= 16
