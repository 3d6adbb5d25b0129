"""What the renderer keeps from one paper to the next, and what it puts into a PDF of a font."""

import base64
import copy
import io
import subprocess
import unicodedata
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from weasyprint import HTML

from cases.papers.certificate import CertificatePaper
from cases.papers.examination import ExaminationReportPaper
from notices import pdf, pdf_child
from notices.pdf import RenderingFailedError
from notices.printing import print_paper
from tests.notices.pdf_text import _table, text_of
from tests.notices.samples import sample

PAGE = "<html lang='zh-CN'><title>试</title><body style='font-family: {}'>{}</body></html>"
NOTO = "Noto Serif CJK SC"
KAI = "AR PL KaitiM GB"
SQUARE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' fill='{}'/></svg>"


def ask(text="信用修复证明", css="", family=NOTO, **assets: str) -> dict[str, object]:
    job = {"html": PAGE.format(family, text), "css": css, "assets": assets, "identifier": "00" * 16}
    return pdf.renderer().ask(job, 30)


def content_of(reply) -> bytes:
    return base64.b64decode(reply["pdf"])


def width_of(reply) -> float:
    with pikepdf.open(io.BytesIO(content_of(reply))) as document:
        return round(float(document.pages[0].MediaBox[2]))


@contextmanager
def only_font_of(content: bytes):
    """The font of a one-page PDF with one font: its descriptor, and the characters by their codes."""
    with pikepdf.open(io.BytesIO(content)) as document:
        (font,) = document.pages[0].Resources.Font.values()
        # The range of all codes, from nought on, reads like one of them.
        yield font.DescendantFonts[0].FontDescriptor, {code: character for code, character in _table(font).items() if code}


def test_two_style_sheets_never_mix():
    sheets = [f"@page {{ size: {width}pt 400pt }}" for width in (300, 350, 400)]
    assert [width_of(ask(css=css)) for css in (*sheets, *sheets)] == [300, 350, 400] * 2


def test_a_flaw_of_a_style_sheet_is_told_with_every_paper_in_it():
    flawed = [ask(css="p { colour: red }")["warnings"] for _ in range(2)]
    assert flawed[0] == flawed[1]
    assert len(flawed[0]) == 1
    assert ask(css="p { color: red }")["warnings"] == []


def test_a_style_sheet_that_fetches_is_refused_every_time():
    for _ in range(2):
        with pytest.raises(RenderingFailedError):
            ask(css="@import url('http://127.0.0.1:9/x.css');")


def test_every_paper_shows_its_own_drawing():
    image = "<img src='asset:seal' alt=x>"
    red, blue = SQUARE.format("red"), SQUARE.format("blue")
    first, second, again = (content_of(ask(image, seal=drawing)) for drawing in (red, blue, red))
    assert first == again
    assert first != second


def test_a_paper_is_the_same_whatever_was_made_before_it():
    paper = sample(CertificatePaper)
    pdf.restart_renderer()
    fresh = print_paper(paper)
    ask("另一份文书，龘𠮷", css="p { color: red }", family=KAI)
    print_paper(sample(ExaminationReportPaper))
    assert print_paper(paper).content == fresh.content


def outlines(glyphs, name: str) -> list[tuple]:
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value


def installed(family: str) -> TTFont:
    found = subprocess.run(("fc-match", "-f", "%{file}|%{index}", family), capture_output=True, check=True, text=True)
    file, _, index = found.stdout.partition("|")
    return TTFont(io.BytesIO(Path(file).read_bytes()), fontNumber=int(index) & 0xFFFF)


def test_every_code_leads_to_the_outline_of_its_character():
    text = "信用修复证明，鄂0203执修Abc〔2026〕①—“”"
    source = installed(NOTO)
    names, drawn = source.getBestCmap(), source.getGlyphSet()
    embedded = CFFFontSet()
    with only_font_of(content_of(ask(text))) as (descriptor, characters):
        embedded.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), None)
    assert set(characters.values()) == set(text)
    for code, character in characters.items():
        name = f"cid{code:05d}"
        assert outlines(embedded[0].CharStrings, name) == outlines(drawn, name)
        # Digits and signs may come in a form beside Chinese, which the character map does not name.
        assert name == names[ord(character)] or unicodedata.category(character) != "Lo"


def test_a_chinese_font_comes_with_its_used_glyphs_only():
    with only_font_of(content_of(ask("信用修复" * 9))) as (descriptor, characters):
        assert str(descriptor.FontFile3.Subtype) == "/CIDFontType0C"
        assert len(descriptor.FontFile3.read_bytes()) < 5000
    assert sorted(characters.values()) == sorted("信用修复")


def test_a_font_without_codes_of_its_own_comes_the_engine_s_way():
    content = content_of(ask(family=KAI))
    with only_font_of(content) as (descriptor, characters):
        glyphs = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))["glyf"]
        assert all(glyphs[glyphs.glyphOrder[code]].numberOfContours for code in characters)
    assert text_of(content) == "信用修复证明"


@pytest.fixture
def noto():
    """A font as the engine holds it, and the numbers of some of its glyphs."""
    document = HTML(string=PAGE.format(NOTO, "信用修复")).render()
    document.write_pdf()
    (font,) = document.fonts.values()
    return document, font, sorted(font.to_unicode)


def test_a_font_whose_codes_are_not_its_glyphs_numbers_is_left_to_the_engine(noto):
    _document, font, glyphs = noto
    assert font._is_keyed_by_glyph()
    renumbered = copy.copy(font)
    renumbered.hb_face = font._subset_face(glyphs)
    codes = pdf_child.codes_of(renumbered.hb_face)
    assert codes == [0, *glyphs]
    renumbered.glyph_count = len(codes)
    assert not renumbered._is_keyed_by_glyph()


@pytest.mark.parametrize("paper", [CertificatePaper, ExaminationReportPaper])
def test_another_program_reads_the_paper_without_complaint(tmp_path, paper):
    file = tmp_path / "paper.pdf"
    file.write_bytes(print_paper(sample(paper)).content)
    for command in (("pdftoppm", "-r", "40", "-png", file, tmp_path / "page"), ("pdffonts", file)):
        assert subprocess.run(command, capture_output=True, check=True).stderr == b""
