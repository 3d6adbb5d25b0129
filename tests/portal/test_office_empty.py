"""What the staff reads before anything has happened. No case is built in this module."""

import pytest
from django.urls import reverse

from ledger import timekeeping
from tests.portal.staff_pages import NOW, as_part, text_of


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.mark.parametrize(
    ("part", "page", "told"),
    [
        ("acceptance_officer", "court:inbox", "没有待办"),
        ("acceptance_officer", "court:cases", "还没有修复案件"),
        ("acceptance_officer", "court:enforcement", "还没有执行案件"),
        ("list_operator", "court:listings", "没有需要操作的名单"),
        ("acceptance_officer", "court:mandates", "没有待核实的申请"),
        ("bureau_handler", "bureau:inbox", "没有待办"),
        ("bureau_handler", "bureau:cases", "还没有推送"),
        ("finance:liaison", "member:inbox", "没有待办"),
        ("finance:liaison", "member:history", "还没有反馈过"),
        ("office", "office:board", "没有正在计时的期限"),
        ("office", "office:limits", "没有这样的期限"),
        ("office", "office:reached", "没有这样的案件"),
        ("office", "office:cases", "还没有案件"),
        ("office", "office:overdue", "没有超期"),
        ("office", "office:consultations", "没有需要会商的"),
        ("leader", "office:glance", "本期没有"),
    ],
)
def test_an_empty_page_says_what_will_come(cast, db, part, page, told):
    response = as_part(cast, part).get(reverse(page))
    assert response.status_code == 200
    assert told in text_of(response).split("<main")[1]


def test_shares_of_nothing_are_no_number(cast, db):
    page = text_of(as_part(cast, "leader").get(reverse("office:glance"))).split("<main")[1]
    assert "上月 —" in page
    assert "0%" not in page
