"""A repair that is revoked: proposed with evidence, the enterprise heard, reviewed, decided, and told to everybody who was sent it."""

import pytest
from django.db import IntegrityError, transaction

from cases.enums import CaseState, CertificateStatus, DutyGround, DutyKind, ListingState
from cases.models import Certificate, ListDuty, Revocation
from cases.outcomes import RevocationGround, RevocationOutcome, RevocationStage
from cases.services import revocations
from demo.specimens import voucher
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, Stale
from recognition import revoking
from recognition import services as recognition
from recognition.enums import DeliveryState, Leg, RecognitionState
from tests.cases.steps import clock, due
from tests.support.sweeping import swept
from tests.support.world import in_state


def propose(walk, **facts):
    said = {
        "ground": RevocationGround.BREACH,
        "facts": "到期一期没有支付。",
        "evidence": voucher(walk.plot.number),
        "by": walk.handler(),
        "at": walk.at,
        **facts,
    }
    return revocations.propose_revocation(walk.case.pk, **said)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_a_proposal_gives_the_enterprise_its_days_to_be_heard(stood):
    case = propose(stood)
    assert (case.state, case.revocation, case.certificate.status) == (CaseState.RECOGNIZED_ALL, RevocationStage.PROPOSED, "valid")
    assert clock(stood, "K-21").status == "running"
    assert "陈述申辩" in case.messages.order_by("-pk")[0].body
    with pytest.raises(NotPermitted):
        revocations.answer_revocation(case.pk, answer="付清了。", by=stood.by("finance:liaison"), at=stood.at)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_it_is_proposed_once_by_who_handles_with_facts_and_evidence(stood):
    for changes, field in (({"facts": " "}, "facts"), ({"evidence": None}, "evidence")):
        with pytest.raises(InvalidInput) as refusal:
            propose(stood, **changes)
        assert refusal.value.field == field
    for part in ("reviewing_judge", "signing_president", "acceptance_officer"):
        with pytest.raises(NotPermitted):
            propose(stood, by=stood.by(part))
    propose(stood)
    with pytest.raises(ConditionNotMet, match="正在撤销"):
        propose(stood)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=True)
def test_what_was_not_promised_cannot_be_breached(stood):
    with pytest.raises(InvalidInput, match="没有附条件"):
        propose(stood)
    assert propose(stood, ground=RevocationGround.FALSE_MATERIAL).revocation == RevocationStage.PROPOSED


@in_state(CaseState.CERTIFIED, CaseState.RECEIVED, CaseState.REJECTED, CaseState.ACCEPTED)
def test_only_what_the_units_hold_is_revoked(stood):
    with pytest.raises(Stale):
        propose(stood, ground=RevocationGround.FALSE_MATERIAL)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_silence_ends_the_hearing_with_its_last_day(stood):
    propose(stood)
    last = due(stood, "K-21")
    stood.later(days=(last - stood.at.date()).days)
    assert revocations.hearings_over(9, at=stood.at) == []
    with pytest.raises(ConditionNotMet, match="还没有届满"):
        revocations.end_hearing(stood.case.pk, at=stood.at)
    stood.later(days=1)
    assert swept("hearings", at=stood.at) == 1
    assert (stood.case.revocation, clock(stood, "K-21").stopped_on) == (RevocationStage.HEARD, last)
    with pytest.raises((Stale, NotPermitted)):
        stood.answer_revocation()


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_a_dropped_proposal_leaves_the_certificate_in_force(stood):
    propose(stood)
    stood.answer_revocation()
    with pytest.raises(InvalidInput, match="理由"):
        revocations.drop_revocation(stood.case.pk, reasons=" ", by=stood.by("reviewing_judge"), at=stood.at)
    case = revocations.drop_revocation(stood.case.pk, reasons="迟延三日，已经付清。", by=stood.by("reviewing_judge"), at=stood.at)
    assert (case.state, case.revocation, case.certificate.status) == (CaseState.RECOGNIZED_ALL, "", "valid")
    assert case.revocations.get().outcome == RevocationOutcome.DROPPED
    assert propose(stood).revocation == RevocationStage.PROPOSED


def heard_and_reviewed(walk):
    propose(walk)
    return walk.later(days=1).answer_revocation().later(days=1).review_revocation().later(days=1)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_three_people_and_a_hearing_or_nothing(stood):
    propose(stood)
    with pytest.raises(NotPermitted):
        stood.revoke()
    stood.answer_revocation().review_revocation()
    found = Revocation.objects.get(case=stood.case)
    for person in (found.proposed_by, found.reviewed_by):
        end = {"outcome": "revoked", "reasons": "理由", "number": "号", "decided_at": stood.at, "decided_by": person}
        with pytest.raises(IntegrityError, match="revocation_three_people"), transaction.atomic():
            Revocation.objects.filter(pk=found.pk).update(**end)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_the_decision_ends_the_certificate_at_once_and_owes_the_entry_back(stood):
    shielded = stood.case.enforcement_case.listing.state == ListingState.SHIELDED
    if not shielded:
        stood.operate_list()
    assert stood.case.enforcement_case.listing.state == ListingState.SHIELDED
    heard_and_reviewed(stood).revoke()
    case, certificate = stood.case, stood.case.certificate
    found = case.revocations.get()
    assert (case.state, case.revocation) == (CaseState.REVOKED, RevocationStage.DECIDED)
    assert (certificate.status, certificate.status_on) == (CertificateStatus.REVOKED, stood.at.date())
    assert found.number in certificate.status_reason
    duty = ListDuty.objects.get(enforcement_case=case.enforcement_case, kind=DutyKind.RESTORE)
    assert (duty.ground, duty.arose_on) == (DutyGround.SHIELD_END, stood.at.date())
    assert clock(stood, "K-45").status == "running"
    paper = case.documents.get(kind=DocumentKind.REVOCATION_DECISION)
    said = context_of(paper.kind, bytes(paper.snapshot))
    assert (said.number, said.certificate_number, said.answer) == (found.number, certificate.number, found.answer)
    assert said.restores_entry


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_everybody_who_got_the_certificate_signs_for_its_end_and_nobody_else(stood):
    heard_and_reviewed(stood).revoke()
    got = set(stood.case.recognitions.values_list("department", flat=True))
    assert revoking.revocations_due(9) == []
    stood.later(days=1).push_revocation()
    assert (stood.case.revocation, stood.case.due_on) == (RevocationStage.PUSHED, due(stood, "K-45"))
    stood.later(days=1).forward_revocation()
    case = stood.case
    assert (case.revocation, clock(stood, "K-45").status, clock(stood, "K-46").status) == ("", "met", "met")
    sent = case.deliveries.filter(leg=Leg.BUREAU_TO_UNIT, state=DeliveryState.SENT)
    assert (len(sent), {row.department_id for row in sent}) == (len(got), got)
    assert all(b'"event":"REVOKED"' in bytes(row.payload) for row in sent)
    for answer in case.recognitions.select_related("department"):
        with pytest.raises(NotPermitted):
            revoking.sign_for_revocation(answer.pk, by=stood.by(f"{answer.department.code}:approver"), at=stood.at)
        revoking.sign_for_revocation(answer.pk, by=stood.by(f"{answer.department.code}:liaison"), at=stood.at)
    assert not case.deliveries.filter(state=DeliveryState.SENT).exists()
    assert not case.recognitions.filter(replacement_waits=True).exists()
    assert stood.case.due_on is None


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_who_signed_for_the_notice_does_not_forward_it(stood):
    heard_and_reviewed(stood).revoke().push_revocation()
    revoking.receive_revocation(stood.case.pk, by=stood.by("bureau_handler"), at=stood.at)
    Revocation.objects.filter(case=stood.case).update(received_by=stood.cast.people["bureau_approver"])
    with pytest.raises(ConditionNotMet, match="两个人"):
        revoking.forward_revocation(stood.case.pk, by=stood.by("bureau_approver"), at=stood.at)


@in_state(CaseState.RECOGNIZING, CaseState.DISTRIBUTED, fulfilled=False)
def test_nobody_is_asked_for_an_answer_any_more(stood):
    heard_and_reviewed(stood).revoke()
    answers = stood.case.recognitions.all()
    assert {row.state for row in answers} == {RecognitionState.ENDED}
    assert not stood.case.clocks.filter(status="running", code__in=("K-12", "K-13", "K-14", "K-06")).exists()
    unit = answers[0]
    with pytest.raises(Stale):
        recognition.receive_delivery(unit.pk, by=stood.by(f"{unit.department.code}:liaison"), at=stood.at)
    stood.later(days=1).push_revocation().forward_revocation()
    revoking.sign_for_revocation(unit.pk, by=stood.by(f"{unit.department.code}:liaison"), at=stood.at)


@in_state(CaseState.REVOKED)
def test_a_revoked_certificate_never_comes_back(stood):
    with pytest.raises(IntegrityError, match="stays so"), transaction.atomic():
        Certificate.objects.filter(pk=stood.case.certificate_id).update(status="valid", status_on=None, status_reason="")
