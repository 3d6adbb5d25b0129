"""A repair that is revoked: the certificate loses its force, and whoever was sent it is told and signs for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.enums import CaseAction, CertificateStatus, DutyGround, DutyKind, DutyState, ListingState
from cases.models import Case, EnforcementCase, Revocation
from cases.outcomes import RevocationOutcome, RevocationStage
from cases.papers.revocation import REVOCATION_DECISION, REVOCATION_NOTICE
from cases.remedies import latest_revocation
from cases.services.duties import record_duty
from cases.services.revocations import open_revocation
from cases.subjects import CASE
from departments.models import Department
from ledger.constraints import sentence_of
from ledger.rows import Part
from notices.enums import DocumentKind, DocumentState
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from recognition.delivering import certificate_of, deliver_next, open_push, sign_for
from recognition.enums import Leg, RecognitionAction
from recognition.models import Delivery, Recognition
from recognition.subjects import RECOGNITION
from recognition.telling import tell_units

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor
    from procedure.subjects import Step


def revoke(case_id: int, *, reasons: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The president decides: from this moment the verification page says so, and nobody is asked to recognise it any more."""
    said = kept(Revocation, "reasons", reasons)
    if not said:
        raise InvalidInput("reasons", sentence_of(Revocation, "revocation_ends_with_reasons"))
    with transaction.atomic():
        enforcement = _locked_enforcement(case_id)
        is_shielded = enforcement is not None and enforcement.listing.state == ListingState.SHIELDED
        with performing(CASE, CaseAction.REVOKE, case_id, by=by, at=at, version=version) as step:
            revocation = open_revocation(step.subject)
            if by.person_id in (revocation.proposed_by_id, revocation.reviewed_by_id):
                raise ConditionNotMet(sentence_of(Revocation, "revocation_three_people"))
            _decide(step, revocation, said, is_shielded=is_shielded)
            _end_recognitions(step)
        if enforcement is not None and is_shielded and not _is_restoration_owed(enforcement):
            evidence = f"{revocation.number}撤销信用修复决定书"
            record_duty(enforcement.pk, ground=DutyGround.SHIELD_END, arose_on=step.on, evidence=evidence, by=SYSTEM, at=at)
    return step.subject


def _is_restoration_owed(enforcement: EnforcementCase) -> bool:
    """Its term had ended before, and nobody has shown the entry again yet."""
    return enforcement.list_duties.filter(kind=DutyKind.RESTORE, state=DutyState.OWED).exists()


def _locked_enforcement(case_id: int) -> EnforcementCase | None:
    """Before the case, as whoever corrects a record locks them."""
    found = EnforcementCase.objects.select_for_update(of=("self",)).filter(cases=case_id)
    return found.select_related("listing").first()


def _decide(step: Step[Case], revocation: Revocation, reasons: str, *, is_shielded: bool) -> None:
    case = step.subject
    # The one in force, should another have taken the place of the one that was proposed to be revoked.
    revocation.certificate = certificate = certificate_of(case)
    revocation.outcome, revocation.reasons = RevocationOutcome.REVOKED, reasons
    revocation.decided_by_id, revocation.decided_at = step.by.person_id, step.at
    revocation.number = issue(step, REVOCATION_DECISION, case, revocation, restores_entry=is_shielded).number
    revocation.save()
    step.keeps(Part(revocation, ("certificate", "outcome", "reasons", "decided_by", "decided_at", "number")))
    issue(step, REVOCATION_NOTICE, case, revocation, _units(case))
    certificate.status = CertificateStatus.REVOKED
    certificate.status_on = step.on
    certificate.status_reason = f"{revocation.get_ground_display()}，由{revocation.number}撤销"
    certificate.save(update_fields=("status", "status_on", "status_reason"))
    step.keeps(Part(certificate, ("status", "status_on", "status_reason")))
    case.revocation = RevocationStage.DECIDED
    step.body |= {"decision": revocation.number, "certificate": certificate.number}


def _units(case: Case) -> list[Department]:
    """Exactly those that were sent the certificate."""
    return list(Department.objects.filter(recognitions__case=case).order_by("position", "pk"))


def _end_recognitions(step: Step[Case]) -> None:
    for key in step.subject.recognitions.unsettled().order_by("pk").values_list("pk", flat=True):
        with performing(RECOGNITION, RecognitionAction.END_RECOGNITION, key, by=SYSTEM, at=step.at):
            pass
    # Whatever was still to be signed for is overtaken by the notice.
    for answer in step.subject.recognitions.filter(replacement_waits=True).order_by("pk"):
        answer.replacement_waits = False
        answer.save(update_fields=("replacement_waits",))
        step.keeps(Part(answer, ("replacement_waits",)))


def revocations_due(limit: int) -> list[int]:
    """The cases whose notice of revocation is made and not sent yet, the oldest first."""
    made = Case.objects.filter(
        revocation=RevocationStage.DECIDED, documents__kind=DocumentKind.REVOCATION_NOTICE, documents__state=DocumentState.READY
    )
    return list(made.order_by("pk").values_list("pk", flat=True)[:limit])


def push_revocation(case_id: int, *, at: datetime) -> Case:
    """Tell the bureau as soon as the notice is made; done by the system."""
    with performing(CASE, CaseAction.PUSH_REVOCATION, case_id, by=SYSTEM, at=at) as step:
        case = step.subject
        if case.revocation != RevocationStage.DECIDED:
            msg = "撤销通知的办理情况已经变化，请刷新后再办。"
            raise ConditionNotMet(msg)
        delivery = deliver_next(step, case, certificate_of(case), Leg.COURT_TO_BUREAU, case.bureau)
        step.body |= {"delivery": delivery.pk, "payload_sha256": delivery.payload_sha256}
        case.revocation = RevocationStage.PUSHED
    return case


def receive_revocation(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The bureau signs for the notice: the court's limit ends, its own begins."""
    with performing(CASE, CaseAction.RECEIVE_REVOCATION, case_id, by=by, at=at, version=version) as step:
        sign_for(step, open_push(step.subject))
        revocation = _revoked(step.subject)
        revocation.received_by_id = by.person_id
        revocation.save()
        step.keeps(Part(revocation, ("received_by",)))
        step.subject.revocation = RevocationStage.RECEIVED
    return step.subject


def _revoked(case: Case) -> Revocation:
    found = latest_revocation(case)
    if found is None:
        msg = "本案没有撤销决定。"
        raise ConditionNotMet(msg)
    return found


def forward_revocation(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Send the notice to every unit that was sent the certificate, whatever it answered."""
    with performing(CASE, CaseAction.FORWARD_REVOCATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        if _revoked(case).received_by_id == by.person_id:
            msg = "签收与转推必须是两个人。"
            raise ConditionNotMet(msg)
        answers = list(case.recognitions.order_by("department__position", "pk").values_list("pk", flat=True))
        units = [_send(step, key) for key in answers]
        tell_units(case, units, what="撤销信用修复的通知已转推", dedup_key=f"revocation:{case.pk}:{case.state_seq}", at=at)
        case.revocation = ""
        step.body["units"] = len(answers)
    return case


def _send(step: Step[Case], answer_id: int) -> int:
    """Answers the unit that it was sent to."""
    with performing(RECOGNITION, RecognitionAction.SEND_REVOCATION, answer_id, by=SYSTEM, at=step.at) as sent:
        answer, case = sent.subject, step.subject
        unit = answer.department
        delivery = deliver_next(sent, case, certificate_of(case), Leg.BUREAU_TO_UNIT, unit)
        answer.replacement, answer.replacement_waits = delivery, True
        sent.body |= {"unit": unit.code, "payload_sha256": delivery.payload_sha256}
    return int(unit.pk)


def sign_for_revocation(recognition_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """A unit has read that the certificate no longer counts."""
    with performing(RECOGNITION, RecognitionAction.SIGN_FOR_REVOCATION, recognition_id, by=by, at=at, version=version) as step:
        answer = step.subject
        sign_for(step, _waiting(answer))
        answer.replacement_waits = False
        step.body["certificate"] = answer.certificate.number
    return answer


def _waiting(answer: Recognition) -> Delivery:
    if answer.replacement is None:
        msg = "没有待签收的撤销通知。"
        raise ConditionNotMet(msg)
    return answer.replacement
