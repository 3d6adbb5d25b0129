"""A written objection against a rejection, by the enterprise in the portal or on paper, decided by another than the signer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.enums import CaseState
from cases.models import Case, Decision, Objection
from cases.outcomes import ObjectionStage
from cases.services import objections
from demo.specimens import voucher
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.errors import InvalidInput, NotPermitted, NotVisible, Stale
from tests.cases.steps import clock, due
from tests.support.world import in_state

WHY = "两期款项已经付清，附银行回单。"


def file(walk, **facts):
    return objections.file_objection(walk.case.pk, **{"text": WHY, "by": walk.agent_actor(), "at": walk.at, **facts})


def decide(walk, how="dismiss_objection", part="reviewing_judge", **facts):
    said = {"reasons": "回单与判决所列账户一致。", **facts}
    return getattr(objections, how)(walk.case.pk, by=walk.by(part), at=walk.at, **said)


def paper_of(case, kind):
    document = case.documents.get(kind=kind)
    return context_of(document.kind, bytes(document.snapshot))


@in_state(CaseState.REJECTED)
def test_an_objection_in_time_stops_its_limit_and_starts_the_courts(stood):
    case = file(stood, upload=voucher(stood.plot.number))
    assert (case.state, case.objection) == (CaseState.REJECTED, ObjectionStage.OPEN)
    assert (clock(stood, "K-05").status, clock(stood, "K-30").status) == ("met", "running")
    assert stood.case.due_on == due(stood, "K-30")
    objection = case.objections.get()
    assert (objection.text, objection.filed_on, objection.is_paper) == (WHY, stood.at.date(), False)
    assert "法院已收到您对不予修复决定的异议" in case.messages.order_by("-pk")[0].body


@in_state(CaseState.REJECTED)
def test_the_last_day_counts_and_the_day_after_does_not(stood):
    last = due(stood, "K-05")
    stood.later(days=(last - stood.at.date()).days + 1)
    with pytest.raises(InvalidInput, match="已经届满"):
        file(stood)
    stood.later(days=-1)
    assert file(stood).objection == ObjectionStage.OPEN


@in_state(CaseState.REJECTED)
def test_a_decision_is_objected_to_once(stood):
    file(stood)
    with pytest.raises(InvalidInput, match="已经提出过异议"):
        file(stood)
    decide(stood)
    with pytest.raises(InvalidInput, match="已经提出过异议"):
        file(stood)


@in_state(CaseState.REJECTED)
def test_an_objection_says_why(stood):
    with pytest.raises(InvalidInput, match="有异议"):
        file(stood, text=" ")
    assert not Objection.objects.filter(case=stood.case).exists()


@in_state(CaseState.REJECTED)
def test_what_came_in_on_paper_counts_from_the_day_on_which_it_came(stood):
    came, last = stood.at.date() + timedelta(days=2), due(stood, "K-05")
    stood.later(days=(last - stood.at.date()).days + 3)
    paper = {"text": WHY, "by": stood.by("acceptance_officer"), "at": stood.at}
    for wrong in (last + timedelta(days=1), stood.at.date() + timedelta(days=1), came - timedelta(days=10)):
        with pytest.raises(InvalidInput) as refusal:
            objections.record_objection(stood.case.pk, filed_on=wrong, upload=voucher(stood.plot.number), **paper)
        assert refusal.value.field == "filed_on"
    with pytest.raises(InvalidInput, match="扫描件"):
        objections.record_objection(stood.case.pk, filed_on=came, upload=None, **paper)
    objections.record_objection(stood.case.pk, filed_on=came, upload=voucher(stood.plot.number), **paper)
    assert (clock(stood, "K-05").stopped_on, clock(stood, "K-30").started_on) == (came, came)


@in_state(CaseState.REJECTED)
def test_nobody_who_signed_or_handled_decides_on_it(stood):
    file(stood)
    handler = {stood.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}[stood.case.handler_id]
    for part in ("signing_president", handler, "acceptance_officer"):
        with pytest.raises(NotPermitted):
            decide(stood, part=part)
    with pytest.raises(NotVisible):
        decide(stood, part="finance:liaison")


@in_state(CaseState.REJECTED)
def test_the_database_refuses_the_signer_as_well(stood):
    objection = file(stood).objections.get()
    decided = {"outcome": "dismissed", "reasons": "理由", "number": "号", "decided_at": stood.at, "decided_by": objection.signed_by}
    with pytest.raises(IntegrityError, match="objection_decided_by_another"), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(**decided)


@in_state(CaseState.REJECTED)
def test_a_dismissal_leaves_the_decision_and_its_bar_as_they_were(stood):
    before = Decision.objects.values().get(pk=stood.case.decision_id)
    file(stood)
    with pytest.raises(InvalidInput, match="理由"):
        decide(stood, reasons=" ")
    case = decide(stood)
    assert (case.state, case.objection, case.decision_id) == (CaseState.REJECTED, ObjectionStage.DISMISSED, before["id"])
    assert Decision.objects.values().get(pk=before["id"]) == before
    assert clock(stood, "K-30").status == "met"
    said = paper_of(case, DocumentKind.OBJECTION_DISMISSAL)
    assert (said.objection, said.decision_number) == (WHY, before["number"])
    assert said.reapply_from == before["reapply_on"].isoformat()
    assert stood.case.due_on is None


@in_state(CaseState.REJECTED)
def test_what_was_decided_stays_decided(stood):
    file(stood)
    decide(stood)
    for change in (lambda rows: rows.update(reasons="另有理由"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Objection.objects.filter(case=stood.case))


@in_state(CaseState.REJECTED)
def test_an_upheld_objection_takes_the_case_back_to_its_examination(stood):
    old, rounds = stood.case.decision, stood.case.examinations.count()
    file(stood)
    other = next(part for part in ("handling_judge", "handling_judge_2") if stood.cast.people[part].pk != stood.case.handler_id)
    case = decide(stood, "uphold_objection", handler_id=stood.cast.people[other].pk)
    assert (case.state, case.objection, case.decision) == (CaseState.RETURNED, ObjectionStage.UPHELD, None)
    assert (case.handler_id, case.signer, case.reviewer) == (stood.cast.people[other].pk, None, None)
    assert case.objections.get().decision == old
    assert (case.examinations.count(), clock(stood, "K-04").status) == (rounds + 1, "running")
    assert paper_of(case, DocumentKind.OBJECTION_UPHELD).decision_number == old.number
    # The same people go on with it to another decision, against which another objection can be brought.
    stood.later(days=1).submit_examination(approve=False).pass_review().reject()
    assert stood.case.decision != old
    stood.later(days=1)
    assert file(stood).objection == ObjectionStage.OPEN


@in_state(CaseState.PENDING_SIGN, CaseState.CERTIFIED)
def test_nothing_else_can_be_objected_to(stood):
    with pytest.raises((Stale, InvalidInput)):
        file(stood)
    assert Case.objects.get(pk=stood.case.pk).objection == ""
