import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mandate
from cases.services.mandates import decide_mandate
from demo.people import create_agent
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, signed_in, staff, url
from tests.support.world import PASSWORD


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def newcomer(db):
    return create_agent("newcomer", "新经办", PASSWORD)


@pytest.fixture
def known(walk):
    """An enterprise that the court knows."""
    return walk.record()


def request_form(walk, **changes: str) -> dict[str, str]:
    form = {
        "uscc": walk.plot.uscc,
        "enterprise_name": walk.plot.enterprise_name,
        "kind": "staff",
        "reason": "财务经理，告知书遗失，办公电话0714-0000999。",
    }
    return form | changes


def test_a_request_waits_for_the_court(newcomer, known):
    client = signed_in(newcomer)
    response = client.post(url("join"), request_form(known), follow=True)
    assert response.redirect_chain == [(url("mandates"), 302)]
    page = response.content.decode()
    assert "待核实" in page
    assert "法院正在核实" in page
    assert known.plot.enterprise_name in page
    assert "等待核实" in client.get(url("desk")).content.decode()
    assert Mandate.objects.get(user=newcomer).state == "requested"


def test_a_request_opens_nothing_before_the_court_has_decided(newcomer, known):
    client = signed_in(newcomer)
    client.post(url("join"), request_form(known))
    assert known.plot.enterprise_name not in client.get(reverse("person:messages")).content.decode()
    assert client.post(url("start"), {"enterprise": known.enforcement.enterprise_id}).status_code == 404


def test_the_courts_answer_stands_on_the_page(cast, newcomer, known):
    client = signed_in(newcomer)
    client.post(url("join"), request_form(known))
    officer = cast.actor("acceptance_officer", NOW)
    decide_mandate(Mandate.objects.get(user=newcomer).pk, grant=False, reason="请补交授权委托书。", by=officer, at=NOW)
    page = client.get(url("mandates")).content.decode()
    assert "未予确认" in page
    assert "请补交授权委托书。" in page


def test_a_mandate_is_given_up_after_a_second_look(walk):
    walk.apply()
    client = agent_of(walk)
    mandate = Mandate.objects.get(user=walk.agent, state="active")
    address = url("mandate_end", mandate.pk)
    assert address in client.get(url("mandates")).content.decode()
    assert "确定不再代表这家企业？" in client.get(address).content.decode()
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert mandate.state == "active"
    response = client.post(address, follow=True)
    assert "您已放弃代表" in response.content.decode()
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert mandate.state == "ended"
    assert client.get(url("case", walk.case.pk)).status_code == 404
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_a_request_is_taken_back(cast, newcomer, known):
    client = signed_in(newcomer)
    client.post(url("join"), request_form(known))
    mandate = Mandate.objects.get(user=newcomer)
    assert "撤回申请" in client.get(url("mandates")).content.decode()
    assert "申请已撤回。" in client.post(url("mandate_end", mandate.pk), follow=True).content.decode()
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert mandate.state == "withdrawn"


def test_nobody_gives_up_the_mandate_of_another(cast, newcomer, known):
    known.take_measures().serve().join()
    mandate = Mandate.objects.get(user=known.agent, state="active")
    for client in (signed_in(newcomer), staff(cast, "acceptance_officer")):
        assert client.get(url("mandate_end", mandate.pk)).status_code == 404
        assert client.post(url("mandate_end", mandate.pk)).status_code == 404
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert mandate.state == "active"


@pytest.mark.parametrize(
    ("uscc", "sentence"),
    [
        ("9142O203MA00000150", "不使用字母O"),
        ("91420203MA0000015", "应为18位，现为17位"),
        ("91420203MA0000015X", "校验不通过"),
        ("", "请填写统一社会信用代码"),
    ],
)
def test_a_wrong_code_is_explained_and_nothing_typed_is_lost(newcomer, known, uscc, sentence):
    response = signed_in(newcomer).post(url("join"), request_form(known, uscc=uscc))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "财务经理，告知书遗失" in page
    assert f'value="{known.plot.enterprise_name}"' in page
    assert not Mandate.objects.filter(user=newcomer).exists()


def test_a_code_in_full_width_and_small_letters_is_understood(newcomer, known):
    typed = known.plot.uscc.lower().translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789"})
    assert signed_in(newcomer).post(url("join"), request_form(known, uscc=typed)).status_code == 302


def test_a_second_request_says_that_there_is_one(newcomer, known):
    client = signed_in(newcomer)
    client.post(url("join"), request_form(known))
    response = client.post(url("join"), request_form(known))
    assert response.status_code == 422
    assert "您已提交过加入该企业的申请" in response.content.decode()


def test_the_text_of_a_request_survives_a_lost_session(newcomer, known):
    client = Client()
    lost = client.post(url("join"), request_form(known))
    assert lost["Location"] == f"/accounts/login/?next={url('join')}"
    client.post(lost["Location"], {"login": newcomer.username, "password": PASSWORD})
    page = client.get(url("join")).content.decode()
    assert "财务经理，告知书遗失" in page
    assert known.plot.uscc in page


def test_an_empty_list_shows_the_way(newcomer):
    page = signed_in(newcomer).get(url("mandates")).content.decode()
    assert "您还没有加入企业" in page
    assert url("join") in page


@pytest.mark.parametrize("part", ["handling_judge", "bureau_handler", "finance:liaison", "administrator"])
@pytest.mark.parametrize("name", ["desk", "mandates", "join"])
def test_people_with_a_post_find_no_page_of_an_enterprise(cast, db, part, name):
    assert staff(cast, part).get(url(name)).status_code == 404


@pytest.mark.parametrize("name", ["desk", "mandates", "join", "documents"])
def test_visitors_are_asked_to_sign_in(client, db, name):
    assert client.get(url(name))["Location"] == f"/accounts/login/?next={url(name)}"


def test_trying_codes_is_limited(newcomer, known):
    client = signed_in(newcomer)
    for _ in range(30):
        assert client.post(url("join"), request_form(known, uscc="91420203MA0000015X")).status_code == 422
    assert client.post(url("join"), request_form(known)).status_code == 429


def test_no_part_of_a_page_with_a_form_is_included_without_its_token(settings):
    """``only`` leaves the token of the form behind, and every browser would be refused."""
    folder = settings.BASE_DIR / "templates"
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    with_form = {name for name, text in pages.items() if "{% csrf_token %}" in text}
    assert with_form
    # One that is handed the token may stand alone.
    includes = [found for text in pages.values() for found in re.findall(r'{% include "([^"]+)"([^%]*)\bonly %}', text)]
    isolated = {name for name, given in includes if "csrf_token=csrf_token" not in given}
    assert with_form & isolated == set()
