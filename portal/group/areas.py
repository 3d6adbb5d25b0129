"""Where the steps of the leading group are taken."""

from __future__ import annotations

from mechanism.models import Invitation
from mechanism.subjects import ACTION_ITEM, ENTRY, INVITATION, MEETING, MEMBER
from portal.group import selectors, steps
from portal.steps.pages import Area


def _describe(invitation: Invitation) -> str:
    return f"{invitation.meeting.title} · {invitation.department.short_name}"


MEETINGS = Area(
    subject=MEETING, visible=selectors.meetings, home="group:meeting", route="group:meeting_act", pages=steps.MEETING_PAGES, describe=str
)
INVITATIONS = Area(
    subject=INVITATION,
    visible=selectors.invitations,
    home="group:invitation",
    route="group:invitation_act",
    pages=steps.INVITATION_PAGES,
    describe=_describe,
)
ITEMS = Area(subject=ACTION_ITEM, visible=selectors.items, home="group:item", route="group:item_act", pages=steps.ITEM_PAGES, describe=str)
MEMBERS = Area(
    subject=MEMBER, visible=selectors.members, home="group:member", route="group:member_act", pages=steps.MEMBER_PAGES, describe=str
)
ENTRIES = Area(subject=ENTRY, visible=selectors.entries, home="group:entry", route="group:entry_act", pages=steps.ENTRY_PAGES, describe=str)
