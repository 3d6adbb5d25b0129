"""The work loop has been by: a paper that a step rests on is made by the time the step is taken."""

import pytest

from cases import rules
from notices.enums import DocumentState
from notices.services import render_document

NOBODY_PRINTS = "nobody_prints"


@pytest.fixture(autouse=True)
def work_loop_has_been_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of what happens before is marked ``nobody_prints``."""
    if request.node.get_closest_marker(NOBODY_PRINTS):
        return
    judge = rules.paper_gap

    def made_by_now(papers):
        for document in papers.filter(state=DocumentState.PENDING):
            render_document(document.pk, at=document.created_at)
        return judge(papers)

    for module in ("cases.rules", "recognition.rules"):
        monkeypatch.setattr(f"{module}.paper_gap", made_by_now)
