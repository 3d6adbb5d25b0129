"""The page and the bar by which a visitor moves the demo's time."""

from datetime import timedelta

import pytest

from accounts.models import User
from demo import clock, journeys, travel
from departments.models import Region
from ledger import timekeeping
from ledger.timekeeping import SHANGHAI
from supervision import services
from tests.support.clock import begin_at
from tests.support.strictness import StrictClient
from tests.support.world import AT, in_parallel, load_district

PAGE, MOVE, PROGRESS = "/demo/time/", "/demo/time/move/", "/demo/time/progress/"


@pytest.fixture
def visitor(db, settings) -> StrictClient:
    settings.DEMO = True
    load_district()
    begin_at(AT)
    return StrictClient()


@pytest.fixture
def _quiet(monkeypatch):
    nights = set()

    def look(_journey):
        here = timekeeping.now().astimezone(SHANGHAI)
        is_new = here.hour < 1 and here.date() not in nights
        if is_new:
            nights.add(here.date())
        return {"breaches": services.Done(done=3 if is_new else 0)}

    monkeypatch.setattr(travel, "look", look)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("method", "path"), [("get", PAGE), ("get", PROGRESS), ("post", MOVE)])
def test_nothing_is_there_without_demo(db, settings, method, path):
    settings.DEMO = False
    assert getattr(StrictClient(), method)(path).status_code == 404
    assert journeys.latest() is None


def test_no_page_outside_the_demo_shows_the_bar(db, settings):
    settings.DEMO = False
    assert MOVE not in text(StrictClient().get("/"))


def test_every_page_of_the_demo_shows_the_time_and_two_ways_on(visitor):
    html = text(visitor.get("/"))
    assert "11月3日 周二 10:0" in html
    assert html.count(MOVE) == 1
    assert 'value="1h"' in html
    assert 'value="1d"' in html


def test_the_page_says_how_one_comes_back(visitor):
    html = text(visitor.get(PAGE))
    assert "时间只能往后，不能拨回" in html
    assert "再运行 make demo" in html
    assert all(f'value="{step}"' in html for step in journeys.Step)


@pytest.mark.usefixtures("_quiet")
def test_the_request_only_asks_and_the_page_tells_how_far_it_has_come(visitor):
    answer = visitor.post(MOVE, {"by": "5d", "next": "/guide/?a=1"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert journeys.under_way().percent == 0
    html = text(answer)
    assert "正在拨到2026年11月10日 周二 10:30" in html
    assert f'hx-get="{PROGRESS}"' in html
    assert 'http-equiv="refresh"' in html
    assert "HX-Refresh" not in visitor.get(PROGRESS).headers
    travel.travel(journeys.under_way())
    done = visitor.get(PROGRESS)
    assert done.headers["HX-Refresh"] == "true"
    html = text(visitor.get(PAGE))
    assert "已从2026年11月3日 周二 10:0" in html
    assert "登记超期" in html
    # Three in each of the seven nights on the way, those of the weekend included.
    assert "21件" in html
    assert 'href="/guide/?a=1"' in html
    assert "hx-get" not in html
    assert "11月10日 周二 10:3" in text(visitor.get("/"))


def test_a_second_press_is_told_to_wait(visitor):
    visitor.post(MOVE, {"by": "1d"})
    assert "正在拨动时间，请等这一次完成后再拨。" in text(visitor.post(MOVE, {"by": "1h"}, follow=True))


@pytest.mark.parametrize("typed", [{}, {"by": ""}, {"by": "99d"}, {"by": "-1d"}, {"by": "2500d"}, {"by": "一天"}, {"by": "1d\0"}])
def test_another_length_is_refused_in_words(visitor, typed):
    assert "往后拨多久。" in text(visitor.post(MOVE, typed, follow=True))
    assert journeys.latest() is None


def test_no_way_leads_out_of_the_portal(visitor):
    visitor.post(MOVE, {"by": "1h", "next": "https://elsewhere.example/"})
    journeys.end(journeys.under_way())
    assert "elsewhere" not in text(visitor.get(PAGE))


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("/court/cases/?q=木业&page=2", "/court/cases/?q=%E6%9C%A8%E4%B8%9A&amp;page=2"),
        ("/guide/\r\nSet-Cookie: a=b", "/guide/%0D%0ASet-Cookie:%20a=b"),
        ("/guide/\0", "/guide/%00"),
        ("/guide/?" + "a" * 5000, None),
        ("//elsewhere.example/", None),
        ("javascript:alert(1)", None),
        (PAGE, None),
        (f"{PAGE}?x=1", None),
        ("guide/", None),
    ],
)
def test_the_way_back_is_any_page_of_ours_and_never_breaks_the_answer(visitor, came_from, leads_to):
    assert visitor.post(MOVE, {"by": "1h", "next": came_from}).status_code == 302
    journeys.end(journeys.under_way())
    html = text(visitor.get(PAGE))
    assert ("回到刚才的页面" in html) is (leads_to is not None)
    assert leads_to is None or f'href="{leads_to}"' in html


def test_two_who_ask_at_once_make_one_journey(visitor, transactional_db):
    def ask() -> str:
        return StrictClient().post(MOVE, {"by": "1d"}, follow=True).content.decode()

    outcomes = in_parallel(ask, ask)
    assert sorted("正在拨动时间，请等这一次完成后再拨。" in html for html in outcomes) == [False, True]
    journeys.end(journeys.under_way())
    assert journeys.under_way() is None


def test_whoever_moved_the_time_by_a_month_is_still_signed_in(visitor):
    office = User.objects.get(username="bureau.office")
    visitor.force_login(office)
    clock.come_to(timekeeping.now() + timedelta(days=60))
    assert office.full_name in text(visitor.get("/office/"))
    assert "登录是否过期仍按真实时间计算" in text(visitor.get(PAGE))


def test_a_loop_that_is_away_is_named(visitor, monkeypatch):
    visitor.post(MOVE, {"by": "1h"})
    assert "好像没有在运行" not in text(visitor.get(PROGRESS))
    monkeypatch.setattr(journeys, "SILENT_SECONDS", -1)
    assert "好像没有在运行" in text(visitor.get(PROGRESS))


def test_before_the_story_the_page_says_what_to_do(db, settings):
    settings.DEMO = True
    html = text(StrictClient().get(PAGE))
    assert "load_demo" in html
    assert "往后拨</h2>" not in html


def test_there_is_no_moving_without_a_district(db, settings):
    settings.DEMO = True
    assert not Region.objects.exists()
    assert StrictClient().post(MOVE, {"by": "1h"}).status_code == 404
