import re

import pytest
from django.test import Client

from cases.models import Application, Case, EnforcementCase
from cases.services import applications, enforcement, recorded
from ledger import timekeeping
from portal.shell.kept import MOST_CHARACTERS
from tests.portal.enterprise_pages import (
    COMPLETE,
    NOW,
    agent_of,
    draft_of,
    fill_by_hand,
    promise,
    staff,
    stranger,
    url,
)
from tests.support.world import PASSWORD, new_walk
from words import normal
from words.dates import day

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def drafted(walk):
    return draft_of(walk)


def second_case(walk) -> EnforcementCase:
    data = recorded.EnforcementCaseData(
        court_id=walk.cast.court.pk,
        number=f"（2026）鄂0203执恢{walk.enforcement.pk}号",
        uscc=walk.plot.uscc,
        enterprise_name=walk.plot.enterprise_name,
        filed_on=walk.enforcement.filed_on,
        basis_kind=walk.enforcement.basis_kind,
        basis_number="（2025）示例民初第2号",
        basis_issuer=walk.cast.court.name,
        obligation="支付货款。",
        amount_fen=100,
        creditor="另一家公司",
    )
    return enforcement.record_enforcement_case(data, by=walk.by("acceptance_officer"), at=walk.at)


def test_an_unfinished_part_is_saved_without_complaint(drafted):
    client, page = agent_of(drafted), url("facts", drafted.application.pk)
    response = client.post(page, {"performance": "已付一半。", "contact_phone": "139", "then": "stay"}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    saved = Application.objects.get(pk=drafted.application.pk)
    assert (saved.performance, saved.contact_phone, saved.ground) == ("已付一半。", "139", "")
    assert "已付一半。" in response.content.decode()
    assert "cr-error-summary" not in response.content.decode()


def test_going_on_names_what_is_missing_at_the_top_and_at_the_field(drafted):
    client, page = agent_of(drafted), url("facts", drafted.application.pk)
    response = client.post(page, {"performance": "已付一半。", "contact_phone": "139", "then": "next"})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_ground_row"' in text
    assert 'id="id_contact_phone_error"' in text
    assert "手机号码应为11位数字" in text
    assert "请至少勾选一件执行案件" in text
    assert Application.objects.get(pk=drafted.application.pk).performance == "已付一半。"


def test_a_finished_part_leads_to_the_next(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    facts = COMPLETE["facts"] | {"enforcement_cases": [drafted.enforcement.pk], "then": "next"}
    assert client.post(url("facts", pk), facts)["Location"] == url("statement", pk)
    assert client.post(url("statement", pk), COMPLETE["statement"] | {"then": "next"})["Location"] == url("materials", pk)
    assert client.get(url("application", pk))["Location"] == url("materials", pk)


def test_another_ground_must_be_explained(drafted):
    facts = COMPLETE["facts"] | {"ground": "other", "enforcement_cases": [drafted.enforcement.pk], "then": "next"}
    response = agent_of(drafted).post(url("facts", drafted.application.pk), facts)
    assert "请写明是什么事由" in response.content.decode()


def test_the_draft_saves_itself_and_says_when(drafted):
    response = agent_of(drafted).post(url("statement", drafted.application.pk), {"prevention": "建立台账。"}, headers=HTMX)
    assert response.status_code == 200
    assert "已保存 12:00" in response.content.decode()
    assert "<html" not in response.content.decode()
    assert Application.objects.get(pk=drafted.application.pk).prevention == "建立台账。"


def test_what_no_column_takes_is_named_and_the_rest_is_saved(drafted):
    form = {"prevention": "长" * 2001, "contribution": "带动就业。"}
    response = agent_of(drafted).post(url("statement", drafted.application.pk), form, headers=HTMX)
    assert "有内容没有保存：防止再次失信的措施" in response.content.decode()
    saved = Application.objects.get(pk=drafted.application.pk)
    assert (saved.prevention, saved.contribution) == ("", "带动就业。")


def test_too_long_a_text_stays_in_the_form(drafted):
    text = "长" * 2001
    response = agent_of(drafted).post(url("statement", drafted.application.pk), {"prevention": text, "then": "stay"})
    assert response.status_code == 422
    assert text in response.content.decode()


def test_line_ends_count_as_one_character(drafted):
    text = "\r\n".join("字" * 99 for _ in range(20))
    agent_of(drafted).post(url("statement", drafted.application.pk), {"prevention": text, "then": "stay"})
    assert Application.objects.get(pk=drafted.application.pk).prevention == text.replace("\r\n", "\n")


def test_control_characters_are_refused_in_words(drafted):
    form = {"prevention": "建立\x07台账", "then": "stay"}
    response = agent_of(drafted).post(url("statement", drafted.application.pk), form)
    assert "看不见的控制字符" in response.content.decode()


def test_a_phone_is_understood_in_any_usual_spelling(drafted):
    page = url("facts", drafted.application.pk)
    agent_of(drafted).post(page, {"contact_phone": "+86 １３９-1234-5678", "then": "stay"})
    assert Application.objects.get(pk=drafted.application.pk).contact_phone == "13912345678"


def test_the_whole_way_by_hand_ends_on_a_receipt(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    fill_by_hand(client, drafted)
    page = client.get(url("commitment", pk)).content.decode()
    assert "提交前还差这些内容" not in page
    assert "付款回单.pdf" in page
    response = client.post(url("commitment", pk), promise(drafted), follow=True)
    receipt = response.content.decode()
    assert response.redirect_chain == [(url("receipt", pk), 302)]
    assert normal.in_groups(Application.objects.get(pk=pk).query_code) in receipt
    assert "后四位（5678）" in receipt
    assert "法院正在核对申请材料" in receipt
    assert "11月9日 周一" in receipt
    assert Case.objects.get(application=pk).state == "submitted"


def test_a_second_click_shows_the_first_receipt(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    fill_by_hand(client, drafted)
    first = client.post(url("commitment", pk), promise(drafted))
    second = client.post(url("commitment", pk), promise(drafted))
    assert first["Location"] == second["Location"] == url("receipt", pk)
    assert Case.objects.filter(application=pk).count() == 1


def test_one_application_for_two_enforcement_cases_opens_two_cases(drafted):
    other = second_case(drafted)
    client, pk = agent_of(drafted), drafted.application.pk
    fill_by_hand(client, drafted)
    seen = re.search(r'name="seen"\s+value="([^"]*)"', client.get(url("facts", pk)).content.decode())[1]
    facts = COMPLETE["facts"] | {"enforcement_cases": [drafted.enforcement.pk, other.pk], "then": "next", "seen": seen}
    client.post(url("facts", pk), facts)
    receipt = client.post(url("commitment", pk), promise(drafted), follow=True).content.decode()
    assert drafted.enforcement.number in receipt
    assert other.number in receipt
    assert Case.objects.filter(application=pk).count() == 2


def test_submitting_too_early_leads_to_everything_missing(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    response = client.post(url("commitment", pk), promise(drafted))
    page = response.content.decode()
    assert response.status_code == 422
    for target in (f"{url('facts', pk)}#id_ground_row", f"{url('statement', pk)}#id_prevention_row", url("materials", pk)):
        assert f'href="{target}"' in page
    assert not Case.objects.filter(application=pk).exists()


def test_an_unsigned_commitment_is_not_submitted(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    fill_by_hand(client, drafted)
    form = promise(drafted)
    del form["commitment_agreed"]
    page = client.post(url("commitment", pk), form).content.decode()
    assert "请阅读信用承诺书，同意后勾选" in page
    assert Application.objects.get(pk=pk).state == "draft"


def test_an_old_page_cannot_submit(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    fill_by_hand(client, drafted)
    response = client.post(url("commitment", pk), promise(drafted, submission_token="of-another-page"))
    assert response.status_code == 409
    assert "这个页面已过期" in response.content.decode()


def test_a_case_that_is_under_way_cannot_be_chosen_again(case_in):
    walk = case_in("accepted")
    client = agent_of(walk)
    pk = int(client.post(url("start"), {"enterprise": walk.enforcement.enterprise_id})["Location"].split("/")[3])
    page = client.get(url("facts", pk)).content.decode()
    assert "已有正在办理的信用修复申请" in page
    assert "现在没有可以申请的执行案件" in page
    response = client.post(url("facts", pk), {"enforcement_cases": [walk.enforcement.pk], "then": "next"})
    assert response.status_code == 422
    assert not Application.objects.get(pk=pk).enforcement_cases.exists()


def test_a_rejected_case_says_from_when_it_can_be_chosen(case_in):
    walk = case_in("rejected")
    client = agent_of(walk)
    start = client.post(url("start"), {"enterprise": walk.enforcement.enterprise_id})
    assert f"{day(walk.case.decision.reapply_on)}起可以再次申请" in client.get(start["Location"]).content.decode()


def test_starting_takes_the_ground_of_the_self_check(walk):
    walk.record().take_measures().serve().later(days=1).join()
    form = {"enterprise": walk.enforcement.enterprise_id, "ground": "plan"}
    agent_of(walk).post(url("start"), form)
    assert Application.objects.get(enterprise=walk.enforcement.enterprise).ground == "plan"


def test_a_draft_can_be_given_up_after_a_question(drafted):
    client, pk = agent_of(drafted), drafted.application.pk
    assert "确定放弃这份草稿" in client.get(url("discard", pk)).content.decode()
    assert Application.objects.get(pk=pk).state == "draft"
    client.post(url("discard", pk))
    assert Application.objects.get(pk=pk).state == "discarded"
    assert client.get(url("facts", pk))["Location"] == url("desk")


def test_a_second_click_on_giving_up_finds_it_done(drafted, monkeypatch):
    discard = applications.discard_draft

    def twice(pk: int, **common: object) -> None:
        discard(pk, **common)
        discard(pk, **common)

    monkeypatch.setattr(applications, "discard_draft", twice)
    response = agent_of(drafted).post(url("discard", drafted.application.pk), follow=True)
    assert response.redirect_chain == [(url("desk"), 302)]
    assert "这份草稿已经放弃" in response.content.decode()


@pytest.mark.parametrize("name", ["application", "facts", "statement", "materials", "commitment", "discard"])
def test_a_submitted_application_is_no_draft_any_more(case_in, name):
    walk = case_in("submitted")
    response = agent_of(walk).get(url(name, walk.application.pk))
    assert response["Location"] == url("receipt", walk.application.pk)


def test_a_draft_has_no_receipt(drafted):
    assert agent_of(drafted).get(url("receipt", drafted.application.pk))["Location"] == url("application", drafted.application.pk)


PAGES = ["application", "facts", "statement", "materials", "commitment", "discard", "receipt"]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_finds_the_draft(cast, drafted, name):
    address = url(name, drafted.application.pk)
    for client in (stranger(cast), staff(cast), staff(cast, "acceptance_officer"), staff(cast, "administrator")):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_signs_in_first(client, drafted, name):
    address = url(name, drafted.application.pk)
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_a_stranger_cannot_write_into_the_draft(cast, drafted):
    response = stranger(cast).post(url("statement", drafted.application.pk), {"prevention": "改写"})
    assert response.status_code == 404
    assert Application.objects.get(pk=drafted.application.pk).prevention == ""


def test_text_typed_after_the_session_ended_comes_back_after_sign_in(drafted):
    client, page = Client(), url("statement", drafted.application.pk)
    lost = client.post(page, COMPLETE["statement"] | {"then": "next"})
    assert lost["Location"] == f"/accounts/login/?next={page}"
    assert "登录已过期。您刚才填写的文字已暂存" in client.get(lost["Location"]).content.decode()
    entered = client.post(lost["Location"], {"login": drafted.agent.username, "password": PASSWORD, "next": page})
    assert entered["Location"] == page
    back = client.get(page, follow=True).content.decode()
    assert "登录前填写的内容已恢复并保存" in back
    assert COMPLETE["statement"]["prevention"] in back
    assert Application.objects.get(pk=drafted.application.pk).prevention == COMPLETE["statement"]["prevention"]


def test_the_saving_line_says_that_the_session_ended(drafted):
    client, page = Client(), url("statement", drafted.application.pk)
    response = client.post(page, COMPLETE["statement"], headers=HTMX)
    assert response.status_code == 200
    assert "登录已过期。您填写的文字已暂存" in response.content.decode()
    client.force_login(drafted.agent)
    client.get(page)
    assert Application.objects.get(pk=drafted.application.pk).prevention == COMPLETE["statement"]["prevention"]


def test_kept_text_is_no_way_into_anothers_draft(cast, drafted):
    client, page = Client(), url("statement", drafted.application.pk)
    lost = client.post(page, COMPLETE["statement"])
    other = new_walk(cast).record().take_measures().serve().join().agent
    client.post(lost["Location"], {"login": other.username, "password": PASSWORD})
    assert client.get(page).status_code == 404
    assert Application.objects.get(pk=drafted.application.pk).prevention == ""


def test_a_visitor_cannot_fill_the_session_table(drafted):
    client, page = Client(), url("statement", drafted.application.pk)
    response = client.post(page, {"prevention": "长" * (MOST_CHARACTERS + 1)}, headers=HTMX)
    assert "没有暂存" in response.content.decode()
    assert "kept_text" not in client.session
