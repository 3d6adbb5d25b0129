"""A certificate that takes the place of one which units hold already: pushed, signed for, handed on, signed for by each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import readiness
from cases.enums import CaseAction, Replacement
from cases.models import Case, Certificate
from cases.subjects import CASE
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from notices.enums import DocumentState
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet
from recognition.delivering import certificate_of, deliver_next, open_push, sign_for
from recognition.enums import Leg, RecognitionAction, RecognitionState
from recognition.models import Delivery, Recognition
from recognition.papers.pushing import DISTRIBUTION_LETTER
from recognition.services import send_to_bureau
from recognition.subjects import RECOGNITION
from recognition.telling import tell_units

if TYPE_CHECKING:
    from datetime import datetime

    from departments.models import Department
    from procedure.actors import Actor
    from procedure.subjects import Step


def replacements_due(limit: int) -> list[int]:
    """The cases whose replacing certificate is sealed and its paper made, the oldest first."""
    ready = Case.objects.filter(replacement=Replacement.SEALED, certificate__document__state=DocumentState.READY)
    return list(ready.order_by("pk").values_list("pk", flat=True)[:limit])


def push_replacement(case_id: int, *, at: datetime) -> Case:
    """Push the replacement to the bureau as soon as its paper is made; done by the system."""
    with performing(CASE, CaseAction.PUSH_REPLACEMENT, case_id, by=SYSTEM, at=at) as step:
        case = step.subject
        if gap := _not_at(case, Replacement.SEALED) or readiness.certificate_paper_is_ready(case):
            raise ConditionNotMet(gap)
        send_to_bureau(step, certificate_of(case))
        case.replacement = Replacement.PUSHED
    return case


def receive_replacement(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The bureau signs for the replacement: stops its K-10, starts its K-11."""
    with performing(CASE, CaseAction.RECEIVE_REPLACEMENT, case_id, by=by, at=at, version=version) as step:
        sign_for(step, open_push(step.subject))
        step.subject.replacement = Replacement.RECEIVED
        step.subject.replacement_receiver_id = by.user_id
    return step.subject


def forward_replacement(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Send the replacement to every unit that was sent the certificate in whose place it stands; their answers stay."""
    with performing(CASE, CaseAction.FORWARD_REPLACEMENT, case_id, by=by, at=at, version=version) as step:
        case, certificate = step.subject, certificate_of(step.subject)
        sign_due = deadlines.due_preview(case.region, ClockCode.UNIT_RECEIPT, step.on)
        answers = list(case.recognitions.order_by("department__position", "pk").values_list("pk", flat=True))
        units = [_send(step, answer_id, certificate) for answer_id in answers]
        issue(step, DISTRIBUTION_LETTER, case, certificate, units, sign_due)
        tell_units(case, [unit.pk for unit in units], what="替代证明已转推", dedup_key=f"replacement:{certificate.pk}", at=at)
        case.replacement = ""
        step.body["units"] = len(answers)
    return case


def _send(step: Step[Case], answer_id: int, certificate: Certificate) -> Department:
    with performing(RECOGNITION, RecognitionAction.SEND_REPLACEMENT, answer_id, by=SYSTEM, at=step.at) as sent:
        answer: Recognition = sent.subject
        unit, case = answer.department, step.subject
        delivery = deliver_next(sent, case, certificate, Leg.BUREAU_TO_UNIT, unit)
        answer.certificate = certificate
        if answer.state == RecognitionState.AWAITING_RECEIPT:
            # The first one was never signed for, so the unit signs for this one instead.
            answer.delivery = delivery
        else:
            answer.replacement, answer.replacement_waits = delivery, True
        sent.body["unit"] = unit.code
        sent.body["payload_sha256"] = delivery.payload_sha256
    return unit


def sign_for_replacement(recognition_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Recognition:
    """A unit signs for the replacement; what it has answered holds for it too."""
    with performing(RECOGNITION, RecognitionAction.SIGN_FOR_REPLACEMENT, recognition_id, by=by, at=at, version=version) as step:
        answer = step.subject
        sign_for(step, _replacement(answer))
        answer.replacement_waits = False
        step.body["certificate"] = answer.certificate.number
    return answer


def _replacement(answer: Recognition) -> Delivery:
    if answer.replacement is None:
        msg = "没有待签收的替代证明。"
        raise ConditionNotMet(msg)
    return answer.replacement


def _not_at(case: Case, stage: Replacement) -> str:
    return "" if case.replacement == stage else "替代证明的办理情况已经变化，请刷新后再办。"
