"""The path through the demo: the next step, and the buttons that take it."""

import pytest
from django.urls import reverse

from cases import selectors
from cases.enums import CaseState
from cases.models import Case, ProactiveNotice
from demo import mainline
from demo.standing import Standing, standing_of
from demo.turns import turn_of, unit_turns
from departments.models import Region
from recognition.enums import RecognitionState
from recognition.models import Recognition
from tests.demo.pages import PERSONAS
from tests.support.strictness import StrictClient
from tests.support.world import AT

NEXT = {
    CaseState.SUBMITTED: ("法院受理", "court.acceptance_officer"),
    CaseState.SUPPLEMENT: ("企业补正", "agent01"),
    CaseState.PENDING_DECLINE: ("审核不予受理", "court.reviewing_judge"),
    CaseState.ACCEPTED: ("审查", "its handler"),
    CaseState.RETURNED: ("修改审查意见", "its handler"),
    CaseState.PENDING_REVIEW: ("复核", "court.reviewing_judge"),
    CaseState.PENDING_SIGN: ("签发决定", "court.signing_president"),
    CaseState.APPROVED: ("用印出具信用修复证明", "court.acceptance_officer"),
    CaseState.CERTIFIED: ("证明推送牵头部门", ""),
    CaseState.PUSHED: ("签收推送", "bureau.bureau_handler"),
    CaseState.PUSH_RETURNED: ("更正后再推送", "court.acceptance_officer"),
    CaseState.RECEIVED: ("提交转推", "bureau.bureau_handler"),
    CaseState.PENDING_DISTRIBUTION: ("审核转推，送达各单位", "bureau.bureau_approver"),
    CaseState.DISTRIBUTED: ("各单位签收、反馈", "court.liaison"),
    CaseState.RECOGNIZED_ALL: ("企业查看互认结果", "agent01"),
    CaseState.CLOSED_WITH_REFUSALS: ("企业查看互认结果", "agent01"),
}
AGAIN = (CaseState.LAPSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN)


def standing_in(state: CaseState) -> Standing:
    """A path that stands where the story's first case of that state stands."""
    case = Case.objects.filter(state=state).select_related("handler", "certificate", "enforcement_case").order_by("pk").first()
    notice = ProactiveNotice.objects.filter(enforcement_case__enterprise=case.enterprise).order_by("pk").first()
    return Standing(0, case.enterprise, notice, None, case)


def next_of(standing: Standing):
    return [
        waypoint for waypoint in mainline._waypoints(standing, unit_turns(standing)) if waypoint.state == "next" and not waypoint.is_beside
    ]


@pytest.mark.parametrize("state", NEXT)
def test_next_step_follows_the_state(demo, state):
    standing = standing_in(state)
    title, username = NEXT[state]
    (waypoint,) = next_of(standing)
    assert waypoint.title == title
    assert waypoint.turn.username == (standing.case.handler.username if username == "its handler" else username)


@pytest.mark.parametrize("state", [state for state, (_, username) in NEXT.items() if username not in ("", "agent01")])
def test_next_step_lands_on_a_page_of_that_person(demo, visitor, state):
    (waypoint,) = next_of(standing_in(state))
    response = visitor.post("/demo/become/", {"username": waypoint.turn.username, "next": waypoint.turn.url})
    assert response["Location"] == waypoint.turn.url
    assert visitor.get(waypoint.turn.url).status_code == 200


@pytest.mark.parametrize("state", AGAIN)
def test_application_that_ended_early_may_be_made_again(demo, state):
    (waypoint,) = next_of(standing_in(state))
    assert waypoint.title == "企业凭告知书加入，开始申请"


def test_rejection_ends_the_path(demo):
    assert next_of(standing_in(CaseState.REJECTED)) == []


def test_every_state_has_its_place_on_the_path():
    assert set(NEXT) | set(AGAIN) | {CaseState.RECOGNIZING, CaseState.REJECTED} == set(CaseState)


def test_consultation_comes_after_the_other_units(demo):
    disputed = Recognition.objects.filter(state=RecognitionState.CONSULTATION).select_related("case").get()
    standing = Standing(0, disputed.case.enterprise, standing_of(demo, 0).notice, None, disputed.case)
    turns = unit_turns(standing)
    assert turns[-1].username == "bureau.office"
    assert turn_of(standing, turns).username == "financial-affairs.liaison"
    assert turn_of(standing, turns[-1:]).username == "bureau.office"


@pytest.mark.parametrize("line", ["1", "2"])
def test_visitor_walks_a_line_with_the_buttons_of_the_page(demo, line):
    """Join, sample, submit, accept, sample, submit the examination: the page's own targets, one after another."""
    place = int(line) - 1
    press(place)
    standing = standing_of(demo, place)
    client = press(place)
    client.post(reverse("enterprise:notice_apply", args=[standing.notice.token]), {"kind": "staff"})
    assert standing_of(demo, place).stage == "submit"
    client = press(place, sample=line)
    draft = standing_of(demo, place).draft
    assert draft.materials.filter(removed_at__isnull=True).count() == 1
    client.post(
        reverse("enterprise:commitment", args=[draft.pk]),
        {
            "commitment_agreed": "on",
            "commitment_public": "on",
            "signatory": draft.signatory,
            "submission_token": draft.submission_token,
            "then": "submit",
        },
    )
    case = standing_of(demo, place).case
    assert case.state == CaseState.SUBMITTED
    press(place).post(reverse("court:act", args=[case.pk, "accept"]), {"version": case.state_seq, "variant": case.variant})
    press(place, sample=line)
    case = standing_of(demo, place).case
    assert case.state == CaseState.ACCEPTED
    assert not selectors.related_open_cases(case).exists()
    assert case.examinations.get().recommendation == "approve"


def press(place: int, sample: str = "") -> StrictClient:
    """Press the button of the next step, as the page offers it."""
    client = StrictClient()
    line = mainline.line_of(Region.objects.get(), place)
    turn = next(waypoint.turn for waypoint in line.waypoints if waypoint.state == "next")
    response = client.post("/demo/become/", {"username": turn.username, "next": turn.url, "sample": sample}, follow=True)
    assert response.status_code == 200
    return client


def test_remaining_units_answer_at_one_press(demo, visitor, monkeypatch):
    case = Case.objects.filter(state=CaseState.DISTRIBUTED).get()
    monkeypatch.setattr(mainline, "standing_of", lambda _region, place: Standing(place, case.enterprise, None, None, case))
    response = visitor.post("/demo/units/", {"line": "2"})
    assert response["Location"] == "/demo/?line=2"
    assert Case.objects.get(pk=case.pk).state == CaseState.RECOGNIZED_ALL
    assert {(row.proposed_by_id == row.approved_by_id) for row in case.recognitions.order_by("pk")} == {False}
    assert mainline.let_units_answer(demo, 1, at=AT) == 0


def test_nothing_to_answer_is_said(demo, visitor):
    response = visitor.post("/demo/units/", {"line": "1"}, follow=True)
    assert "没有等待反馈的单位" in response.content.decode()


def test_path_shows_both_lines(demo, visitor):
    first, second = (visitor.get(f"{PERSONAS}?line={number}").content.decode() for number in (1, 2))
    assert standing_of(demo, 0).enterprise.name in first
    assert f'href="{reverse("enterprise:notice", args=[standing_of(demo, 1).notice.token])}"' not in first
    assert standing_of(demo, 1).notice.token in second
    assert standing_of(demo, 1).notice.token in visitor.get(PERSONAS).content.decode(), "the line that was chosen last is kept"
    assert visitor.get(f"{PERSONAS}?line=x").status_code == 200
