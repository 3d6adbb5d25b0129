"""The menu in a browser: one row of headings, opened without a script, by keyboard, on a phone; and the leaders' page on one sheet of paper."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from ledger import timekeeping
from tests.portal.enterprise_pages import NOW
from tests.portal.test_handover_browser import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def signed_in(context, base, cast, part):
    page = context.new_page()
    sign_in(page, base, cast.people[part])
    page.wait_for_url(lambda url: "login" not in url)
    return page


def rows(page):
    """How many rows the headings of the menu stand in."""
    return len({item.bounding_box()["y"] for item in page.locator(".cr-nav > ul > li").all()})


@pytest.mark.parametrize(("width", "most"), [(375, 3), (1440, 1)])
@pytest.mark.parametrize("part", ["office", "acceptance_officer"])
def test_a_menu_opens_without_a_script_and_leads_on(new_context, live_server, committed_cast, part, width, most):
    context = new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = signed_in(context, live_server.url, committed_cast, part)
    assert rows(page) <= most
    heading = page.locator(".cr-nav summary", has_text="协同机制")
    heading.focus()
    page.keyboard.press("Enter")
    entry = page.locator(".cr-nav details[open] a", has_text="登记簿")
    box = entry.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    page.keyboard.press("Tab")
    assert page.locator(".cr-nav details[open] :focus").count() == 1
    entry.click()
    page.wait_for_url(f"**{reverse('group:registers')}")
    assert page.locator(".cr-nav-current").inner_text().strip() == "协同机制"
    assert page.locator(".cr-nav [aria-current=page]").count() == 1


def test_one_group_is_open_at_a_time_and_escape_closes_it(new_context, live_server, committed_cast):
    page = signed_in(new_context(), live_server.url, committed_cast, "office")
    first, second = (page.locator(".cr-nav summary", has_text=label) for label in ("案件", "督促"))
    first.click()
    second.click()
    assert page.locator(".cr-nav details[open] summary").all_inner_texts() == ["督促"]
    page.keyboard.press("Escape")
    assert page.locator(".cr-nav details[open]").count() == 0
    assert page.locator(":focus").inner_text() == "督促"
    first.click()
    page.locator("h1").click()
    assert page.locator(".cr-nav details[open]").count() == 0


def test_the_leaders_page_fits_each_window_and_one_sheet(new_context, live_server, committed_cast):
    page = signed_in(new_context(), live_server.url, committed_cast, "leader")
    page.goto(f"{live_server.url}{reverse('office:glance')}")
    for width in (375, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        assert len(printed.pages) == 1
