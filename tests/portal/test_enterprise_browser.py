from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.models import Application, Case
from cases.services import mandates
from departments.models import Region
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, pdf, url
from tests.support.world import PASSWORD, new_walk
from words import normal

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def served(committed_cast):
    return new_walk(committed_cast).record().take_measures().serve()


def sign_in(page: Page, walk) -> None:
    page.get_by_label("用户名").fill(walk.agent.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def begin(page: Page, live_server, walk) -> int:
    """From the QR code to the first page of the draft."""
    page.goto(live_server.url + url("notice", walk.notice.token))
    page.get_by_role("link", name="用这份告知书申请").click()
    sign_in(page, walk)
    page.get_by_label("经办人").check()
    page.get_by_role("button", name="申请加入企业").click()
    expect(page.get_by_text("法院正在核实")).to_be_visible()
    mandates.decide_mandate(walk.agent.mandates.get().pk, grant=True, reason="", by=walk.cast.actor("acceptance_officer", NOW), at=NOW)
    page.goto(live_server.url + url("notice_apply", walk.notice.token))
    page.get_by_role("button", name="开始填写").click()
    expect(page.get_by_role("heading", name="信用修复申请")).to_be_visible()
    return Application.objects.get(created_by=walk.agent).pk


def test_from_the_qr_code_to_the_receipt(page, live_server, served, tmp_path):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    pk = begin(page, live_server, served)
    page.get_by_label("已全部履行").check()
    page.get_by_label("履行情况或履行计划").fill("已于十月付清。")
    page.get_by_label("联系人手机").fill("13912345678")
    page.get_by_label("送达手机").fill("13912345678")
    page.get_by_label("同意：文书到达本系统的企业账户即为送达").check()
    page.get_by_role("button", name="保存并继续").click()
    for label in ("履行义务情况", "纠正失信行为情况", "防止再次失信的措施"):
        page.get_by_label(label).fill("已经做到，附凭证。")
    page.get_by_role("button", name="保存并继续").click()
    voucher = tmp_path / "回单.pdf"
    voucher.write_bytes(pdf().read())
    page.locator("#id_upload-1-file").set_input_files(voucher)
    page.get_by_role("button", name="上传材料1").click()
    expect(page.get_by_role("link", name="回单.pdf")).to_be_visible()
    page.get_by_role("button", name="继续").click()
    page.get_by_label("我已逐条阅读并同意").check()
    page.get_by_role("button", name="签署并提交申请").dblclick()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    expect(page.get_by_text(normal.in_groups(Application.objects.get(pk=pk).query_code))).to_be_visible()
    assert Case.objects.filter(application=pk).count() == 1
    assert complaints == []


def test_leaving_a_field_saves_it_without_a_click(page, live_server, served):
    pk = begin(page, live_server, served)
    page.goto(live_server.url + url("statement", pk))
    expect(page.get_by_text("已写 0 字，还可以写 2000 字").first).to_be_visible()
    page.get_by_label("防止再次失信的措施").fill("建立付款台账。")
    page.get_by_label("履行义务情况").focus()
    expect(page.get_by_text("已写 7 字")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        pass
    expect(page.locator("#save-status")).to_contain_text("已保存 12:00")
    assert Application.objects.get(pk=pk).prevention == "建立付款台账。"


def test_a_session_that_ends_while_typing_loses_nothing(page, live_server, served):
    pk = begin(page, live_server, served)
    page.goto(live_server.url + url("statement", pk))
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("防止再次失信的措施").fill("建立付款台账。")
    page.get_by_label("履行义务情况").focus()
    status = page.locator("#save-status")
    expect(status).to_contain_text("登录已过期")
    status.get_by_role("link", name="重新登录").click()
    sign_in(page, served)
    expect(page.get_by_label("防止再次失信的措施")).to_have_value("建立付款台账。")
    expect(page.get_by_text("登录前填写的内容已恢复并保存")).to_be_visible()


def test_a_sign_in_in_another_tab_does_not_break_saving(page, live_server, served):
    pk = begin(page, live_server, served)
    page.goto(live_server.url + url("statement", pk))
    page.context.clear_cookies(name="csrftoken")
    other = page.context.new_page()
    other.goto(live_server.url + url("statement", pk))
    other.close()
    page.get_by_label("防止再次失信的措施").fill("建立付款台账。")
    page.get_by_label("履行义务情况").focus()
    expect(page.locator("#save-status")).to_contain_text("已保存")
    for _ in range(20):
        if Application.objects.get(pk=pk).prevention:
            break
        page.wait_for_timeout(timedelta(milliseconds=250) / timedelta(milliseconds=1))
    assert Application.objects.get(pk=pk).prevention == "建立付款台账。"


def test_everything_works_without_javascript(new_context, live_server, served):
    page = new_context(java_script_enabled=False).new_page()
    pk = begin(page, live_server, served)
    page.get_by_label("履行情况或履行计划").fill("已付一半。")
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择修复事由")
    expect(page.get_by_label("履行情况或履行计划")).to_have_value("已付一半。")
    assert Application.objects.get(pk=pk).performance == "已付一半。"


def test_a_phone_needs_no_sideways_scrolling(new_context, live_server, committed_cast):
    walk = new_walk(committed_cast, enterprise_name="黄石市西塞山区长江之滨绿色智能装备制造与再生资源综合利用股份有限公司")
    walk.to("recognizing")
    page = new_context(viewport={"width": 375, "height": 800}).new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    sign_in(page, walk)
    for address in (
        url("desk"),
        url("case", walk.case.pk),
        reverse("person:messages"),
        url("documents"),
        url("mandates"),
        url("self_check"),
    ):
        page.goto(live_server.url + address)
        assert fits(page), address


def test_the_legal_representative_signs_on_a_phone_by_the_link(page, live_server, served, new_context):
    region = Region.objects.get()
    region.options["commitment_signer"] = "legal_representative"
    region.save()
    pk = served.later(days=1).join().draft().fill().application.pk
    page.goto(live_server.url + url("commitment", pk))
    sign_in(page, served)
    page.get_by_role("link", name="生成一次性签署链接").click()
    page.get_by_label("法定代表人姓名").fill("代表人甲")
    page.get_by_label("法定代表人手机号码后四位").fill("5678")
    page.get_by_role("button", name="生成链接").click()
    address = page.locator(".cr-letter").inner_text()
    phone = new_context(viewport={"width": 375, "height": 700}).new_page()
    phone.goto(live_server.url + address.removeprefix("http://127.0.0.1:8000"))
    assert fits(phone)
    phone.get_by_label("您的姓名").fill("代表人甲")
    phone.get_by_label("您的手机号码后四位").fill("5678")
    phone.get_by_role("button", name="核对并阅读承诺书").click()
    phone.get_by_label("我已逐条阅读并同意").check()
    assert fits(phone)
    phone.get_by_role("button", name="同意并签署").click()
    expect(phone.get_by_role("heading", name="已签署")).to_be_visible()
    page.goto(live_server.url + url("commitment", pk))
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    assert Application.objects.get(pk=pk).signed_name == "代表人甲"
