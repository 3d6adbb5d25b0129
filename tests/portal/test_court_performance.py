import pytest
from django.urls import reverse

from cases.enums import PerformanceStatus
from ledger import timekeeping
from tests.portal.enterprise_pages import signed_in
from tests.portal.staff_pages import NOW, as_part, done, other_court_judge, text_of
from tests.support.world import new_walk

FULL = PerformanceStatus.FULL.value


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def source(cast, db):
    """An enforcement case on which nothing has been performed."""
    case = new_walk(cast).record().enforcement
    type(case).objects.filter(pk=case.pk).update(performance="none", performed_fen=0)
    case.refresh_from_db()
    return case


def url(source) -> str:
    return reverse("court:performance", args=[source.pk])


@pytest.mark.parametrize("part", ["acceptance_officer", "handling_judge"])
def test_full_performance_is_recorded_and_shown(cast, source, part):
    client = as_part(cast, part)
    home = reverse("court:enforcement_case", args=[source.pk])
    assert url(source) in text_of(client.get(home))
    page = text_of(client.get(url(source)))
    assert "C 类、D 类信用修复证明只能出给全部履行的案件" in page
    yuan = source.amount_fen / 100
    response = client.post(url(source), {"performance": FULL, "performed_fen": f"{yuan:,.2f}", "is_concluded": "on"})
    done(response)
    assert response["Location"] == home
    source.refresh_from_db()
    assert (source.performance, source.performed_fen, source.is_concluded) == (FULL, source.amount_fen, True)
    shown = text_of(client.get(home))
    assert PerformanceStatus.FULL.label in shown
    assert "已结案" in shown
    again = text_of(client.get(url(source)))
    assert f'value="{yuan:.2f}"' in again
    assert again.count("checked") == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"performed_fen": "0"}, "履行情况与已履行金额不一致"),
        ({"performance": "none"}, "履行情况与已履行金额不一致"),
        ({"performed_fen": "9999999999"}, "已履行金额不能大于执行标的"),
        ({"performed_fen": "-1"}, "不能为负"),
        ({"performed_fen": ""}, "这个字段是必填项"),
        ({"performed_fen": "9" * 5000}, "金额请填数字"),
        ({"performance": "nonsense"}, "请从列出的各项中选择"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_stored(cast, source, changes, told):
    response = as_part(cast, "acceptance_officer").post(url(source), {"performance": FULL, "performed_fen": "10.00", **changes})
    assert response.status_code == 422
    assert told in text_of(response).partition("cr-error-summary")[2]
    source.refresh_from_db()
    assert (source.performance, source.performed_fen) == ("none", 0)


def test_only_the_two_posts_of_this_court_record(cast, source):
    for part in ("reviewing_judge", "signing_president", "list_operator"):
        client = as_part(cast, part)
        assert client.get(url(source)).status_code == 403
        assert client.post(url(source), {"performance": FULL, "performed_fen": "10.00"}).status_code == 403
        assert url(source) not in text_of(client.get(reverse("court:enforcement_case", args=[source.pk])))
    for client in (signed_in(other_court_judge(cast)), as_part(cast, "finance:liaison")):
        assert client.get(url(source)).status_code == 404
        assert client.post(url(source), {"performance": FULL, "performed_fen": "10.00"}).status_code == 404
    source.refresh_from_db()
    assert source.performance == "none"
