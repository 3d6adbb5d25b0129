"""The work loop has been by: a paper that a step rests on is made by the time the step is taken."""

from collections.abc import Iterator

import pytest

from cases import readiness
from notices.enums import DocumentState
from notices.services import render_document

NOBODY_PRINTS = "nobody_prints"
JUDGED_IN = ("cases.readiness.paper_gap", "recognition.rules.paper_gap")
judge = readiness.paper_gap


def made_by_now(papers):
    for document in papers.filter(state=DocumentState.PENDING):
        render_document(document.pk, at=document.created_at)
    return judge(papers)


@pytest.fixture(scope="session", autouse=True)
def work_loop_is_at_work() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in JUDGED_IN:
            patch.setattr(name, made_by_now)
        yield


@pytest.fixture(autouse=True)
def work_loop_has_stopped(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test is marked ``nobody_prints``, of what happens before."""
    if request.node.get_closest_marker(NOBODY_PRINTS):
        for name in JUDGED_IN:
            monkeypatch.setattr(name, judge)
