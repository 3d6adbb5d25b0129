"""Proposing to revoke a repair, hearing the enterprise, reviewing, and letting it be. Deciding it reaches the units: recognition.revoking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CONDITIONAL_TYPES, CaseAction, CertificateStatus, CertificateType
from cases.models import Case, Revocation
from cases.outcomes import RevocationGround, RevocationOutcome, RevocationStage
from cases.remedies import latest_revocation
from cases.subjects import CASE
from deadlines.codes import ClockCode
from deadlines.selectors import clocks_run_out
from ledger.constraints import sentence_of
from ledger.rows import Part
from ledger.timekeeping import legal_date
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from uploads.services import store_upload

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor


def can_be_revoked(case: Case) -> bool:
    """A certificate in force, with nothing of the kind under way."""
    return (
        case.certificate is not None and case.certificate.status == CertificateStatus.VALID and not case.revocation and not case.replacement
    )


def grounds_of(case: Case) -> list[RevocationGround]:
    """What is promised on condition can be breached; whoever deceived the court loses any certificate."""
    conditional = case.certificate is not None and CertificateType(case.certificate.type) in CONDITIONAL_TYPES
    return [ground for ground in RevocationGround if conditional or ground != RevocationGround.BREACH]


def propose_revocation(
    case_id: int,
    *,
    ground: RevocationGround,
    facts: str,
    evidence: UploadedFile[bytes] | None,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """The handling judge proposes with facts and evidence; the enterprise has its limit to be heard from this day."""
    said = _said(facts, "facts", "revocation_says_why")
    if evidence is None:
        raise InvalidInput("evidence", "请上传能够证明上述事实的材料。")
    file = store_upload(evidence, "evidence", by=by, at=at)
    with performing(CASE, CaseAction.PROPOSE_REVOCATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        if not can_be_revoked(case) or case.certificate is None:
            msg = "证明现在没有效力，或者正在撤销、更正，不能提出撤销。"
            raise ConditionNotMet(msg)
        if ground not in grounds_of(case):
            raise InvalidInput("ground", "这份证明没有附条件，只能因虚假材料或者虚假承诺撤销。")
        revocation = Revocation.objects.create(
            case=case, certificate=case.certificate, ground=ground, facts=said, evidence=file, proposed_by_id=by.person_id, proposed_at=at
        )
        step.keeps(revocation, file)
        case.revocation = RevocationStage.PROPOSED
        step.body |= {"certificate": case.certificate.number, "ground": ground.value}
    return case


def _said(text: str, name: str, constraint: str) -> str:
    said = kept(Revocation, name, text)
    if not said:
        raise InvalidInput(name, sentence_of(Revocation, constraint))
    return said


def open_revocation(case: Case) -> Revocation:
    found = latest_revocation(case)
    if found is None or found.outcome != RevocationOutcome.OPEN:
        msg = "本案没有正在办理的撤销。"
        raise ConditionNotMet(msg)
    return found


def answer_revocation(
    case_id: int, *, answer: str, upload: UploadedFile[bytes] | None = None, version: int | None = None, by: Actor, at: datetime
) -> Case:
    """The enterprise is heard: once, within its limit."""
    said = kept(Revocation, "answer", answer)
    if not said:
        raise InvalidInput("answer", "请写明您的意见和理由。")
    file = None if upload is None else store_upload(upload, "upload", by=by, at=at)
    with performing(CASE, CaseAction.ANSWER_REVOCATION, case_id, by=by, at=at, version=version) as step:
        revocation = open_revocation(step.subject)
        revocation.answer, revocation.answer_file = said, file
        revocation.answered_at = revocation.heard_at = at
        revocation.save()
        step.keeps(Part(revocation, ("answer", "answer_file", "answered_at", "heard_at")), *[file] if file else [])
        step.subject.revocation = RevocationStage.HEARD
    return step.subject


def hearings_over(limit: int, *, at: datetime) -> list[int]:
    """The cases whose limit to be heard has passed without an answer, the longest over first."""
    over = clocks_run_out(ClockCode.HEARING, legal_date(at)).filter(case__revocation=RevocationStage.PROPOSED)
    return list(over.values_list("case_id", flat=True)[:limit])


def end_hearing(case_id: int, *, at: datetime) -> Case:
    """The limit ran out; silence is no admission, and the proposal is reviewed all the same."""
    with performing(CASE, CaseAction.END_HEARING, case_id, by=SYSTEM, at=at) as step:
        case = step.subject
        clock = case.clocks.filter(code=ClockCode.HEARING).order_by("-pk").first()
        if case.revocation != RevocationStage.PROPOSED or clock is None or step.on <= clock.due_on:
            msg = "陈述申辩期限还没有届满。"
            raise ConditionNotMet(msg)
        revocation = open_revocation(case)
        revocation.heard_at = at
        revocation.save()
        step.keeps(Part(revocation, ("heard_at",)))
        # It is a right: it ends on its last day, and nobody is late.
        step.clocks_stop_on = clock.due_on
        case.revocation = RevocationStage.HEARD
    return case


def review_revocation(case_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> Case:
    """Another judge agrees that it goes to the president."""
    with performing(CASE, CaseAction.REVIEW_REVOCATION, case_id, by=by, at=at, version=version) as step:
        revocation = open_revocation(step.subject)
        if revocation.proposed_by_id == by.person_id:
            raise ConditionNotMet(sentence_of(Revocation, "revocation_three_people"))
        revocation.reviewed_by_id = by.person_id
        revocation.review_note = kept(Revocation, "review_note", note, field="note")
        revocation.save()
        step.keeps(Part(revocation, ("reviewed_by", "review_note")))
        step.subject.revocation = RevocationStage.REVIEWED
        step.body["note"] = revocation.review_note
    return step.subject


def drop_revocation(case_id: int, *, reasons: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The certificate stays as it is, and the enterprise reads why."""
    said = _said(reasons, "reasons", "revocation_ends_with_reasons")
    with performing(CASE, CaseAction.DROP_REVOCATION, case_id, by=by, at=at, version=version) as step:
        revocation = open_revocation(step.subject)
        revocation.outcome, revocation.reasons = RevocationOutcome.DROPPED, said
        revocation.decided_by_id, revocation.decided_at = by.person_id, at
        revocation.save()
        step.keeps(Part(revocation, ("outcome", "reasons", "decided_by", "decided_at")))
        step.subject.revocation = ""
        step.body["note"] = said
    return step.subject
