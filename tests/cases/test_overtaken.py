"""Where one step has overtaken another: nothing runs, is served or is recorded that no longer counts."""

from datetime import timedelta

import pytest

from cases.enums import CaseState, DutyGround, ListingState, ListOperationKind
from cases.models import CreditorConsultation
from cases.services import certificates, duties, examination
from cases.services.creditors import note_silence, silences_to_note
from demo.specimens import voucher
from notices.enums import DocumentKind
from procedure.errors import ConditionNotMet
from tests.support.world import new_walk


def running(walk):
    return [clock.code for clock in walk.case.clocks.order_by("pk") if clock.is_open]


def rejected_and_not_served(cast):
    walk = new_walk(cast).to(CaseState.PENDING_SIGN)
    walk.deliver = lambda *_: walk
    walk.reject()
    del walk.deliver
    return walk


def test_who_objected_before_the_decision_was_served_gets_no_limit_to_object(cast, db):
    walk = rejected_and_not_served(cast)
    walk.object().later(days=1).deliver(DocumentKind.REJECTION_DECISION)
    assert running(walk) == ["K-30"]
    assert not walk.case.messages.filter(subject__contains="提出异议的期限").exists()


def test_a_decision_that_was_set_aside_starts_no_limit_when_it_is_served(cast, db):
    walk = rejected_and_not_served(cast)
    walk.object().uphold().later(days=1).deliver(DocumentKind.REJECTION_DECISION)
    assert running(walk) == ["K-04"]


@pytest.mark.parametrize("served", [True, False])
def test_with_an_examination_that_begins_anew_the_creditor_is_asked_anew(cast, db, served):
    walk = new_walk(cast, fulfilled=False).to(CaseState.SUBMITTED).accept()
    if served:
        walk.serve_creditor()
    walk.fill_examination(approve=False)
    examination.submit_examination(walk.case_id, by=walk.handler(), at=walk.at)
    walk.pass_review().reject().object().uphold().later(days=1).serve_creditor()
    consultation = CreditorConsultation.objects.get(case=walk.case_id)
    walk.later(days=60)
    assert silences_to_note(10, at=walk.at) == [consultation.pk]
    note_silence(consultation.pk, at=walk.at)
    walk.submit_examination()
    letters = walk.case.services.filter(document__kind=DocumentKind.CREDITOR_LETTER).order_by("pk")
    assert [letter.state for letter in letters] == ["served" if served else "dropped", "served"]


# --- what the list has seen already ---------------------------------------------------------------------------------


def state_of(walk):
    return walk.case.enforcement_case.listing.state


def owed(walk, ground=DutyGround.SETTLED):
    return duties.record_duty(
        walk.case.enforcement_case_id,
        ground=ground,
        arose_on=walk.at.date(),
        evidence="和解协议已经履行完毕",
        upload=voucher("1"),
        by=walk.by("acceptance_officer"),
        at=walk.at,
    )


def do(walk, duty):
    return duties.perform_duty(duty.pk, performed_on=walk.at.date(), system_receipt="办-1", by=walk.by("list_operator"), at=walk.at)


def operate(walk, kind, ends_on):
    return certificates.record_list_operation(
        walk.case_id,
        kind=kind,
        ends_on=ends_on,
        performed_on=walk.at.date(),
        system_receipt="办-2",
        by=walk.by("list_operator"),
        at=walk.at,
    )


def shielded(cast):
    walk = new_walk(cast, fulfilled=False).to(CaseState.RECOGNIZED_ALL)
    operate(walk, ListOperationKind.SHIELD, walk.case.certificate.valid_until)
    return walk


def past(walk, last):
    walk.later(days=(last - walk.at.date()) // timedelta(days=1) + 1)
    duties.note_ended_term(walk.case.enforcement_case_id, at=walk.at)
    return walk.case.enforcement_case.list_duties.get()


@pytest.mark.parametrize("ground", [DutyGround.SETTLED, DutyGround.WRONGLY_LISTED])
def test_an_entry_that_is_off_the_list_is_not_shielded_any_more(cast, db, ground):
    walk = new_walk(cast, fulfilled=False).to(CaseState.CERTIFIED)
    assert "K-06" in running(walk)
    do(walk, owed(walk, ground))
    gone = state_of(walk)
    assert gone in (ListingState.DELETED, ListingState.REVOKED)
    assert "K-06" not in running(walk)
    assert walk.case.list_due_on is None
    for kind, ends_on in ((ListOperationKind.SHIELD, walk.case.certificate.valid_until), (ListOperationKind.SHORTEN, walk.at.date())):
        with pytest.raises(ConditionNotMet, match="不再需要办理"):
            operate(walk, kind, ends_on)
    assert state_of(walk) == gone


def test_a_deleted_entry_is_not_shown_again_because_its_shield_ended(cast, db):
    walk = shielded(cast)
    restoration = past(walk, walk.case.certificate.valid_until)
    do(walk, owed(walk))
    with pytest.raises(ConditionNotMet, match="撤销这项登记"):
        do(walk, restoration)
    assert state_of(walk) == ListingState.DELETED


def test_a_repair_is_revoked_although_its_shield_has_ended_meanwhile(cast, db):
    walk = shielded(cast)
    walk.propose_revocation().answer_revocation().review_revocation()
    restoration = past(walk, walk.case.certificate.valid_until)
    assert walk.revoke().case.state == CaseState.REVOKED
    do(walk, restoration)
    assert state_of(walk) == ListingState.LISTED


def test_the_end_of_a_term_and_its_early_deletion_are_one_deletion(cast, db):
    walk = new_walk(cast, fixed_term=True).to(CaseState.CERTIFIED)
    do(walk, past(walk, walk.case.enforcement_case.listing.term_end))
    assert "K-06" not in running(walk)


def test_a_term_shortened_to_the_day_settles_what_its_end_made_the_court_owe(cast, db):
    walk = new_walk(cast, fixed_term=True).to(CaseState.CERTIFIED)
    duty = past(walk, walk.case.enforcement_case.listing.term_end)
    operate(walk, ListOperationKind.SHORTEN, walk.at.date())
    assert walk.case.enforcement_case.list_duties.get(pk=duty.pk).state == "done"
