"""Who was there, what was said and settled, and that those present confirm it; then what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from departments.selectors import units_on
from ledger.constraints import sentence_of
from ledger.timekeeping import legal_date
from mechanism import rules
from mechanism.enums import InvitationAction, InvitationState, MeetingAction, MeetingKind, MeetingState, Outcome
from mechanism.models import Invitation, Meeting, Minutes, Resolution
from mechanism.papers import MEETING_MINUTES
from mechanism.selectors import latest_minutes
from mechanism.services import items
from mechanism.states import PRESENT_STATES
from mechanism.subjects import INVITATION, MEETING
from notices.enums import DocumentKind
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from recognition import services as recognition
from recognition.enums import RecognitionAction, RecognitionState
from recognition.papers.answers import ConsultationRecord
from recognition.papers.answers import Resolution as ResolutionLine
from words import normal
from words.dates import day, iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from procedure.actors import Actor
    from procedure.subjects import Step

ACTION_OF = {
    Outcome.RECOGNIZE: RecognitionAction.CONSULT_RECOGNIZE,
    Outcome.UPHOLD: RecognitionAction.CONSULT_UPHOLD,
    Outcome.ESCALATE: RecognitionAction.CONSULT_ESCALATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionData:
    """A line of what is settled; without a day the length of the region's rule holds."""

    content: str
    department_id: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesData:
    """``present`` names for each unit that came its people, by the key of the unit."""

    held_on: date
    chair: str
    guests: str = ""
    content: str
    outcome: str = ""
    present: Mapping[int, str]
    resolutions: Sequence[ResolutionData] = ()


def write_minutes(meeting_id: int, data: MinutesData, *, version: int | None = None, by: Actor, at: datetime) -> Meeting:
    """Lay the minutes before those who were there. Written anew, they are confirmed anew."""
    state = Meeting.objects.filter(pk=meeting_id).values_list("state", flat=True).first()
    action = MeetingAction.WRITE_MINUTES if state == MeetingState.CONVENED else MeetingAction.REOPEN_MINUTES
    with performing(MEETING, action, meeting_id, by=by, at=at, version=version) as step:
        meeting = step.subject
        _refuse_days(meeting, data, step.on)
        _refuse_outcome(meeting, data)
        last = latest_minutes(meeting)
        minutes = Minutes.objects.create(
            meeting=meeting,
            version=last.version + 1 if last else 1,
            held_on=data.held_on,
            chair=_said("chair", data.chair, "请写明主持人的姓名和职务。"),
            guests=kept(Minutes, "guests", data.guests),
            content=_said("content", data.content, "请写明会议意见。"),
            outcome=data.outcome,
            written_by_id=by.person_id,
            written_at=at,
        )
        step.keeps(minutes)
        _settle(step, minutes, data.resolutions)
        _note_attendance(meeting, data.present, at)
        step.body["version"] = minutes.version
    return meeting


def _said(column: str, typed: str, missing: str) -> str:
    text = kept(Minutes, column, typed, kind=normal.line if column == "chair" else normal.text)
    if not text:
        raise InvalidInput(column, missing)
    return text


def _refuse_days(meeting: Meeting, data: MinutesData, today: date) -> None:
    first = legal_date(meeting.convened_at)
    if not first <= data.held_on <= today:
        raise InvalidInput("held_on", f"召开日期应在召集之日（{day(first)}）至今天之间；会议还没有召开的，不能登记纪要。")
    for number, line in enumerate(data.resolutions, start=1):
        if line.due_on and line.due_on < today:
            raise InvalidInput("resolutions", f"第{number}项议定事项的完成日期已经过去，请改为今天以后的日期。")


def _refuse_outcome(meeting: Meeting, data: MinutesData) -> None:
    """A consultation has an outcome, any other meeting none; a unit does not change its answer without being there."""
    if meeting.kind != MeetingKind.CONSULTATION:
        if data.outcome:
            raise InvalidInput("outcome", "只有会商才有会商结果。")
        return
    if data.outcome not in Outcome.values:
        raise InvalidInput("outcome", "请选择会商结果。")
    answer = meeting.recognition
    if answer is None:
        return
    is_escalated = answer.state == RecognitionState.ESCALATED
    if data.outcome == Outcome.ESCALATE and is_escalated:
        raise InvalidInput("outcome", "已经上报领导小组，请登记领导小组研究的结果：改为认可，或者维持该单位意见。")
    if data.outcome == Outcome.RECOGNIZE and not is_escalated and answer.department_id not in data.present:
        raise InvalidInput("outcome", f"{answer.department.short_name}没有出席，不能登记它改为认可。")


def _settle(step: Step[Meeting], minutes: Minutes, lines: Sequence[ResolutionData]) -> None:
    units = set(units_on(step.subject.region_id, step.on).values_list("pk", flat=True))
    for position, line in enumerate(lines, start=1):
        content = kept(Resolution, "content", line.content, field="resolutions")
        if not content or line.department_id not in units:
            raise InvalidInput("resolutions", f"第{position}项议定事项请写明内容和责任单位。")
        row = Resolution(minutes=minutes, position=position, content=content, department_id=line.department_id, due_on=line.due_on)
        row.save(force_insert=True)
        step.keeps(row)


def _note_attendance(meeting: Meeting, present: Mapping[int, str], at: datetime) -> None:
    invitations = list(meeting.invitations.order_by("pk").values_list("pk", "department_id"))
    if set(present) - {unit for _, unit in invitations}:
        raise InvalidInput("present", "出席单位须是受邀单位；其他人员请写在列席中。")
    for key, unit in invitations:
        people = kept(Invitation, "people", present.get(unit, ""), field="present", kind=normal.line)
        if unit in present and not people:
            raise InvalidInput("present", "请写明出席人员的姓名和职务。")
        action = InvitationAction.NOTE_PRESENT if unit in present else InvitationAction.NOTE_ABSENT
        with performing(INVITATION, action, key, by=SYSTEM, at=at) as step:
            step.subject.people, step.subject.note = people, ""
            step.subject.answered_at = step.subject.answered_by_id = step.subject.version = None


def confirm(invitation_id: int, *, shown: int | None = None, version: int | None = None, by: Actor, at: datetime) -> Invitation:
    """A unit that was there confirms the draft it was shown; the last one settles the minutes."""
    return _answered(InvitationAction.CONFIRM_MINUTES, invitation_id, "", shown, version, by, at)


def confirm_on_paper(invitation_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Invitation:
    """The office records that a unit has signed the printed minutes."""
    if not note.strip():
        raise InvalidInput("note", "请写明谁在哪一天以什么方式书面确认，原件存在哪里。")
    return _answered(InvitationAction.CONFIRM_ON_PAPER, invitation_id, note, None, version, by, at)


def contest(invitation_id: int, *, note: str, shown: int | None = None, version: int | None = None, by: Actor, at: datetime) -> Invitation:
    """A unit that was there says what of the minutes is wrong; the office writes them anew."""
    if not note.strip():
        raise InvalidInput("note", sentence_of(Invitation, "invitation_contested_has_reason"))
    return _answered(InvitationAction.CONTEST_MINUTES, invitation_id, note, shown, version, by, at)


def _answered(action: InvitationAction, pk: int, note: str, shown: int | None, version: int | None, by: Actor, at: datetime) -> Invitation:
    note = kept(Invitation, "note", note)
    with transaction.atomic():
        with performing(INVITATION, action, pk, by=by, at=at, version=version) as step:
            invitation = step.subject
            minutes = latest_minutes(invitation.meeting)
            if minutes is None or shown not in (None, minutes.version):
                msg = "纪要刚刚改过，请看过新的一稿再确认。"
                raise ConditionNotMet(msg)
            invitation.note, invitation.version = note, minutes.version
            invitation.answered_at, invitation.answered_by_id = at, by.person_id
        if not rules.all_present_have_confirmed(invitation.meeting):
            with performing(MEETING, MeetingAction.SETTLE_MINUTES, invitation.meeting_id, by=SYSTEM, at=at):
                pass
    return invitation


def close(meeting_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Meeting:
    """Issue the confirmed minutes and hand out what was settled; of a consultation the answer's outcome follows."""
    kind = Meeting.objects.filter(pk=meeting_id).values_list("kind", flat=True).first()
    if kind == MeetingKind.CONSULTATION:
        return _close_consultation(meeting_id, version, by, at)
    with performing(MEETING, MeetingAction.CLOSE_MEETING, meeting_id, by=by, at=at, version=version) as step:
        minutes = _confirmed(step.subject)
        _refuse_days_gone_by(minutes, step.on)
        step.subject.document = issue(step, MEETING_MINUTES, step.subject, record_of(step.subject, minutes, step.on))
        items.hand_out(step.subject, minutes, by=by, at=at)
    return step.subject


def _close_consultation(meeting_id: int, version: int | None, by: Actor, at: datetime) -> Meeting:
    with performing(MEETING, MeetingAction.CLOSE_CONSULTATION, meeting_id, by=by, at=at, version=version) as step:
        meeting, minutes = step.subject, _confirmed(step.subject)
        _refuse_days_gone_by(minutes, step.on)
        if meeting.recognition_id is None:
            raise LookupError(meeting.pk)
        outcome = ACTION_OF[Outcome(minutes.outcome)]
        answer = recognition.conclude_consultation(
            meeting.recognition_id, outcome=outcome, record=record_of(meeting, minutes, step.on), by=by, at=at
        )
        papers = answer.case.documents.filter(kind=DocumentKind.CONSULTATION_MINUTES, department=answer.department_id)
        meeting.document = papers.order_by("-pk")[0]
        step.body["outcome"] = minutes.outcome
        items.hand_out(meeting, minutes, by=by, at=at)
    return meeting


def _refuse_days_gone_by(minutes: Minutes, today: date) -> None:
    """Nobody is given a task whose last day was over before it was given."""
    gone = minutes.resolutions.filter(due_on__lt=today).order_by("position").first()
    if gone is not None and gone.due_on is not None:
        raise ConditionNotMet(
            f"第{gone.position}项议定事项的完成日期（{day(gone.due_on)}）在确认期间已经过去。请重新登记纪要，议定新的日期，由出席单位确认。"
        )


def _confirmed(meeting: Meeting) -> Minutes:
    minutes = latest_minutes(meeting)
    if minutes is None:
        raise LookupError(meeting.pk)
    return minutes


def record_of(meeting: Meeting, minutes: Minutes, on: date) -> ConsultationRecord:
    """What the paper says of the meeting: the units by their names, their people as they were named."""
    invitations = list(meeting.invitations.select_related("department").order_by("department__position", "pk"))
    lines = minutes.resolutions.select_related("department").order_by("position")
    return ConsultationRecord(
        held_on=minutes.held_on,
        place=meeting.place,
        chair=minutes.chair,
        attendees=tuple(f"{row.department.name}（{row.people}）" for row in invitations if row.state in PRESENT_STATES),
        absent=tuple(row.department.name for row in invitations if row.state == InvitationState.ABSENT),
        guests=minutes.guests,
        views=tuple(f"{row.department.name}：{row.opinion}" for row in invitations if row.opinion),
        findings=minutes.content,
        resolutions=tuple(
            ResolutionLine(text=line.content, responsible=line.department.name, due_on=iso(line.due_on or items.usual_day(meeting, on)))
            for line in lines
        ),
    )
