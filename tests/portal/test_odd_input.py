"""Addresses and numbers that no page of ours sends: refused like any other wrong one, never an error of ours."""

import pytest
from django.core.cache import cache

from cases.enums import CaseState
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, url
from tests.portal.staff_pages import as_part, step_url
from tests.support.world import in_state

HUGE = "9" * 5000


@pytest.fixture(autouse=True)
def _now(db):
    cache.clear()
    with timekeeping.pinned(NOW):
        yield


@pytest.mark.parametrize("code", ["%00", "a%00b", "a" * 65, "%F0%9F%99%82", "a%20b", "..%2F", "%0A"])
@pytest.mark.parametrize("address", ["/v/{}/", "/n/{}/", "/n/{}/apply/"])
def test_a_code_with_odd_characters_is_a_wrong_code(client, cast, address, code):
    assert client.get(address.format(code)).status_code == 404
    assert client.post(address.format(code)).status_code == 404


@pytest.mark.parametrize("number", [HUGE, "9" * 19, "٣", "1\0", "-1", ""])
def test_a_draft_is_begun_for_no_enterprise_of_such_a_number(walk, number):
    assert agent_of(walk.record()).post(url("start"), {"enterprise": number}).status_code == 404


@in_state(CaseState.SUBMITTED)
def test_a_version_of_5000_digits_is_stale(stood):
    walk = stood
    data = {"version": HUGE, "reason": "barred", "note": "写了很久的说明"}
    response = as_part(walk.cast, "acceptance_officer").post(step_url(walk, "propose_decline"), data)
    assert response.status_code == 409
    assert "写了很久的说明" in response.content.decode()


@in_state(CaseState.SUPPLEMENT)
def test_an_answer_to_a_supplement_list_with_such_a_version_is_stale(stood):
    walk = stood
    item = walk.case.supplements.get().items.first()
    response = agent_of(walk).post(url("supplement", walk.case.pk), {"version": HUGE, f"item-{item.pk}-text": "已经写好的答复"})
    assert response.status_code in (409, 422)


@pytest.mark.parametrize("page", [HUGE, "9" * 4000, "-1", "x", "1\0"])
def test_any_page_number_opens_a_page_of_the_list(cast, page):
    for address in ("/court/cases/", "/court/enforcement/"):
        assert as_part(cast, "acceptance_officer").get(address, {"page": page}).status_code == 200


@pytest.mark.parametrize("pk", [HUGE, "9" * 4000, "9" * 19])
def test_a_key_that_no_row_has_is_not_found(cast, pk):
    client = as_part(cast, "acceptance_officer")
    for address in (f"/court/cases/{pk}/", f"/court/enforcement/{pk}/measures/", f"/documents/{pk}/download"):
        assert client.get(address).status_code == 404
