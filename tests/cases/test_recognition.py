"""From the court to the bureau, from the bureau to every unit, and back."""

import json
from datetime import timedelta

import pytest

from cases.enums import CaseState
from departments.models import Department, Post
from notices.enums import DocumentKind
from notices.models import Document
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from recognition import services as recognition
from recognition.delivering import certificate_of
from recognition.enums import PushedFact, RecognitionAction, RecognitionResult, RecognitionState
from recognition.models import Delivery
from recognition.papers.answers import ConsultationRecord
from recognition.selectors import units_progress
from recognition.services import AnswerData
from tests.cases.steps import clock, clocks, events, from_receipt
from tests.support.sweeping import swept
from tests.support.world import in_state, new_walk

R = RecognitionResult


def court_push(walk):
    return Delivery.objects.filter(case=walk.case, leg="court_to_bureau").latest("round")


# --- push ---


@pytest.mark.nobody_prints
@in_state(CaseState.CERTIFIED)
def test_no_push_before_the_paper_is_made(stood):
    with pytest.raises(ConditionNotMet, match="PDF还在制作"):
        recognition.push(stood.case.pk, at=stood.at)
    swept("pushes", at=stood.at)
    assert stood.case.state == CaseState.CERTIFIED


@in_state(CaseState.CERTIFIED)
def test_the_sweep_pushes_what_is_ready_once(stood):
    paper = Document.objects.filter(pk=stood.case.certificate.document_id)
    paper.update(state="ready", file_name="a.pdf", pdf_sha256="0" * 64, rendered_at=stood.at, page_count=1)
    for _ in range(2):
        swept("pushes", at=stood.at)
    assert (stood.case.state, len(events(stood, "push"))) == (CaseState.PUSHED, 1)


@in_state(CaseState.CERTIFIED)
def test_a_paper_that_is_still_made_holds_up_no_other_push(stood, case_in):
    waiting, ready = stood.case, case_in(CaseState.CERTIFIED).case
    paper = Document.objects.filter(pk=ready.certificate.document_id)
    paper.update(state="ready", file_name="a.pdf", pdf_sha256="0" * 64, rendered_at=stood.at, page_count=1)
    assert waiting.pk < ready.pk
    assert recognition.pushes_due(1) == [ready.pk]


@in_state(CaseState.PUSHED)
def test_what_is_pushed_names_the_company_and_no_person(stood):
    content = json.loads(bytes(court_push(stood).payload))
    certificate = stood.case.certificate
    assert (content["certificate_no"], content["uscc"], content["doc_sha256"]) == (
        certificate.number,
        stood.plot.uscc,
        certificate.document.pdf_sha256,
    )
    people = {person.full_name for person in (*stood.cast.people.values(), stood.agent)}
    assert not [name for name in people if name in json.dumps(content, ensure_ascii=False)]


@in_state(CaseState.PUSHED)
def test_the_limit_runs_until_the_bureau_has_signed(stood):
    assert clock(stood, "K-10").status == "running"
    stood.receive()
    assert (clock(stood, "K-10").status, clock(stood, "K-11").status) == ("met", "running")
    assert court_push(stood).receipt_number


@in_state(CaseState.PUSHED)
def test_a_returned_push_leaves_the_limit_running_and_starts_the_correction(stood):
    stood.return_push()
    assert (clock(stood, "K-10").status, clock(stood, "K-42").status) == ("running", "running")
    assert (court_push(stood).state, stood.case.state) == ("returned", CaseState.PUSH_RETURNED)
    stood.push_again()
    assert (clock(stood, "K-42").status, court_push(stood).round) == ("met", 2)
    assert Delivery.objects.filter(case=stood.case, leg="court_to_bureau").count() == 2


@in_state(CaseState.PUSHED)
def test_a_second_return_is_a_second_round(stood):
    stood.return_push().push_again().return_push()
    assert [one.status for one in clocks(stood, "K-42")] == ["met", "running"]


@in_state(CaseState.PUSHED)
def test_a_return_names_the_defect(stood):
    for wrong, reason, told in (((), "案号不对", "勾选有误的事项"), ((PushedFact.USCC,), " ", "写明错在哪里")):
        with pytest.raises(InvalidInput, match=told):
            recognition.return_push(stood.case.pk, wrong=wrong, reason=reason, by=stood.by("bureau_handler"), at=stood.at)


@in_state(CaseState.PUSHED)
def test_a_push_received_late_breaches_the_limit(stood):
    stood.later(days=14).receive()
    assert clock(stood, "K-10").status == "breached"


@in_state(CaseState.PUSHED)
def test_the_bureau_signs_once(stood):
    stood.receive()
    with pytest.raises(Stale, match="牵头部门经办已于"):
        stood.receive()


def test_a_push_needs_a_certificate(case_in):
    walk = case_in(CaseState.SUBMITTED)
    with pytest.raises(ConditionNotMet, match="还没有出具证明"):
        certificate_of(walk.case)
    with pytest.raises(Stale):
        recognition.push(walk.case.pk, at=walk.at)


# --- distribution ---


@in_state(CaseState.PENDING_DISTRIBUTION)
def test_every_unit_of_the_day_gets_a_push_a_clock_and_a_letter(stood):
    stood.distribute()
    case = stood.case
    assert [row.department for row in units_progress(case).rows] == stood.cast.units
    assert case.deliveries.filter(leg="bureau_to_unit").count() == len(stood.cast.units) == 8
    assert {one.obligor for one in clocks(stood, "K-13")} == set(stood.cast.units)
    assert case.documents.filter(kind=DocumentKind.DISTRIBUTION_LETTER).count() == 1
    assert clock(stood, "K-11").status == "met"


@in_state(CaseState.PENDING_DISTRIBUTION)
def test_a_unit_that_joined_after_the_certificate_gets_nothing(stood):
    Department.objects.create(
        region=stood.cast.region,
        code="late",
        name="后来的单位",
        short_name="后来",
        kind="member",
        joined_on=stood.case.certificate.issued_on + timedelta(days=1),
    )
    stood.later(days=2).distribute()
    assert not stood.case.recognitions.filter(department__code="late").exists()


@in_state(CaseState.PENDING_DISTRIBUTION)
def test_a_unit_that_left_after_the_certificate_still_answers(stood):
    Department.objects.filter(code="justice", region=stood.cast.region).update(left_on=stood.at.date())
    stood.later(days=2).distribute()
    assert stood.case.recognitions.filter(department__code="justice").exists()


@in_state(CaseState.RECEIVED)
def test_who_proposes_the_distribution_does_not_approve_it(stood):
    person = stood.cast.people["bureau_handler"]
    Post.objects.create(user=person, department=stood.cast.bureau, role="bureau_approver", valid_from=stood.at.date())
    stood.propose_distribution()
    with pytest.raises(NotPermitted):
        recognition.distribute(stood.case.pk, by=stood.by("bureau_handler"), at=stood.at)


@in_state(CaseState.PENDING_DISTRIBUTION)
def test_a_returned_distribution_goes_back_with_a_reason(stood):
    with pytest.raises(InvalidInput, match="退回的意见"):
        recognition.return_distribution(stood.case.pk, note="", by=stood.by("bureau_approver"), at=stood.at)
    recognition.return_distribution(stood.case.pk, note="请核对范围", by=stood.by("bureau_approver"), at=stood.at)
    assert (stood.case.state, stood.case.return_note, clock(stood, "K-11").status) == (CaseState.RECEIVED, "请核对范围", "running")


# --- K-12 ---


@in_state(CaseState.CERTIFIED)
def test_recognition_is_due_ten_working_days_after_the_certificate_for_every_unit(stood):
    running = clocks(stood, "K-12")
    assert {one.obligor for one in running} == set(stood.cast.units)
    assert {one.due_on.isoformat() for one in running} == {"2026-11-18"}  # from Wednesday 2026-11-04


def test_a_region_may_count_from_each_units_own_receipt(cast, db):
    from_receipt(cast.region)
    # Walked now, by the rule as it is now.
    walk = new_walk(cast).to(CaseState.DISTRIBUTED)
    assert clocks(walk, "K-12") == []
    walk.later(days=1).unit_receives("finance")
    assert [(one.obligor.code, one.started_on) for one in clocks(walk, "K-12")] == [("finance", walk.at.date())]
    walk.unit_answers("finance")
    assert clock(walk, "K-12").status == "met"


def test_a_unit_stops_its_own_clock_only(distributed):
    walk = distributed("recognized")
    status = {one.obligor.code: one.status for one in clocks(walk, "K-12")}
    assert status.pop("finance") == "met"
    assert set(status.values()) == {"running"}
    assert {one.obligor.code for one in clocks(walk, "K-13") if one.status == "met"} == {"finance"}


# --- a unit's answer ---


def propose(walk, answer, code="finance", **options):
    return recognition.propose_answer(walk.unit(code).pk, answer=answer, by=walk.by(f"{code}:liaison"), at=walk.at, **options)


def test_the_first_receipt_brings_the_case_into_recognition(distributed):
    walk = distributed()
    walk.unit_receives("finance")
    assert (walk.unit("finance").state, walk.case.state) == (RecognitionState.RECEIVED, CaseState.RECOGNIZING)
    walk.unit_receives("justice")
    assert len(events(walk, "begin_recognizing")) == 1


GROUNDS = {"legal_basis": "某条例第3条", "reason": "另有冻结", "guidance": "先解除冻结"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (AnswerData(result=R.RECOGNIZED), "勾选“本单位没有因本案对该企业采取过限制”"),
        (AnswerData(result=R.RECOGNIZED, measures_lifted="  "), "勾选“本单位没有因本案对该企业采取过限制”"),
        (AnswerData(result=R.PARTIAL, **GROUNDS), "请写明哪些事项未认可"),
        *[(AnswerData(result=R.REFUSED, **{**GROUNDS, empty: " "}), "法律依据、理由和给企业的办理指引") for empty in GROUNDS],
        (AnswerData(result=R.PARTIAL, items_refused="专项资金"), "法律依据、理由"),
        (AnswerData(result=R.REFUSED, no_related_restriction=True), "法律依据、理由"),
    ],
)
def test_an_answer_without_its_grounds_is_refused(distributed, answer, words):
    walk = distributed("received")
    with pytest.raises(ConditionNotMet, match=words):
        propose(walk, answer)
    assert walk.unit("finance").state == RecognitionState.RECEIVED


@pytest.mark.parametrize("name", ["measures_lifted", "items_refused", "reason", "guidance"])
def test_an_answer_that_is_too_long_is_named(distributed, name):
    with pytest.raises(InvalidInput, match="最多2000字") as refusal:
        propose(distributed("received"), AnswerData(result=R.REFUSED, **{**GROUNDS, name: "长" * 2001}))
    assert refusal.value.field == name


def test_what_does_not_belong_to_a_recognition_is_dropped(distributed):
    row = propose(distributed("received"), AnswerData(result=R.RECOGNIZED, no_related_restriction=True, items_refused="余文", **GROUNDS))
    assert (row.items_refused, row.legal_basis, row.reason, row.guidance) == ("", "", "", "")


def test_a_refusal_lifts_no_restriction(distributed):
    row = propose(distributed("received"), AnswerData(result=R.REFUSED, no_related_restriction=True, **GROUNDS))
    assert (row.state, row.no_related_restriction) == (RecognitionState.PROPOSED, False)


def test_who_drafts_does_not_approve(distributed, cast):
    walk = distributed("received")
    liaison = cast.people["finance:liaison"]
    Post.objects.create(user=liaison, department=walk.unit("finance").department, role="member_approver", valid_from=walk.at.date())
    walk.unit_proposes("finance")
    with pytest.raises(NotPermitted):
        recognition.approve_answer(walk.unit("finance").pk, by=walk.by("finance:liaison"), at=walk.at)


def test_an_answer_given_back_says_why_and_is_drafted_anew(distributed):
    walk = distributed("proposed")
    for note, expected in (("", InvalidInput), ("请写明事项", None)):
        give_back = {"note": note, "by": walk.by("finance:approver"), "at": walk.at}
        if expected:
            with pytest.raises(expected, match="退回的意见"):
                recognition.return_answer(walk.unit("finance").pk, **give_back)
        else:
            assert recognition.return_answer(walk.unit("finance").pk, **give_back).state == RecognitionState.RECEIVED
    assert walk.unit_answers("finance").unit("finance").state == RecognitionState.RECOGNIZED


@pytest.mark.parametrize(
    ("result", "state", "paper", "consults"),
    [
        (R.RECOGNIZED, RecognitionState.RECOGNIZED, DocumentKind.RECOGNITION_REPLY, False),
        (R.PARTIAL, RecognitionState.PARTIAL, DocumentKind.RECOGNITION_REPLY, True),
        (R.REFUSED, RecognitionState.REFUSED, DocumentKind.REFUSAL_LETTER, True),
    ],
)
def test_each_answer_has_its_paper_and_a_negative_one_its_consultation(distributed, result, state, paper, consults):
    walk = distributed("received")
    walk.unit_answers("finance", result)
    assert walk.unit("finance").state == state
    assert walk.case.documents.get(kind=paper).department.code == "finance"
    assert bool(clocks(walk, "K-14")) == consults


def test_nobody_approves_what_nobody_drafted(distributed):
    walk = distributed("received")
    with pytest.raises(Stale):
        recognition.approve_answer(walk.unit("finance").pk, by=walk.by("finance:approver"), at=walk.at)


def test_an_answer_changed_behind_the_approver_is_stale(distributed):
    walk = distributed("proposed")
    version = walk.unit("finance").state_seq
    recognition.return_answer(walk.unit("finance").pk, note="改", by=walk.by("finance:approver"), at=walk.at)
    propose(walk, AnswerData(result=R.REFUSED, **GROUNDS))
    with pytest.raises(Stale, match="单位联络员已于"):
        recognition.approve_answer(walk.unit("finance").pk, version=version, by=walk.by("finance:approver"), at=walk.at)


def test_another_unit_neither_signs_nor_answers(distributed):
    walk = distributed()
    for part in ("justice:liaison", "justice:approver"):
        with pytest.raises(NotVisible):
            recognition.receive_delivery(walk.unit("finance").pk, by=walk.by(part), at=walk.at)
    with pytest.raises(NotVisible):
        recognition.receive_delivery(0, by=walk.by("finance:liaison"), at=walk.at)


# --- consultation and the end ---


def conclude(walk, outcome, **facts):
    """As the confirmed minutes of a meeting do it, past the meeting itself."""
    said = {"findings": "经会商形成一致意见", "attendees": ("区财政局（张示例）", "区法院（李示例）"), **facts}
    record = ConsultationRecord(held_on=walk.at.date(), place="会议室", chair="主持人", **said)
    return recognition.conclude_consultation(walk.unit("finance").pk, outcome=outcome, record=record, by=walk.by("office"), at=walk.at)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (RecognitionAction.CONSULT_RECOGNIZE, RecognitionState.RECOGNIZED),
        (RecognitionAction.CONSULT_UPHOLD, RecognitionState.REFUSED_UPHELD),
        (RecognitionAction.CONSULT_ESCALATE, RecognitionState.ESCALATED),
    ],
)
def test_a_consultation_ends_in_one_of_three_ways_with_minutes(distributed, outcome, state):
    walk = distributed("consultation")
    assert conclude(walk, outcome).state == state
    assert clocks(walk, "K-14")[0].status == "met"
    assert walk.case.documents.filter(kind=DocumentKind.CONSULTATION_MINUTES).count() == 1


def test_a_consultation_without_minutes_or_outcome_is_refused(distributed):
    walk = distributed("consultation")
    with pytest.raises(InvalidInput, match="会商意见"):
        conclude(walk, RecognitionAction.CONSULT_UPHOLD, findings=" ")
    with pytest.raises(InvalidInput, match="请选择会商结果"):
        conclude(walk, RecognitionAction.RECOGNIZE)


def test_two_consultations_of_one_case_have_a_clock_each(distributed):
    walk = distributed("refused")
    walk.unit_answers("justice", R.PARTIAL)
    walk.convene("finance")
    conclude(walk, RecognitionAction.CONSULT_UPHOLD)
    status = {one.recognition.department.code: one.status for one in clocks(walk, "K-14")}
    assert status == {"finance": "met", "justice": "running"}


def test_seven_of_eight_is_not_all(distributed):
    walk = distributed()
    walk.all_units_answer(except_for=("finance",))
    progress = units_progress(walk.case)
    assert (progress.recognized, progress.total, walk.case.state) == (7, 8, CaseState.RECOGNIZING)


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_eighth_recognition_ends_the_case_with_a_result_for_the_enterprise(stood):
    assert units_progress(stood.case).recognized == 8
    result = stood.case.documents.get(kind=DocumentKind.RECOGNITION_RESULT)
    assert result.audience == "all"
    assert len(events(stood, "close_recognized")) == 1


def test_the_case_settles_when_the_last_consultation_ends(distributed):
    walk = distributed("consultation")
    walk.all_units_answer(except_for=("finance",))
    assert walk.case.state == CaseState.RECOGNIZING
    walk.conclude("finance", RecognitionAction.CONSULT_ESCALATE, "意见不一。")
    assert walk.case.state == CaseState.RECOGNIZING
    with pytest.raises(NotPermitted):
        conclude(walk, RecognitionAction.CONSULT_UPHOLD)
    walk.conclude("finance", RecognitionAction.CONSULT_UPHOLD, "维持。")
    assert walk.case.state == CaseState.CLOSED_WITH_REFUSALS


def test_a_consultation_that_ends_in_recognition_makes_it_all(distributed):
    walk = distributed("consultation")
    walk.all_units_answer(except_for=("finance",))
    conclude(walk, RecognitionAction.CONSULT_RECOGNIZE)
    assert walk.case.state == CaseState.RECOGNIZED_ALL


@in_state(CaseState.RECOGNIZED_ALL)
def test_after_the_end_no_limit_runs_but_the_list_operation(stood):
    assert set(stood.case.clocks.filter(status="running").values_list("code", flat=True)) == {"K-06"}
