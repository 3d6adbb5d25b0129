from datetime import timedelta

import pytest

from cases.enums import CaseState
from mechanism.enums import MeetingKind
from mechanism.services import meetings, minutes
from mechanism.services.meetings import MeetingData
from mechanism.services.minutes import MinutesData
from recognition.enums import RecognitionResult
from tests.support.world import AT


class Group:
    """The people of the district at meetings: the office convenes, units read, answer and confirm."""

    def __init__(self, cast) -> None:
        self.cast, self.at = cast, AT

    def by(self, part):
        return self.cast.actor(part, self.at)

    def unit(self, code):
        return self.cast.region.departments.get(code=code)

    def speaker(self, unit):
        parts = {"court": "handling_judge", "bureau": "bureau_handler"}
        return self.by(parts.get(unit.kind, f"{unit.code}:liaison"))

    def later(self, **delta):
        self.at += timedelta(**delta)
        return self

    def convene(self, *codes, **said):
        said = {"title": "领导小组季度会议", "agenda": "研究互认情况", "place": "三楼会议室", "starts_at": self.at, **said}
        data = MeetingData(units=frozenset(self.unit(code).pk for code in codes), **said)
        return meetings.convene(self.cast.region.pk, MeetingKind.MEETING, data, by=self.by("office"), at=self.at)

    def sign(self, meeting):
        for row in meeting.invitations.select_related("department"):
            meetings.sign_for(row.pk, by=self.speaker(row.department), at=self.at)

    def write(self, meeting, *, absent=(), **said):
        invited = meeting.invitations.select_related("department").exclude(department__code__in=absent)
        present = {row.department_id: f"{row.department.short_name}张某" for row in invited}
        said = {"held_on": self.at.date(), "chair": "李某 组长", "content": "会议同意。", "present": present, **said}
        return minutes.write_minutes(meeting.pk, MinutesData(**said), by=self.by("office"), at=self.at)

    def confirm(self, meeting, *, but=()):
        for row in meeting.invitations.select_related("department").filter(state="present").exclude(department__code__in=but):
            minutes.confirm(row.pk, by=self.speaker(row.department), at=self.at)

    def close(self, meeting):
        return minutes.close(meeting.pk, by=self.by("office"), at=self.at)


@pytest.fixture
def group(cast, db):
    return Group(cast)


@pytest.fixture
def refused(case_in):
    """A case at the units whose finance bureau has refused."""
    return case_in(CaseState.DISTRIBUTED).unit_answers("finance", RecognitionResult.REFUSED)
