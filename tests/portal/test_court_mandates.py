import pytest
from django.urls import reverse

from accounts.enums import AgentKind, MandateState
from accounts.models import Mandate
from cases.services.mandates import request_mandate
from ledger import timekeeping
from portal.demo.people import create_agent
from tests.portal.enterprise_pages import signed_in
from tests.portal.staff_pages import NOW, as_part, done, other_court_judge, text_of
from tests.support.world import PASSWORD, new_walk

LIST = reverse("court:mandates")


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def mandate(cast, db) -> Mandate:
    """Somebody asks to act for an enterprise of the court."""
    walk = new_walk(cast).record()
    person = create_agent("asks-to-act", "顾朝晖", PASSWORD)
    return request_mandate(
        walk.plot.uscc,
        enterprise_name=walk.plot.enterprise_name,
        kind=AgentKind.STAFF,
        reason="财务负责人，电话0714-0000000",
        by_user=person,
        at=NOW,
    )


def url(mandate):
    return reverse("court:mandate", args=[mandate.pk])


def test_a_request_is_announced_and_listed(cast, mandate):
    client = as_part(cast, "acceptance_officer")
    assert "有 1 人等待您确认身份" in text_of(client.get(reverse("court:inbox")))
    page = text_of(client.get(LIST))
    for text in ("顾朝晖", mandate.enterprise.name, "财务负责人，电话0714-0000000", url(mandate)):
        assert text in page


def test_requests_are_searched(cast, mandate):
    client = as_part(cast, "acceptance_officer")
    for asked in ("顾朝晖", mandate.enterprise.uscc.lower(), mandate.enterprise.name):
        assert url(mandate) in text_of(client.get(LIST, {"q": asked}))
    assert "没有符合条件的记录" in text_of(client.get(LIST, {"q": "不存在"}))


def test_a_request_is_granted(cast, mandate):
    client = as_part(cast, "acceptance_officer")
    assert mandate.enterprise.uscc in text_of(client.get(url(mandate)))
    done(client.post(url(mandate), {"reason": "", "grant": "1"}))
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ACTIVE
    assert "没有待核实的申请" in text_of(client.get(LIST))


def test_a_refusal_needs_its_reason(cast, mandate):
    client = as_part(cast, "acceptance_officer")
    response = client.post(url(mandate), {"reason": " ", "refuse": "1"})
    assert response.status_code == 422
    assert "不予确认须写明原因" in text_of(response)
    done(client.post(url(mandate), {"reason": "电话核实，不是本单位人员。", "refuse": "1"}))
    mandate.refresh_from_db()
    assert (mandate.state, mandate.reason) == (MandateState.REFUSED, "电话核实，不是本单位人员。")


def test_a_second_decision_comes_too_late(cast, mandate):
    client = as_part(cast, "acceptance_officer")
    done(client.post(url(mandate), {"grant": "1"}))
    response = client.post(url(mandate), {"reason": "不对", "refuse": "1"})
    assert response.status_code == 409
    assert client.get(url(mandate)).status_code == 404


@pytest.mark.parametrize("part", ["handling_judge", "signing_president", "list_operator"])
def test_only_the_acceptance_officer_decides(cast, mandate, part):
    client = as_part(cast, part)
    assert "没有待核实的申请" in text_of(client.get(LIST))
    assert client.get(url(mandate)).status_code == 404
    assert client.post(url(mandate), {"grant": "1"}).status_code == 404
    mandate.refresh_from_db()
    assert mandate.state == MandateState.REQUESTED


def test_others_find_nothing(cast, mandate):
    for client in (
        signed_in(other_court_judge(cast)),
        signed_in(mandate.user),
        as_part(cast, "administrator"),
        as_part(cast, "finance:liaison"),
    ):
        assert client.get(url(mandate)).status_code == 404
        assert client.post(url(mandate), {"grant": "1"}).status_code == 404
