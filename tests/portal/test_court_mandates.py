import pytest
from django.urls import reverse

from accounts.enums import AgentKind, MandateState
from accounts.models import Mandate
from cases.services.mandates import decide_mandate, request_mandate
from demo.people import create_agent
from departments.actors import actor_for
from ledger import timekeeping
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
        by=actor_for(person, NOW),
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
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert mandate.state == MandateState.ACTIVE
    assert "没有待核实的申请" in text_of(client.get(LIST))


def test_a_refusal_needs_its_reason(cast, mandate):
    client = as_part(cast, "acceptance_officer")
    response = client.post(url(mandate), {"reason": " ", "refuse": "1"})
    assert response.status_code == 422
    assert "不予确认须写明原因" in text_of(response)
    done(client.post(url(mandate), {"reason": "电话核实，不是本单位人员。", "refuse": "1"}))
    mandate = Mandate.objects.get(pk=mandate.pk)
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
    mandate = Mandate.objects.get(pk=mandate.pk)
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


# --- mandates in force ---

ACTIVE = reverse("court:mandates_active")


@pytest.fixture
def active(cast, mandate) -> Mandate:
    """The same person, confirmed by the court."""
    return decide_mandate(mandate.pk, grant=True, reason="", by=cast.actor("acceptance_officer", NOW), at=NOW)


def revoke_url(mandate):
    return reverse("court:mandate_revoke", args=[mandate.pk])


def test_mandates_in_force_are_listed_and_searched(cast, active):
    client = as_part(cast, "acceptance_officer")
    assert ACTIVE in text_of(client.get(LIST))
    page = text_of(client.get(ACTIVE))
    for text in ("顾朝晖", active.enterprise.name, revoke_url(active)):
        assert text in page
    for asked in ("顾朝晖", active.enterprise.uscc.lower(), active.enterprise.name):
        assert revoke_url(active) in text_of(client.get(ACTIVE, {"q": asked}))
    assert "没有符合条件的记录" in text_of(client.get(ACTIVE, {"q": "不存在"}))


def test_mandates_in_force_are_paged(cast, active, monkeypatch):
    other = new_walk(cast).record()
    person = create_agent("acts-too", "另一人", PASSWORD)
    name = other.plot.enterprise_name
    asked = request_mandate(other.plot.uscc, enterprise_name=name, kind=AgentKind.STAFF, reason="核实", by=actor_for(person, NOW), at=NOW)
    decide_mandate(asked.pk, grant=True, reason="", by=cast.actor("acceptance_officer", NOW), at=NOW)
    monkeypatch.setattr("portal.lists.pages.PAGE_SIZE", 1)
    client = as_part(cast, "acceptance_officer")
    first, second = (text_of(client.get(ACTIVE, {"page": page})) for page in (1, 2))
    assert ("另一人" in first, "顾朝晖" in first) == (True, False)
    assert ("另一人" in second, "顾朝晖" in second) == (False, True)


def test_a_mandate_is_revoked_with_its_reason(cast, active):
    client, agent = as_part(cast, "acceptance_officer"), signed_in(active.user)
    assert agent.get(reverse("person:messages")).status_code == 200
    assert client.post(revoke_url(active), {"reason": " "}).status_code == 422
    active = Mandate.objects.get(pk=active.pk)
    assert active.state == MandateState.ACTIVE
    done(client.post(revoke_url(active), {"reason": "企业来函，该员工已离职。"}))
    active = Mandate.objects.get(pk=active.pk)
    assert (active.state, active.reason) == (MandateState.REVOKED, "企业来函，该员工已离职。")
    assert "没有现有授权" in text_of(client.get(ACTIVE))
    assert "企业来函，该员工已离职。" in text_of(agent.get(reverse("enterprise:mandates")))
    assert client.post(revoke_url(active), {"reason": "再来一次"}).status_code == 404


def test_others_revoke_nothing(cast, active):
    for client in (
        as_part(cast, "handling_judge"),
        signed_in(other_court_judge(cast)),
        signed_in(active.user),
        as_part(cast, "administrator"),
    ):
        assert client.get(revoke_url(active)).status_code == 404
        assert client.post(revoke_url(active), {"reason": "不该成功"}).status_code == 404
    assert "顾朝晖" not in text_of(signed_in(other_court_judge(cast)).get(ACTIVE))
    active = Mandate.objects.get(pk=active.pk)
    assert active.state == MandateState.ACTIVE
