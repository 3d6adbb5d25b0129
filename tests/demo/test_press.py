"""Papers that are laid out while the story goes on are the same papers."""

import pytest

from cases.enums import CaseState
from demo import printing
from demo.printing import AWAITED, Press, make_papers
from notices.enums import DocumentState
from notices.models import Document
from tests.support.world import in_state

pytestmark = pytest.mark.nobody_prints


def pending(walk):
    return Document.objects.filter(case=walk.case, state=DocumentState.PENDING).order_by("pk")


@in_state(CaseState.CERTIFIED)
def test_what_a_step_rests_on_is_laid_out_before_it_is_asked_for(stood, monkeypatch):
    laid_out = []
    monkeypatch.setattr(printing, "printed", lambda document: laid_out.append((document.kind, document.pk)) or f"PDF {document.pk}")
    (certificate,) = pending(stood).filter(kind="D13")
    with Press() as press:
        press.look()
        press.look()
        assert press(certificate) == f"PDF {certificate.pk}"
    assert laid_out.count(("D13", certificate.pk)) == 1
    assert {kind for kind, _ in laid_out} <= set(AWAITED)


@in_state(CaseState.CERTIFIED)
def test_a_paper_that_nobody_laid_out_is_laid_out_when_it_is_asked_for(stood):
    with Press() as press:
        make_papers("D13", at=stood.at, by=press, case=stood.case)
    assert stood.case.certificate.document.state == DocumentState.READY


@in_state(CaseState.CERTIFIED)
def test_what_goes_wrong_on_the_thread_is_told_to_whoever_asks(stood, monkeypatch):
    def broken(_document):
        raise RuntimeError("no ink")

    monkeypatch.setattr(printing, "printed", broken)
    with Press() as press:
        press.look()
        with pytest.raises(RuntimeError, match="no ink"):
            press(pending(stood).get(kind="D13"))
