"""Stopping the limit of an examination, resuming it, extending it; everything shows in the strip that says why the date is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseAction
from cases.models import Case, ExaminationExtension, ExaminationHold
from cases.options import options_of
from cases.outcomes import SUSPENDING, ExtensionOutcome, HoldGround
from cases.papers.suspension import SUSPENSION_NOTICE
from cases.subjects import CASE
from cases.suspension import open_extension, open_hold
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from deadlines.enums import OPEN_STATUSES, EventKind, Unit
from deadlines.models import Clock, ClockEvent
from deadlines.services import ClockDateError
from ledger.constraints import sentence_of
from ledger.rows import Part
from notices.services import issue
from procedure.engine import performing
from procedure.enums import Role
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from uploads.services import store_upload
from words.dates import day, iso

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor
    from procedure.subjects import Step
    from uploads.models import Upload


def grounds_for(action: CaseAction) -> list[HoldGround]:
    """On which grounds the examination is suspended, or days are excluded."""
    return [ground for ground in HoldGround if (ground in SUSPENDING) == (action == CaseAction.SUSPEND_EXAMINATION)]


def hold_examination(
    case_id: int,
    *,
    ground: HoldGround,
    from_on: date,
    reason: str,
    evidence: UploadedFile[bytes] | None,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Suspend the examination, or exclude the days of a hearing, an expert opinion or another court, from a day on up to today."""
    said = _said(ExaminationHold, "reason", reason, "hold_says_why")
    file = _proof(evidence, by, at)
    action = CaseAction.SUSPEND_EXAMINATION if ground in SUSPENDING else CaseAction.EXCLUDE_DAYS
    with performing(CASE, action, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        if case.hold:
            raise ConditionNotMet(sentence_of(ExaminationHold, "hold_one_open"))
        law = options_of(case.region).hold_laws[ground]
        hold = ExaminationHold(case=case, clock=_running(case), ground=ground, reason=said, law=law, evidence=file, from_on=from_on)
        hold.recorded_by_id, hold.recorded_at = by.person_id, at
        hold.save(force_insert=True)
        told = f"{HoldGround(ground).label}：{said}"
        try:
            deadlines.pause_clock(
                hold.clock, on=from_on, at=at, actor=by.key, reason=told, law=law, evidence=_named(file), post=_post(case, by)
            )
        except ClockDateError as error:
            raise InvalidInput("from_on", str(error)) from error
        case.hold = hold.kind
        step.keeps(hold, file)
        if action == CaseAction.SUSPEND_EXAMINATION:
            issue(step, SUSPENSION_NOTICE, case, hold)
        step.body |= {"ground": ground.value, "from_on": iso(from_on), "note": f"{told}，自{day(from_on)}起不计入审查期限"}
    return case


def resume_examination(case_id: int, *, until_on: date, reason: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The limit runs again; the day on which it does is charged."""
    said = _said(ExaminationHold, "end_reason", reason, "hold_ends_with_reason", field="reason")
    with performing(CASE, CaseAction.RESUME_EXAMINATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        hold = open_hold(case)
        if hold is None:
            msg = "本案没有中止，也没有正在扣除的期间。"
            raise ConditionNotMet(msg)
        try:
            deadlines.resume_clock(hold.clock, on=until_on, at=at, actor=by.key, reason=said, post=_post(case, by))
        except ClockDateError as error:
            raise InvalidInput("until_on", str(error)) from error
        _end(step, hold, until_on, said)
        step.body |= {"until_on": iso(until_on), "note": f"{said}，自{day(until_on)}起恢复计时"}
    return case


def _end(step: Step[Case], hold: ExaminationHold, on: date, reason: str) -> None:
    hold.until_on, hold.end_reason, hold.ended_by_id, hold.ended_at = on, reason, step.by.person_id, step.at
    hold.save()
    step.keeps(Part(hold, ("until_on", "end_reason", "ended_by", "ended_at")))
    step.subject.hold = ""


def propose_extension(
    case_id: int, *, days: int, reason: str, evidence: UploadedFile[bytes] | None, version: int | None = None, by: Actor, at: datetime
) -> Case:
    """The handling judge asks for more time; nothing moves until another person agrees."""
    said = _said(ExaminationExtension, "reason", reason, "extension_says_why")
    file = _proof(evidence, by, at)
    with performing(CASE, CaseAction.PROPOSE_EXTENSION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        if case.extension_proposer_id is not None:
            raise ConditionNotMet(sentence_of(ExaminationExtension, "extension_one_open"))
        clock = _running(case)
        _require_within(clock, days)
        if step.on > clock.due_on and not case.hold:
            msg = f"审查期限已于{day(clock.due_on)}届满，不能再延长。"
            raise ConditionNotMet(msg)
        extension = ExaminationExtension(case=case, clock=clock, days=days, reason=said, law=clock.rule.extension_law, evidence=file)
        extension.proposed_by_id, extension.proposed_at = by.person_id, at
        extension.save(force_insert=True)
        case.extension_proposer_id = by.person_id
        step.keeps(extension, file)
        step.body |= {"days": days, "note": said}
    return case


def _require_within(clock: Clock, days: int) -> None:
    left = extension_left(clock)
    if not clock.rule.extension:
        msg = "本区没有规定审查期限可以延长。"
        raise ConditionNotMet(msg)
    if not 0 < days <= left:
        unit = Unit(clock.rule.unit).label
        raise InvalidInput("days", f"本区规定一共最多延长{clock.rule.extension}{unit}，还可以延长{left}{unit}。")


def extension_left(clock: Clock) -> int:
    """By how much a limit may still be extended, in its own unit."""
    used = ClockEvent.objects.filter(clock=clock, kind=EventKind.EXTEND).order_by("seq").values_list("days", flat=True)
    return max(0, clock.rule.extension - sum(used))


def decide_extension(case_id: int, *, agrees: bool, note: str = "", version: int | None = None, by: Actor, at: datetime) -> Case:
    """Another person than who proposed it agrees, and the date moves; or refuses with reasons, and it stays."""
    action = CaseAction.APPROVE_EXTENSION if agrees else CaseAction.REFUSE_EXTENSION
    said = kept(ExaminationExtension, "note", note)
    if not agrees and not said:
        raise InvalidInput("note", sentence_of(ExaminationExtension, "extension_refused_with_reasons"))
    with performing(CASE, action, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        extension = open_extension(case)
        if extension is None:
            msg = "本案没有待决定的延长申请。"
            raise ConditionNotMet(msg)
        if agrees:
            _require_within(extension.clock, extension.days)
            deadlines.extend_clock(
                extension.clock,
                days=extension.days,
                on=step.on,
                at=at,
                actor=by.key,
                reason=extension.reason,
                law=extension.law,
                evidence=_named(extension.evidence),
                post=_post(case, by),
            )
        _decide(step, extension, ExtensionOutcome.APPROVED if agrees else ExtensionOutcome.REFUSED, said)
        step.body |= {"days": extension.days, "note": said}
    return case


def _decide(step: Step[Case], extension: ExaminationExtension, outcome: ExtensionOutcome, note: str) -> None:
    extension.outcome, extension.note, extension.decided_at = outcome, note, step.at
    extension.decided_by_id = None if outcome == ExtensionOutcome.MOOT else step.by.person_id
    extension.save()
    step.keeps(Part(extension, ("outcome", "note", "decided_by", "decided_at")))
    step.subject.extension_proposer = None


def drop_extension(step: Step[Case]) -> None:
    """The examination is over: what was still asked is moot."""
    case = step.subject
    if case.extension_proposer_id is not None and (extension := open_extension(case)) is not None:
        _decide(step, extension, ExtensionOutcome.MOOT, "")


def end_hold(step: Step[Case]) -> None:
    """A pause ends with its limit."""
    case = step.subject
    if case.hold and (hold := open_hold(case)) is not None:
        _end(step, hold, step.on, step.row.action.label)


def _running(case: Case) -> Clock:
    clock = case.clocks.filter(code=ClockCode.EXAMINATION, status__in=OPEN_STATUSES).order_by("-pk").first()
    if clock is None:
        msg = "本案没有正在计算的审查期限。"
        raise ConditionNotMet(msg)
    return clock


def _said(model: type[ExaminationHold | ExaminationExtension], column: str, typed: str, constraint: str, *, field: str = "") -> str:
    said = kept(model, column, typed, field=field)
    if not said:
        raise InvalidInput(field or column, sentence_of(model, constraint))
    return said


def _proof(evidence: UploadedFile[bytes] | None, by: Actor, at: datetime) -> Upload:
    if evidence is None:
        raise InvalidInput("evidence", "请上传证据，例如裁定书、通知书、委托函或者审批表。")
    return store_upload(evidence, "evidence", by=by, at=at)


def _named(file: Upload) -> str:
    """A file as an event of a clock names it for ever: its name may be changed by nobody, its digest by nothing."""
    return f"{file.original_name}（SHA-256 {file.sha256}）"


def _post(case: Case, by: Actor) -> str:
    """In which office somebody of the court acted, as everybody may read it."""
    role = Role.REVIEWING_JUDGE if by.holds(Role.REVIEWING_JUDGE, case.court_id) else Role.SIGNING_PRESIDENT
    return f"{case.court.short_name}{role.label}"
