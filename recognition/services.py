"""From the court to the bureau, from the bureau to every unit, and back: push, receipt, recognition, consultation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from cases import readiness, rules
from cases.enums import CaseAction, CaseState
from cases.models import Case, Certificate
from cases.subjects import CASE
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from departments.selectors import units_on
from ledger.rows import Part
from notices.enums import DocumentState
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.subjects import Step
from procedure.texts import kept, within
from recognition.delivering import certificate_of, deliver, deliver_next, open_push, sign_for
from recognition.enums import DeliveryState, Leg, PushedFact, RecognitionAction, RecognitionResult, RecognitionState
from recognition.models import Delivery, Recognition
from recognition.papers.answers import (
    CONSULTATION_MINUTES,
    RECOGNITION_REPLY,
    RECOGNITION_RESULT,
    REFUSAL_LETTER,
    ConsultationRecord,
)
from recognition.papers.pushing import DISTRIBUTION_LETTER, PUSH_LETTER
from recognition.subjects import RECOGNITION
from recognition.telling import tell_units
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from procedure.actors import Actor

NOTE_AT_MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerData:
    """A unit's answer. A partial or negative one owes law, reason and guidance."""

    result: RecognitionResult
    no_related_restriction: bool = False
    measures_lifted: str = ""
    items_refused: str = ""
    legal_basis: str = ""
    reason: str = ""
    guidance: str = ""


# --- court to bureau ------------------------------------------------------------------------------------------------


def push(case_id: int, *, at: datetime) -> Case:
    """Push to the bureau as soon as the certificate's paper is made; done by the system, from the worker or a tick."""
    with performing(CASE, CaseAction.PUSH, case_id, by=SYSTEM, at=at) as step:
        certificate = certificate_of(step.subject)
        if gap := readiness.certificate_paper_is_ready(step.subject):
            raise ConditionNotMet(gap)
        send_to_bureau(step, certificate)
    return step.subject


def pushes_due(limit: int) -> list[int]:
    """The cases whose certificate is issued and its paper made, the oldest first."""
    ready = Case.objects.filter(state=CaseState.CERTIFIED, replacement="", certificate__document__state=DocumentState.READY)
    return list(ready.order_by("pk").values_list("pk", flat=True)[:limit])


def return_push(case_id: int, *, wrong: Sequence[PushedFact], reason: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The bureau reports a defect of the data (not of the decision); K-10 keeps running."""
    if not wrong:
        raise InvalidInput("wrong", "请勾选有误的事项，法院按所勾选的事项更正。")
    if not reason.strip():
        raise InvalidInput("reason", "请写明错在哪里，应当是什么。")
    with performing(CASE, CaseAction.RETURN_PUSH, case_id, by=by, at=at, version=version) as step:
        delivery = open_push(step.subject)
        delivery.state = DeliveryState.RETURNED
        delivery.returned_at = at
        delivery.wrong_facts = [fact.value for fact in wrong]
        delivery.return_reason = kept(Delivery, "return_reason", reason, field="reason")
        delivery.save()
        step.keeps(Part(delivery, ("state", "returned_at", "wrong_facts", "return_reason")))
        step.body["note"] = f"{listed(fact.label for fact in wrong)}：{delivery.return_reason}"
    return step.subject


def push_again(case_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> Case:
    """Push the corrected data in a new round; the returned round stays as it was."""
    with performing(CASE, CaseAction.PUSH_AGAIN, case_id, by=by, at=at, version=version) as step:
        send_to_bureau(step, certificate_of(step.subject))
        step.body["note"] = within(NOTE_AT_MOST, note, field="note", label="更正说明")
    return step.subject


def receive_push(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The bureau signs for the push (签收): stops K-10, starts K-11."""
    with performing(CASE, CaseAction.RECEIVE_PUSH, case_id, by=by, at=at, version=version) as step:
        sign_for(step, open_push(step.subject))
    return step.subject


def send_to_bureau(step: Step[Case], certificate: Certificate) -> None:
    case = step.subject
    delivery = deliver_next(step, case, certificate, Leg.COURT_TO_BUREAU, case.bureau)
    step.body["delivery"] = delivery.pk
    step.body["payload_sha256"] = delivery.payload_sha256
    issue(step, PUSH_LETTER, case, certificate, delivery)


# --- bureau to units ------------------------------------------------------------------------------------------------


def propose_distribution(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The bureau's handler hands the distribution to the approver."""
    with performing(CASE, CaseAction.PROPOSE_DISTRIBUTION, case_id, by=by, at=at, version=version) as step:
        step.subject.distribution_proposer_id = by.user_id
    return step.subject


def return_distribution(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The approver gives the distribution back."""
    if not note.strip():
        raise InvalidInput("note", "请写明退回的意见。")
    with performing(CASE, CaseAction.RETURN_DISTRIBUTION, case_id, by=by, at=at, version=version) as step:
        step.subject.return_note = kept(Case, "return_note", note, field="note")
        step.body["note"] = step.subject.return_note
    return step.subject


def distribute(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Send to every unit that belonged to the mechanism at T0; stops K-11, starts each unit's own sign-in clock."""
    with performing(CASE, CaseAction.DISTRIBUTE, case_id, by=by, at=at, version=version) as step:
        case, certificate = step.subject, certificate_of(step.subject)
        case.distribution_approver_id = by.user_id
        units = list(units_on(case.region_id, certificate.issued_on))
        sign_due = deadlines.due_preview(case.region, ClockCode.UNIT_RECEIPT, step.on)
        for unit in units:
            delivery = deliver(case, certificate, Leg.BUREAU_TO_UNIT, unit, 1, at)
            recognition = Recognition(case=case, certificate=certificate, department=unit, delivery=delivery, state="")
            with creating(RECOGNITION, RecognitionAction.OPEN_RECOGNITION, recognition, by=SYSTEM, at=at) as opened:
                opened.keeps(delivery)
                opened.body["unit"] = unit.code
                opened.body["payload_sha256"] = delivery.payload_sha256
        issue(step, DISTRIBUTION_LETTER, case, certificate, units, sign_due)
        tell_units(case, [unit.pk for unit in units], what="信用修复证明已转推", dedup_key=f"distribution:{case.pk}", at=at)
        step.body["units"] = len(units)
    return case


# --- unit -----------------------------------------------------------------------------------------------------------


def receive_delivery(recognition_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """A unit signs for its push; the first one brings the case into recognition."""
    with transaction.atomic():
        with performing(RECOGNITION, RecognitionAction.RECEIVE_DELIVERY, recognition_id, by=by, at=at, version=version) as step:
            recognition = step.subject
            sign_for(step, recognition.delivery)
            recognition.received_at = at
        if step.subject.case.state == CaseState.DISTRIBUTED:
            with performing(CASE, CaseAction.BEGIN_RECOGNIZING, step.subject.case.pk, by=SYSTEM, at=at):
                pass
    return recognition


def propose_answer(recognition_id: int, *, answer: AnswerData, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """The liaison drafts the answer for the approver."""
    names = ("measures_lifted", "items_refused", "legal_basis", "reason", "guidance")
    texts = {name: kept(Recognition, name, getattr(answer, name)) for name in names}
    with performing(RECOGNITION, RecognitionAction.PROPOSE_ANSWER, recognition_id, by=by, at=at, version=version) as step:
        recognition = step.subject
        negative = answer.result != RecognitionResult.RECOGNIZED
        recognition.result = answer.result
        recognition.no_related_restriction = answer.no_related_restriction and not negative
        recognition.measures_lifted = texts["measures_lifted"]
        recognition.items_refused = texts["items_refused"] if negative else ""
        recognition.legal_basis = texts["legal_basis"] if negative else ""
        recognition.reason = texts["reason"] if negative else ""
        recognition.guidance = texts["guidance"] if negative else ""
        recognition.proposed_by_id = by.user_id
        step.body["result"] = answer.result.value
    return recognition


def return_answer(recognition_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """The approver gives the draft back to the liaison."""
    if not note.strip():
        raise InvalidInput("note", "请写明退回的意见。")
    with performing(RECOGNITION, RecognitionAction.RETURN_ANSWER, recognition_id, by=by, at=at, version=version) as step:
        step.body["note"] = within(NOTE_AT_MOST, note, field="note", label="退回意见")
    return step.subject


_APPROVALS = {
    RecognitionResult.RECOGNIZED: RecognitionAction.RECOGNIZE,
    RecognitionResult.PARTIAL: RecognitionAction.RECOGNIZE_PARTLY,
    RecognitionResult.REFUSED: RecognitionAction.REFUSE,
}


def approve_answer(recognition_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """Approve the answer as drafted: recognised, partly, or refused. The last one settles the case."""
    drafted = Recognition.objects.filter(pk=recognition_id).values_list("result", flat=True).first()
    action = _APPROVALS[RecognitionResult(drafted)] if drafted else RecognitionAction.RECOGNIZE
    with transaction.atomic():
        with performing(RECOGNITION, action, recognition_id, by=by, at=at, version=version) as step:
            recognition = step.subject
            recognition.approved_by_id = by.user_id
            recognition.answered_at = at
            issue(step, REFUSAL_LETTER if action == RecognitionAction.REFUSE else RECOGNITION_REPLY, recognition)
            step.body["result"] = recognition.result
        _close_if_done(step.subject.case.pk, at=at)
    return recognition


# --- office ---------------------------------------------------------------------------------------------------------


def open_consultation(recognition_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """A meeting about a partial or negative answer is convened; about one that was met about before, another one."""
    state = Recognition.objects.filter(pk=recognition_id).values_list("state", flat=True).first()
    is_further = state in (RecognitionState.CONSULTATION, RecognitionState.ESCALATED)
    action = RecognitionAction.CONVENE_AGAIN if is_further else RecognitionAction.OPEN_CONSULTATION
    with performing(RECOGNITION, action, recognition_id, by=by, at=at, version=version) as step:
        step.subject.in_meeting = True
    return step.subject


def call_off_consultation(recognition_id: int, *, by: Actor, at: datetime) -> Recognition:
    """The meeting does not take place; another one has to be convened."""
    with performing(RECOGNITION, RecognitionAction.CALL_OFF_CONSULTATION, recognition_id, by=by, at=at) as step:
        step.subject.in_meeting = False
    return step.subject


CONCLUSIONS = (RecognitionAction.CONSULT_RECOGNIZE, RecognitionAction.CONSULT_UPHOLD, RecognitionAction.CONSULT_ESCALATE)


def conclude_consultation(
    recognition_id: int, *, outcome: RecognitionAction, record: ConsultationRecord, version: int | None = None, by: Actor, at: datetime
) -> Recognition:
    """What came of the meeting, with its minutes; ``outcome`` is one of the three CONSULT_* actions."""
    if outcome not in CONCLUSIONS:
        raise InvalidInput("outcome", "请选择会商结果。")
    if not record.findings.strip():
        raise InvalidInput("content", "请填写会商意见。")
    with transaction.atomic():
        with performing(RECOGNITION, outcome, recognition_id, by=by, at=at, version=version) as step:
            recognition = step.subject
            recognition.consultation_note = kept(Recognition, "consultation_note", record.findings, field="content")
            recognition.consulted_at = at
            recognition.in_meeting = False
            step.body["note"] = recognition.consultation_note
            step.body["attendees"] = list(record.attendees)
            issue(step, CONSULTATION_MINUTES, recognition, str(outcome.label), record)
        _close_if_done(step.subject.case.pk, at=at)
    return recognition


def _close_if_done(case_id: int, *, at: datetime) -> None:
    """End the case once the last unit has settled; told apart are "all recognised" and "settled with exceptions"."""
    case = Case.objects.get(pk=case_id)
    action = _closing_action(case) if case.state == CaseState.RECOGNIZING else None
    if action is None:
        return
    with performing(CASE, action, case_id, by=SYSTEM, at=at) as step:
        issue(step, RECOGNITION_RESULT, step.subject)


def _closing_action(case: Case) -> CaseAction | None:
    if not rules.all_recognized(case):
        return CaseAction.CLOSE_RECOGNIZED
    if not rules.all_answered_some_refused(case):
        return CaseAction.CLOSE_WITH_REFUSALS
    return None
