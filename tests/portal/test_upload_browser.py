"""File fields as a person meets them in a browser: told before sending, several photographs as one PDF, nothing dropped."""

from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from cases.models import Application, Material
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, pdf, url
from tests.support.sweeping import swept
from tests.support.world import PASSWORD, new_walk
from tests.uploads.corpus import image, iso_media, turned
from uploads.storage import file_path

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def drafted(committed_cast):
    return new_walk(committed_cast).record().take_measures().serve().later(days=1).join().draft()


@pytest.fixture
def materials(page: Page, live_server, drafted):
    page.goto(live_server.url + url("materials", drafted.application.pk))
    page.get_by_label("用户名").fill(drafted.agent.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", name="材料1")).to_be_visible()
    return page


def file(name, content):
    return {"name": name, "mimeType": "", "buffer": content}


def current(walk):
    return list(Application.objects.get(pk=walk.application.pk).current_materials)


def stored(material: Material) -> bytes:
    return file_path(material.upload.stored_name).read_bytes()


def test_several_photographs_become_one_pdf_in_the_order_of_their_names(materials, drafted):
    photos = [file("照片10.jpg", image("JPEG", (400, 300))), file("照片2.png", image("PNG", (300, 400))), file("照片1.jpg", turned())]
    materials.locator("#id_upload-1-file").set_input_files(photos)
    expect(materials.get_by_text("3 张照片按文件名顺序已合成一个 PDF：照片1等3页.pdf")).to_be_visible()
    materials.get_by_role("button", name="上传材料1").click()
    expect(materials.get_by_text("材料1已保存")).to_be_visible()
    (material,) = current(drafted)
    assert (material.original_name, material.upload.left_out) == ("照片1等3页.pdf", "")
    with pikepdf.open(BytesIO(stored(material))) as made:
        shapes = [(int(image.Width), int(image.Height)) for page in made.pages for image in page.Resources.XObject.as_dict().values()]
        assert not made.get_warnings()
    # The first was turned upright by what the camera noted.
    assert shapes == [(30, 40), (300, 400), (400, 300)]


def test_going_on_sends_what_was_chosen(materials, drafted):
    materials.locator("#id_upload-2-file").set_input_files(file("回单.pdf", pdf().read()))
    materials.get_by_role("button", name="继续").click()
    expect(materials.get_by_role("heading", name="信用承诺书")).to_be_visible()
    assert [str(one) for one in current(drafted)] == ["回单.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("照片.heic", iso_media(b"heic", b"mif1"), "打不开 HEIC 照片"),
        ("说明.docx", b"PK\x03\x04" + b"\0" * 90, "不是 PDF、JPG 或 PNG"),
        ("空.pdf", b"", "不是 PDF、JPG 或 PNG"),
        ("大.pdf", b"%PDF-1.7" + b"\0" * (21 * 1024 * 1024), "超过 20.0 MB"),
    ],
    ids=["heic", "docx", "empty", "large"],
)
def test_what_cannot_be_taken_is_told_before_it_is_sent(materials, drafted, name, content, told):
    asked = []
    materials.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
    materials.locator("#id_upload-1-file").set_input_files(file(name, content))
    expect(materials.get_by_text(told)).to_be_visible()
    materials.get_by_role("button", name="继续").click()
    expect(materials.get_by_role("heading", name="材料1")).to_be_visible()
    assert asked == []
    assert current(drafted) == []


def test_a_picture_that_only_the_browser_reads_is_converted(materials, drafted):
    materials.locator("#id_upload-1-file").set_input_files(file("截图.webp", image("WEBP", (200, 100))))
    expect(materials.get_by_text("WebP 图片已合成一个 PDF：截图.pdf")).to_be_visible()
    materials.get_by_role("button", name="上传材料1").click()
    expect(materials.get_by_text("材料1已保存")).to_be_visible()
    assert [str(one) for one in current(drafted)] == ["截图.pdf"]


def test_a_refusal_of_the_server_stands_on_the_page_and_the_next_try_goes_through(materials, drafted):
    materials.locator("#id_upload-1-file").set_input_files(file("长.pdf", pdf(pages=301).read()))
    materials.get_by_role("button", name="上传材料1").click()
    expect(materials.get_by_text("现为301页").first).to_be_visible()
    materials.locator("#id_upload-1-file").set_input_files(file("短.pdf", pdf().read()))
    materials.get_by_role("button", name="继续").click()
    expect(materials.get_by_role("heading", name="信用承诺书")).to_be_visible()
    assert [str(one) for one in current(drafted)] == ["短.pdf"]


def test_a_network_that_is_away_loses_no_choice(materials, drafted):
    materials.locator("#id_upload-1-file").set_input_files(file("回单.pdf", pdf().read()))
    materials.context.set_offline(True)
    materials.get_by_role("button", name="上传材料1").click()
    expect(materials.get_by_text("网络不通，文件没有送到")).to_be_visible()
    materials.context.set_offline(False)
    materials.get_by_role("button", name="上传材料1").click()
    expect(materials.get_by_text("材料1已保存")).to_be_visible()
    assert len(current(drafted)) == 1


def test_a_file_in_check_shows_its_verdict_by_itself(materials, drafted, settings):
    settings.UPLOAD_PATIENCE_SECONDS = 0.0
    materials.locator("#id_upload-1-file").set_input_files(file("回单.pdf", pdf().read()))
    materials.get_by_role("button", name="上传材料1").click()
    place = materials.locator("#material-1")
    expect(place.get_by_text("检查中")).to_be_visible()
    swept("uploads", at=NOW)
    expect(place.get_by_role("link", name="回单.pdf")).to_be_visible()
    expect(place.get_by_text("检查中")).to_be_hidden()


def test_without_scripts_the_same_form_works(new_context, live_server, drafted):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + url("materials", drafted.application.pk))
    page.get_by_label("用户名").fill(drafted.agent.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("#id_upload-3-file").set_input_files(file("回单.pdf", pdf().read()))
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", name="信用承诺书")).to_be_visible()
    assert [one.slot for one in current(drafted)] == [3]
