"""What every step of the court refuses, and that typed text outlives the refusal."""

import pytest
from django.urls import reverse

from cases.enums import CaseState
from ledger import timekeeping
from tests.portal.court_forms import LINE, lines, take
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, as_part, done, other_court_judge, post, step_url, text_of
from tests.support.world import in_state


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@in_state(CaseState.SUBMITTED)
def test_a_stale_form_is_answered_with_what_happened_and_keeps_the_text(stood):
    walk = stood
    client = as_part(walk.cast, "acceptance_officer")
    version = walk.case.state_seq
    walk.accept()
    data = {"version": version, "reason": "barred", "note": "写了很久的说明", "channel": "另一渠道"}
    response = client.post(step_url(walk, "propose_decline"), data)
    page = text_of(response)
    assert response.status_code == 409
    assert "法院立案受理岗已于" in page
    assert "审查中" in page
    assert "写了很久的说明" in page
    assert "仍在限制再次申请期间" in page
    assert walk.case.state == CaseState.ACCEPTED


@in_state(CaseState.SUBMITTED)
def test_a_stale_form_whose_step_is_still_open_can_be_sent_again(stood):
    walk = stood
    version = walk.case.state_seq
    walk.ask_supplement().answer_supplement()
    response = take_with(walk, version, note="写了很久的说明", reason="barred", channel="另一渠道")
    page = text_of(response)
    assert response.status_code == 409
    assert "写了很久的说明</textarea>" in page
    assert f'name="version" value="{walk.case.state_seq}"' in page
    done(take(walk, "acceptance_officer", "propose_decline", note="写了很久的说明", reason="barred", channel="另一渠道"))


def take_with(walk, version, **data):
    client = as_part(walk.cast, "acceptance_officer")
    return client.post(step_url(walk, "propose_decline"), {"version": version, **data})


@in_state(CaseState.ACCEPTED)
def test_even_an_invalid_form_is_told_first_that_it_comes_too_late(stood):
    response = take_with(stood, 1, reason="", note="说明")
    assert response.status_code == 409
    assert "说明" in text_of(response)


@pytest.mark.parametrize("version", ["", "x", "-1", "999999", "٣"])
@in_state(CaseState.SUBMITTED)
def test_a_form_without_its_version_is_stale(stood, version):
    walk = stood
    response = as_part(walk.cast, "acceptance_officer").post(step_url(walk, "accept"), {"version": version, "variant": "listed"})
    assert response.status_code == 409
    assert walk.case.state == CaseState.SUBMITTED


@in_state(CaseState.SUBMITTED)
def test_a_supplement_list_survives_a_collision(stood):
    walk = stood
    version = walk.case.state_seq
    walk.accept()
    client = as_part(walk.cast, "acceptance_officer")
    response = client.post(step_url(walk, "request_supplement"), {"version": version, **lines(LINE)})
    assert response.status_code == 409
    assert all(text in text_of(response) for text in LINE.values())


NOT_THEIRS = {
    "submitted": [("accept", "handling_judge"), ("accept", "signing_president")],
    "pending_review": [("pass_review", "handling_judge")],
    "pending_sign": [("approve", "reviewing_judge")],
    "approved": [("issue_certificate", "signing_president")],
    "pushed": [("record_list_operation", "acceptance_officer")],
}


@in_state(*map(CaseState, NOT_THEIRS))
def test_a_colleague_without_the_post_is_refused_openly(stood):
    walk, state = stood, stood.case.state
    for action, part in NOT_THEIRS[state]:
        client = as_part(walk.cast, part)
        asked, sent = client.get(step_url(walk, action)), post(client, step_url(walk, action), walk.case, note="x")
        assert (asked.status_code, sent.status_code) == (403, 403)
    assert walk.case.state == state


@in_state(CaseState.PENDING_SIGN)
def test_who_reviewed_does_not_sign(stood):
    """One person may hold both posts, but not act in both on one case."""
    walk = stood
    reviewer = walk.cast.people["reviewing_judge"]
    walk.cast.people["signing_president"].posts.update(user=reviewer)
    assert signed_in(reviewer).get(step_url(walk, "approve")).status_code == 403


@in_state(CaseState.SUBMITTED)
def test_who_is_not_of_this_court_finds_no_step(stood):
    walk = stood
    outsiders = [signed_in(other_court_judge(walk.cast)), agent_of(walk)]
    outsiders += [as_part(walk.cast, part) for part in ("administrator", "office", "leader", "bureau_handler", "finance:liaison")]
    for client in outsiders:
        assert client.get(step_url(walk, "accept")).status_code == 404
        assert client.post(step_url(walk, "accept"), {"version": 1}).status_code == 404


@pytest.mark.parametrize("action", ["receive_push", "withdraw", "lapse", "recognize", "no_such_step"])
@in_state(CaseState.SUBMITTED)
def test_steps_of_others_have_no_page_here(stood, action):
    walk = stood
    assert as_part(walk.cast, "acceptance_officer").get(step_url(walk, action)).status_code == 404


@in_state(CaseState.SUBMITTED)
def test_text_survives_the_end_of_a_session(client, stood):
    walk = stood
    address = step_url(walk, "propose_decline")
    response = client.post(address, {"version": 1, "note": "写了一个小时的说明", "reason": "barred"})
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    client.force_login(walk.cast.people["acceptance_officer"])
    assert "写了一个小时的说明" in text_of(client.get(address))
    assert walk.case.state == CaseState.SUBMITTED
