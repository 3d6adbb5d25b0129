import pytest

PAGES = (
    "/",
    "/guide/",
    "/guide/days/",
    "/progress/",
    "/v/",
    "/v/none/",
    "/accounts/login/",
    "/accounts/signup/",
    "/_components/",
    "/none/",
)
WIDTHS = (375, 1440)


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_window_and_keep_the_policy(live_server, new_context, width):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "status of 404" not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{path} is wider than {width} px"
        assert page.locator("h1").count() == 1, f"{path} needs one h1"
    assert complaints == []


@pytest.mark.browser
def test_large_text_and_lookup_work_without_javascript(live_server, new_context):
    page = new_context(viewport={"width": 375, "height": 800}, java_script_enabled=False).new_page()
    page.goto(live_server.url)
    page.get_by_role("button", name="大字版").click()
    assert page.locator("html.cr-large").count() == 1
    page.get_by_label("查询码").fill("ZZZZZZZZZZ")
    page.get_by_label("联系手机后四位").fill("0000")
    page.get_by_role("button", name="查询").click()
    assert page.get_by_text("没有找到相符的申请").count() == 1


@pytest.mark.browser
def test_keyboard_reaches_the_content_and_the_error(live_server, new_context):
    page = new_context().new_page()
    page.goto(f"{live_server.url}/v/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.get_by_label("证明编号").fill("某编号")
    page.get_by_label("查验码").fill("某码")
    page.get_by_role("button", name="核验").click()
    assert "有 1 处需要更正" in page.locator(":focus").inner_text()


@pytest.mark.browser
def test_second_click_sends_a_form_once(live_server, new_context):
    page = new_context().new_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(f"{live_server.url}/v/")
    page.get_by_label("证明编号").fill("某编号")
    page.get_by_label("查验码").fill("某码")
    page.evaluate("() => { const b = document.querySelector('main button'); b.click(); b.click(); }")
    page.wait_for_selector(".cr-error-summary")
    assert len(posts) == 1
