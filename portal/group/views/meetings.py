"""Meetings and consultations: who is invited, who has read it, what each thinks, the minutes and who confirmed them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledger import timekeeping
from mechanism import selectors
from mechanism.enums import InvitationState, MeetingKind
from mechanism.rules import STAFF_ROLES
from mechanism.services import meetings as services
from mechanism.services.meetings import MeetingData
from portal.casepage.documents import paper_row
from portal.group.areas import INVITATIONS, ITEMS, MEETINGS
from portal.group.columns import INVITED
from portal.group.columns import ITEMS as ITEM_COLUMNS
from portal.group.columns import MEETINGS as COLUMNS
from portal.group.filters import MeetingFilter
from portal.group.forms.meetings import ConveneForm
from portal.group.rows import item_rows, meeting_rows, row_of
from portal.group.steps import minutes_items
from portal.lists.desk import desk_of
from portal.lists.pages import page_of
from portal.shell.components import DataItem, Table
from portal.shell.downloads import paper
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.refusals import INVALID, attach
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.enums import OVERSEERS, Role
from procedure.errors import DomainError
from words.dates import moment_and_weekday

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from mechanism.models import Invitation, Meeting
    from portal.shell.components import DocumentRow
    from portal.shell.policy import PortalRequest

WHO = (Audience.OFFICE, Audience.LEADER, Audience.COURT, Audience.BUREAU, Audience.MEMBER)
ROLES = (*STAFF_ROLES, *OVERSEERS)


@require_safe
@policy("group.meetings", *WHO)
def listed(request: PortalRequest) -> HttpResponse:
    """The meetings that one's unit is invited to; for office and leaders all of the region."""
    actor = request.actor
    form, seen = MeetingFilter(request.GET), selectors.meetings_visible_to(actor)
    found = form.of(seen.order_by("-starts_at", "-pk"), selectors.my_meetings(actor))
    page = page_of(request, found, _with_invitations)
    context = {
        "page": page,
        "form": form,
        "table": Table(COLUMNS, meeting_rows(MEETINGS, page.object_list, actor)),
        "may_convene": Role.OFFICE in actor.roles,
        "waiting": selectors.my_meetings(actor).count(),
    }
    return render(request, "group/meetings.html", context)


def _with_invitations(meetings: QuerySet[Any]) -> QuerySet[Any]:
    return meetings.select_related("region", "recognition").prefetch_related("invitations")


@policy("group.meeting.convene", Audience.OFFICE)
def new(request: PortalRequest) -> HttpResponse:
    """Call the units to a meeting or an activity of the leading group."""
    region_id = min(request.actor.regions_of(Role.OFFICE))
    form = ConveneForm(request.POST or None, region_id)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        data = MeetingData(
            title=given["title"], agenda=given["agenda"], place=given["place"], starts_at=form.starts_at(), units=frozenset(given["units"])
        )
        try:
            made = services.convene(region_id, MeetingKind(given["kind"]), data, by=request.actor, at=timekeeping.now())
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "已召集，会议通知已发给受邀单位。")
            return HttpResponseRedirect(reverse("group:meeting", args=[made.pk]))
    context = {"form": form, "title": "召集会议", "back_url": reverse("group:meetings"), "submit": "召集并通知"}
    return render(request, "group/new.html", context, status=INVALID if form.errors else 200)


@require_safe
@policy("group.meeting.view", *WHO)
def meeting(request: PortalRequest, pk: int) -> HttpResponse:
    subject: Meeting = MEETINGS.get(request.actor, pk)
    actor, desk = request.actor, desk_of(request.actor, *ROLES)
    invitations = list(subject.invitations.select_related("department", "meeting").order_by("department__position", "pk"))
    own = [row for row in invitations if row.department_id in actor.departments_of(*STAFF_ROLES)]
    tasks = subject.items.select_related("department", "meeting").order_by("pk")
    context = {
        "meeting": subject,
        "tone": tone_of(subject),
        "buttons": [*(button for row in own for button in buttons(INVITATIONS, row, actor)), *buttons(MEETINGS, subject, actor)],
        "facts": _facts(subject, actor.regions_of(*OVERSEERS)),
        "invited": Table(INVITED, [row_of(INVITATIONS, row, actor) for row in invitations]),
        "minutes": minutes_items(subject),
        "objections": [row for row in invitations if row.state == InvitationState.CONTESTED],
        "items": Table(ITEM_COLUMNS, item_rows(ITEMS, tasks, actor, desk.today, desk.calendar)),
        "paper": _paper(subject),
    }
    return render(request, "group/meeting.html", context)


def _facts(subject: Meeting, overseen: set[int]) -> list[DataItem]:
    about = subject.recognition
    url = reverse("office:answer", args=[about.pk]) if about and subject.region_id in overseen else ""
    return [
        DataItem("类型", subject.get_kind_display()),
        DataItem("时间", moment_and_weekday(subject.starts_at)),
        DataItem("地点", subject.place),
        DataItem("议题", subject.agenda, wide=True),
        *([DataItem("所会商的反馈", f"{about.department.name}：{about.get_state_display()}", url=url, wide=True)] if about else []),
        *([DataItem("取消原因", subject.cancel_reason, wide=True)] if subject.cancel_reason else []),
    ]


def _paper(subject: Meeting) -> DocumentRow | None:
    """The minutes as a paper; whoever sees the meeting reads them through it."""
    if subject.document is None:
        return None
    row = paper_row(subject.document).row
    return replace(row, url=reverse("group:minutes", args=[subject.pk])) if row.url else row


@require_safe
@policy("group.meeting.minutes", *WHO)
def minutes(request: PortalRequest, pk: int) -> HttpResponse:
    """The minutes for whoever was invited."""
    subject: Meeting = MEETINGS.get(request.actor, pk)
    if subject.document is None:
        raise Http404
    return paper(request, subject.document)


@text_survives_sign_out
@policy("group.meeting.act", *WHO)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, MEETINGS, pk, action)


@require_safe
@policy("group.invitation.view", *WHO)
def invitation(request: PortalRequest, pk: int) -> HttpResponse:
    """An invited unit has no page but its meeting's."""
    subject: Invitation = INVITATIONS.get(request.actor, pk)
    return HttpResponseRedirect(reverse("group:meeting", args=[subject.meeting_id]))


@text_survives_sign_out
@policy("group.invitation.act", *WHO)
def invitation_act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, INVITATIONS, pk, action)
