"""The minutes of a meeting of the leading group. Those of a consultation are a paper of its case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from departments.models import Department
from notices.enums import Audience, DocumentKind
from notices.kinds import Issued, Owner, Paper, PaperKind, register
from recognition.papers.answers import ConsultationRecord, Resolution
from words.dates import iso
from words.lists import shortened

if TYPE_CHECKING:
    from mechanism.models import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMinutesPaper(Paper):
    kind: ClassVar[DocumentKind] = DocumentKind.MEETING_MINUTES
    template: ClassVar[str] = "paper/meeting_minutes.html"
    title: ClassVar[str] = "会议纪要"

    number: str
    office_name: str
    occasion: str
    subject: str
    held_on: str
    place: str
    chair: str
    attendees: tuple[str, ...]
    absent: tuple[str, ...] = ()
    guests: str = ""
    agenda: str
    views: tuple[str, ...] = ()
    findings: str
    resolutions: tuple[Resolution, ...] = ()
    issued_on: str


def meeting_minutes(issued: Issued, meeting: Meeting, record: ConsultationRecord) -> MeetingMinutesPaper:
    return MeetingMinutesPaper(
        number=issued.number,
        office_name=f"{meeting.region.name}企业信用修复协同联动工作领导小组办公室",
        occasion=meeting.get_kind_display(),
        subject=meeting.title,
        held_on=iso(record.held_on),
        place=record.place,
        chair=record.chair,
        attendees=record.attendees,
        absent=record.absent,
        guests=record.guests,
        agenda=meeting.agenda,
        views=record.views,
        findings=record.findings,
        resolutions=record.resolutions,
        issued_on=iso(issued.on),
    )


def _office_of(meeting: Meeting) -> Department:
    """The body that the office is in: its papers are numbered and kept by it."""
    return Department.objects.get(region=meeting.region_id, is_office=True, left_on=None)


MEETING_MINUTES = register(
    PaperKind(
        paper=MeetingMinutesPaper,
        build=meeting_minutes,
        audience=Audience.UNITS,
        owner=Owner.BUREAU,
        title=lambda meeting, *_: f"会议纪要（{shortened(meeting.title, 112)}）",
        department=lambda meeting, *_: _office_of(meeting),
    )
)
