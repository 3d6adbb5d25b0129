"""A certificate says for ever what it said on its day, whatever the region's file says later."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from adoption.load import apply, plan
from cases.enums import CaseState
from cases.papers.certificate import certificate_draft, words_of
from notices.enums import DocumentKind
from notices.models import Document
from notices.snapshots import context_of

OLD = ("信用修复证明（履行完毕）", "企业项目审批和备案")
NEW = ("改称的证明", "改列的领域")


def renamed_region(folder: Path) -> Path:
    text = (Path(settings.BASE_DIR) / "regions" / "xisaishan.toml").read_text()
    for old, new in zip(OLD, NEW, strict=True):
        assert old in text
        text = text.replace(old, new)
    file = folder / "xisaishan.toml"
    file.write_text(text)
    return file


@pytest.fixture
def renamed(case_in, tmp_path):
    """A certificate that was issued before the district gave its kind another name, effect and scope."""
    walk = case_in(CaseState.CERTIFIED)
    apply(plan(renamed_region(tmp_path), on=date(2026, 12, 1)), by="tests", at=walk.at)
    examination = walk.case.examinations.order_by("-round").first()
    assert words_of(walk.case, examination, walk.at.date()).title == NEW[0]
    return walk


def said(walk) -> dict[str, str]:
    certificate = walk.case.certificate
    return {name: getattr(certificate, name) for name in ("title", "effect", "scope", "validity")}


def paper_of(walk, kind):
    document = Document.objects.filter(case=walk.case_id, kind=kind).order_by("pk").first()
    return context_of(document.kind, bytes(document.snapshot))


def test_the_row_holds_what_the_paper_says(case_in):
    walk = case_in(CaseState.CERTIFIED)
    paper = paper_of(walk, DocumentKind.CERTIFICATE)
    assert said(walk) == {"title": paper.certificate_title, "effect": paper.effect, "scope": paper.scope, "validity": paper.validity}
    assert "\n".join(paper.legal_basis) == walk.case.certificate.legal_basis


def test_every_page_keeps_the_words_of_the_day(renamed):
    words = said(renamed)
    assert words["title"] == OLD[0]
    clients = {
        "unit": renamed.cast.people["finance:liaison"],
        "court": renamed.cast.people["acceptance_officer"],
        "enterprise": renamed.agent,
    }
    renamed.push().receive().propose_distribution().distribute()
    pages = {
        "/v/{code}/": None,
        "/enterprise/cases/{case}/": "enterprise",
        "/court/cases/{case}/recognition/": "court",
        "/member/recognitions/{answer}/": "unit",
    }
    given = {"code": renamed.case.certificate.verify_code, "case": renamed.case_id, "answer": renamed.unit("finance").pk}
    for path, reader in pages.items():
        client = Client()
        if reader:
            client.force_login(clients[reader])
        response = client.get(path.format(**given))
        text = "".join(strip_tags(response.content.decode()).split())
        assert response.status_code == 200, path
        assert [word for word in (words["effect"], words["scope"], words["validity"]) if word not in text] == [], path
        assert [new for new in NEW if new in text] == [], path


def test_later_papers_keep_the_words_of_the_day(renamed):
    renamed.push().receive().propose_distribution().distribute().all_units_answer()
    later = Document.objects.filter(case=renamed.case_id).order_by("pk")
    texts = {document.kind: json.dumps(json.loads(bytes(document.snapshot)), ensure_ascii=False) for document in later}
    naming = (DocumentKind.PUSH_LETTER, DocumentKind.DISTRIBUTION_LETTER, DocumentKind.RECOGNITION_REPLY, DocumentKind.RECOGNITION_RESULT)
    assert [kind for kind in naming if OLD[0] not in texts[kind]] == []
    assert [kind for kind, text in texts.items() if any(new in text for new in NEW)] == []


def test_the_letter_to_the_units_reaches_no_farther_than_the_certificate(case_in):
    walk = case_in(CaseState.CERTIFIED, fulfilled=False)
    certificate, letter = paper_of(walk, DocumentKind.CERTIFICATE), paper_of(walk, DocumentKind.ADVICE_TO_UNITS)
    assert (letter.scope, letter.validity, letter.certificate_title) == (
        certificate.scope,
        certificate.validity,
        certificate.certificate_title,
    )


def test_what_is_previewed_is_what_is_printed(case_in):
    """Field by field; only what sealing gives away differs, and is shown as such before."""
    walk = case_in(CaseState.APPROVED, fulfilled=False)
    examination = walk.case.examinations.order_by("-round").first()
    draft = certificate_draft(walk.case, examination, walk.at.date())
    walk.issue()
    paper = paper_of(walk, DocumentKind.CERTIFICATE)
    differing = [name for name in paper.__dataclass_fields__ if getattr(draft, name) != getattr(paper, name)]
    assert differing == ["number", "verify_url", "verify_code"]
    assert draft.number == draft.verify_code == "用印时生成"
