"""What the pages of the leading group list, with what their lines say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mechanism import selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, RegisterEntry
    from procedure.actors import Actor


def meetings(actor: Actor) -> QuerySet[Meeting]:
    return selectors.meetings_visible_to(actor)


def invitations(actor: Actor) -> QuerySet[Invitation]:
    return selectors.invitations_visible_to(actor)


def items(actor: Actor) -> QuerySet[ActionItem]:
    return selectors.items_visible_to(actor)


def members(actor: Actor) -> QuerySet[GroupMember]:
    return selectors.members_visible_to(actor)


def entries(actor: Actor) -> QuerySet[RegisterEntry]:
    return selectors.entries_visible_to(actor).filter(kind__in=selectors.registers_seen_by(actor))
