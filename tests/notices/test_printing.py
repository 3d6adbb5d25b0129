import dataclasses
import datetime as dt
import functools
import re

import pytest

from cases.papers.acceptance import AcceptanceNoticePaper, LapseNoticePaper, SupplementItem, SupplementNoticePaper, WithdrawalPaper
from cases.papers.application import ApplicationFormPaper, Statement
from cases.papers.certificate import CertificatePaper
from cases.papers.decision import ApprovalDecisionPaper
from cases.papers.examination import ExaminationReportPaper
from cases.papers.parts import Limit
from notices import printing
from notices.kinds import Paper
from notices.pdf import MissingGlyphError, render_pdf
from notices.printing import print_paper, template_version, unprintable_characters
from notices.templatetags.paper import LOCAL_RULE_PENDING
from recognition.papers.answers import ConsultationMinutesPaper, RefusalLetterPaper
from tests.notices.pdf_text import facts_of, text_of
from tests.notices.samples import SAMPLES, sample
from words.certificates import validity
from words.dates import day, in_numerals

# Facts that serve the choice of words and are not words themselves.
SILENT = {("CodedReason", "code")}
# A term in a sentence is told by its length; only tables name it.
TERMS_IN_TABLES = {"ProactiveNoticePaper"}
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="file:///etc/passwd">',
    "<style>body{display:none}</style>",
    "</p></body></html>",
    "{{ settings.SECRET_KEY }}{% load static %}",
    "url(http://127.0.0.1:9/x)",
    "javascript:alert(1)",
    '" onload="x',
    "<link rel=attachment href='file:///etc/hostname'>",
    "<a href='http://127.0.0.1:9/'>点我</a>",
    "&lt;b&gt;&amp;&#x41;",
    "]]><!--",
    "@import 'file:///etc/passwd';",
    "%PDF-1.7 (\\) Tj ET",
    "𠮷野家、é、①、—…“”",
)


# Printing a sample twice would only cost time.
printed = functools.lru_cache(print_paper)


def said(paper: Paper) -> list[tuple[str, str]]:
    """Every (field, text) that must be readable on the printed paper."""
    return [(field, re.sub(r"\s", "", text)) for field, text in facts(paper, paper) if text]


def facts(value, paper):
    if isinstance(value, tuple):
        for item in value:
            yield from facts(item, paper) if dataclasses.is_dataclass(item) else [("item", item)]
        return
    if isinstance(value, Limit):
        yield "length", value.length
        yield "law", LOCAL_RULE_PENDING if value.local_rule_pending or not value.law else value.law
        if type(paper).__name__ in TERMS_IN_TABLES:
            yield "name", value.name
        return
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if (type(value).__name__, field.name) in SILENT or isinstance(content, bool | int):
            continue
        if isinstance(content, str):
            yield field.name, content
        else:
            yield from facts(content, paper)


def is_shown(fact: str, text: str) -> bool:
    if fact in text:
        return True
    try:
        dt.date.fromisoformat(fact[:10])
    except ValueError:
        # A last full stop may be ours.
        return fact.rstrip("。；") in text
    return day(fact[:10]) + fact[10:] in text or in_numerals(fact[:10]) in text


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.kind)
def test_every_fact_of_a_paper_is_printed(paper):
    text = text_of(printed(paper).content)
    assert paper.title in text or "关于" in text or "信用修复证明" in text
    # The head of a letter is painted at the end of its first page, in the middle of a sentence that goes on to the next.
    in_one = text.replace(getattr(paper, paper.sealed_by or "", "") or "\0", "")
    assert [(field, fact) for field, fact in said(paper) if not (is_shown(fact, text) or is_shown(fact, in_one))] == []


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.kind)
def test_a_printed_paper_is_tagged_and_carries_nothing_else(paper):
    rendered = printed(paper)
    assert facts_of(rendered.content) == {
        "language": "zh-CN",
        "tagged": True,
        "ua": True,
        "attachments": 0,
        "scripts": False,
        "links": 0,
        "pages": rendered.page_count,
    }
    assert rendered.fonts
    assert all("CJK SC" in font or "Noto" not in font for font in rendered.fonts)


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.kind)
def test_a_page_takes_at_most_150_kilobytes(paper):
    rendered = printed(paper)
    assert len(rendered.content) <= 150_000 * rendered.page_count


@pytest.mark.parametrize("end", ["2027-05-25", ""])
def test_a_certificate_speaks_for_its_case_only_on_one_page(end):
    rendered = print_paper(sample(CertificatePaper, validity=validity("2026-11-25", end)))
    text = text_of(rendered.content)
    assert rendered.page_count == 1
    assert "仅限本案" in text
    assert "全部惩戒解除" not in text
    assert validity("2026-11-25", end) in text


def test_a_term_without_a_source_is_not_printed_as_law():
    text = text_of(print_paper(sample(AcceptanceNoticePaper)).content)
    assert "本区办理安排" in text
    assert "类推适用" not in text


def test_hostile_text_appears_literally_and_does_nothing():
    paper = sample(LapseNoticePaper, missing=HOSTILE, enterprise_name="".join(HOSTILE)[:100], number=HOSTILE[0])
    rendered = print_paper(paper)
    text = text_of(rendered.content)
    # A last stop or semicolon gives way to our own full stop.
    assert [hostile for hostile in HOSTILE if re.sub(r"\s", "", hostile).rstrip(";；。") not in text] == []
    facts = facts_of(rendered.content)
    assert (facts["attachments"], facts["scripts"], facts["links"]) == (0, False, 0)


def test_line_breaks_of_the_applicant_stay():
    one = print_paper(sample(ConsultationMinutesPaper, views="甲。" * 3))
    many = print_paper(sample(ConsultationMinutesPaper, views="甲。\n" * 60))
    assert many.page_count > one.page_count


def test_long_text_flows_over_pages():
    rendered = print_paper(sample(ApprovalDecisionPaper, reasons="申请人积极履行义务。" * 200, enterprise_name="长" * 100))
    assert rendered.page_count >= 4
    assert "长" * 100 in text_of(rendered.content)


def test_a_table_row_longer_than_a_page_loses_nothing():
    long = "".join(f"第{number}项。" for number in range(900))
    statement = Statement(fulfilment=long, correction="已纠正。", prevention="已防范。")
    text = text_of(print_paper(sample(ApplicationFormPaper, statement=statement)).content)
    assert [number for number in range(900) if f"第{number}项。" not in text] == []


@pytest.mark.parametrize("kind", [WithdrawalPaper, SupplementNoticePaper, ExaminationReportPaper, RefusalLetterPaper])
def test_the_longest_text_that_a_field_takes_is_printed_in_time(kind):
    paper = sample(kind)
    # What a form field takes: 2,000 characters, 500 in a list. One word without a break is the worst of them.
    half = 250 if kind is SupplementNoticePaper else 1000
    worst = "长" * half + "W" * half
    texts = [field.name for field in dataclasses.fields(paper) if field.name in {"reason", "opinion", "guidance", "performance"}]
    changes: dict[str, object] = dict.fromkeys(texts, worst)
    if isinstance(paper, SupplementNoticePaper):
        changes = {"items": (SupplementItem(material=worst, reason=worst, how_to_obtain=worst),) * 3}
    text = text_of(
        render_pdf(
            paper.template,
            {"paper": dataclasses.replace(paper, **changes), "frame": printing.SHEET},
            printing._drawings(paper),
            seconds=15,
        ).content
    )
    assert text.count("W") == half * (9 if "items" in changes else len(texts))


def test_unprintable_characters_are_named_before_a_number_is_given():
    paper = sample(CertificatePaper, enterprise_name="青\ue000岚", conditions=("按期\u202e履行",))
    assert unprintable_characters(paper) == {"\ue000", "\u202e"}
    with pytest.raises(MissingGlyphError) as refusal:
        print_paper(paper)
    assert refusal.value.characters == {"\ue000", "\u202e"}


def test_the_template_version_follows_the_templates(tmp_path, monkeypatch):
    before = template_version()
    (tmp_path / "paper.css").write_text("p { color: red }")
    style = type("Template", (), {"origin": type("Origin", (), {"name": str(tmp_path / "paper.css")})})
    monkeypatch.setattr(printing, "get_template", lambda _name: style)
    template_version.cache_clear()
    changed = template_version()
    template_version.cache_clear()
    assert len(before) == len(changed) == 12
    assert changed != before
