"""The office urges from its list, the unit finds that on signing in and answers, the office accepts: each on their own screen."""

import os
from datetime import datetime, time
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.enums import CaseState
from deadlines.ladder import SHANGHAI
from deadlines.selectors import calendar_for
from ledger import timekeeping
from oversight.models import Order
from tests.support.sweeping import swept
from tests.support.world import PASSWORD, new_walk

pytestmark = pytest.mark.browser


@pytest.fixture
def late(committed_cast):
    """Eight units let their days pass; it is the second working day after."""
    walk = new_walk(committed_cast).to(CaseState.DISTRIBUTED)
    one = walk.case.clocks.get(code="K-12", obligor__code="finance")
    walk.at = datetime.combine(calendar_for(one.region_id).add_working_days(one.due_on, 2), time(10), SHANGHAI)
    swept("breaches", at=walk.at)
    with timekeeping.pinned(walk.at):
        yield walk


def signed_in(context, base: str, user) -> Page:
    page = context.new_page()
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "login" not in url)
    return page


def seen(page: Page, name: str) -> None:
    """Nothing is wider than the window; a picture where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, name


def test_the_office_urges_the_unit_answers_and_the_office_accepts(new_context, live_server, late):
    base, people = live_server.url, late.cast.people
    clock = late.case.clocks.get(code="K-12", obligor__code="finance")
    office = signed_in(new_context(viewport={"width": 1440, "height": 900}), base, people["office"])
    office.goto(f"{base}{reverse('office:overdue')}?party={clock.obligor_id}")
    office.locator(f'input[name=clock][value="{clock.pk}"]').check()
    office.get_by_role("button", name="催办所选").click()
    seen(office, "orders-new-1440")
    office.get_by_label("办理要求").fill("请今天反馈。")
    office.get_by_role("button", name="发出").click()
    expect(office.get_by_text("已发出1份催办单")).to_be_visible()
    made = Order.objects.get()
    seen(office, "orders-office-1440")
    # The unit works on a phone, without scripts.
    phone = {"viewport": {"width": 375, "height": 800}, "java_script_enabled": False}
    unit = signed_in(new_context(**phone), base, people["finance:liaison"])
    unit.goto(base + reverse("member:inbox"))
    expect(unit.get_by_text("有 1 份催办单、督办单等待本单位答复")).to_be_visible()
    seen(unit, "member-inbox-375")
    unit.get_by_role("link", name="去答复").click()
    expect(unit.get_by_text(made.number)).to_be_visible()
    seen(unit, "orders-unit-375")
    unit.locator(f'a[href$="{reverse("orders:act", args=[made.pk, "answer_order"])}"]').click()
    unit.locator("textarea[name=answer]").fill("正在核对，明日反馈。")
    unit.get_by_role("button", name="提交答复").click()
    expect(unit.get_by_text("答复已提交办公室")).to_be_visible()
    seen(unit, "order-unit-375")
    # The office reads of it where it signs in.
    office.goto(base + reverse("office:board"))
    seen(office, "board-1440")
    office.get_by_role("link", name="去审核").click()
    office.get_by_role("link", name="采纳答复").first.click()
    office.get_by_role("button", name="采纳答复").click()
    expect(office.get_by_text("已采纳答复")).to_be_visible()
    made = Order.objects.get()
    assert (made.state, made.answer, made.demand) == ("accepted", "正在核对，明日反馈。", "请今天反馈。")


@pytest.mark.parametrize("width", [375, 1440])
def test_many_late_units_are_folded_and_open_without_scripts(new_context, live_server, late, width):
    context = new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = signed_in(context, live_server.url, late.agent)
    page.goto(live_server.url + reverse("enterprise:case", args=[late.case.pk]))
    folds = page.locator("details.cr-late-unit")
    assert folds.count() > 3
    seen(page, f"late-enterprise-{width}")
    second = folds.nth(1)
    expect(second.get_by_role("link", name="向办公室反映")).to_be_hidden()
    second.locator("summary").click()
    expect(second.get_by_role("link", name="向办公室反映")).to_be_visible()
    office = signed_in(new_context(viewport={"width": width, "height": 900}), live_server.url, late.cast.people["office"])
    office.goto(live_server.url + reverse("office:case", args=[late.case.pk]))
    seen(office, f"late-office-{width}")
