"""Who sees what: every persona against cases, answers, notices, papers and materials."""

from dataclasses import replace

import pytest

from cases import selectors
from cases.enums import CaseState
from cases.models import Application, Case, EnforcementCase
from cases.states import BUREAU_SEES
from cases.subjects import APPLICATION, CASE, NOTICE
from messaging.models import Message
from messaging.selectors import messages_of
from messaging.services import tell_post
from notices.enums import Audience, DocumentKind
from notices.models import Document
from procedure.actors import SYSTEM, VISITOR, Actor, HeldPost
from procedure.enums import COURT_ROLES
from recognition import selectors as recognitions
from tests.regions.files import QINGLAN, load
from tests.support.world import AT, everybody_of, in_state, new_walk

COURT = ("acceptance_officer", "handling_judge", "handling_judge_2", "reviewing_judge", "signing_president", "list_operator")
BUREAU = ("bureau_handler", "bureau_approver")
UNIT = ("finance:liaison", "finance:approver")
OTHER_UNIT = ("justice:liaison", "justice:approver")


@pytest.fixture(scope="module")
def neighbour(cast):
    """Another district with a court, a bureau and a unit of its own."""
    return load(QINGLAN, AT)


@pytest.fixture
def personas(stood, cast, neighbour):
    agent = stood.agent_actor()
    stranger = replace(agent, user_id=10**6 + 1, enterprise_ids=frozenset({new_walk(cast).record().enforcement.enterprise_id}))
    parts = (*COURT, *BUREAU, *UNIT, *OTHER_UNIT, "office", "leader", "administrator")
    return {
        **{part: stood.by(part) for part in parts},
        "agent": agent,
        "another enterprise": stranger,
        "another district": everybody_of(neighbour),
        "visitor": VISITOR,
        "system": SYSTEM,
    }


def seeing(personas, visible, pk):
    return {name for name, actor in personas.items() if visible(actor).filter(pk=pk).exists()}


INSIDE = {"agent", "office", "leader", *COURT}


@in_state(*CaseState)
def test_a_case_exists_for_those_whom_it_has_reached(stood, personas):
    pushed = stood.case.state in BUREAU_SEES
    distributed = stood.case.recognitions.exists()
    expected = INSIDE | (set(BUREAU) if pushed else set()) | ({*UNIT, *OTHER_UNIT} if distributed else set())
    assert seeing(personas, selectors.cases_visible_to, stood.case.pk) == expected


@in_state(CaseState.RECOGNIZING)
def test_an_answer_is_seen_by_its_unit_and_not_by_another(stood, personas):
    pk = stood.unit("finance").pk
    assert seeing(personas, recognitions.recognitions_visible_to, pk) == INSIDE | {*BUREAU, *UNIT}


@in_state(CaseState.SUBMITTED)
def test_notice_enforcement_case_and_application_stay_with_court_and_enterprise(stood, personas):
    of_court = {"agent", *COURT}
    assert seeing(personas, selectors.enforcement_cases_visible_to, stood.enforcement.pk) == of_court
    assert seeing(personas, selectors.notices_visible_to, stood.notice.pk) == of_court
    assert seeing(personas, selectors.applications_visible_to, stood.application.pk) == of_court
    assert seeing(personas, selectors.applications_of, stood.application.pk) == {"agent"}


def test_a_draft_is_its_enterprises_own(walk, cast):
    walk.record().take_measures().serve().join().draft()
    for actor in (walk.by("acceptance_officer"), walk.by("office"), VISITOR):
        assert not selectors.applications_visible_to(actor).filter(pk=walk.application.pk).exists()
    assert selectors.applications_visible_to(walk.agent_actor()).filter(pk=walk.application.pk).exists()


@in_state(CaseState.RECOGNIZED_ALL)
def test_materials_are_never_shown_to_bureau_units_or_office(stood, personas):
    material = stood.application.materials.get()
    assert seeing(personas, selectors.materials_visible_to, material.pk) == {"agent", *COURT}


def test_a_lost_material_is_no_file(walk):
    walk.record().take_measures().serve().join().draft().fill()
    material = walk.application.materials.get()
    assert selectors.materials_visible_to(walk.agent_actor()).filter(pk=material.pk).exists()
    type(material).objects.filter(pk=material.pk).update(is_lost=True, upload=None, issuer="示例银行")
    assert not selectors.materials_visible_to(walk.agent_actor()).filter(pk=material.pk).exists()


# --- papers ---

UNITS = {*BUREAU, "office", *UNIT, *OTHER_UNIT}
OF_BUREAU = {*BUREAU, "office"}
PAPERS = {
    DocumentKind.ACCEPTANCE_NOTICE: {"agent", *COURT},
    DocumentKind.EXAMINATION_REPORT: {*COURT},
    DocumentKind.APPROVAL_DECISION: {"agent", *COURT},
    DocumentKind.CERTIFICATE: {"agent", *COURT, *UNITS},
    DocumentKind.ADVICE_TO_UNITS: {"agent", *COURT, *UNITS},
    DocumentKind.PUSH_LETTER: {*COURT, *OF_BUREAU},
    DocumentKind.RECOGNITION_RESULT: {"agent", *COURT, *OF_BUREAU},
}


@in_state(CaseState.RECOGNIZED_ALL)
@pytest.mark.parametrize("kind", list(PAPERS))
def test_a_paper_of_the_case_is_for_its_audience(stood, personas, kind):
    paper = stood.case.documents.get(kind=kind)
    assert seeing(personas, selectors.documents_visible_to, paper.pk) == PAPERS[kind]


@in_state(CaseState.RECOGNIZED_ALL)
@pytest.mark.parametrize("kind", [DocumentKind.RECOGNITION_REPLY])
def test_a_units_own_paper_is_not_for_another_unit_nor_the_enterprise(stood, personas, kind):
    paper = stood.case.documents.get(kind=kind, department__code="finance")
    assert seeing(personas, selectors.documents_visible_to, paper.pk) == {*COURT, *OF_BUREAU, *UNIT}


@in_state(CaseState.SUBMITTED)
def test_the_papers_before_a_case_stay_with_court_and_enterprise(stood, personas):
    for paper in (*Document.objects.filter(notice=stood.notice), *Document.objects.filter(application=stood.application)):
        expected = {*COURT} if paper.audience == Audience.COURT else {"agent", *COURT}
        assert seeing(personas, selectors.documents_visible_to, paper.pk) == expected, paper


@in_state(CaseState.CERTIFIED)
def test_a_certificate_is_no_units_before_it_is_pushed(stood, personas):
    paper = stood.case.certificate.document
    assert seeing(personas, selectors.documents_visible_to, paper.pk) == {"agent", "office", *COURT}


@in_state(CaseState.DISTRIBUTED)
def test_each_paper_is_listed_once(stood):
    for actor in (stood.by("acceptance_officer"), stood.agent_actor(), stood.by("bureau_handler")):
        pks = list(selectors.documents_visible_to(actor).values_list("pk", flat=True))
        assert len(pks) == len(set(pks)) > 0


# --- the rest ---


@in_state(CaseState.SUBMITTED)
def test_refusing_admits_what_the_person_sees_anyway(stood, personas):
    rows = ((CASE, stood.case), (APPLICATION, stood.application), (NOTICE, stood.notice))
    for subject, row in rows:
        assert subject.visible_to(personas["reviewing_judge"]).filter(pk=row.pk).exists()
        assert not subject.visible_to(personas["bureau_handler"]).filter(pk=row.pk).exists()


@in_state(CaseState.SUBMITTED)
def test_messages_reach_the_enterprise_or_the_post_they_are_for(stood, personas):
    tell_post(stood.cast.court, role="acceptance_officer", subject="一", body="二", at=AT, dedup_key="one")
    told = Message.objects.get(dedup_key="one")
    reading = {name for name, actor in personas.items() if messages_of(actor).filter(pk=told.pk).exists()}
    assert reading == {"acceptance_officer"}
    own = messages_of(personas["agent"])
    assert {message.enterprise_id for message in own} == {stood.enforcement.enterprise_id}


@in_state(CaseState.SUBMITTED)
def test_nobody_sees_anything(stood):
    nobody = Actor(user_id=10**7, label="没有岗位")
    for actor in (nobody, VISITOR, SYSTEM, stood.by("administrator")):
        for visible in (
            selectors.cases_visible_to,
            selectors.enforcement_cases_visible_to,
            selectors.notices_visible_to,
            selectors.applications_visible_to,
            recognitions.recognitions_visible_to,
            selectors.documents_visible_to,
            selectors.materials_visible_to,
            selectors.mandates_awaiting,
        ):
            assert not visible(actor).exists(), visible.__name__


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("role", COURT_ROLES)
def test_a_judge_of_another_court_sees_nothing_of_this_one(stood, neighbour, role):
    court = neighbour.departments.get(kind="court")
    judge = Actor(user_id=10**6, label="邻院", posts=frozenset({HeldPost(role, court.pk, neighbour.pk)}))
    assert not selectors.cases_visible_to(judge).exists()
    assert not selectors.enforcement_cases_visible_to(judge).exists()
    assert (Case.objects.count(), EnforcementCase.objects.count(), Application.objects.count()) > (0, 0, 0)


def keys(rows):
    return set(rows.values_list("pk", flat=True))


@in_state(CaseState.RECOGNIZING)
def test_the_lists_of_all_audiences_together_are_what_a_person_may_see(personas):
    parts = (selectors.cases_of_enterprises, selectors.cases_before_court, selectors.cases_at_bureau, selectors.cases_in_region)
    for name, actor in personas.items():
        listed = set().union(*(keys(part(actor)) for part in parts))
        answered = recognitions.recognitions_of_units(actor)
        assert keys(answered) <= keys(recognitions.recognitions_visible_to(actor)), name
        assert listed | set(answered.values_list("case", flat=True)) == keys(selectors.cases_visible_to(actor)), name


@in_state(CaseState.RECOGNIZING)
def test_an_enterprise_is_listed_every_paper_that_it_may_see_and_no_other(personas):
    for name, actor in personas.items():
        listed = keys(selectors.documents_of_enterprises(actor))
        assert listed == (keys(selectors.documents_visible_to(actor)) if actor.enterprise_ids else set()), name
