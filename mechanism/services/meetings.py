"""From the invitation to the unit's opinion: a meeting of the leading group, or a consultation about one unit's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from departments.models import Department, Region
from departments.selectors import units_on
from ledger.timekeeping import legal_date
from mechanism.enums import InvitationAction, MeetingAction, MeetingKind
from mechanism.models import Invitation, Meeting
from mechanism.selectors import units_to_invite
from mechanism.services.speaking import SPEAKS_FOR
from mechanism.states import OPEN_MEETINGS
from mechanism.subjects import INVITATION, MEETING
from messaging.services import tell_post
from procedure.actors import SYSTEM
from procedure.engine import creating, performing
from procedure.errors import InvalidInput, NotVisible
from procedure.texts import kept
from recognition import services as recognition
from recognition.models import Recognition
from words import normal
from words.dates import moment_and_weekday
from words.lists import shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from procedure.actors import Actor
    from procedure.subjects import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingData:
    """Date, place, agenda and who is invited; of a consultation the unit and the court always are."""

    title: str = ""
    agenda: str
    place: str
    starts_at: datetime
    units: Collection[int]


def convene(region_id: int, kind: MeetingKind, data: MeetingData, *, by: Actor, at: datetime) -> Meeting:
    """The office calls the units to a meeting or an activity of the leading group."""
    if kind == MeetingKind.CONSULTATION:
        raise InvalidInput("kind", "会商请从该单位的反馈页面召集。")
    if not data.title.strip():
        raise InvalidInput("title", "请填写会议名称。")
    region = Region.objects.filter(pk=region_id).first()
    if region is None:
        raise NotVisible
    return _convened(Meeting(region=region, kind=kind, state=""), data, by=by, at=at)


def convene_consultation(recognition_id: int, data: MeetingData, *, version: int | None = None, by: Actor, at: datetime) -> Meeting:
    """The same about a unit's partial or negative answer; the answer is in consultation from now on."""
    with transaction.atomic():
        answer = recognition.open_consultation(recognition_id, version=version, by=by, at=at)
        case = answer.case
        title = f"{case.enterprise.name}信用修复互认会商（{answer.department.short_name}）"
        asked = {*data.units, answer.department_id, case.court_id}
        meeting = Meeting(region=case.region, kind=MeetingKind.CONSULTATION, recognition=answer, state="")
        wanted = MeetingData(title=shortened(title, 120), agenda=data.agenda, place=data.place, starts_at=data.starts_at, units=asked)
        return _convened(meeting, wanted, by=by, at=at)


def _convened(meeting: Meeting, data: MeetingData, *, by: Actor, at: datetime) -> Meeting:
    _refuse_past(data.starts_at, at)
    meeting.title = kept(Meeting, "title", data.title, kind=normal.line)
    meeting.agenda = _said("agenda", data.agenda, "请写明议题。")
    meeting.place = _said("place", data.place, "请写明地点。")
    meeting.starts_at = data.starts_at
    meeting.convened_by_id, meeting.convened_at = by.person_id, at
    units = list(units_on(meeting.region_id, legal_date(at)).filter(pk__in=data.units).order_by("position", "pk"))
    if not units or len(units) != len(set(data.units)):
        raise InvalidInput("units", "请选择现在参加联动机制的单位，至少一家。")
    with transaction.atomic(), creating(MEETING, MeetingAction.CONVENE, meeting, by=by, at=at) as step:
        _invite(step, units)
        _tell(meeting, units, "会议通知", at, step.subject.state_seq)
    return meeting


def _invite(step: Step[Meeting], units: Iterable[Department]) -> None:
    for unit in units:
        with creating(
            INVITATION, InvitationAction.INVITE, Invitation(meeting=step.subject, department=unit, state=""), by=step.by, at=step.at
        ):
            pass
    step.body["units"] = [unit.code for unit in units]


def invite_more(meeting_id: int, *, units: Collection[int], version: int | None = None, by: Actor, at: datetime) -> Meeting:
    """Further units, before the meeting is held; whoever was invited already is not told again."""
    with performing(MEETING, MeetingAction.INVITE_MORE, meeting_id, by=by, at=at, version=version) as step:
        meeting = step.subject
        asked = list(units_to_invite(meeting, step.on).filter(pk__in=units))
        if not asked or len(asked) != len(set(units)):
            raise InvalidInput("units", "请选择还没有受邀的单位，至少一家。")
        _invite(step, asked)
        _tell(meeting, asked, "会议通知", at, meeting.state_seq + 1)
    return meeting


def _refuse_past(starts_at: datetime, at: datetime) -> None:
    if starts_at < at:
        raise InvalidInput("on", "会议时间已经过去，请选择以后的日期和时间。")


def _said(column: str, typed: str, missing: str) -> str:
    text = kept(Meeting, column, typed)
    if not text:
        raise InvalidInput(column, missing)
    return text


def _tell(meeting: Meeting, units: Iterable[Department], what: str, at: datetime, seq: int) -> None:
    """To whoever speaks for each unit, once for each state event ``seq`` of the meeting."""
    when = f"{meeting.title}：{moment_and_weekday(meeting.starts_at)}，地点{meeting.place}。"
    if meeting.cancel_reason:
        body = f"{when}会议取消，不必参加。原因：{meeting.cancel_reason}"
    else:
        body = f"{when}请在“会议与会商”中签收，并可以先提交书面意见。议题：{meeting.agenda}"
    for unit in units:
        tell_post(
            unit,
            role=SPEAKS_FOR[unit.kind],
            case=meeting.recognition.case if meeting.recognition else None,
            subject=f"{what}：{meeting.title}",
            body=body,
            at=at,
            dedup_key=f"{MEETING.entity}:{meeting.pk}:{seq}:{unit.pk}",
        )


def reschedule(meeting_id: int, *, place: str, starts_at: datetime, version: int | None = None, by: Actor, at: datetime) -> Meeting:
    """Another day or place; whoever was invited is told anew."""
    _refuse_past(starts_at, at)
    place = _said("place", place, "请写明地点。")
    with performing(MEETING, MeetingAction.RESCHEDULE, meeting_id, by=by, at=at, version=version) as step:
        step.subject.place, step.subject.starts_at = place, starts_at
        # Who signed for another day has not read of this one.
        for key in _invitations(step.subject):
            with performing(INVITATION, InvitationAction.INVITE_ANEW, key, by=SYSTEM, at=at) as anew:
                anew.subject.read_at = anew.subject.read_by_id = None
        _tell_invited(step, "会议改期")
    return step.subject


def cancel(meeting_id: int, *, reason: str, version: int | None = None, by: Actor, at: datetime) -> Meeting:
    """The meeting does not take place; a consultation is to be convened anew."""
    reason = kept(Meeting, "cancel_reason", reason, field="reason")
    if not reason:
        raise InvalidInput("reason", "请写明取消的原因。")
    with performing(MEETING, MeetingAction.CANCEL_MEETING, meeting_id, by=by, at=at, version=version) as step:
        meeting = step.subject
        meeting.cancel_reason = reason
        for key in _invitations(meeting):
            with performing(INVITATION, InvitationAction.CALL_OFF, key, by=SYSTEM, at=at):
                pass
        if meeting.recognition_id is not None:
            recognition.call_off_consultation(meeting.recognition_id, by=by, at=at)
        _tell_invited(step, "会议取消")
    return meeting


def _invitations(meeting: Meeting) -> list[int]:
    return list(meeting.invitations.order_by("pk").values_list("pk", flat=True))


def _tell_invited(step: Step[Meeting], what: str) -> None:
    units = Department.objects.filter(invitations__meeting=step.subject).order_by("position", "pk")
    # The step itself is counted after its body.
    _tell(step.subject, units, what, step.at, step.subject.state_seq + 1)


def sign_for(invitation_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Invitation:
    """A unit notes that it has read the invitation."""
    with performing(INVITATION, InvitationAction.SIGN_FOR_INVITATION, invitation_id, by=by, at=at, version=version) as step:
        step.subject.read_at, step.subject.read_by_id = at, by.person_id
    return step.subject


def give_opinion(invitation_id: int, *, opinion: str, version: int | None = None, by: Actor, at: datetime) -> Invitation:
    """What the unit thinks, in writing and before the minutes; until then it may write it anew."""
    opinion = kept(Invitation, "opinion", opinion)
    if not opinion:
        raise InvalidInput("opinion", "请填写意见。")
    with performing(INVITATION, InvitationAction.GIVE_OPINION, invitation_id, by=by, at=at, version=version) as step:
        step.subject.opinion, step.subject.opinion_at = opinion, at
    return step.subject


def meeting_of(answer: Recognition) -> Meeting | None:
    """The meeting under way about an answer, else the last one."""
    meetings = list(Meeting.objects.filter(recognition=answer).order_by("-pk"))
    return next((meeting for meeting in meetings if meeting.state in OPEN_MEETINGS), meetings[0] if meetings else None)
