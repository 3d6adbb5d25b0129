import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import CaseState
from cases.states import BUREAU_SEES
from departments.actors import actor_for
from ledger import timekeeping
from notices.models import Document
from portal.bureau.steps import PAGES
from portal.casepage.sections import OUTSIDE_SECTIONS
from procedure.selectors import available_actions
from tests.portal.enterprise_pages import agent_of
from tests.portal.staff_pages import NOW, act_url, as_part, done, links_to_steps, post, text_of
from tests.support.world import in_state, new_walk

INBOX = reverse("bureau:inbox")
CASES = reverse("bureau:cases")
QUERIES_OF_INBOX = 16


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def take(walk, part, action, **data):
    return post(as_part(walk.cast, part), act_url("bureau", walk.case, action), walk.case, **data)


def url(walk, section=""):
    return reverse("bureau:case_section", args=[walk.case.pk, section]) if section else reverse("bureau:case", args=[walk.case.pk])


WAITING = {
    "pushed": ("bureau_handler", {"receive_push", "return_push"}),
    "received": ("bureau_handler", {"propose_distribution"}),
    "pending_distribution": ("bureau_approver", {"distribute", "return_distribution"}),
}


@in_state(*map(CaseState, WAITING))
def test_the_inbox_offers_what_each_can_do(stood):
    part, offered = WAITING[stood.case.state]
    page = text_of(as_part(stood.cast, part).get(INBOX, {"q": stood.plot.number}))
    assert stood.plot.enterprise_name in page
    assert links_to_steps(page) == offered
    assert "个工作日" in page
    assert "已等" in page or "今天开始等" in page
    other = "bureau_approver" if part == "bureau_handler" else "bureau_handler"
    assert stood.plot.enterprise_name not in text_of(as_part(stood.cast, other).get(INBOX, {"q": stood.plot.number}))


@in_state(*BUREAU_SEES)
def test_every_section_opens_and_shows_the_buttons_of_the_table(stood):
    for part in ("bureau_handler", "bureau_approver"):
        client = as_part(stood.cast, part)
        actor = actor_for(stood.cast.people[part], NOW)
        expected = {row.action.value for row in available_actions(stood.case, actor) if row.action in PAGES}
        for section in OUTSIDE_SECTIONS:
            page = client.get(url(stood, section))
            assert page.status_code == 200
            assert links_to_steps(text_of(page)) == expected


@in_state(CaseState.SUBMITTED, CaseState.PENDING_SIGN, CaseState.REJECTED, CaseState.CERTIFIED)
def test_what_was_not_pushed_does_not_exist_for_the_bureau(stood):
    client = as_part(stood.cast, "bureau_handler")
    assert client.get(url(stood)).status_code == 404
    assert client.post(act_url("bureau", stood.case, "receive_push"), {"version": 1}).status_code == 404
    assert stood.plot.number not in text_of(client.get(CASES, {"q": stood.plot.number})).split("</form>")[-1]


@in_state(CaseState.RECOGNIZING)
def test_the_courts_internal_examination_stays_in_the_court(stood):
    client = as_part(stood.cast, "bureau_handler")
    examination = stood.case.examinations.get()
    internal = [
        examination.capacity,
        examination.cooperation,
        examination.opinion,
        stood.plot.creditor,
        stood.case.application.contact_phone,
    ]
    internal += [stood.case.handler.full_name, stood.case.reviewer.full_name, stood.case.signer.full_name, *stood.plot.statement]
    for section in OUTSIDE_SECTIONS:
        page = text_of(client.get(url(stood, section)))
        assert not [text for text in internal if text in page]
    for section in ("examination", "application", "ledger"):
        assert client.get(url(stood, section)).status_code == 404
    report = Document.objects.get(case=stood.case, kind="D11")
    assert client.get(reverse("download:document", args=[report.pk])).status_code == 404


@in_state(CaseState.RECOGNIZING)
def test_progress_is_shown_per_unit(stood):
    page = text_of(as_part(stood.cast, "bureau_approver").get(url(stood, "recognition")))
    assert "0/8" in page
    for unit in stood.cast.units:
        assert unit.short_name in page


@in_state(CaseState.PUSHED)
def test_a_push_is_signed_for(stood):
    done(take(stood, "bureau_handler", "receive_push"))
    assert stood.case.state == CaseState.RECEIVED
    page = text_of(as_part(stood.cast, "bureau_handler").get(url(stood, "recognition")))
    assert stood.case.deliveries.get().receipt_number in page


@in_state(CaseState.PUSHED)
def test_a_push_is_sent_back_with_its_defect_only(stood):
    assert take(stood, "bureau_handler", "return_push", wrong="case_number", reason="").status_code == 422
    assert take(stood, "bureau_handler", "return_push", reason="案号与证明不一致。").status_code == 422
    done(take(stood, "bureau_handler", "return_push", wrong="case_number", reason="案号与证明不一致。"))
    push = stood.case.deliveries.get()
    assert (push.wrong_facts, push.return_reason) == (["case_number"], "案号与证明不一致。")


@in_state(CaseState.RECEIVED)
def test_two_people_hand_on_to_the_units(stood):
    done(take(stood, "bureau_handler", "propose_distribution"))
    done(take(stood, "bureau_approver", "return_distribution", note="请先核对名单。"))
    assert "请先核对名单。" in text_of(as_part(stood.cast, "bureau_handler").get(url(stood)))
    done(take(stood, "bureau_handler", "propose_distribution"))
    done(take(stood, "bureau_approver", "distribute"))
    assert stood.case.state == CaseState.DISTRIBUTED
    assert stood.case.recognitions.count() == 8


@in_state(CaseState.PENDING_DISTRIBUTION)
def test_who_proposed_does_not_approve(stood):
    handler = stood.cast.people["bureau_handler"]
    stood.cast.people["bureau_approver"].posts.update(user=handler)
    response = take(stood, "bureau_handler", "distribute")
    assert response.status_code == 403
    assert stood.case.state == CaseState.PENDING_DISTRIBUTION


@in_state(CaseState.PUSHED)
def test_a_stale_return_keeps_its_text(stood):
    client = as_part(stood.cast, "bureau_handler")
    version = stood.case.state_seq
    stood.receive()
    response = client.post(act_url("bureau", stood.case, "return_push"), {"version": version, "reason": "写好的缺陷说明"})
    assert response.status_code == 409
    assert "写好的缺陷说明" in text_of(response)
    assert "牵头部门经办已于" in text_of(response)


@in_state(CaseState.PUSHED)
def test_only_the_bureau_comes_in(stood):
    for part in ("acceptance_officer", "finance:liaison", "office", "leader", "administrator"):
        client = as_part(stood.cast, part)
        for address in (INBOX, CASES, url(stood), act_url("bureau", stood.case, "receive_push")):
            assert client.get(address).status_code == 404, (part, address)
    assert agent_of(stood).get(url(stood)).status_code == 404


@pytest.mark.parametrize("address", [INBOX, CASES])
def test_a_long_list_costs_no_more_queries_than_a_short_one(cast, db, address):
    client = as_part(cast, "bureau_handler")
    counted = []
    for rows in (1, 2):
        while client.get(address).context["page"].paginator.count < rows:
            new_walk(cast).to(CaseState.PUSHED)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= QUERIES_OF_INBOX


def test_nobody_is_sent_to_sign_in(client, cast, db):
    assert client.get(INBOX)["Location"].startswith(reverse("account_login"))
