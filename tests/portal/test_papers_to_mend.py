"""A paper that could not be made: who has it in the inbox, who can have it made again, and what waits for it."""

import pytest
from django.urls import reverse

from cases import selectors
from cases.enums import CaseState
from departments.actors import actor_for
from notices.enums import DocumentState
from notices.kinds import Owner, all_kinds, kind_of
from notices.models import Document
from notices.services import render_document
from procedure.errors import ConditionNotMet
from recognition import services as recognition
from tests.portal.staff_pages import NOW, act_url, as_part, other_court_judge, text_of
from tests.portal.test_court_case import signed_in
from tests.support.world import in_state

FAILED = {"state": DocumentState.NEEDS_HUMAN, "failure": "已尝试3次（ValueError）"}
LISTED = reverse("papers:list")
# Of each body somebody, and the paper of his body in a case that has come to its end.
BODIES = {
    Owner.COURT: ("acceptance_officer", "court:inbox", "D14"),
    Owner.BUREAU: ("bureau_handler", "bureau:inbox", "D30"),
    Owner.UNIT: ("finance:liaison", "member:inbox", "D17"),
}


def fail(document: Document) -> Document:
    Document.objects.filter(pk=document.pk, state=DocumentState.PENDING).update(**FAILED)
    document.refresh_from_db()
    assert document.state == DocumentState.NEEDS_HUMAN
    return document


def a_paper(walk, code, **belonging) -> Document:
    found = Document.objects.filter(kind=code, state=DocumentState.PENDING, **belonging)
    return fail(found.filter(department__code="finance").first() or found.first())


@pytest.mark.parametrize("owner", BODIES)
@in_state(CaseState.RECOGNIZED_ALL)
def test_it_is_in_the_inbox_of_the_body_that_issued_it_and_of_no_other(stood, owner):
    part, inbox, code = BODIES[owner]
    paper = a_paper(stood, code, case=stood.case)
    client = as_part(stood.cast, part)
    assert "有 1 份文书没有制成" in text_of(client.get(reverse(inbox)))
    page = text_of(client.get(LISTED))
    assert paper.title in page
    assert "已尝试3次" in page
    assert stood.plot.enterprise_name in page
    for other, (part_of_other, its_inbox, _code) in BODIES.items():
        if other != owner:
            visitor = as_part(stood.cast, part_of_other)
            assert "没有制成，等待它们的步骤" not in text_of(visitor.get(reverse(its_inbox)))
            assert paper.number not in text_of(visitor.get(LISTED)) or not paper.number


@pytest.mark.parametrize("code", ["D02", "D03", "D02R", "D01R", "D05", "D12A", "D14", "D15", "D16", "D17", "D30"])
@in_state(CaseState.RECOGNIZED_ALL)
def test_every_kind_can_be_made_again_by_whoever_answers_for_it(stood, code):
    of_walk = {"D02": "application", "D03": "application", "D02R": "application", "D01R": "notice"}
    belonging = {name: getattr(stood, name) for name in [of_walk.get(code, "case")]}
    found = Document.objects.filter(kind=code, **belonging)
    paper = (
        found.filter(state=DocumentState.PENDING, department__code="finance").first() or found.filter(state=DocumentState.PENDING).first()
    )
    if paper is None:
        pytest.skip("made already on the way")
    fail(paper)
    part = BODIES[kind_of(code).owner][0]
    client = as_part(stood.cast, part)
    answer = client.post(reverse("papers:retry", args=[paper.pk]))
    assert (answer.status_code, answer["Location"]) == (302, LISTED)
    paper.refresh_from_db()
    assert (paper.state, paper.failure) == (DocumentState.PENDING, "")
    render_document(paper.pk, at=NOW)
    paper.refresh_from_db()
    assert paper.state == DocumentState.READY


@in_state(CaseState.SUBMITTED)
def test_the_button_stands_beside_the_paper_and_leads_back(stood):
    paper = a_paper(stood, "D02", application=stood.application)
    client = as_part(stood.cast, "acceptance_officer")
    section = reverse("court:case_section", args=[stood.case.pk, "documents"])
    retry = reverse("papers:retry", args=[paper.pk])
    assert retry in client.get(section).content.decode()
    assert client.post(retry, {"back": section})["Location"] == section
    assert client.post(retry, {"back": "https://elsewhere.example/"})["Location"] == LISTED
    assert client.post(retry, {"back": "//elsewhere.example/"})["Location"] == LISTED
    assert client.get(retry).status_code == 405


@in_state(CaseState.SUBMITTED)
def test_a_paper_of_another_court_is_not_there(stood):
    paper = a_paper(stood, "D02", application=stood.application)
    judge = other_court_judge(stood.cast)
    assert signed_in(judge).post(reverse("papers:retry", args=[paper.pk])).status_code == 404
    assert not selectors.papers_to_mend(actor_for(judge, NOW)).exists()


@in_state(CaseState.SUBMITTED)
def test_what_waits_for_the_machine_is_listed_too(stood):
    paper = Document.objects.filter(application=stood.application, state=DocumentState.PENDING).first()
    Document.objects.filter(pk=paper.pk).update(failure="服务器磁盘已满，系统会自动再试")
    client = as_part(stood.cast, "acceptance_officer")
    assert "磁盘已满" in text_of(client.get(LISTED))
    assert "没有制成，等待它们的步骤" not in text_of(client.get(reverse("court:inbox")))


def test_every_kind_has_somebody_who_can_mend_it():
    assert {kind.owner for kind in all_kinds()} <= set(BODIES) | {Owner.OFFICE}


# --- steps that rest on a paper ---


def refused(step) -> str:
    with pytest.raises(ConditionNotMet) as refusal:
        step()
    return str(refusal.value)


WAITS = ("PDF还在制作", "待人工处理的文书")


@pytest.mark.nobody_prints
@pytest.mark.parametrize(("state", "code", "step"), [
    (CaseState.APPROVED, "D12A", "issue"),
    (CaseState.CERTIFIED, "D13", "push"),
    (CaseState.PUSHED, "D15", "receive"),
    (CaseState.DISTRIBUTED, "D16", "unit_receives"),
])  # fmt: skip
def test_no_step_passes_before_the_paper_it_rests_on(case_in, monkeypatch, state, code, step):
    walk = case_in(state)
    arguments = ("finance",) if step == "unit_receives" else ()
    with monkeypatch.context() as unmade:
        unmade.setattr("demo.printing.render_document", lambda *_args, **_options: None)
        assert WAITS[0] in refused(lambda: getattr(walk, step)(*arguments))
        paper = a_paper(walk, code, case=walk.case)
        assert WAITS[1] in refused(lambda: getattr(walk, step)(*arguments))
    Document.objects.filter(pk=paper.pk).update(state=DocumentState.PENDING, failure="")
    assert getattr(walk, step)(*arguments)


@pytest.mark.nobody_prints
def test_nobody_is_served_a_notice_that_does_not_exist(walk, monkeypatch):
    walk.record().take_measures()
    with monkeypatch.context() as unmade:
        unmade.setattr("demo.printing.render_document", lambda *_args, **_options: None)
        assert WAITS[0] in refused(walk.serve)
    assert walk.serve()


@pytest.mark.nobody_prints
@in_state(CaseState.PUSHED)
def test_over_http_the_form_says_why(stood):
    client = as_part(stood.cast, "bureau_handler")
    url = act_url("bureau", stood.case, "receive_push")
    answer = client.post(url, {"version": stood.case.state_seq})
    assert WAITS[0] in text_of(answer)
    assert stood.case.state == CaseState.PUSHED
    stood.make_papers("D15", case=stood.case_id)
    assert client.post(url, {"version": stood.case.state_seq}).status_code == 302
    assert recognition.pushes_due(10) == []
