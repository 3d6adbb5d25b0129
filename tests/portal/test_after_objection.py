"""What an enterprise reads of a rejection once it has objected to it: nothing that it can no longer do, no limit of another decision."""

import pytest

from cases.enums import CaseState
from notices.enums import DocumentKind
from tests.portal.enterprise_pages import signed_in
from tests.support.world import new_walk


@pytest.fixture
def rejected(cast, db):
    return new_walk(cast).to(CaseState.REJECTED)


def page(walk):
    return signed_in(walk.agent).get(f"/enterprise/cases/{walk.case_id}/")


def test_nobody_is_told_to_object_once_more(rejected):
    assert "不同意怎么办" in page(rejected).content.decode()
    for step in (rejected.object, rejected.dismiss):
        step()
        shown = page(rejected).content.decode()
        assert "不同意怎么办" not in shown
        assert "什么时候可以再申请" in shown
        assert "（到此结束）" in shown


def test_a_second_rejection_has_a_limit_of_its_own(rejected):
    rejected.object().uphold().later(days=2).submit_examination(approve=False).pass_review()
    rejected.deliver = lambda *_: rejected
    rejected.reject()
    del rejected.deliver
    shown = page(rejected)
    assert "不同意怎么办" in shown.content.decode()
    assert shown.context["remedy_due"] is None
    rejected.deliver(DocumentKind.REJECTION_DECISION)
    assert page(rejected).context["remedy_due"].clock.round == 2
