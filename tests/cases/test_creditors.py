"""The creditor is told, asked and heard; his silence is silence."""

from datetime import timedelta

import pytest

from cases.enums import CaseState, Finding, MaterialKind, RepairGround
from cases.models import Application, CreditorConsultation, EnforcementCase, ExaminationItem
from cases.parties import AmountView, CreditorAnswer
from cases.services import applications, creditors, examination
from deadlines.services import due_preview
from demo.specimens import voucher
from ledger import timekeeping
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.actors import VISITOR
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from tests.cases.steps import clock, events, refused_by_database
from tests.support.sweeping import swept
from tests.support.world import in_state

AGREES, OPPOSES = CreditorAnswer.AGREES, CreditorAnswer.OPPOSES


def of(walk):
    return CreditorConsultation.objects.get(case=walk.case_id)


def answer(walk, view=AGREES, **said):
    upload = said.pop("upload", None)
    words = said.pop("words", "余款没有付。" if view == OPPOSES else "")
    told = creditors.CreditorView(answer=view, signer="法务", words=words, **said)
    return creditors.answer_by_link(walk.creditor_link(), told, upload=upload, at=walk.at)


def submit(walk):
    return examination.submit_examination(walk.case_id, by=walk.handler(), at=walk.at)


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_with_something_owed_he_is_asked_by_a_letter(stood):
    asked = of(stood)
    assert (asked.state, asked.due_on) == ("asked", None)
    paper = stood.case.documents.get(kind=DocumentKind.CREDITOR_LETTER)
    said = context_of(paper.kind, bytes(paper.snapshot))
    assert (said.creditor, said.is_asked) == (stood.plot.creditor, True)
    stood.serve_creditor()
    assert of(stood).due_on == clock(stood, "K-44").due_on == due_preview(stood.cast.region, "K-44", stood.at.date())
    assert clock(stood, "K-44").started_on == stood.at.date()
    answer(stood)
    assert clock(stood, "K-44").status == "met"


@in_state(CaseState.ACCEPTED, fulfilled=True)
def test_where_all_is_performed_he_is_told_and_nobody_waits(stood):
    assert of(stood).state == "told"
    stood.fill_examination()
    assert submit(stood).state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_nothing_is_approved_before_he_was_heard_and_silence_is_no_consent(stood):
    stood.fill_examination()
    with pytest.raises(ConditionNotMet, match="还没有送达申请执行人"):
        submit(stood)
    stood.serve_creditor()
    with pytest.raises(ConditionNotMet, match="答复期限至"):
        submit(stood)
    last = of(stood).due_on
    stood.at += last - stood.at.date()
    swept("silences", at=stood.at)
    with pytest.raises(ConditionNotMet, match="还没有过"):
        creditors.note_silence(of(stood).pk, at=stood.at)
    assert of(stood).state == "asked"
    swept("silences", at=stood.later(days=1).at)
    assert (of(stood).state, of(stood).answer) == ("silent", "")
    assert events(stood, "note_creditor_silence")
    assert (clock(stood, "K-44").status, clock(stood, "K-44").stopped_on) == ("met", last)
    assert submit(stood).state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_he_may_answer_change_it_and_even_be_late_until_the_examination_is_handed_in(stood):
    answer(stood, amount_view=AmountView.CONTESTED, received_fen=1_000)
    assert (of(stood).answer, of(stood).received_fen) == ("agrees", 1_000)
    answer(stood, OPPOSES)
    assert (of(stood).answer, of(stood).received_fen, of(stood).door) == ("opposes", None, "link")
    answer(stood)
    stood.fill_examination()
    submit(stood)
    with pytest.raises(ConditionNotMet, match="已经完成审查"):
        answer(stood, OPPOSES)


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_his_opposition_cannot_be_answered_with_no(stood):
    stood.hear_creditor()
    answer(stood, OPPOSES)
    stood.fill_examination()
    with pytest.raises(ConditionNotMet, match="申请执行人已经答复反对"):
        submit(stood)
    items = ExaminationItem.objects.filter(examination__case=stood.case_id, rule__code="creditor-opposes")
    assert items.update(finding=Finding.FOUND, evidence="称余款没有付；有付款凭证，不采纳。") == 1
    assert submit(stood).state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED, fulfilled=False)
@pytest.mark.parametrize(
    ("view", "said", "words"),
    [
        (OPPOSES, {"words": ""}, "请写明理由"),
        (AGREES, {"amount_view": AmountView.CONTESTED}, "实际收到的金额"),
    ],
)
def test_what_is_missing_of_an_answer_is_said(stood, view, said, words):
    with pytest.raises((ConditionNotMet, InvalidInput), match=words):
        answer(stood, view, **said)


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_a_paper_answer_is_recorded_with_its_scan_by_the_court_alone(stood):
    view = creditors.CreditorView(answer=OPPOSES, signer="法务", words="余款没有付。")
    known = {"answered_on": stood.at.date(), "at": stood.at}
    for by in (stood.agent_actor(), VISITOR):
        with pytest.raises(NotVisible):
            creditors.record_answer(of(stood).pk, view, upload=voucher("x"), by=by, **known)
    for day in (stood.at.date() + timedelta(days=1), stood.at.date() - timedelta(days=30)):
        with pytest.raises(InvalidInput, match="答复日期"):
            creditors.record_answer(of(stood).pk, view, upload=voucher("x"), by=stood.handler(), **{**known, "answered_on": day})
    creditors.record_answer(of(stood).pk, view, upload=voucher("x"), by=stood.handler(), **known)
    assert (of(stood).door, of(stood).recorded_by_id) == ("paper", stood.handler().user_id)
    with refused_by_database("consultation_paper_is_there"):
        CreditorConsultation.objects.filter(pk=of(stood).pk).update(file=None)


@pytest.mark.parametrize("token", ["", "AAAA", "x" * 28, "%00"])
def test_a_wrong_token_opens_nothing(token, db, cast):
    with pytest.raises(NotVisible):
        creditors.answer_by_link(token, creditors.CreditorView(answer=AGREES, signer="某"), at=timekeeping.now())


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_who_can_no_longer_be_heard_is_not_called_silent(stood):
    stood.serve_creditor().fill_examination(approve=False)
    submit(stood)
    due_on = of(stood).due_on
    swept("silences", at=stood.at + (due_on - stood.at.date()) + timedelta(days=1))
    assert of(stood).state == "asked"
    stood.pass_review().reject()
    assert (of(stood).state, clock(stood, "K-44").status) == ("asked", "void")


# --- his consent as the ground ---


def on_his_consent(walk):
    Application.objects.filter(pk=walk.application.pk).update(ground=RepairGround.CREDITOR_CONSENT)


def consent(walk):
    applications.add_material(
        walk.application.pk, slot=2, kind=MaterialKind.CREDITOR_CONSENT, upload=voucher("x"), by=walk.agent_actor(), at=walk.at
    )


def test_his_consent_is_a_file_before_it_can_be_the_ground(walk):
    walk.record().take_measures().serve().join().draft().fill()
    applications.save_draft(walk.application.pk, {"ground": RepairGround.CREDITOR_CONSENT}, by=walk.agent_actor(), at=walk.at)
    with pytest.raises(ConditionNotMet, match="申请执行人的书面同意"):
        walk.submit()
    consent(walk)
    walk.submit()
    assert walk.case.state == CaseState.SUBMITTED


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_an_approval_on_that_ground_needs_his_written_word(stood):
    stood.hear_creditor()
    on_his_consent(stood)
    stood.fill_examination()
    with pytest.raises(ConditionNotMet, match="没有申请执行人的书面同意"):
        submit(stood)
    answer(stood, OPPOSES)
    ExaminationItem.objects.filter(examination__case=stood.case_id, rule__code="creditor-opposes").update(finding=Finding.FOUND)
    with pytest.raises(ConditionNotMet, match="答复反对，不能以这一事由"):
        submit(stood)
    answer(stood, upload=voucher("x"))
    assert submit(stood).state == CaseState.PENDING_REVIEW


@in_state(CaseState.SUBMITTED, fulfilled=True)
def test_on_that_ground_he_is_asked_even_where_all_is_performed(stood):
    on_his_consent(stood)
    stood.accept()
    assert of(stood).state == "asked"
    assert EnforcementCase.objects.get(pk=stood.enforcement.pk).performance == "full"
