import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import CaseState
from ledger import timekeeping
from recognition.enums import RecognitionResult
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, act_url, as_part, done, links_to_steps, other_court_judge, post, text_of
from tests.support.world import in_state, new_walk

INBOX = reverse("member:inbox")
HISTORY = reverse("member:history")
QUERIES_OF_INBOX = 15
RECOGNIZED = {"result": "recognized", "measures_lifted": "已取消内部标记。"}
REFUSED = {"result": "refused", "legal_basis": "某条例第三条", "reason": "另有冻结。", "guidance": "先解除冻结。"}
PARTIAL = {**REFUSED, "result": "partial", "items_refused": "专项资金"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def take(walk, action, part="finance:liaison", unit="finance", **data):
    return post(as_part(walk.cast, part), act_url("member", walk.unit(unit), action), walk.unit(unit), **data)


def url(walk, unit="finance"):
    return reverse("member:answer", args=[walk.unit(unit).pk])


@in_state(CaseState.DISTRIBUTED)
def test_the_inbox_says_what_until_when_and_who_waits(stood):
    page = text_of(as_part(stood.cast, "finance:liaison").get(INBOX))
    for text in (stood.plot.enterprise_name, stood.plot.number, stood.case.certificate.number, "待签收", "牵头部门、企业", "个工作日"):
        assert text in page
    assert links_to_steps(page) == {"receive_delivery"}
    assert "没有待办" in text_of(as_part(stood.cast, "finance:approver").get(INBOX))


@in_state(CaseState.DISTRIBUTED)
def test_the_page_says_what_the_certificate_means_for_the_unit(stood):
    page = text_of(as_part(stood.cast, "finance:liaison").get(url(stood)))
    certificate = stood.case.certificate
    finance = stood.unit("finance").department
    facts = [stood.plot.uscc, certificate.number, certificate.get_type_display(), "不设有效期", *finance.recognition_fields]
    for text in (*facts, reverse("public:certificate", args=[certificate.verify_code]), "为什么是"):
        assert text in page


@in_state(CaseState.DISTRIBUTED)
def test_from_receipt_to_a_recognition_by_two_people(stood):
    done(take(stood, "receive_delivery"))
    done(take(stood, "propose_answer", **RECOGNIZED))
    client = as_part(stood.cast, "finance:approver")
    page = text_of(client.get(url(stood)))
    assert links_to_steps(page) == {"recognize", "return_answer"}
    assert "已取消内部标记。" in text_of(client.get(act_url("member", stood.unit("finance"), "recognize")))
    done(take(stood, "recognize", "finance:approver"))
    assert stood.unit("finance").state == "recognized"
    assert stood.plot.enterprise_name in text_of(client.get(HISTORY, {"state": "recognized"}))
    assert stood.plot.enterprise_name not in text_of(client.get(INBOX))


@pytest.mark.parametrize(("answer", "action", "state"), [(PARTIAL, "recognize_partly", "partial"), (REFUSED, "refuse", "refused")])
@in_state(CaseState.DISTRIBUTED)
def test_a_negative_answer_is_approved_as_drafted(stood, answer, action, state):
    stood.unit_receives("finance")
    done(take(stood, "propose_answer", **answer))
    page = text_of(as_part(stood.cast, "finance:approver").get(url(stood)))
    assert links_to_steps(page) == {action, "return_answer"}
    assert take(stood, "recognize", "finance:approver").status_code == 409
    assert stood.unit("finance").state == "proposed"
    done(take(stood, action, "finance:approver"))
    assert stood.unit("finance").state == state


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({}, "这个字段是必填项"),
        ({"result": "recognized"}, "请写明已解除或调整的事项"),
        ({**REFUSED, "legal_basis": ""}, "请写明法律依据"),
        ({**REFUSED, "reason": " "}, "请写明理由"),
        ({**REFUSED, "guidance": ""}, "请写明企业应当怎样办理"),
        ({**PARTIAL, "items_refused": ""}, "请写明哪些事项未认可"),
        ({"result": "maybe"}, "请从列出的各项中选择"),
    ],
)
@in_state(CaseState.DISTRIBUTED)
def test_an_incomplete_answer_is_not_taken_and_not_lost(stood, answer, told):
    stood.unit_receives("finance")
    response = take(stood, "propose_answer", **answer)
    page = text_of(response)
    assert response.status_code == 422
    assert told in page
    assert all(value in page for name, value in answer.items() if name != "result" and value.strip())
    assert stood.unit("finance").state == "received"


@in_state(CaseState.DISTRIBUTED)
def test_a_unit_without_any_restriction_says_so(stood):
    stood.unit_receives("finance")
    done(take(stood, "propose_answer", result="recognized", no_related_restriction="on"))
    assert stood.unit("finance").no_related_restriction


@in_state(CaseState.DISTRIBUTED)
def test_a_draft_goes_back_with_the_reason_and_is_mended(stood):
    stood.unit_receives("finance").unit_proposes("finance")
    assert take(stood, "return_answer", "finance:approver", note="").status_code == 422
    done(take(stood, "return_answer", "finance:approver", note="请写明解除日期。"))
    client = as_part(stood.cast, "finance:liaison")
    assert "请写明解除日期。" in text_of(client.get(url(stood)))
    form = text_of(client.get(act_url("member", stood.unit("finance"), "propose_answer")))
    assert stood.unit("finance").measures_lifted in form
    done(take(stood, "propose_answer", **RECOGNIZED))


@in_state(CaseState.DISTRIBUTED)
def test_who_drafted_does_not_approve(stood):
    stood.unit_receives("finance").unit_proposes("finance")
    liaison = stood.cast.people["finance:liaison"]
    stood.cast.people["finance:approver"].posts.update(user=liaison)
    assert take(stood, "recognize").status_code == 403
    assert stood.unit("finance").state == "proposed"


@in_state(CaseState.DISTRIBUTED)
def test_the_step_of_a_colleague_is_refused_openly(stood):
    assert take(stood, "receive_delivery", "finance:approver").status_code == 403
    stood.unit_receives("finance")
    assert take(stood, "propose_answer", "finance:approver", **RECOGNIZED).status_code == 403


@in_state(CaseState.RECOGNIZED_ALL)
def test_another_unit_finds_nothing(stood):
    outsiders = [
        as_part(stood.cast, part)
        for part in ("justice:liaison", "justice:approver", "handling_judge", "bureau_handler", "office", "leader", "administrator")
    ]
    for client in (*outsiders, agent_of(stood), signed_in(other_court_judge(stood.cast))):
        assert client.get(url(stood)).status_code == 404
        response = client.post(act_url("member", stood.unit("finance"), "receive_delivery"), {"version": 1})
        assert response.status_code == 404


@in_state(CaseState.RECOGNIZED_ALL)
def test_what_other_units_and_the_court_did_is_not_told(stood):
    page = text_of(as_part(stood.cast, "finance:liaison").get(url(stood)))
    examination = stood.case.examinations.get()
    justice = stood.unit("justice").department
    for text in (
        justice.short_name,
        examination.opinion,
        stood.plot.creditor,
        stood.case.application.contact_phone,
        stood.case.handler.full_name,
    ):
        assert text not in page


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_history_is_searched(stood):
    client = as_part(stood.cast, "finance:liaison")
    assert stood.plot.enterprise_name in text_of(client.get(HISTORY, {"q": stood.plot.uscc}))
    assert "没有符合条件的记录" in text_of(client.get(HISTORY, {"q": "不存在"}))
    assert "已按期办结" in text_of(client.get(HISTORY))


@in_state(CaseState.DISTRIBUTED)
def test_a_stale_answer_is_told_and_kept(stood):
    stood.unit_receives("finance")
    version = stood.unit("finance").state_seq
    stood.unit_proposes("finance")
    client = as_part(stood.cast, "finance:liaison")
    response = client.post(act_url("member", stood.unit("finance"), "propose_answer"), {"version": version, **REFUSED})
    assert response.status_code == 409
    assert "单位联络员已于" in text_of(response)
    assert "另有冻结。" in text_of(response)


@pytest.mark.parametrize("address", [INBOX, HISTORY])
def test_a_long_list_costs_no_more_queries_than_a_short_one(cast, db, address):
    client = as_part(cast, "finance:liaison")
    counted = []
    for rows in (1, 2):
        while client.get(address).context["page"].paginator.count < rows:
            walk = new_walk(cast).to(CaseState.DISTRIBUTED)
            if address == HISTORY:
                walk.unit_answers("finance", RecognitionResult.RECOGNIZED)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= QUERIES_OF_INBOX
