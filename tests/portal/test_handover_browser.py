"""An agent who leaves and a colleague who takes over, played on their own screens."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import AgentKind
from cases.enums import CaseState
from cases.models import Application
from cases.services import mandates
from demo.people import create_agent
from departments.actors import actor_for
from ledger import timekeeping
from ledger.models import Event
from messaging.models import Message
from tests.portal.enterprise_pages import NOW, url
from tests.support.world import PASSWORD, new_walk

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def submitted(committed_cast):
    """A case under way, in the hand of one agent; a colleague who has only signed up so far."""
    walk = new_walk(committed_cast).to(CaseState.SUPPLEMENT)
    return walk, create_agent("colleague", "卫临渊", PASSWORD)


def sign_in(page: Page, base: str, user) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def test_a_colleague_takes_over_from_an_agent_who_leaves(new_context, live_server, submitted):
    walk, colleague = submitted
    base = live_server.url
    leaver, newcomer, officer = (new_context().new_page() for _ in range(3))

    # The colleague reads the code of the paper: a request, and nothing is to be seen yet.
    sign_in(newcomer, base, colleague)
    newcomer.goto(base + url("notice_apply", walk.notice.token))
    newcomer.get_by_label("经办人").check()
    newcomer.get_by_role("button", name="申请加入企业").click()
    expect(newcomer.get_by_text("法院正在核实")).to_be_visible()
    assert newcomer.goto(base + url("case", walk.case.pk)).status == 404

    # The agent sees who asks, the court confirms.
    sign_in(leaver, base, walk.agent)
    leaver.goto(base + url("mandates"))
    expect(leaver.get_by_text(colleague.full_name)).to_be_visible()
    sign_in(officer, base, walk.cast.people["acceptance_officer"])
    officer.goto(f"{base}/court/mandates/")
    officer.get_by_role("link", name="核实").first.click()
    officer.get_by_role("button", name="确认授权").click()
    expect(officer.get_by_text("已确认")).to_be_visible()

    # Read again, the code leads to the case as it stands; taking over from who is still there is refused.
    newcomer.goto(base + url("notice_apply", walk.notice.token))
    expect(newcomer).to_have_url(base + url("case", walk.case.pk))
    expect(newcomer.get_by_text(f"经办人 {walk.agent.full_name}")).to_be_visible()
    expect(newcomer.get_by_role("link", name="由我接手")).to_have_count(0)

    leaves(leaver, base, walk)
    takes_over(newcomer, base, walk, colleague)
    told = set(Message.objects.filter(enterprise=walk.enforcement.enterprise).values_list("subject", flat=True))
    assert {"有人申请代表贵企业办理", "有新的经办人加入", "一名经办人不再代表贵企业办理", "已由另一名经办人接手"} <= told


def leaves(leaver: Page, base: str, walk) -> None:
    """The agent is shown what is left behind, is asked once more, and leaves."""
    leaver.get_by_role("link", name="放弃授权").click()
    expect(leaver.get_by_text("您手上还有没有办完的")).to_be_visible()
    expect(leaver.get_by_role("link", name="移交")).to_be_visible()
    leaver.get_by_role("button", name="放弃授权").click()
    expect(leaver.get_by_text("您已放弃代表")).to_be_visible()
    assert leaver.goto(base + url("case", walk.case.pk)).status == 404


def takes_over(newcomer: Page, base: str, walk, colleague) -> None:
    """The colleague takes over and goes on."""
    newcomer.reload()
    newcomer.get_by_role("link", name="由我接手").click()
    newcomer.get_by_label("新的联系人手机").fill("13800002222")
    newcomer.get_by_role("button", name="确认接手").click()
    expect(newcomer.get_by_text("已接手，您现在是经办人。")).to_be_visible()
    newcomer.goto(base + url("case", walk.case.pk))
    expect(newcomer.get_by_text(f"经办人 {colleague.full_name}")).to_be_visible()
    newcomer.get_by_role("link", name="去补正").click()
    expect(newcomer.get_by_role("heading", name="补充材料")).to_be_visible()
    application = Application.objects.get(pk=walk.application.pk)
    assert (application.agent, application.contact_phone) == (colleague, "13800002222")
    assert Event.objects.filter(stream=f"application:{application.pk}", action="take_over").count() == 1


def test_an_agent_hands_over_before_leaving_without_javascript(new_context, live_server, submitted):
    walk, colleague = submitted
    asked = mandates.request_by_notice(walk.notice.token, kind=AgentKind.STAFF, by=actor_for(colleague, NOW), at=NOW)
    mandates.decide_mandate(asked.pk, grant=True, reason="", by=walk.cast.actor("acceptance_officer", NOW), at=NOW)
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server.url, walk.agent)
    page.goto(live_server.url + url("case", walk.case.pk))
    page.get_by_role("link", name="移交给同事").click()
    page.get_by_role("button", name="确认移交").click()
    expect(page.get_by_text("请选择移交给谁。").first).to_be_visible()
    page.get_by_label(colleague.full_name).check()
    page.get_by_role("button", name="确认移交").click()
    expect(page.get_by_text("已移交。")).to_be_visible()
    assert Application.objects.get(pk=walk.application.pk).agent == colleague
