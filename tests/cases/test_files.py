"""Uploads: known by their content, kept bit by bit, never served or named by what the sender called them."""

import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.files import clean_name, file_path, store_upload
from notices import storage
from procedure.errors import InvalidInput

D = pikepdf.Dictionary
N = pikepdf.Name


def pdf(change=None, *, pages=1, **saving):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    content = BytesIO()
    document.save(content, **saving)
    return content.getvalue()


def image(kind="PNG", size=(40, 30)):
    content = BytesIO()
    Image.effect_noise(size, 50).save(content, kind)
    return content.getvalue()


def claimed(width, height):
    """A PNG whose header claims a size that its few bytes could fill a machine with."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def store(name, content):
    return store_upload(SimpleUploadedFile(name, content), "upload-1")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("回单.pdf", pdf(), "application/pdf"),
        ("扫描件.PDF", pdf(pages=300), "application/pdf"),
        ("合同.v1.2.pdf", pdf(), "application/pdf"),
        ("照片.jpg", image("JPEG"), "image/jpeg"),
        ("照片.jpeg", image("JPEG"), "image/jpeg"),
        ("截图.png", image(), "image/png"),
    ],
)
def test_a_good_file_is_kept_bit_by_bit(name, content, kind):
    stored = store(name, content)
    assert file_path(stored.stored_name).read_bytes() == content
    assert (stored.original_name, stored.content_type, stored.size, len(stored.sha256)) == (name, kind, len(content), 64)


def test_nobody_else_on_the_machine_reads_a_stored_file():
    path = file_path(store("回单.pdf", pdf()).stored_name)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_upload_is_on_disk_whole_or_not_at_all(monkeypatch, settings, tmp_path):
    msg = "no power"

    def power_cut(_descriptor):
        raise OSError(msg)

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(storage.os, "fsync", power_cut)
    with pytest.raises(OSError, match="no power"):
        store("回单.pdf", pdf())
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".bin"]


def test_the_same_file_twice_lies_under_two_names():
    assert store("回单.pdf", pdf()).stored_name != store("回单.pdf", pdf()).stored_name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.pdf", b"", "是空的"),
        ("大.pdf", b"%PDF-1.7 " + b"0" * settings.UPLOAD_FILE_MAX_BYTES, "超过 20 MB"),
        ("程序.exe", b"MZ" + b"\0" * 200, "不是PDF、JPG或PNG"),
        ("程序.pdf", b"MZ" + b"\0" * 200, "只改扩展名无效"),
        ("网页.png", b"<html><script>alert(1)</script></html>", "不是PDF"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是PDF"),
        ("表.pdf", b"PK\x03\x04" + b"\0" * 200, "不是PDF"),
        ("动图.gif", image("GIF"), "不是PDF"),
        ("回单.jpg", pdf(), "内容是PDF，与扩展名不一致，请改为.pdf"),
        ("回单.pdf", image(), "内容是PNG，与扩展名不一致，请改为.png"),
        ("回单.pdf.exe", pdf(), "与扩展名不一致"),
        ("回单.exe.pdf", pdf(), "有两个扩展名"),
        ("无扩展名", pdf(), "与扩展名不一致"),
        ("残.pdf", b"%PDF-1.7\nnothing follows\n%%EOF", "已损坏"),
        ("残.png", image()[:200], "已损坏"),
        ("残.jpg", image("JPEG", (400, 300))[:2000], "已损坏"),
        ("炸弹.png", claimed(30_000, 30_000), "超过4000万像素"),
        ("大图.png", claimed(9_000, 5_000), "超过4000万像素"),
        ("中图.png", claimed(10_000, 10_000), "超过4000万像素"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(name, content, words):
    with pytest.raises(InvalidInput, match=words) as refusal:
        store(name, content)
    assert refusal.value.field == "upload-1"


def script(document):
    document.Root.OpenAction = D(S=N.JavaScript, JS=pikepdf.String("app.alert(1)"))


def script_by_name(document):
    document.Root.Names = D(JavaScript=D(Names=[pikepdf.String("a"), D(S=N.JavaScript, JS=pikepdf.String("1"))]))


def page_script(document):
    document.pages[0].AA = D(O=D(S=N.JavaScript, JS=pikepdf.String("1")))


def page_that_calls_home(document):
    document.pages[0].AA = D(O=D(S=N.URI, URI=pikepdf.String("http://localhost/")))


def launch(document):
    document.Root.OpenAction = D(S=N.Launch, F=pikepdf.String("cmd.exe"))


def launch_from_a_link(document):
    link = document.make_indirect(D(Type=N.Annot, Subtype=N.Link, A=D(S=N.Launch, F=pikepdf.String("cmd.exe"))))
    document.pages[0].Annots = pikepdf.Array([link])


def launch_from_a_link_written_inside(document):
    document.pages[0].Annots = pikepdf.Array([D(Subtype=N.Link, A=D(S=N.GoToR, F=pikepdf.String("other.pdf")))])


def attachment(document):
    document.attachments["hidden.exe"] = b"MZ"


def dynamic_form(document):
    document.Root.AcroForm = D(XFA=pikepdf.Stream(document, b"<xdp/>"))


@pytest.mark.parametrize(
    "change",
    [
        script,
        script_by_name,
        page_script,
        page_that_calls_home,
        launch,
        launch_from_a_link,
        launch_from_a_link_written_inside,
        attachment,
        dynamic_form,
    ],
    ids=lambda change: change.__name__,
)
@pytest.mark.parametrize("saving", [{}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}], ids=["plain", "packed"])
def test_a_pdf_that_acts_by_itself_is_refused(change, saving):
    with pytest.raises(InvalidInput, match="含有脚本、附件或自动操作"):
        store("表单.pdf", pdf(change, **saving))


def test_a_pdf_that_only_opens_at_a_page_is_none():
    def opens_at_the_top(document):
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, N.Fit])
        document.pages[0].Annots = pikepdf.Array([D(Subtype=N.Link, A=D(S=N.URI, URI=pikepdf.String("http://localhost/")))])

    assert store("回单.pdf", pdf(opens_at_the_top)).size


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "有密码"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="")), "已加密"),
        (pdf(pages=301), "应为1至300页，现为301页"),
        (pdf() + b"MZ" * 1000, "含有脚本"),
    ],
    ids=["password", "restricted", "too long", "another file behind"],
)
def test_a_pdf_that_nobody_can_check_is_refused(content, words):
    with pytest.raises(InvalidInput, match=words):
        store("回单.pdf", content)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/回单.pdf", "回单.pdf"),
        ("C:\\用户\\回单.pdf", "回单.pdf"),
        ("回\x00单\r\n.pdf", "回单.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", "未命名文件"),
        ("/", "未命名文件"),
        ("长" * 300 + ".pdf", "长" * 115 + "….pdf"),
        ("长" * 300, "长" * 119 + "…"),
    ],
)
def test_a_name_is_for_reading_only(name, shown):
    assert clean_name(name) == shown


@pytest.mark.parametrize("name", ["../secret.bin", "", "a" * 32 + ".bin/..", "A" * 32 + ".bin", "a" * 31 + ".bin"])
def test_only_our_own_names_lead_to_a_file(name):
    with pytest.raises(ValueError, match="not a stored name"):
        file_path(name)
