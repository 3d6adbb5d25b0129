import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import CaseState
from demo.walk import Walk
from ledger import timekeeping
from messaging.models import Message
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, signed_in, stranger, url
from tests.support.world import new_walk

MANY = 20


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def another_case(walk: Walk, number: int) -> Walk:
    """One more enforcement case of the same enterprise, applied for by the same agent."""
    other = new_walk(walk.cast, enterprise_name=walk.plot.enterprise_name, uscc=walk.plot.uscc)
    other.agent = walk.agent
    states = (CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.ACCEPTED)
    return other.to(states[number % len(states)])


def queries_for(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_cost_the_same_for_one_row_and_for_twenty(case_in):
    walk = case_in("supplement")
    client = agent_of(walk)
    draft = client.post(url("start"), {"enterprise": walk.enforcement.enterprise_id})["Location"]
    addresses = [*(url(name) for name in ("desk", "documents", "mandates")), reverse("person:messages"), draft, url("case", walk.case.pk)]
    # The calendar is read once a process.
    for address in addresses:
        client.get(address)
    before = {address: queries_for(client, address) for address in addresses}
    for number in range(MANY):
        another_case(walk, number)
    after = {address: queries_for(client, address) for address in addresses}
    # Of one page of cases those that wait are at hand; of several they are asked for.
    assert after.pop(url("desk")) == before.pop(url("desk")) + 1
    assert before == after


def test_the_desk_pages_through_many_cases(case_in):
    walk = case_in("submitted")
    for number in range(11):
        another_case(walk, number)
    client = agent_of(walk)
    first = client.get(url("desk")).content.decode()
    assert "共 12 件" in first
    assert "第 1/2 页" in first
    last = client.get(url("desk") + "?page=2").content.decode()
    assert walk.plot.number in last
    assert walk.plot.number not in first


def test_an_agent_without_an_enterprise_is_shown_the_way(newcomer):
    page = signed_in(newcomer).get(url("desk")).content.decode()
    assert "先加入您的企业" in page
    assert url("join") in page


@pytest.fixture
def newcomer(django_user_model, db):
    return django_user_model.objects.create_user("newcomer", password="x", full_name="新经办")


def test_a_desk_without_cases_looks_intended(walk):
    walk.record().take_measures().serve().join()
    page = agent_of(walk).get(url("desk")).content.decode()
    assert "目前没有要您办理的事" in page
    assert "还没有提交过申请" in page
    assert "申请信用修复" in page


def test_a_draft_waits_on_the_desk(walk):
    draft_of(walk)
    page = agent_of(walk).get(url("desk")).content.decode()
    assert "未提交的申请草稿" in page
    assert url("application", walk.application.pk) in page


def test_a_stranger_cannot_start_for_another_enterprise(cast, walk):
    walk.record()
    client = stranger(cast)
    for value in (walk.enforcement.enterprise_id, "", "x", "９"):
        assert client.post(url("start"), {"enterprise": value}).status_code == 404


def test_messages_tell_each_step_and_can_be_marked_read(case_in):
    walk = case_in("accepted")
    client = agent_of(walk)
    page = client.get(reverse("person:messages")).content.decode()
    assert "法院已受理您的申请，进入审查" in page
    assert page.count("未读</span>") >= 3
    newest = re.search(r'name="up_to" value="(\d+)"', page)[1]
    assert client.post(reverse("person:messages"), {"up_to": newest})["Location"] == reverse("person:messages")
    after = client.get(reverse("person:messages")).content.decode()
    assert "全部标为已读" not in after
    assert "未读</span>" not in after
    assert walk.agent.reader.read_up_to == Message.objects.filter(enterprise=walk.case.enterprise).latest("pk").pk


def test_messages_of_another_enterprise_are_not_shown(cast, case_in):
    walk = case_in("accepted")
    assert walk.case.number not in stranger(cast).get(reverse("person:messages")).content.decode()


def test_documents_are_listed_with_their_state(case_in):
    walk = case_in("accepted")
    page = agent_of(walk).get(url("documents")).content.decode()
    for title in ("信用修复主动告知书", "受理通知书", "提交回执"):
        assert title in page
    assert "审查报告" not in page
    assert "制作中" in page


def test_documents_of_another_enterprise_are_not_listed(cast, case_in):
    case_in("accepted")
    assert "受理通知书" not in stranger(cast).get(url("documents")).content.decode()
