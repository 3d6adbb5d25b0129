"""会商: a real meeting about one unit's answer, whose confirmed outcome is what everybody reads."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from deadlines.models import Clock
from mechanism.enums import Outcome
from mechanism.models import Invitation, Meeting
from mechanism.services import meetings, minutes
from mechanism.services.meetings import MeetingData
from mechanism.services.minutes import MinutesData, ResolutionData
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, Stale
from recognition import services as recognition
from recognition.enums import RecognitionAction, RecognitionState
from recognition.subjects import RECOGNITION


def convene(walk, **said):
    said = {"agenda": "财政局的反馈", "place": "二楼会议室", "starts_at": walk.at, "units": (), **said}
    return meetings.convene_consultation(walk.unit("finance").pk, MeetingData(**said), by=walk.by("office"), at=walk.at)


def write(walk, meeting, outcome, *, absent=(), **said):
    invited = meeting.invitations.select_related("department").exclude(department__code__in=absent)
    present = {row.department_id: f"{row.department.short_name}张某" for row in invited}
    said = {"held_on": walk.at.date(), "chair": "李某", "content": "经讨论形成一致意见。", "present": present, "outcome": outcome, **said}
    return minutes.write_minutes(meeting.pk, MinutesData(**said), by=walk.by("office"), at=walk.at)


def confirm(walk, meeting):
    for row in meeting.invitations.select_related("department").filter(state="present"):
        minutes.confirm(row.pk, by=walk.speaks_for(row.department.code, row.department.kind), at=walk.at)


def close(walk, meeting):
    return minutes.close(meeting.pk, by=walk.by("office"), at=walk.at)


def paper_of(meeting):
    return context_of(meeting.document.kind, bytes(meeting.document.snapshot))


def test_the_unit_and_the_court_are_always_invited(refused):
    justice = refused.cast.region.departments.get(code="justice")
    meeting = convene(refused, units=(justice.pk,))
    assert set(meeting.invitations.values_list("department__code", flat=True)) == {"finance", "court", "justice"}
    answer = refused.unit("finance")
    assert (answer.state, answer.in_meeting) == ("consultation", True)
    with pytest.raises(NotPermitted):
        convene(refused)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.RECOGNIZE, "recognized"), (Outcome.UPHOLD, "refused_upheld"), (Outcome.ESCALATE, "escalated")],
)
def test_what_those_present_confirmed_is_the_outcome(refused, outcome, state):
    walk, meeting = refused, convene(refused)
    row = meeting.invitations.get(department__code="finance")
    liaison = walk.by("finance:liaison")
    meetings.sign_for(row.pk, by=liaison, at=walk.at)
    meetings.give_opinion(row.pk, opinion="股权冻结属另案。", by=liaison, at=walk.at)
    finance = walk.unit("finance").department
    write(
        walk,
        meeting,
        outcome,
        resolutions=[ResolutionData(content="更正反馈", department_id=finance.pk, due_on=walk.at.date() + timedelta(days=4))],
    )
    with pytest.raises(Stale):
        close(walk, meeting)
    confirm(walk, meeting)
    meeting = close(walk, meeting)
    answer = walk.unit("finance")
    assert (answer.state, answer.in_meeting, answer.consultation_note) == (state, False, "经讨论形成一致意见。")
    paper = paper_of(meeting)
    assert paper.place == "二楼会议室"
    assert any("区财政局张某" in name for name in paper.attendees)
    assert any("股权冻结属另案。" in view for view in paper.views)
    assert [line.due_on for line in paper.resolutions] == [(walk.at.date() + timedelta(days=4)).isoformat()]
    assert Clock.objects.get(action_item__meeting=meeting).due_on == walk.at.date() + timedelta(days=4)
    assert walk.case.documents.get(kind=DocumentKind.CONSULTATION_MINUTES) == meeting.document


def test_after_it_the_final_answer_is_read_and_the_old_one_is_history(refused):
    walk, meeting = refused, convene(refused)
    write(walk, meeting, Outcome.RECOGNIZE)
    confirm(walk, meeting)
    close(walk, meeting)
    answer = walk.unit("finance")
    assert answer.is_changed_by_consultation
    assert answer.outcome == "认可（经会商）"


def test_a_unit_that_stayed_away_has_not_changed_its_answer(refused):
    meeting = convene(refused)
    with pytest.raises(InvalidInput, match="没有出席"):
        write(refused, meeting, Outcome.RECOGNIZE, absent=("finance",))
    write(refused, meeting, Outcome.UPHOLD, absent=("finance",))
    confirm(refused, meeting)
    close(refused, meeting)
    assert paper_of(Meeting.objects.get(pk=meeting.pk)).absent == ("西塞山区财政局",)


def test_a_consultation_without_outcome_is_none(refused):
    meeting = convene(refused)
    with pytest.raises(InvalidInput, match="会商结果"):
        write(refused, meeting, "")


def test_one_that_was_called_off_is_convened_anew_while_the_limit_runs_on(refused):
    meeting = convene(refused)
    meetings.cancel(meeting.pk, reason="主持人出差", by=refused.by("office"), at=refused.at)
    answer = refused.unit("finance")
    assert (answer.state, answer.in_meeting) == ("consultation", False)
    with pytest.raises(NotPermitted):
        recognition.call_off_consultation(answer.pk, by=refused.by("office"), at=refused.at)
    again = convene(refused)
    assert (again.pk != meeting.pk, refused.unit("finance").in_meeting) == (True, True)
    assert list(Clock.objects.filter(recognition=answer, code="K-14").values_list("status", flat=True)) == ["running"]


def test_the_group_decides_in_a_further_meeting_and_not_up_again(refused):
    walk, first = refused, convene(refused)
    write(walk, first, Outcome.ESCALATE)
    confirm(walk, first)
    close(walk, first)
    second = convene(walk)
    with pytest.raises(InvalidInput, match="已经上报"):
        write(walk, second, Outcome.ESCALATE)
    # The group binds a unit that stayed away.
    write(walk, second, Outcome.RECOGNIZE, absent=("finance",))
    confirm(walk, second)
    close(walk, second)
    assert walk.unit("finance").state == RecognitionState.RECOGNIZED
    assert paper_of(Meeting.objects.get(pk=second.pk)).refusal_number == walk.case.documents.get(kind=DocumentKind.REFUSAL_LETTER).number


def test_what_a_meeting_leaves_is_sound(refused):
    walk, meeting = refused, convene(refused)
    write(
        walk, meeting, Outcome.UPHOLD, resolutions=[ResolutionData(content="办结后再看", department_id=walk.unit("finance").department_id)]
    )
    confirm(walk, meeting)
    close(walk, meeting)
    call_command("verify_ledger", "--without-files")
    call_command("verify_clocks")


def test_a_member_without_invitation_sees_nothing_of_it(refused):
    meeting = convene(refused)
    row = meeting.invitations.get(department__code="finance")
    assert not Invitation.objects.filter(meeting=meeting, department__code="justice").exists()
    write(refused, meeting, Outcome.UPHOLD)
    with pytest.raises(ConditionNotMet):
        minutes.confirm(row.pk, shown=7, by=refused.by("finance:liaison"), at=refused.at)


def test_once_the_certificate_is_revoked_the_meeting_can_only_be_called_off(refused):
    walk, meeting = refused, convene(refused)
    write(walk, meeting, Outcome.UPHOLD)
    confirm(walk, meeting)
    with performing(RECOGNITION, RecognitionAction.END_RECOGNITION, walk.unit("finance").pk, by=SYSTEM, at=walk.at):
        pass
    with pytest.raises(Stale):
        close(walk, meeting)
    meetings.cancel(meeting.pk, reason="证明已经不在", by=walk.by("office"), at=walk.at)
    answer = walk.unit("finance")
    assert (answer.state, answer.in_meeting) == ("ended", False)


def test_what_those_present_confirmed_is_not_called_off(refused):
    walk, meeting = refused, convene(refused)
    write(walk, meeting, Outcome.UPHOLD)
    confirm(walk, meeting)
    with pytest.raises(ConditionNotMet, match="已经召开"):
        meetings.cancel(meeting.pk, reason="不合意", by=walk.by("office"), at=walk.at)
    assert walk.unit("finance").in_meeting
