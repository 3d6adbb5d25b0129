import hashlib
import re
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cases.models import Application, Material
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, fill_by_hand, pdf, promise, staff, stranger, url
from tests.support.sweeping import swept
from tests.support.world import PASSWORD
from tests.uploads.corpus import BROUGHT, NAMED, TAKEN
from uploads.storage import file_path

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def drafted(walk):
    return draft_of(walk)


def png(name: str = "回单.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (20, 20), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def scripted_pdf() -> SimpleUploadedFile:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    content = BytesIO()
    document.save(content)
    return SimpleUploadedFile("脚本.pdf", content.getvalue())


def upload(file, slot: int = 1) -> dict[str, object]:
    return {"do": f"upload-{slot}", f"upload-{slot}-kind": "performance_proof", f"upload-{slot}-file": file}


def lost(slot: int = 2, **fields: str) -> dict[str, str]:
    form = {"kind": "performance_proof", "issuer": "示例银行城东支行", "note": "三月的回单"} | fields
    return {"do": f"lost-{slot}"} | {f"lost-{slot}-{name}": value for name, value in form.items()}


def send(walk, form):
    return agent_of(walk).post(url("materials", walk.application.pk), form)


@pytest.mark.parametrize("file", [pdf(), png(), png("扫描.2026.11.PNG")], ids=["pdf", "png", "dots"])
def test_a_good_file_is_kept_bit_by_bit(drafted, file):
    content = file.read()
    file.seek(0)
    response = send(drafted, upload(file))
    assert response["Location"] == f"{url('materials', drafted.application.pk)}#material-1"
    material = Material.objects.get(application=drafted.application)
    assert file_path(material.upload.stored_name).read_bytes() == content
    assert material.original_name == file.name
    page = agent_of(drafted).get(url("materials", drafted.application.pk)).content.decode()
    assert file.name in page
    assert material.sha256[:12] in page


BAD = {
    "text under .pdf": (SimpleUploadedFile("回单.pdf", b"not a pdf at all"), "是文字文件，不是PDF、JPG或PNG"),
    "picture under .pdf": (png("回单.pdf"), "与扩展名不一致"),
    "empty": (SimpleUploadedFile("回单.pdf", b""), "是空的"),
    "program": (SimpleUploadedFile("回单.exe", b"MZ\x90\x00" + b"\0" * 200), "不是PDF、JPG或PNG"),
    "program under .pdf": (SimpleUploadedFile("回单.pdf", b"MZ\x90\x00" + b"\0" * 200), "不是PDF、JPG或PNG"),
    "double extension": (pdf("回单.exe.pdf"), "有两个扩展名"),
    "pdf named exe": (pdf("回单.pdf.exe"), "与扩展名不一致"),
    "web page": (SimpleUploadedFile("回单.html", b"<!DOCTYPE html><script>alert(1)</script>"), "不是PDF、JPG或PNG"),
    "script inside": (scripted_pdf(), "含有脚本（JavaScript）"),
    "cut short": (SimpleUploadedFile("回单.pdf", b"%PDF-1.7\n1 0 obj"), "已损坏"),
}


@pytest.mark.parametrize(("file", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_in_words_and_no_text_is_lost(drafted, file, sentence):
    client, pk = agent_of(drafted), drafted.application.pk
    client.post(url("statement", pk), {"prevention": "建立付款台账。", "then": "stay"})
    file.seek(0)
    response = client.post(url("materials", pk), upload(file))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'href="#id_upload-1-file_row"' in response.content.decode()
    assert not Material.objects.filter(application=pk).exists()
    assert "建立付款台账。" in client.get(url("statement", pk)).content.decode()


def test_a_file_over_twenty_megabytes_is_refused(drafted):
    big = SimpleUploadedFile("大.pdf", b"%PDF-1.7" + b"\0" * (21 * MEGABYTE))
    response = send(drafted, upload(big))
    assert "超过 20 MB" in response.content.decode()
    assert not Material.objects.exists()


def test_choosing_no_file_is_said(drafted):
    form = upload(pdf())
    del form["upload-1-file"]
    assert "请先选择要上传的文件" in send(drafted, form).content.decode()


def test_a_lost_material_names_who_can_confirm_it(drafted):
    assert send(drafted, lost()).status_code == 302
    material = Material.objects.get(application=drafted.application)
    assert (material.is_lost, material.slot, material.issuer) == (True, 2, "示例银行城东支行")
    page = agent_of(drafted).get(url("materials", drafted.application.pk)).content.decode()
    assert "示例银行城东支行" in page


def test_a_lost_material_without_issuer_keeps_the_note(drafted):
    response = send(drafted, lost(issuer=""))
    assert response.status_code == 422
    assert "请写明出具单位" in response.content.decode()
    assert 'value="三月的回单"' in response.content.decode()


def test_the_note_on_a_lost_material_survives_a_lost_session(drafted):
    client, page = Client(), url("materials", drafted.application.pk)
    gone = client.post(page, lost())
    client.post(gone["Location"], {"login": drafted.agent.username, "password": PASSWORD})
    text = client.get(page).content.decode()
    assert 'value="三月的回单"' in text
    assert 'value="示例银行城东支行"' in text


def test_a_material_can_be_taken_back_while_it_is_a_draft(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    client.post(url("materials", pk), upload(pdf()))
    material = Material.objects.get(application=pk)
    client.post(url("materials", pk), {"do": "remove-1"})
    material.refresh_from_db()
    assert material.removed_at is not None
    assert file_path(material.upload.stored_name).exists()
    assert client.post(url("materials", pk), {"do": "remove-1"}).status_code == 404


@pytest.mark.parametrize("form", [{"do": "upload-4"}, {"do": "sideways-1"}, {}, {"do": "upload-一"}, {"do": "next-1"}, {"do": "upload"}])
def test_there_are_three_places_and_few_buttons(drafted, form):
    assert send(drafted, form).status_code == 404


def test_nobody_else_adds_or_removes(cast, drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    client.post(url("materials", pk), upload(pdf()))
    for other in (stranger(cast), staff(cast, "acceptance_officer")):
        assert other.post(url("materials", pk), upload(pdf(), slot=2)).status_code == 404
        assert other.post(url("materials", pk), {"do": "remove-1"}).status_code == 404
    assert Application.objects.get(pk=pk).materials.filter(removed_at=None).count() == 1


def test_a_chosen_file_is_kept_by_every_button(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    for slot, (button, leads_to) in enumerate([("next", "commitment"), ("back", "statement"), ("stay", "materials")], start=1):
        form = upload(pdf(), slot) | {"do": button}
        assert client.post(url("materials", pk), form)["Location"] == url(leads_to, pk)
        assert Material.objects.filter(application=pk, slot=slot, removed_at=None).count() == 1
    client.post(url("materials", pk), upload(pdf("另一份.pdf"), 2) | {"do": "remove-1"})
    assert [one.original_name for one in Application.objects.get(pk=pk).current_materials] == ["另一份.pdf", "付款回单.pdf"]


def test_three_files_and_a_request_go_together(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    form = upload(pdf("一.pdf"), 1) | upload(png("二.png"), 2) | lost(3) | {"do": "next"}
    assert client.post(url("materials", pk), form)["Location"] == url("commitment", pk)
    assert [str(one) for one in Application.objects.get(pk=pk).current_materials] == ["一.pdf", "二.png", "遗失：示例银行城东支行"]


def test_going_on_with_a_bad_file_stops_with_a_sentence_and_keeps_the_good_one(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    response = client.post(url("materials", pk), upload(scripted_pdf(), 1) | upload(pdf(), 2) | {"do": "next"})
    assert response.status_code == 422
    assert "含有脚本（JavaScript）" in response.content.decode()
    assert [one.slot for one in Application.objects.get(pk=pk).current_materials] == [2]


def test_a_script_that_sent_the_form_is_told_where_to_go(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    response = client.post(url("materials", pk), upload(pdf()), headers={"X-Upload": "1"})
    assert (response.status_code, response["X-Location"]) == (204, f"{url('materials', pk)}#material-1")
    assert "材料1已保存" in client.get(url("materials", pk)).content.decode()
    assert client.post(url("materials", pk), upload(scripted_pdf()), headers={"X-Upload": "1"}).status_code == 422


@pytest.mark.parametrize("path", sorted(BROUGHT.iterdir()), ids=lambda path: path.name)
def test_what_people_brought_is_taken_or_named(drafted, path):
    response = send(drafted, upload(SimpleUploadedFile(path.name, path.read_bytes())))
    page = response.content.decode()
    if path.name in NAMED:
        assert response.status_code == 422
        assert re.search(NAMED[path.name], page)
    else:
        assert response.status_code == 302
        assert Material.objects.get(application=drafted.application).upload.left_out == TAKEN[path.name]


def test_what_is_left_out_is_said_and_nobody_gets_it(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    content = (BROUGHT / "b17-receipt-with-attached-xml.pdf").read_bytes()
    client.post(url("materials", pk), upload(SimpleUploadedFile("回单.pdf", content)))
    material = Material.objects.get(application=pk)
    page = client.get(url("materials", pk)).content.decode()
    assert "查看时略去：附件" in page
    assert material.sha256[:12] in page
    assert material.sha256 == hashlib.sha256(content).hexdigest()
    got = client.get(reverse("download:material", args=[material.pk])).content
    assert b"EmbeddedFile" in content
    assert got.startswith(b"%PDF-")
    assert b"EmbeddedFile" not in got


def test_a_file_that_is_still_checked_is_shown_so_and_nothing_rests_on_it(drafted, settings):
    settings.UPLOAD_PATIENCE_SECONDS = 0.0
    client, walk = agent_of(drafted), drafted
    pk = walk.application.pk
    fill_by_hand(client, walk)
    page = client.get(url("materials", pk)).content.decode()
    assert "检查中" in page
    assert 'hx-trigger="load delay:4s"' in page
    material = Material.objects.get(application=pk)
    assert client.get(reverse("download:material", args=[material.pk])).status_code == 404
    assert "材料1“付款回单.pdf”还在检查" in client.get(url("commitment", pk)).content.decode()
    response = client.post(url("commitment", pk), promise(walk))
    assert response.status_code == 422
    assert "检查通过以后才能提交" in response.content.decode()
    assert swept("uploads", at=NOW) == 1
    assert client.get(reverse("download:material", args=[material.pk])).status_code == 200
    assert client.post(url("commitment", pk), promise(walk))["Location"] == url("receipt", pk)


def test_a_file_that_was_refused_later_says_why_and_what_to_do(drafted, settings):
    settings.UPLOAD_PATIENCE_SECONDS = 0.0
    client, pk = agent_of(drafted), drafted.application.pk
    client.post(url("materials", pk), upload(scripted_pdf()))
    swept("uploads", at=NOW)
    for name in ("materials", "commitment"):
        page = client.get(url(name, pk)).content.decode()
        assert "未通过" in page
        assert "含有脚本（JavaScript）" in page
    assert "没有通过检查，请换一份" in client.get(url("commitment", pk)).content.decode()


def test_what_was_taken_back_is_gone_for_everybody(cast, drafted):
    client, walk = agent_of(drafted), drafted
    pk = walk.application.pk
    fill_by_hand(client, walk)
    client.post(url("materials", pk), upload(png("撤下的.png"), 2))
    gone = Material.objects.get(application=pk, slot=2)
    client.post(url("materials", pk), {"do": "remove-2"})
    client.post(url("materials", pk), upload(png("换上的.png"), 1))
    replaced = Material.objects.get(application=pk, slot=1, removed_at__isnull=False)
    client.post(url("commitment", pk), promise(walk))
    walk.cases = list(walk.application.cases.all())
    court = staff(cast, "acceptance_officer")
    page = court.get(reverse("court:case_section", args=[walk.case.pk, "application"])).content.decode()
    assert "换上的.png" in page
    assert "撤下的.png" not in page
    assert replaced.original_name not in page
    for reader in (court, client):
        for one in (gone, replaced):
            assert reader.get(reverse("download:material", args=[one.pk])).status_code == 404
    papers = b"".join(bytes(one) for one in walk.application.documents.values_list("snapshot", flat=True)).decode()
    assert "换上的.png" in papers
    assert "撤下的.png" not in papers
    assert replaced.original_name not in papers
