import pytest

from cases.enums import CaseState
from cases.models import Case
from cases.states import CASE_STATES
from ledger import timekeeping
from recognition.enums import RecognitionResult
from recognition.models import Recognition
from tests.portal.enterprise_pages import NOW, agent_of, staff, stranger, url
from tests.support.world import new_walk


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def page_of(walk) -> str:
    response = agent_of(walk).get(url("case", walk.case.pk))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_is_told_in_plain_words(case_in, state):
    walk = case_in(state)
    page = page_of(walk)
    assert CASE_STATES[state].applicant in page
    assert walk.case.number in page
    assert "您的信用修复申请已提交" in page


def test_the_page_says_who_has_it_until_when_and_why(case_in):
    page = page_of(case_in("submitted"))
    assert "黄石市西塞山区人民法院立案受理岗" in page
    assert "0714-0000101" in page
    assert "剩3个工作日" in page
    assert "为什么是11月9日 周一" in page
    assert "第3天" in page


def test_no_official_is_named_to_the_enterprise(case_in):
    walk = case_in("recognized_all")
    page = page_of(walk)
    for person in walk.cast.people.values():
        assert person.full_name not in page


def test_what_happens_inside_the_court_stays_there(case_in):
    walk = case_in("returned")
    page = page_of(walk)
    assert walk.case.return_note
    assert walk.case.return_note not in page
    assert "退回" not in page


def test_a_rejection_comes_with_reasons_guidance_remedy_and_date(case_in):
    walk = case_in("rejected")
    page = page_of(walk)
    decision = walk.case.decision
    for text in ("履行计划不明确或不可行", *decision.reason_texts, decision.guidance, decision.remedy, "剩12天", "11月16日 周一"):
        assert text in page
    left = (decision.reapply_on - NOW.date()).days
    assert f"<strong>{left}</strong> 天后" in page
    assert "再次申请</button>" not in page


def test_after_the_interval_the_page_offers_to_apply_again(case_in):
    walk = case_in("rejected")
    with timekeeping.pinned(NOW.replace(year=2027)):
        assert "再次申请</button>" in page_of(walk)


def test_a_case_not_taken_up_names_the_right_way(case_in):
    walk = case_in("not_accepted")
    page = page_of(walk)
    assert walk.case.decline_note in page
    assert walk.case.decline_channel in page


def test_a_certificate_can_be_fetched_and_shown_to_others(case_in):
    walk = case_in("certified")
    certificate = walk.case.certificate
    page = page_of(walk)
    assert certificate.number in page
    assert f"/v/{certificate.verify_code}/" in page
    assert "证明文件制作中" in page
    assert "仅限本案" in page


def test_progress_counts_the_units_that_recognised(case_in):
    walk = case_in("distributed")
    walk.unit_answers("finance").unit_answers("justice").unit_receives("court")
    page = page_of(walk)
    assert "<strong>2/8</strong>" in page
    assert "正在办理" in page
    assert "等待签收" in page


def test_a_refusal_is_explained_to_the_enterprise(case_in):
    walk = case_in("distributed")
    walk.unit_answers("finance", RecognitionResult.REFUSED)
    answer = walk.unit("finance")
    page = page_of(walk)
    for text in ("不予认可", answer.reason, answer.legal_basis, answer.guidance):
        assert text in page


def test_an_answer_that_its_head_has_not_approved_is_not_shown(case_in):
    walk = case_in("distributed")
    walk.unit_receives("finance").unit_proposes("finance", RecognitionResult.REFUSED)
    answer: Recognition = walk.unit("finance")
    page = page_of(walk)
    assert answer.reason not in page
    assert "不予认可" not in page


def test_list_operations_are_told(case_in):
    walk = case_in("certified")
    walk.operate_list()
    assert "法院已在办案系统办理“删除”" in page_of(walk)


def test_withdrawing_asks_first_and_then_ends_the_case(case_in):
    walk = case_in("accepted")
    client, address = agent_of(walk), url("withdraw", walk.case.pk)
    assert "撤回后，本次申请即告结束" in client.get(address).content.decode()
    assert walk.case.state == "accepted"
    response = client.post(address, {"reason": "材料准备不足", "version": walk.case.state_seq}, follow=True)
    assert response.redirect_chain == [(url("case", walk.case.pk), 302)]
    assert "您已撤回申请" in response.content.decode()
    assert walk.case.state == "withdrawn"


def test_a_withdrawal_needs_a_reason(case_in):
    walk = case_in("accepted")
    response = agent_of(walk).post(url("withdraw", walk.case.pk), {"reason": " ", "version": walk.case.state_seq})
    assert response.status_code == 422
    assert "请写明撤回原因" in response.content.decode()


def test_an_old_page_does_not_withdraw_and_keeps_the_reason(case_in):
    walk = case_in("submitted")
    version = walk.case.state_seq
    walk.accept()
    response = agent_of(walk).post(url("withdraw", walk.case.pk), {"reason": "材料准备不足", "version": version})
    page = response.content.decode()
    assert response.status_code == 409
    assert "材料准备不足" in page
    assert "审查中" in page
    assert walk.case.state == "accepted"


@pytest.mark.parametrize("state", ["certified", "rejected", "recognizing", "withdrawn"])
def test_too_late_to_withdraw_leads_back_with_a_word(case_in, state):
    walk = case_in(state)
    client = agent_of(walk)
    assert url("withdraw", walk.case.pk) not in page_of(walk)
    response = client.post(url("withdraw", walk.case.pk), {"reason": "改主意了", "version": walk.case.state_seq}, follow=True)
    assert "现在不能撤回" in response.content.decode()
    assert walk.case.state == state


@pytest.mark.parametrize("name", ["case", "withdraw", "supplement"])
def test_nobody_else_finds_the_case(cast, case_in, name):
    walk = case_in("supplement")
    address = url(name, walk.case.pk)
    others = ["handling_judge", "acceptance_officer", "bureau_handler", "finance:liaison", "leader", "administrator"]
    for client in (stranger(cast), *(staff(cast, part) for part in others)):
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "x", "version": "1"}).status_code in (404, 405)
    assert Case.objects.get(pk=walk.case.pk).state == "supplement"


@pytest.mark.parametrize("name", ["case", "withdraw", "supplement"])
def test_a_visitor_signs_in_first(client, case_in, name):
    address = url(name, case_in("supplement").case.pk)
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_an_agent_whose_mandate_has_ended_finds_nothing(case_in):
    walk = case_in("accepted")
    walk.agent.mandates.update(valid_until=walk.at.date())
    with timekeeping.pinned(NOW.replace(month=12)):
        client = agent_of(walk)
        assert client.get(url("case", walk.case.pk)).status_code == 404
        assert "先加入您的企业" in client.get(url("desk")).content.decode()


def test_an_agent_of_two_enterprises_sees_both(cast, case_in):
    walk = case_in("accepted")
    other = new_walk(cast)
    other.agent = walk.agent
    other.to(CaseState.SUBMITTED)
    page = agent_of(walk).get(url("desk")).content.decode()
    assert walk.plot.enterprise_name in page
    assert other.plot.enterprise_name in page
