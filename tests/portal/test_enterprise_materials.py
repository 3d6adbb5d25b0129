from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases.files import file_path
from cases.models import Application, Material
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, pdf, staff, stranger, url
from tests.support.world import PASSWORD

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
    return {"slot": str(slot), "manner": "upload", f"upload-{slot}-kind": "performance_proof", f"upload-{slot}-file": file}


def lost(slot: int = 2, **fields: str) -> dict[str, str]:
    form = {"kind": "performance_proof", "issuer": "示例银行城东支行", "note": "三月的回单"} | fields
    return {"slot": str(slot), "manner": "lost"} | {f"lost-{slot}-{name}": value for name, value in form.items()}


def send(walk, form):
    return agent_of(walk).post(url("materials", walk.application.pk), form)


@pytest.mark.parametrize("file", [pdf(), png(), png("扫描.2026.11.PNG")], ids=["pdf", "png", "dots"])
def test_a_good_file_is_kept_bit_by_bit(drafted, file):
    content = file.read()
    file.seek(0)
    response = send(drafted, upload(file))
    assert response["Location"] == f"{url('materials', drafted.application.pk)}#material-1"
    material = Material.objects.get(application=drafted.application)
    assert file_path(material.stored_name).read_bytes() == content
    assert material.original_name == file.name
    page = agent_of(drafted).get(url("materials", drafted.application.pk)).content.decode()
    assert file.name in page
    assert material.sha256[:12] in page


BAD = {
    "text under .pdf": (SimpleUploadedFile("回单.pdf", b"not a pdf at all"), "不是PDF、JPG或PNG"),
    "picture under .pdf": (png("回单.pdf"), "与扩展名不一致"),
    "empty": (SimpleUploadedFile("回单.pdf", b""), "是空的"),
    "program": (SimpleUploadedFile("回单.exe", b"MZ\x90\x00" + b"\0" * 200), "不是PDF、JPG或PNG"),
    "program under .pdf": (SimpleUploadedFile("回单.pdf", b"MZ\x90\x00" + b"\0" * 200), "不是PDF、JPG或PNG"),
    "double extension": (pdf("回单.exe.pdf"), "有两个扩展名"),
    "pdf named exe": (pdf("回单.pdf.exe"), "与扩展名不一致"),
    "web page": (SimpleUploadedFile("回单.html", b"<!DOCTYPE html><script>alert(1)</script>"), "不是PDF、JPG或PNG"),
    "script inside": (scripted_pdf(), "含有脚本、附件或自动操作"),
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
    client.post(url("remove_material", pk, material.pk))
    material.refresh_from_db()
    assert material.removed_at is not None
    assert file_path(material.stored_name).exists()
    assert client.post(url("remove_material", pk, material.pk)).status_code == 404


@pytest.mark.parametrize("form", [{"slot": "4", "manner": "upload"}, {"slot": "1", "manner": "sideways"}, {}, {"slot": "一"}])
def test_there_are_three_places_and_two_manners(drafted, form):
    assert send(drafted, form).status_code == 404


def test_nobody_else_adds_or_removes(cast, drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    client.post(url("materials", pk), upload(pdf()))
    material = Material.objects.get(application=pk)
    for other in (stranger(cast), staff(cast, "acceptance_officer")):
        assert other.post(url("materials", pk), upload(pdf(), slot=2)).status_code == 404
        assert other.post(url("remove_material", pk, material.pk)).status_code == 404
    assert Application.objects.get(pk=pk).materials.filter(removed_at=None).count() == 1
