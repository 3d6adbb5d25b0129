"""Who may take a step in the work of the leading group, and when it may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from mechanism.enums import InvitationState, MeetingKind, RegisterKind
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role
from procedure.rows import right
from recognition.enums import RecognitionState

if TYPE_CHECKING:
    from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, RegisterEntry
    from procedure.actors import Actor

# Whoever speaks for a unit in the portal.
STAFF_ROLES = (*COURT_ROLES, *BUREAU_ROLES, *MEMBER_ROLES)


@right("领导小组办公室或者系统管理员", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE, Role.ADMINISTRATOR)))
def keeper_of_members(actor: Actor, member: GroupMember) -> bool:
    return member.region_id in actor.regions_of(Role.OFFICE, Role.ADMINISTRATOR)


@right("领导小组办公室", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE)))
def office(actor: Actor, meeting: Meeting) -> bool:
    return actor.holds_in_region(Role.OFFICE, meeting.region_id)


@right("领导小组办公室", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE), recognition__isnull=True))
def office_unless_consulting(actor: Actor, meeting: Meeting) -> bool:
    return meeting.kind != MeetingKind.CONSULTATION and office(actor, meeting)


@right("领导小组办公室", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE), recognition__isnull=False))
def office_consulting(actor: Actor, meeting: Meeting) -> bool:
    return meeting.kind == MeetingKind.CONSULTATION and office(actor, meeting)


@right("领导小组办公室", where=lambda actor: Q(meeting__region__in=actor.regions_of(Role.OFFICE)))
def office_of_meeting(actor: Actor, part: Invitation | ActionItem) -> bool:
    return actor.holds_in_region(Role.OFFICE, part.meeting.region_id)


@right("受邀单位", where=lambda actor: Q(department__in=actor.departments_of(*STAFF_ROLES)))
def invited_unit(actor: Actor, invitation: Invitation) -> bool:
    return invitation.department_id in actor.departments_of(*STAFF_ROLES)


@right("责任单位", where=lambda actor: Q(department__in=actor.departments_of(*STAFF_ROLES)))
def responsible_unit(actor: Actor, item: ActionItem) -> bool:
    return item.department_id in actor.departments_of(*STAFF_ROLES)


@right("登记单位", where=lambda actor: Q(department__in=actor.departments_of(*STAFF_ROLES)))
def keeper(actor: Actor, entry: RegisterEntry) -> bool:
    return entry.department_id in actor.departments_of(*STAFF_ROLES)


@right("法院承办法官", where=lambda actor: Q(region__in=actor.regions_of(Role.HANDLING_JUDGE), kind=RegisterKind.ASSISTANCE))
def court_of_region(actor: Actor, entry: RegisterEntry) -> bool:
    return entry.kind == RegisterKind.ASSISTANCE and actor.holds_in_region(Role.HANDLING_JUDGE, entry.region_id)


def was_not_held(meeting: Meeting) -> str:
    """Minutes are not made undone by calling off what has taken place; but whose answer is gone has nothing left to settle."""
    if not meeting.minutes.exists():
        return ""
    answer = meeting.recognition
    if answer is not None and answer.state not in (RecognitionState.CONSULTATION, RecognitionState.ESCALATED):
        return ""
    return "会议已经召开，纪要已交出席单位确认，不能再取消；纪要有误的，请重新登记纪要。"


def somebody_was_there(meeting: Meeting) -> str:
    present = meeting.invitations.filter(state=InvitationState.PRESENT)
    return "" if present.exists() else "请至少登记一家出席的单位，纪要由出席单位确认。"


def all_present_have_confirmed(meeting: Meeting) -> str:
    """Whoever was there and has not confirmed holds the minutes up, by name."""
    waiting = meeting.invitations.filter(state__in=(InvitationState.PRESENT, InvitationState.CONTESTED)).select_related("department")
    names = "、".join(invitation.department.short_name for invitation in waiting)
    return f"{names}还没有确认纪要。" if names else ""
