from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import CaseState, Phase
from ledger import timekeeping
from portal.casepage.sections import OUTSIDE_SECTIONS
from portal.office.filters import states_of
from recognition.enums import RecognitionAction, RecognitionResult
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, act_url, as_part, done, links_to_steps, post, text_of
from tests.support.sweeping import swept
from tests.support.world import AT, in_state, new_walk

BOARD, CASES, OVERDUE, GLANCE = (reverse(f"office:{name}") for name in ("board", "cases", "overdue", "glance"))
CONSULTATIONS, LIMITS, REACHED, SPREADSHEET = (reverse(f"office:{name}") for name in ("consultations", "limits", "reached", "spreadsheet"))
MEETING = {"on": NOW.date().isoformat(), "time": "23:30", "place": "三楼会议室", "agenda": "财政局的反馈意见"}
QUERIES_OF_BOARD = 18


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def refused(stood, result=RecognitionResult.REFUSED):
    return stood.unit_answers("finance", result)


def take(walk, action, part="office", **data):
    return post(as_part(walk.cast, part), act_url("office", walk.unit("finance"), action), walk.unit("finance"), **data)


def test_every_state_has_its_column():
    assert {state for phase in Phase for state in states_of(phase)} == set(CaseState)
    assert sum(len(states_of(phase)) for phase in Phase) == len(CaseState)


@in_state(CaseState.ACCEPTED)
def test_a_limit_of_calendar_days_is_counted_in_them_everywhere(stood):
    """The examination counts calendar days; the board and the lists used to count working days up to the same date."""
    clock = stood.case.clocks.get(code="K-04", status="running")
    assert clock.rule.unit == "ND"
    told = f"剩{(clock.due_on - NOW.date()).days}天"
    pages = {
        "board": as_part(stood.cast, "office").get(BOARD, {"q": stood.plot.uscc}),
        "list": as_part(stood.cast, "office").get(CASES),
        "case": as_part(stood.cast, "office").get(reverse("office:case", args=[stood.case.pk])),
        "court": as_part(stood.cast, "acceptance_officer").get(reverse("court:cases")),
        "judge": signed_in(stood.case.handler).get(reverse("court:inbox")),
    }
    assert [name for name, page in pages.items() if told not in text_of(page)] == []


@in_state(CaseState.ACCEPTED)
def test_a_limit_of_calendar_days_is_late_by_calendar_days(stood):
    clock = stood.case.clocks.get(code="K-04", status="running")
    late = NOW + timedelta(days=(clock.due_on - NOW.date()).days + 10)
    swept("breaches", at=late)
    with timekeeping.pinned(late):
        assert "已超期10天" in text_of(as_part(stood.cast, "office").get(OVERDUE, {"q": stood.plot.uscc}))


def test_only_what_is_overdue(cast, db):
    late, fresh = new_walk(cast, at=AT - timedelta(days=9)).to(CaseState.SUBMITTED), new_walk(cast).to(CaseState.SUBMITTED)
    client = as_part(cast, "leader")
    for address, wanted in ((BOARD, {"near": "overdue"}), (CASES, {"overdue": "on"})):
        page = text_of(client.get(address, wanted))
        assert late.plot.enterprise_name in page
        assert fresh.plot.enterprise_name not in page


def test_every_overdue_clock_says_whose_it_is_and_for_how_long(cast, db):
    late = new_walk(cast, at=AT - timedelta(days=9)).to(CaseState.SUBMITTED)
    asked = new_walk(cast, at=AT - timedelta(days=60)).to(CaseState.SUPPLEMENT)
    unserved = new_walk(cast, at=AT - timedelta(days=5)).record().take_measures()
    swept("breaches", at=NOW)
    client = as_part(cast, "office")
    page = text_of(client.get(OVERDUE))
    for walk in (late, asked, unserved):
        assert walk.plot.number in page
    assert "已超期" in page
    court = text_of(client.get(OVERDUE, {"party": cast.court.pk}))
    assert late.plot.number in court
    assert asked.plot.number not in court
    enterprise = text_of(client.get(OVERDUE, {"party": "enterprise"}))
    assert asked.plot.number in enterprise
    assert late.plot.number not in enterprise
    assert unserved.plot.number in text_of(client.get(OVERDUE, {"q": unserved.plot.uscc}))
    assert late.plot.number not in text_of(client.get(OVERDUE, {"q": unserved.plot.number}))


@in_state(CaseState.DISTRIBUTED)
def test_a_refusal_is_brought_to_consultation_and_concluded(stood):
    refused(stood)
    client = as_part(stood.cast, "office")
    page = text_of(client.get(CONSULTATIONS))
    assert stood.plot.enterprise_name in page
    assert links_to_steps(page) == {"open_consultation"}
    assert "股权冻结" in text_of(client.get(reverse("office:answer", args=[stood.unit("finance").pk])))
    assert stood.plot.enterprise_name in text_of(client.get(CONSULTATIONS, {"q": stood.plot.uscc, "state": "refused"}))
    assert "没有符合条件的记录" in text_of(client.get(CONSULTATIONS, {"state": "consultation"}))
    assert take(stood, "open_consultation", **{**MEETING, "place": ""}).status_code == 422
    done(take(stood, "open_consultation", **MEETING))
    assert not links_to_steps(text_of(client.get(CONSULTATIONS)))
    meeting = stood.unit("finance").meetings.get()
    page = text_of(client.get(reverse("office:answer", args=[stood.unit("finance").pk])))
    assert reverse("group:meeting", args=[meeting.pk]) in page
    ended(stood, RecognitionAction.CONSULT_UPHOLD)
    assert stood.unit("finance").state == "refused_upheld"
    assert "没有需要会商的" in text_of(client.get(CONSULTATIONS))


def ended(stood, outcome):
    stood.at = NOW
    stood.conclude("finance", outcome, "经会商形成意见。")


@pytest.mark.parametrize("outcome", [RecognitionAction.CONSULT_RECOGNIZE, RecognitionAction.CONSULT_UPHOLD])
@in_state(CaseState.DISTRIBUTED)
def test_what_was_sent_up_is_met_about_again(stood, outcome):
    refused(stood)
    done(take(stood, "open_consultation", **MEETING))
    ended(stood, RecognitionAction.CONSULT_ESCALATE)
    client = as_part(stood.cast, "office")
    assert links_to_steps(text_of(client.get(CONSULTATIONS, {"state": "escalated"}))) == {"convene_again"}
    assert links_to_steps(text_of(client.get(reverse("office:answer", args=[stood.unit("finance").pk])))) == {"convene_again"}
    done(take(stood, "convene_again", **MEETING))
    ended(stood, outcome)
    assert "没有需要会商的" in text_of(client.get(CONSULTATIONS))


@in_state(CaseState.DISTRIBUTED)
def test_an_invitation_that_comes_too_late_is_kept(stood):
    refused(stood)
    version = stood.unit("finance").state_seq
    done(take(stood, "open_consultation", **MEETING))
    client = as_part(stood.cast, "office")
    response = client.post(act_url("office", stood.unit("finance"), "open_consultation"), {"version": version, **MEETING})
    assert response.status_code == 409
    assert "三楼会议室" in text_of(response)


@in_state(CaseState.DISTRIBUTED)
def test_leaders_look_and_do_not_touch(stood):
    refused(stood)
    client = as_part(stood.cast, "leader")
    for address in (BOARD, CASES, OVERDUE, GLANCE, reverse("office:case", args=[stood.case.pk])):
        page = client.get(address)
        assert page.status_code == 200
        assert not links_to_steps(text_of(page))
    answer = reverse("office:answer", args=[stood.unit("finance").pk])
    assert not links_to_steps(text_of(client.get(answer)))
    assert client.get(CONSULTATIONS).status_code == 404
    assert take(stood, "open_consultation", "leader").status_code == 404


def test_board_and_menu_call_the_glance_by_its_title(cast, db):
    leader = as_part(cast, "leader")
    page = text_of(leader.get(GLANCE))
    assert "总览" in page.partition("<h1")[2].partition("</h1>")[0]
    assert "一分钟" not in page + text_of(leader.get(BOARD))


@in_state(CaseState.SUBMITTED, CaseState.REJECTED, CaseState.DISTRIBUTED, CaseState.CLOSED_WITH_REFUSALS)
def test_every_case_opens_without_the_courts_internals(stood):
    client = as_part(stood.cast, "office")
    for section in OUTSIDE_SECTIONS:
        page = client.get(reverse("office:case_section", args=[stood.case.pk, section]))
        assert page.status_code == 200
        for examination in stood.case.examinations.order_by("pk"):
            assert examination.capacity not in text_of(page)
    assert client.get(reverse("office:case_section", args=[stood.case.pk, "examination"])).status_code == 404


@in_state(CaseState.DISTRIBUTED)
def test_only_office_and_leaders_come_in(stood):
    addresses = [BOARD, CASES, OVERDUE, GLANCE, LIMITS, REACHED, SPREADSHEET, CONSULTATIONS, reverse("office:case", args=[stood.case.pk])]
    addresses += [reverse("office:answer", args=[stood.unit("finance").pk]), act_url("office", stood.unit("finance"), "open_consultation")]
    for part in ("handling_judge", "bureau_handler", "finance:liaison", "administrator"):
        for address in addresses:
            assert as_part(stood.cast, part).get(address).status_code == 404, (part, address)
    assert agent_of(stood).get(BOARD).status_code == 404


@pytest.mark.parametrize("address", [BOARD, CASES, OVERDUE])
def test_a_long_list_costs_no_more_queries_than_a_short_one(cast, db, address):
    client = as_part(cast, "office")
    counted = []
    for _ in range(2):
        for _ in range(1 + 2 * len(counted)):
            new_walk(cast, at=AT - timedelta(days=9)).to(CaseState.SUBMITTED)
        # What ended limits took is filled in by the sweep; until then the page asks how many wait.
        swept("spent", at=NOW)
        # Twice: what a process keeps is read anew after others have changed it.
        client.get(address)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
    # Where the first page happens to hold answers of units, whose days they were is two more.
    assert counted[1] <= counted[0] <= QUERIES_OF_BOARD
