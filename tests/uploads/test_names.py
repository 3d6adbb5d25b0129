"""What speaks against a file by its name and its first bytes: what a person reads counts, not how it was typed."""

import pytest

from tests.uploads.corpus import image, iso_media, pdf
from uploads.kinds import objection, reading_name


@pytest.mark.parametrize(
    "name",
    [
        "回单.PDF",
        "回单．ｐｄｆ",
        "回单。pdf",
        "回单.pdf ",
        "回单.pdf.",
        "回单.pdf\u200b",
        "回单.\u202apdf\u202c",
        "www.example.com.pdf",
        "index.html.pdf",
        "程序说明.app.pdf",
        f"{'很长的名称' * 60}.pdf",
        "a/b\\c:d*e?“f”<g>|h.pdf",
        "\U00020087\ue863.pdf",
    ],
)
def test_a_name_that_reads_as_a_pdf_is_one(name):
    assert objection(name, pdf()) == ""
    assert reading_name(name, "application/pdf").lower().endswith(".pdf")


@pytest.mark.parametrize("name", ["回单", "回单.pdf.exe", "回单.pdf.download", "回单\u202efdp.exe", "回单.doc"])
def test_a_name_that_reads_as_something_else_is_said(name):
    assert "与扩展名不一致，请改为.pdf" in objection(name, pdf())


@pytest.mark.parametrize("name", ["回单.exe.pdf", "回单.ｅｘｅ.pdf", "回单.BAT.pdf"])
def test_a_program_in_disguise_is_said(name):
    assert "有两个扩展名" in objection(name, pdf())


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (image("JPEG2000"), "JPEG 2000 图片"),
        (b"\xff\x0a" + b"\0" * 90, "JPEG XL 图片"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 90, "JPEG XL 图片"),
        (image("ICO"), "ICO 图片"),
        (b"MM\0+" + b"\0" * 90, "TIFF 图片"),
        (image("AVIF"), "AVIF 图片"),
        (iso_media(b"mif1", b"heic"), "HEIC 照片"),
    ],
)
@pytest.mark.parametrize("name", ["照片.jpg", "照片.JPG", "照片.heif"])
def test_a_picture_of_another_kind_is_named_by_its_content(name, head, named):
    assert named in objection(name, head)
