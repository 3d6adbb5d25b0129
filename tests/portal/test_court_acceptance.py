"""Acceptance: taking up, supplementing, declining."""

import pytest
from django.urls import reverse

from cases.enums import CaseState
from ledger import timekeeping
from tests.portal.court_forms import LINE, lines, take
from tests.portal.staff_pages import NOW, as_part, done, step_url, text_of
from tests.support.world import in_state


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@in_state(CaseState.SUBMITTED)
def test_accepting_assigns_the_least_burdened_judge(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(step_url(walk, "accept")))
    assert "自动分配" in page
    assert 'value="listed" class="form-check-input" checked' in page or "checked" in page
    done(take(walk, "acceptance_officer", "accept", variant="listed", handler_id=""))
    assert walk.case.state == CaseState.ACCEPTED
    assert walk.case.handler in (walk.cast.people["handling_judge"], walk.cast.people["handling_judge_2"])


@in_state(CaseState.SUBMITTED)
def test_accepting_with_a_chosen_judge(stood):
    judge = stood.cast.people["handling_judge_2"]
    done(take(stood, "acceptance_officer", "accept", variant="listed", handler_id=str(judge.pk)))
    assert stood.case.handler == judge


@in_state(CaseState.SUBMITTED)
def test_the_kind_of_applicant_follows_the_listing(stood):
    response = take(stood, "acceptance_officer", "accept", variant="not_yet_listed", handler_id="")
    assert response.status_code == 422
    assert "更正名单记录" in text_of(response)
    stood.enforcement.listing.delete()
    page = text_of(as_part(stood.cast, "acceptance_officer").get(step_url(stood, "accept")))
    assert page.index('value="not_yet_listed"') < page.index("checked") < page.index('value="listed"')
    done(take(stood, "acceptance_officer", "accept", variant="not_yet_listed", handler_id=""))
    assert stood.case.variant == "not_yet_listed"


@in_state(CaseState.SUBMITTED)
def test_a_judge_of_nowhere_is_not_offered(stood):
    walk = stood
    response = take(walk, "acceptance_officer", "accept", variant="listed", handler_id=str(walk.agent.pk))
    assert response.status_code == 422
    assert walk.case.state == CaseState.SUBMITTED


@in_state(CaseState.SUBMITTED)
def test_the_supplement_list_goes_out_once_and_empty_lines_are_left_out(stood):
    walk = stood
    done(take(walk, "acceptance_officer", "request_supplement", **lines(LINE, {}, {**LINE, "what": "营业执照"})))
    items = walk.case.supplements.get().items.order_by("position")
    assert [item.what for item in items] == ["第二期付款回单", "营业执照"]


@in_state(CaseState.SUBMITTED)
def test_one_more_line_keeps_what_was_typed(stood):
    walk = stood
    response = take(walk, "acceptance_officer", "request_supplement", more="1", **lines(LINE, {"what": "只写了一半"}, {}))
    page = text_of(response)
    assert response.status_code == 200
    assert "第二期付款回单" in page
    assert "只写了一半" in page
    assert 'name="items-3-what"' in page
    assert "cr-error-summary" not in page
    assert walk.case.state == CaseState.SUBMITTED


@pytest.mark.parametrize(("rows", "told"), [([{}], "请至少列出一项"), ([{"what": "回单"}], "每一项都要写明")])
@in_state(CaseState.SUBMITTED)
def test_an_incomplete_supplement_list_is_not_sent(stood, rows, told):
    walk = stood
    response = take(walk, "acceptance_officer", "request_supplement", **lines(*rows))
    assert response.status_code == 422
    assert told in text_of(response)
    assert not walk.case.supplements.exists()


@in_state(CaseState.SUBMITTED)
def test_a_third_supplement_is_refused_in_words(stood):
    walk = stood
    walk.ask_supplement().answer_supplement().ask_supplement().answer_supplement()
    response = take(walk, "acceptance_officer", "request_supplement", **lines(LINE))
    assert response.status_code == 422
    assert "不能再次要求补正" in text_of(response)
    assert LINE["how"] in text_of(response)


@in_state(CaseState.SUBMITTED)
def test_declining_takes_the_regions_channel_when_none_is_typed(stood):
    walk = stood
    done(take(walk, "acceptance_officer", "propose_decline", reason="natural_person", note="申请主体是自然人。", channel=""))
    assert "自然人" in walk.case.decline_channel
    page = text_of(as_part(walk.cast, "reviewing_judge").get(step_url(walk, "confirm_decline")))
    assert walk.case.decline_channel in page
    done(take(walk, "reviewing_judge", "confirm_decline"))
    assert walk.case.state == CaseState.NOT_ACCEPTED


@in_state(CaseState.SUBMITTED)
def test_a_proposal_to_decline_can_be_returned_with_a_reason(stood):
    walk = stood
    walk.decline(confirm=False)
    assert take(walk, "reviewing_judge", "return_decline", note=" ").status_code == 422
    done(take(walk, "reviewing_judge", "return_decline", note="属于本院受理范围。"))
    assert walk.case.state == CaseState.SUBMITTED
    case_page = text_of(as_part(walk.cast, "acceptance_officer").get(reverse("court:case", args=[walk.case.pk])))
    assert "属于本院受理范围。" in case_page
