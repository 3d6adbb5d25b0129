"""The subjects of this app: a member's term, a meeting, an invited unit, what the meeting settled, a line of a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.subjects import CASE
from mechanism import selectors
from mechanism.enums import EntryAction, InvitationAction, ItemAction, MeetingAction, MemberAction
from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, RegisterEntry
from mechanism.states import ENTRY_STATES, INVITATION_STATES, ITEM_STATES, MEETING_STATES, MEMBER_STATES
from mechanism.workflow import ENTRY_ROWS, INVITATION_ROWS, ITEM_ROWS, MEETING_ROWS, MEMBER_ROWS
from procedure.errors import NotVisible
from procedure.subjects import Subject
from recognition.models import Recognition

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model, QuerySet

    from deadlines.codes import ClockCode
    from procedure.actors import Actor


class MemberSubject(Subject[GroupMember]):
    entity = "group_member"
    label = "领导小组成员"
    model = GroupMember
    actions = MemberAction
    rows = MEMBER_ROWS
    states = MEMBER_STATES

    def visible_to(self, actor: Actor) -> QuerySet[GroupMember]:
        return selectors.members_visible_to(actor)

    def region(self, subject: GroupMember) -> Model:
        return subject.region

    def hangs_on(self, subject: GroupMember) -> dict[str, Model]:
        return {"group_member": subject}


class MeetingSubject(Subject[Meeting]):
    entity = "meeting"
    label = "领导小组会议和会商"
    model = Meeting
    actions = MeetingAction
    rows = MEETING_ROWS
    states = MEETING_STATES

    def lock(self, pk: int) -> Meeting:
        """A consultation after the case and the answer that it is about."""
        about = Meeting.objects.filter(pk=pk).order_by("pk").values_list("recognition_id", "recognition__case_id").first()
        if about is None:
            raise NotVisible
        recognition_id, case_id = about
        if recognition_id is not None:
            CASE.lock(case_id)
            Recognition.objects.select_for_update(of=("self",)).get(pk=recognition_id)
        return super().lock(pk)

    def visible_to(self, actor: Actor) -> QuerySet[Meeting]:
        return selectors.meetings_visible_to(actor)

    def region(self, subject: Meeting) -> Model:
        return subject.region

    def hangs_on(self, subject: Meeting) -> dict[str, Model]:
        """Its minutes are a paper of the office, and the meeting names them itself."""
        del subject
        return {}


class InvitationSubject(Subject[Invitation]):
    entity = "invitation"
    label = "会议邀请"
    model = Invitation
    actions = InvitationAction
    rows = INVITATION_ROWS
    states = INVITATION_STATES

    def lock(self, pk: int) -> Invitation:
        """After its meeting, so that two units never confirm side by side without seeing each other."""
        meeting_id = Invitation.objects.filter(pk=pk).order_by("pk").values_list("meeting_id", flat=True).first()
        if meeting_id is None:
            raise NotVisible
        meeting = MEETING.lock(meeting_id)
        invitation = super().lock(pk)
        invitation.meeting = meeting
        return invitation

    def stream(self, subject: Invitation) -> str:
        return MEETING.stream(subject.meeting)

    def visible_to(self, actor: Actor) -> QuerySet[Invitation]:
        return selectors.invitations_visible_to(actor)

    def region(self, subject: Invitation) -> Model:
        return subject.meeting.region

    def hangs_on(self, subject: Invitation) -> dict[str, Model]:
        del subject
        return {}


class ItemSubject(Subject[ActionItem]):
    entity = "action_item"
    label = "会议议定事项"
    model = ActionItem
    actions = ItemAction
    rows = ITEM_ROWS
    states = ITEM_STATES

    def visible_to(self, actor: Actor) -> QuerySet[ActionItem]:
        return selectors.items_visible_to(actor)

    def region(self, subject: ActionItem) -> Model:
        return subject.meeting.region

    def hangs_on(self, subject: ActionItem) -> dict[str, Model]:
        return {"action_item": subject}

    def obligors(self, subject: ActionItem, code: ClockCode, on: date) -> list[Model | None]:
        del code, on
        return [subject.department]


class EntrySubject(Subject[RegisterEntry]):
    entity = "register_entry"
    label = "登记簿条目"
    model = RegisterEntry
    actions = EntryAction
    rows = ENTRY_ROWS
    states = ENTRY_STATES

    def visible_to(self, actor: Actor) -> QuerySet[RegisterEntry]:
        return selectors.entries_visible_to(actor)

    def region(self, subject: RegisterEntry) -> Model:
        return subject.region

    def hangs_on(self, subject: RegisterEntry) -> dict[str, Any]:
        del subject
        return {}


MEMBER, MEETING, INVITATION = MemberSubject(), MeetingSubject(), InvitationSubject()
ACTION_ITEM, ENTRY = ItemSubject(), EntrySubject()
