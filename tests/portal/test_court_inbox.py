from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import CaseState
from ledger import timekeeping
from portal.lists import pages
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, as_part, in_order, links_to_steps, other_court_judge, text_of
from tests.support.world import AT, in_state, new_walk

INBOX = reverse("court:inbox")
CASES = reverse("court:cases")
# The whole page: session, person, posts, mandates, region, calendar, tiles, mandates, count, rows, list operations, menu.
QUERIES_OF_INBOX = 17


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


ROWS = {
    "submitted": ("acceptance_officer", {"accept", "request_supplement", "propose_decline"}, "企业"),
    "pending_decline": ("reviewing_judge", {"confirm_decline", "return_decline"}, "法院立案受理岗"),
    "returned": ("handling_judge", {"submit_examination"}, "企业"),
    "pending_review": ("reviewing_judge", {"pass_review", "return_by_reviewer"}, "承办法官"),
    "pending_sign": ("signing_president", {"approve", "reject", "return_by_signer"}, "承办法官"),
    "approved": ("acceptance_officer", {"issue_certificate"}, "企业"),
    "push_returned": ("acceptance_officer", {"push_again"}, "牵头部门"),
    "pushed": ("list_operator", {"record_list_operation", "report_list_difference"}, "法院、各成员单位"),
}


@in_state(*map(CaseState, ROWS))
def test_a_row_says_what_i_can_do_until_when_and_who_waits(stood):
    walk = stood
    part, offered, waits = ROWS[walk.case.state]
    # Whichever of the two judges the case fell to sees it as the handling judge.
    user = walk.case.handler if part == "handling_judge" else walk.cast.people[part]
    page = text_of(signed_in(user).get(INBOX, {"q": walk.plot.number}))
    assert walk.plot.enterprise_name in page
    assert walk.plot.number in page
    assert links_to_steps(page) == offered
    assert waits in page
    assert "个工作日" in page or "天</span>" in page or "今天到期" in page


@in_state(CaseState.PENDING_SIGN)
def test_nobody_sees_what_only_others_can_do(stood):
    walk = stood
    for part in ("acceptance_officer", "handling_judge", "reviewing_judge", "list_operator"):
        page = text_of(as_part(walk.cast, part).get(INBOX, {"q": walk.plot.number}))
        assert walk.plot.enterprise_name not in page


def test_the_most_urgent_comes_first(cast, db):
    late = new_walk(cast, at=AT - timedelta(days=10)).to(CaseState.SUBMITTED)
    fresh = new_walk(cast).to(CaseState.SUBMITTED)
    page = text_of(as_part(cast, "acceptance_officer").get(INBOX))
    assert in_order(page, [late.plot.enterprise_name, fresh.plot.enterprise_name])
    assert "已超期" in page


def test_only_overdue(cast, db):
    late = new_walk(cast, at=AT - timedelta(days=10)).to(CaseState.SUBMITTED)
    fresh = new_walk(cast).to(CaseState.SUBMITTED)
    page = text_of(as_part(cast, "acceptance_officer").get(INBOX, {"overdue": "on"}))
    assert late.plot.enterprise_name in page
    assert fresh.plot.enterprise_name not in page


@pytest.mark.parametrize("field", ["enterprise_name", "uscc", "number", "half_width", "own_number"])
def test_cases_are_found_by_name_code_and_number(case_in, field):
    walk, other = case_in("submitted"), case_in("accepted")
    asked = {
        "enterprise_name": walk.plot.enterprise_name,
        "uscc": walk.plot.uscc.lower(),
        "number": walk.plot.number,
        "half_width": walk.plot.number.replace("（", "(").replace("）", ")"),
        "own_number": walk.case.number,
    }[field]
    page = text_of(as_part(walk.cast, "acceptance_officer").get(CASES, {"q": asked}))
    assert walk.plot.number in page
    assert other.plot.number not in page


def test_cases_are_filtered_by_state_and_kind(case_in):
    listed, unlisted = case_in("accepted"), case_in("submitted", listed=False)
    client = as_part(listed.cast, "acceptance_officer")
    assert listed.plot.number not in text_of(client.get(CASES, {"state": "submitted"}))
    assert unlisted.plot.number in text_of(client.get(CASES, {"variant": "not_yet_listed"}))
    assert listed.plot.number not in text_of(client.get(CASES, {"variant": "not_yet_listed"}))


@in_state(CaseState.SUBMITTED)
def test_a_filter_that_is_not_offered_is_named_and_ignored(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(CASES, {"state": "sumbitted", "page": "x", "q": "\x00"}))
    assert walk.plot.number in page
    assert "选择一个有效的选项" in page


def test_lists_are_paged_in_the_database(cast, db, monkeypatch):
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for number in range(3):
        new_walk(cast, enterprise_name=f"分页试验{number}有限公司").to(CaseState.SUBMITTED)
    client = as_part(cast, "acceptance_officer")
    first, second = client.get(INBOX, {"q": "分页试验"}), client.get(INBOX, {"q": "分页试验", "page": "2"})
    assert text_of(first).count("/do/accept/") == 2
    assert text_of(second).count("/do/accept/") == 1
    assert "第 2/2 页" in text_of(second)


@pytest.mark.parametrize("address", [INBOX, CASES, reverse("court:listings")])
def test_a_long_list_costs_no_more_queries_than_a_short_one(cast, db, address):
    client = as_part(cast, "list_operator" if address == reverse("court:listings") else "acceptance_officer")
    counted = []
    state = CaseState.CERTIFIED if address == reverse("court:listings") else CaseState.SUBMITTED
    for rows in (1, 3):
        while client.get(address).context["page"].paginator.count < rows:
            new_walk(cast).to(state)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= QUERIES_OF_INBOX


def test_an_empty_search_offers_the_way_back(cast, db):
    client = as_part(cast, "signing_president")
    assert "没有符合条件的记录" in text_of(client.get(INBOX, {"q": "不存在"}))


def test_a_name_is_printed_and_not_run(case_in):
    walk = case_in("submitted", enterprise_name="<b>粗体</b>贸易&amp;Co有限公司")
    page = text_of(as_part(walk.cast, "acceptance_officer").get(INBOX))
    assert "<b>粗体</b>" not in page
    assert "&lt;b&gt;粗体&lt;/b&gt;贸易&amp;amp;Co有限公司" in page


@pytest.mark.parametrize("address", [INBOX, CASES, reverse("court:enforcement"), reverse("court:listings"), reverse("court:mandates")])
@in_state(CaseState.PUSHED)
def test_only_the_court_comes_in(stood, address):
    walk = stood
    for part in ("bureau_handler", "office", "leader", "administrator", "finance:liaison"):
        assert as_part(walk.cast, part).get(address).status_code == 404, part
    assert agent_of(walk).get(address).status_code == 404


def test_nobody_is_sent_to_sign_in(client, cast, db):
    response = client.get(INBOX)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={INBOX}"


@in_state(CaseState.SUBMITTED)
def test_another_court_sees_an_empty_house(stood):
    walk = stood
    client = signed_in(other_court_judge(walk.cast))
    for address in (INBOX, CASES, reverse("court:enforcement"), reverse("court:listings")):
        page = client.get(address)
        assert page.status_code == 200
        assert walk.plot.enterprise_name not in text_of(page)


def test_a_list_too_long_to_count_says_so_and_turns_to_its_bound(cast, db, monkeypatch):
    monkeypatch.setattr(pages, "PAGE_SIZE", 1)
    for number in range(3):
        new_walk(cast, enterprise_name=f"长列表试验{number}有限公司").to(CaseState.SUBMITTED)
    client = as_part(cast, "acceptance_officer")
    whole = text_of(client.get(CASES, {"q": "长列表试验"}))
    assert "第 1/3 页" in whole
    assert "只能翻看前" not in whole
    monkeypatch.setattr(pages, "COUNTED_AT_MOST", 2)
    last = text_of(client.get(CASES, {"q": "长列表试验", "page": "9"}))
    assert "共 2+ " in last
    assert "第 2/2 页" in last
    assert "只能翻看前 2 " in last
    assert last.count("长列表试验") >= 1
