"""A creditor who objects: asked by letter, heard by his link on a phone, read by the judge, served with the decision."""

import pytest
from playwright.sync_api import Page, expect

from cases.enums import CaseState
from cases.models import CreditorConsultation, Service
from cases.parties import Party, ServiceState
from demo.specimens import voucher
from ledger import timekeeping
from ledger.models import Event
from notices.enums import DocumentKind
from tests.portal.enterprise_pages import NOW
from tests.support.world import PASSWORD, new_walk

pytestmark = pytest.mark.browser
PHONE_WIDTH = 375


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def accepted(committed_cast):
    walk = new_walk(committed_cast, fulfilled=False).to(CaseState.ACCEPTED)
    walk.fill_examination()
    walk.make_papers(DocumentKind.CREDITOR_LETTER, case=walk.case)
    return walk


def sign_in(page: Page, base: str, user) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def picture(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": voucher("x").read()}


def record_service(page: Page, base: str, service: Service) -> None:
    page.goto(f"{base}/court/services/")
    page.locator(f'a[href="/court/services/{service.pk}/do/record_service/"]').first.click()
    page.get_by_label("送达方式").select_option("post")
    page.get_by_label("签收人").fill("收发室")
    page.locator("#id_proof").set_input_files(picture("签收记录.png"))
    page.get_by_role("button", name="登记送达").click()
    expect(page.get_by_text("送达已登记")).to_be_visible()


def owed(walk, kind: DocumentKind) -> Service:
    return Service.objects.get(case=walk.case_id, document__kind=kind, party=Party.CREDITOR)


def hand_in(page: Page, walk, base: str) -> None:
    page.goto(f"{base}/court/cases/{walk.case_id}/do/submit_examination/")
    submit(page)


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交复核").or_(page.get_by_role("button", name="确认填写审查表")).first.click()


def link_for_creditor(page: Page, walk, base: str) -> str:
    """The clerk makes a link and sees it this once."""
    page.goto(f"{base}/court/creditors/{CreditorConsultation.objects.get(case=walk.case_id).pk}/")
    page.get_by_role("link", name="答复链接").click()
    page.get_by_label("申请执行人手机").fill(walk.plot.creditor_mobile)
    page.get_by_role("button", name="生成答复链接").click()
    shown = page.locator(".cr-mono").inner_text()
    return base + shown[shown.index("/c/") :]


def oppose(page: Page, walk, link: str) -> None:
    """By the link; what he left out is said first."""
    page.goto(link)
    expect(page.get_by_text(walk.plot.number)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH
    page.get_by_label("反对信用修复").check()
    page.get_by_label("答复人").fill("法务")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("请写明理由").first).to_be_visible()
    page.get_by_label("理由和说明").fill("余款没有付。")
    page.get_by_label("金额不符").check()
    page.get_by_label("实际收到（元）").fill("1000")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("您的答复已经送到法院")).to_be_visible()


def test_a_creditor_objects_and_is_heard_and_served(new_context, live_server, accepted):
    walk, base = accepted, live_server.url
    officer, judge = new_context().new_page(), new_context().new_page()
    sign_in(officer, base, walk.cast.people["acceptance_officer"])
    record_service(officer, base, owed(walk, DocumentKind.CREDITOR_LETTER))

    # The judge cannot recommend anything while his days to answer run.
    sign_in(judge, base, walk.case.handler)
    hand_in(judge, walk, base)
    expect(judge.get_by_text("申请执行人的答复期限").first).to_be_visible()

    # On a phone, without an account and without JavaScript.
    phone = new_context(viewport={"width": PHONE_WIDTH, "height": 740}, java_script_enabled=False).new_page()
    oppose(phone, walk, link_for_creditor(officer, walk, base))

    # The judge reads it beside the form, and cannot say that there is no opposition.
    hand_in(judge, walk, base)
    expect(judge.get_by_text("余款没有付。")).to_be_visible()
    expect(judge.get_by_text("申请执行人已经答复反对").first).to_be_visible()
    judge.locator("fieldset, .cr-field", has_text="申请执行人反对修复").first.get_by_label("有，已说明").check()
    submit(judge)
    expect(judge.get_by_text("审查意见已提交复核")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("不能再在这里答复")).to_be_visible()

    # Decided, and served on him.
    walk.pass_review().reject()
    walk.make_papers(DocumentKind.REJECTION_DECISION, case=walk.case)
    decision = owed(walk, DocumentKind.REJECTION_DECISION)
    record_service(officer, base, decision)
    assert Service.objects.get(pk=decision.pk).state == ServiceState.SERVED
    actions = list(Event.objects.filter(stream=f"case:{walk.case_id}").order_by("seq").values_list("action", flat=True))
    assert [action for action in actions if "creditor" in action] == ["ask_creditor", "creditor_link_made", "creditor_answers"]
