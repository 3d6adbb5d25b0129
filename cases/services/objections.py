"""A written objection against a rejection: brought by the enterprise, in the portal or on paper, decided by another than the signer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseAction
from cases.models import Case, Decision, Objection
from cases.outcomes import ObjectionStage
from cases.papers.objection import OBJECTION_DISMISSAL, OBJECTION_UPHELD
from cases.remedies import latest_objection
from cases.rules import lies_ahead
from cases.services.acceptance import handler_of
from cases.services.creditors import write_anew
from cases.services.examination import open_examination
from cases.subjects import CASE
from deadlines.codes import ClockCode
from ledger.constraints import sentence_of
from ledger.rows import Part
from ledger.timekeeping import legal_date
from notices.services import issue
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted
from procedure.texts import kept
from uploads.services import store_upload
from words.dates import day, iso, until

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from deadlines.models import Clock
    from procedure.actors import Actor
    from procedure.subjects import Step


def window_of(case: Case) -> Clock | None:
    """The limit within which the present rejection can be objected to; None as long as it has not begun."""
    if case.decision is None:
        return None
    since = legal_date(case.decision.signed_at)
    return case.clocks.filter(code=ClockCode.REMEDY, started_on__gte=since).order_by("-pk").first()


def objection_gap(case: Case, filed_on: date) -> str:
    """Why nobody can object to the decision of a case on that day."""
    decision = case.decision
    if decision is None or decision.is_approval:
        return "本案没有可以提出异议的不予修复决定。"
    if Objection.objects.filter(decision=decision).exists():
        return "对这份决定已经提出过异议，请在案件页查看处理情况。"
    if filed_on < legal_date(decision.signed_at):
        return f"提出日期不能早于决定书签发之日（{day(decision.signed_at)}）。"
    window = window_of(case)
    if window is not None and filed_on > window.due_on:
        return f"异议期限{until(window.due_on)}，已经届满；可以自{day(decision.reapply_on)}起重新申请。"
    return ""


def last_day_to_object(case: Case, today: date) -> date:
    """Today, or the last day of the limit where that has passed."""
    window = window_of(case)
    return today if window is None else min(today, window.due_on)


def file_objection(
    case_id: int, *, text: str, upload: UploadedFile[bytes] | None = None, version: int | None = None, by: Actor, at: datetime
) -> Case:
    """The enterprise objects in the portal, today."""
    said, file = _said(text), None if upload is None else store_upload(upload, "upload", by=by, at=at)
    with performing(CASE, CaseAction.FILE_OBJECTION, case_id, by=by, at=at, version=version) as step:
        _record(step, Objection(text=said, file=file, filed_on=step.on), "")
    return step.subject


def record_objection(
    case_id: int, *, text: str, filed_on: date, upload: UploadedFile[bytes] | None, version: int | None = None, by: Actor, at: datetime
) -> Case:
    """The court records an objection that came in on paper, on the day on which it came in."""
    if upload is None:
        raise InvalidInput("upload", sentence_of(Objection, "objection_on_paper_has_its_scan"))
    said, file = _said(text), store_upload(upload, "upload", by=by, at=at)
    with performing(CASE, CaseAction.RECORD_OBJECTION, case_id, by=by, at=at, version=version) as step:
        if ahead := lies_ahead(Objection, "filed_on", filed_on, step.on):
            raise InvalidInput("filed_on", ahead)
        _record(step, Objection(text=said, file=file, filed_on=filed_on, is_paper=True), "filed_on")
        # It counts from the day on which it came in, for both sides.
        step.clocks_from = step.clocks_stop_on = filed_on
    return step.subject


def _said(text: str) -> str:
    said = kept(Objection, "text", text)
    if not said:
        raise InvalidInput("text", sentence_of(Objection, "objection_says_why"))
    return said


def _record(step: Step[Case], objection: Objection, field: str) -> None:
    case = step.subject
    if gap := objection_gap(case, objection.filed_on):
        raise InvalidInput(field, gap)
    decision = _decision(case)
    objection.case, objection.decision, objection.signed_by_id = case, decision, decision.signed_by_id
    objection.recorded_by_id, objection.recorded_at = step.by.person_id, step.at
    objection.save(force_insert=True)
    step.keeps(objection, *[objection.file] if objection.file else [])
    case.objection = ObjectionStage.OPEN
    step.body |= {"decision": decision.number, "filed_on": iso(objection.filed_on), "on_paper": objection.is_paper}


def _decision(case: Case) -> Decision:
    if case.decision is None:
        msg = "本案还没有决定。"
        raise ConditionNotMet(msg)
    return case.decision


def uphold_objection(
    case_id: int, *, reasons: str, handler_id: int | None = None, version: int | None = None, by: Actor, at: datetime
) -> Case:
    """The rejection is set aside and stays as history; the case is examined anew, by another judge if one is named."""
    said = _reasons(reasons)
    with performing(CASE, CaseAction.UPHOLD_OBJECTION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        objection = _open(case, step.by)
        case.return_note = kept(Case, "return_note", f"异议成立，原决定已撤销：{said}"[:2000], field="reasons")
        case.decision = case.signer = case.reviewer = None
        if handler_id:
            case.handler_id = handler_of(case, handler_id, step.on)
        open_examination(case, at)
        _decide(step, objection, ObjectionStage.UPHELD, said)
        write_anew(step)
        step.body["handler"] = case.handler_id
    return case


def dismiss_objection(case_id: int, *, reasons: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The rejection stands, and so does the day from which one may apply again."""
    said = _reasons(reasons)
    with performing(CASE, CaseAction.DISMISS_OBJECTION, case_id, by=by, at=at, version=version) as step:
        _decide(step, _open(step.subject, step.by), ObjectionStage.DISMISSED, said)
    return step.subject


def _reasons(reasons: str) -> str:
    said = kept(Objection, "reasons", reasons)
    if not said:
        raise InvalidInput("reasons", sentence_of(Objection, "objection_decided_with_reasons"))
    return said


def _open(case: Case, by: Actor) -> Objection:
    objection = latest_objection(case)
    if objection is None or objection.outcome != ObjectionStage.OPEN:
        msg = "本案没有待决定的异议。"
        raise ConditionNotMet(msg)
    if objection.signed_by_id == by.person_id:
        raise NotPermitted
    return objection


def _decide(step: Step[Case], objection: Objection, outcome: ObjectionStage, reasons: str) -> None:
    case = step.subject
    case.objection = objection.outcome = outcome
    objection.reasons = reasons
    objection.decided_by_id, objection.decided_at = step.by.person_id, step.at
    kind = OBJECTION_UPHELD if outcome == ObjectionStage.UPHELD else OBJECTION_DISMISSAL
    objection.number = issue(step, kind, case, objection).number
    objection.save()
    step.keeps(Part(objection, ("outcome", "reasons", "decided_by", "decided_at", "number")))
    step.body |= {"decision": objection.number, "on": objection.decision.number}
