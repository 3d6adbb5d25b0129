"""Reads: who belongs to the leading group, which meetings, tasks and registers somebody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.enums import CertificateStatus
from cases.models import Certificate
from deadlines.enums import OPEN_STATUSES
from deadlines.models import Clock
from deadlines.selectors import LastDay
from departments.models import Department
from departments.selectors import units_on
from mechanism.enums import EntryState, ListChange, MeetingState, MemberState, RegisterKind
from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, Minutes, RegisterEntry
from mechanism.rules import STAFF_ROLES
from mechanism.workflow import INVITATION_ROWS, ITEM_ROWS, MEETING_ROWS
from procedure.enums import COURT_ROLES, OVERSEERS, Role
from procedure.rows import actionable
from words.dates import day as day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from departments.models import Region
    from procedure.actors import Actor


def members_visible_to(actor: Actor) -> QuerySet[GroupMember]:
    """Whoever works in the district knows its leading group."""
    regions = actor.regions_of(*STAFF_ROLES, *OVERSEERS, Role.ADMINISTRATOR)
    return GroupMember.objects.filter(region__in=regions).select_related("department")


def in_office_on(members: QuerySet[GroupMember], day: date) -> QuerySet[GroupMember]:
    """Those of the members whose term holds that day."""
    in_term = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return members.exclude(state=MemberState.WITHDRAWN).filter(in_term, valid_from__lte=day)


def meetings_visible_to(actor: Actor) -> QuerySet[Meeting]:
    """All of the region for office and leaders, for a unit those that it is invited to."""
    invited = Invitation.objects.filter(meeting=OuterRef("pk"), department__in=actor.departments_of(*STAFF_ROLES))
    seen = Q(region__in=actor.regions_of(*OVERSEERS)) | Q(Exists(invited))
    return Meeting.objects.filter(seen).select_related("region", "recognition__case__enterprise", "recognition__department", "document")


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Whoever sees a meeting sees who is invited and how far each has come."""
    return Invitation.objects.filter(meeting__in=meetings_visible_to(actor).order_by().values("pk")).select_related(
        "meeting__region", "department"
    )


def items_visible_to(actor: Actor) -> QuerySet[ActionItem]:
    """Of the region for office and leaders, for a unit its own and those of its meetings."""
    invited = Invitation.objects.filter(meeting=OuterRef("meeting"), department__in=actor.departments_of(*STAFF_ROLES))
    seen = Q(meeting__region__in=actor.regions_of(*OVERSEERS)) | Q(department__in=actor.departments_of(*STAFF_ROLES)) | Q(Exists(invited))
    return ActionItem.objects.filter(seen).select_related("meeting__region", "department")


def entries_visible_to(actor: Actor) -> QuerySet[RegisterEntry]:
    """The keeper's own, all for office and leaders, and the assistance list for the court that confirms it."""
    seen = Q(department__in=actor.departments_of(*STAFF_ROLES)) | Q(region__in=actor.regions_of(*OVERSEERS))
    seen |= Q(region__in=actor.regions_of(*COURT_ROLES), kind=RegisterKind.ASSISTANCE)
    return RegisterEntry.objects.filter(seen).select_related("region", "department", "supersedes", "superseded_by")


def my_meetings(actor: Actor) -> QuerySet[Meeting]:
    """Where the person has something to do."""
    mine = Invitation.objects.filter(actionable(INVITATION_ROWS, actor), meeting=OuterRef("pk"))
    return meetings_visible_to(actor).filter(actionable(MEETING_ROWS, actor) | Q(Exists(mine)))


def my_items(actor: Actor) -> QuerySet[ActionItem]:
    return items_visible_to(actor).filter(actionable(ITEM_ROWS, actor))


def open_meeting_about(recognition_id: int) -> Meeting | None:
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    return Meeting.objects.filter(recognition=recognition_id).exclude(state__in=over).first()


def units_to_invite(meeting: Meeting, day: date) -> QuerySet[Department]:
    """Whoever takes part in the mechanism and is not invited yet."""
    invited = meeting.invitations.order_by().values("department_id")
    return units_on(meeting.region_id, day).exclude(pk__in=invited).order_by("position", "pk")


def in_office_of(meeting: Meeting, day: date) -> dict[int, list[GroupMember]]:
    """Of each unit those who are of the leading group on a day: a term may end between the invitation and the meeting."""
    found: dict[int, list[GroupMember]] = {}
    for member in in_office_on(GroupMember.objects.filter(region=meeting.region_id), day).order_by("pk"):
        found.setdefault(member.department_id, []).append(member)
    return found


def latest_minutes(meeting: Meeting) -> Minutes | None:
    return meeting.minutes.order_by("-version").first()


def days_of(items: Iterable[ActionItem]) -> dict[int, LastDay]:
    """The last day of the running limit of each, in one query."""
    clocks = Clock.objects.filter(action_item__in=[item.pk for item in items], status__in=OPEN_STATUSES).select_related("rule")
    return {clock.action_item_id: LastDay(clock.due_on, clock.rule.unit, clock.provisional) for clock in clocks if clock.action_item_id}


def registers_of(region: Region) -> dict[RegisterKind, str]:
    """Which unit keeps which register, by the unit's code, as the region's file says."""
    said: dict[str, Any] = region.options.get("registers", {})
    return {kind: said[kind.value] for kind in RegisterKind if kind.value in said}


def keeper_of(region: Region, kind: RegisterKind) -> Department | None:
    code = registers_of(region).get(kind, "")
    return Department.objects.filter(region=region, code=code, left_on=None).select_related("region").first()


def registers_kept_by(actor: Actor) -> list[RegisterKind]:
    """The registers into which the person may write."""
    units = Department.objects.filter(pk__in=actor.departments_of(*STAFF_ROLES), left_on=None).select_related("region")
    return [kind for unit in units for kind, code in registers_of(unit.region).items() if code == unit.code]


def registers_seen_by(actor: Actor) -> list[RegisterKind]:
    """Those that the person may read: the own ones, for office and leaders every one, for the court the list it confirms."""
    if actor.regions_of(*OVERSEERS):
        return list(RegisterKind)
    court = [RegisterKind.ASSISTANCE] if actor.regions_of(*COURT_ROLES) else []
    return list(dict.fromkeys([*registers_kept_by(actor), *court]))


def certificate_now(entry: RegisterEntry) -> str:
    """What has become of a certificate that was relayed and no longer holds: the bank ought to know; empty where it still does."""
    if not entry.certificate_number:
        return ""
    found = Certificate.objects.filter(number=entry.certificate_number, case__region=entry.region_id).select_related("replaced_by").first()
    if found is None or found.status == CertificateStatus.VALID:
        return ""
    new = f"，现行的是{found.replaced_by.number}" if found.replaced_by else ""
    return f"{day_in_words(found.status_on)}{found.get_status_display()}{new}，请告知金融机构。"


def on_assistance_list(entries: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Of each enterprise the line by which it is on the list now, if it is."""
    agreed = RegisterEntry.objects.filter(kind=RegisterKind.ASSISTANCE, state=EntryState.AGREED)
    later = agreed.filter(region=OuterRef("region"), uscc=OuterRef("uscc"), decided_at__gt=OuterRef("decided_at"))
    return entries.filter(~Exists(later), kind=RegisterKind.ASSISTANCE, state=EntryState.AGREED, change=ListChange.ADD)
