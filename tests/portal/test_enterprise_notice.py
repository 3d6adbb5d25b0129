import pytest
from django.core.cache import cache

from accounts.models import Mandate
from cases.models import Application
from cases.services.mandates import decide_mandate
from demo.people import create_agent
from ledger import timekeeping
from procedure.errors import ConditionNotMet
from tests.portal.enterprise_pages import NOW, agent_of, signed_in, staff, stranger, url
from tests.support.world import PASSWORD, new_walk


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def newcomer(db):
    return create_agent("newcomer", "新经办", PASSWORD)


@pytest.fixture
def served(walk):
    return walk.record().take_measures().serve()


def test_whoever_holds_the_paper_reads_it_without_an_account(client, served):
    response = client.get(url("notice", served.notice.token))
    page = response.content.decode()
    assert served.plot.enterprise_name in page
    assert served.plot.number in page
    assert "用这份告知书申请" in page
    assert "10个工作日" in page
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_the_page_of_a_notice_names_no_person(client, served):
    page = client.get(url("notice", served.notice.token)).content.decode()
    for name in (served.enforcement.handler_name, served.agent.full_name, served.plot.creditor):
        assert name not in page


def test_a_wrong_code_finds_nothing(client, cast, db):
    assert client.get(url("notice", "A" * 22)).status_code == 404
    assert signed_in(create_agent("a", "甲", PASSWORD)).get(url("notice_apply", "A" * 22)).status_code == 404


def test_a_notice_that_is_not_served_offers_no_application(client, walk):
    walk.record().take_measures()
    page = client.get(url("notice", walk.notice.token)).content.decode()
    assert "用这份告知书申请" not in page
    assert "还没有登记这份告知书的送达" in page


def test_applying_asks_a_visitor_to_sign_in_and_comes_back(client, served):
    address = url("notice_apply", served.notice.token)
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={address}"


def confirm(cast, person):
    decide_mandate(
        Mandate.objects.get(user=person, state="requested").pk, grant=True, reason="", by=cast.actor("acceptance_officer", NOW), at=NOW
    )


def test_a_newcomer_asks_is_confirmed_and_finds_everything_known_filled_in(cast, newcomer, served):
    client = signed_in(newcomer)
    address = url("notice_apply", served.notice.token)
    assert served.plot.enterprise_name in client.get(address).content.decode()
    asked = client.post(address, {"kind": "staff"}, follow=True)
    assert asked.redirect_chain == [(url("mandates"), 302)]
    mandate = Mandate.objects.get(user=newcomer)
    assert (mandate.state, mandate.origin, mandate.kind) == ("requested", "notice", "staff")
    assert "法院正在核实" in client.get(address).content.decode()
    assert client.post(address, {"kind": "staff"}).status_code == 302
    assert not Application.objects.exists()
    confirm(cast, newcomer)
    response = client.post(address, follow=True)
    draft = Application.objects.get(enterprise=mandate.enterprise)
    assert response.redirect_chain == [(url("facts", draft.pk), 302)]
    page = response.content.decode()
    assert f'value="{served.enforcement.pk}"' in page
    assert "checked" in page
    assert "860,000.00元" in page


def test_joining_asks_in_what_capacity(newcomer, served):
    response = signed_in(newcomer).post(url("notice_apply", served.notice.token), {})
    assert response.status_code == 422
    assert "请选择您以什么身份办理" in response.content.decode()
    assert not Mandate.objects.filter(user=newcomer).exists()


def test_coming_back_to_the_notice_continues_the_draft(served):
    served.join().draft()
    client = agent_of(served)
    for ask in (client.get, client.post):
        assert ask(url("notice_apply", served.notice.token))["Location"] == url("application", served.application.pk)
    assert Application.objects.filter(enterprise=served.enforcement.enterprise).count() == 1


def test_a_colleague_who_reads_the_notice_goes_on_with_the_same_draft(cast, served, newcomer):
    served.join().draft()
    client = signed_in(newcomer)
    client.post(url("notice_apply", served.notice.token), {"kind": "staff"})
    confirm(cast, newcomer)
    assert client.get(url("notice_apply", served.notice.token))["Location"] == url("application", served.application.pk)


def test_coming_back_after_submission_leads_to_the_case_and_begins_nothing(served):
    served.join().draft().fill().submit()
    client = agent_of(served)
    for ask in (client.get, client.post):
        assert ask(url("notice_apply", served.notice.token))["Location"] == url("case", served.case.pk)
    with pytest.raises(ConditionNotMet, match="已有正在办理的信用修复申请"):
        served.draft()
    assert Application.objects.filter(enterprise=served.enforcement.enterprise).count() == 1


def test_coming_back_after_the_end_shows_how_it_ended_and_offers_to_apply_again(served):
    served.join().draft().fill().submit().withdraw()
    client = agent_of(served)
    page = client.get(url("notice_apply", served.notice.token)).content.decode()
    assert url("case", served.case.pk) in page
    assert "再次申请" in page
    assert Application.objects.filter(enterprise=served.enforcement.enterprise).count() == 1
    assert client.post(url("notice_apply", served.notice.token)).status_code == 302
    assert Application.objects.filter(enterprise=served.enforcement.enterprise, state="draft").count() == 1


def test_an_unserved_notice_lets_nobody_join(newcomer, walk):
    walk.record().take_measures()
    response = signed_in(newcomer).post(url("notice_apply", walk.notice.token), {"kind": "staff"})
    assert response.status_code == 422
    assert "还没有登记送达" in response.content.decode()
    assert not Mandate.objects.filter(user=newcomer).exists()


def test_people_with_a_post_cannot_join_an_enterprise(cast, served):
    assert staff(cast).get(url("notice_apply", served.notice.token)).status_code == 404
    assert staff(cast).post(url("notice_apply", served.notice.token), {"kind": "staff"}).status_code == 404


def test_a_stranger_may_join_a_second_enterprise_only_by_its_notice(cast, served):
    client = stranger(cast)
    assert served.plot.enterprise_name not in client.get(url("desk")).content.decode()
    client.post(url("notice_apply", served.notice.token), {"kind": "lawyer"})
    confirm(cast, Mandate.objects.get(kind="lawyer", enterprise=served.enforcement.enterprise).user)
    assert served.plot.enterprise_name in client.get(url("desk")).content.decode()


def test_conditions_and_limits_come_from_the_region(client, cast, served):
    page = client.get(url("notice", served.notice.token)).content.decode()
    for rule in cast.region.guard_rules.filter(is_current=True).exclude(kind="soft"):
        assert rule.text in page
    assert "待本地细则" in page
    assert new_walk(cast).plot.enterprise_name not in page


def test_trying_codes_of_notices_is_limited(client, cast, db):
    for _ in range(30):
        assert client.get(url("notice", "A" * 22)).status_code == 404
    assert client.get(url("notice", "A" * 22)).status_code == 429
