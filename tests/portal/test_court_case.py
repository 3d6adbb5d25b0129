import pytest
from django.urls import reverse

from cases import selectors
from cases.enums import CaseState
from departments.actors import actor_for
from ledger import timekeeping
from portal.court.steps import CASE_PAGES
from portal.court.views.cases import SECTIONS
from procedure.selectors import available_actions
from recognition import selectors as recognitions
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, as_part, links_to_steps, other_court_judge, text_of
from tests.support.world import in_state
from words.dates import day

COURT_PARTS = ("acceptance_officer", "handling_judge", "handling_judge_2", "reviewing_judge", "signing_president", "list_operator")


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def url(walk, section=""):
    return reverse("court:case_section", args=[walk.case.pk, section]) if section else reverse("court:case", args=[walk.case.pk])


@in_state(*CaseState)
def test_every_section_opens_in_every_state(stood):
    walk, state = stood, CaseState(stood.case.state)
    client = as_part(walk.cast, "acceptance_officer")
    for section in SECTIONS:
        response = client.get(url(walk, section))
        assert response.status_code == 200, section
        page = text_of(response)
        assert walk.plot.enterprise_name in page
        assert str(state.label) in page


@in_state(*CaseState)
def test_the_buttons_are_those_of_the_table(stood):
    walk, case = stood, stood.case
    for part in COURT_PARTS:
        actor = actor_for(walk.cast.people[part], NOW)
        table = {row.action for row in available_actions(case, actor) if row.action in CASE_PAGES}
        expected = {action.value for action in table if CASE_PAGES[action].fits(case)}
        page = text_of(as_part(walk.cast, part).get(url(walk)))
        assert links_to_steps(page) == expected, part


@in_state(CaseState.SUBMITTED)
def test_the_head_says_who_has_it_and_until_when(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(url(walk)))
    assert "黄石市西塞山区人民法院立案受理岗" in page
    assert "剩3个工作日" in page
    assert "为什么是11月9日 周一" in page


@in_state(CaseState.SUPPLEMENT)
def test_the_application_is_read_with_its_statement_and_materials(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "handling_judge").get(url(walk, "application")))
    material = walk.application.materials.get()
    for text in (*walk.plot.statement, material.original_name, material.sha256, "最后一笔付款的银行回单", "已告知 1 次，最多 2 次"):
        assert text in page
    assert reverse("download:material", args=[material.pk]) in page


@in_state(CaseState.RETURNED)
def test_the_examination_is_read_round_by_round(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "reviewing_judge").get(url(walk, "examination")))
    assert "第 1 轮审查" in page
    assert walk.case.return_note in page
    assert "未发现" in page
    assert "具备" in page


@in_state(CaseState.REJECTED)
def test_a_rejection_is_read_with_everything_it_owes(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "handling_judge").get(url(walk, "examination")))
    decision = walk.case.decision
    for text in (
        decision.number,
        *decision.reason_texts,
        decision.guidance,
        decision.remedy,
        "履行计划不明确或不可行",
        day(decision.reapply_on),
    ):
        assert text in page


@in_state(CaseState.CLOSED_WITH_REFUSALS)
def test_pushes_and_answers_are_listed(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(url(walk, "recognition")))
    assert "7/8" in page
    refused = next(row for row in recognitions.units_progress(walk.case).rows if row.state == "refused_upheld")
    for text in (refused.legal_basis, refused.reason, refused.guidance, refused.consultation_note, refused.delivery.receipt_number):
        assert text in page


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_record_shows_the_chain(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(url(walk, "ledger")))
    entries = selectors.timeline(walk.case)
    assert len(entries) > 20
    for entry in entries:
        assert f'title="{entry.hash}"' in page
    assert "examination_saved" not in page


@pytest.mark.parametrize("section", ["", *SECTIONS])
@in_state(CaseState.RECOGNIZED_ALL)
def test_who_is_not_of_this_court_finds_nothing(stood, section):
    walk = stood
    for part in ("bureau_handler", "finance:liaison", "office", "leader", "administrator"):
        assert as_part(walk.cast, part).get(url(walk, section)).status_code == 404, part
    assert agent_of(walk).get(url(walk, section)).status_code == 404
    assert signed_in(other_court_judge(walk.cast)).get(url(walk, section)).status_code == 404


@in_state(CaseState.SUBMITTED)
def test_a_section_that_does_not_exist(stood):
    walk = stood
    assert as_part(walk.cast, "handling_judge").get(url(walk, "secrets")).status_code == 404


@in_state(CaseState.PENDING_SIGN)
def test_a_judge_who_is_also_an_agent_elsewhere_gains_nothing_in_that_court(stood):
    """A mandate opens the enterprise's pages, never the desk of another court."""
    walk = stood
    judge = other_court_judge(walk.cast)
    walk.agent.mandates.update(user=judge)
    assert signed_in(judge).get(url(walk, "examination")).status_code == 404
