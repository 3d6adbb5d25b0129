"""Who belongs to the leading group, and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledger import timekeeping
from mechanism import selectors
from mechanism.enums import GroupPost
from mechanism.services import members as services
from mechanism.services.members import MemberData
from portal.group.areas import MEMBERS
from portal.group.columns import MEMBERS as COLUMNS
from portal.group.filters import MemberFilter
from portal.group.forms.members import MemberForm
from portal.group.rows import member_rows, standing_of
from portal.lists.pages import joined, page_of
from portal.shell.components import DataItem, Table
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.refusals import INVALID, attach
from portal.steps.taking import act as perform
from procedure.enums import Role
from procedure.errors import DomainError
from words.dates import day, moment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mechanism.models import GroupMember
    from portal.shell.policy import PortalRequest

WHO = (Audience.OFFICE, Audience.LEADER, Audience.COURT, Audience.BUREAU, Audience.MEMBER, Audience.ADMINISTRATOR)
KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)


@require_safe
@policy("group.members", *WHO)
def listed(request: PortalRequest) -> HttpResponse:
    """In office today, unless the history is asked for."""
    today = timekeeping.today()
    form, seen = MemberFilter(request.GET), selectors.members_visible_to(request.actor).order_by("department__position", "pk")
    page = page_of(request, form.of(seen, selectors.in_office_on(seen, today)), joined("department"))
    context = {
        "page": page,
        "form": form,
        "table": Table(COLUMNS, member_rows(MEMBERS, page.object_list, request.actor, today)),
        "may_enter": bool(request.actor.regions_of(*KEEPERS)),
    }
    return render(request, "group/members.html", context)


@policy("group.member.new", Audience.OFFICE, Audience.ADMINISTRATOR)
def new(request: PortalRequest) -> HttpResponse:
    form = MemberForm(request.POST or None, request.actor.regions_of(*KEEPERS))
    if request.method == "POST" and form.is_valid():
        data = MemberData(**{**form.cleaned_data, "post": GroupPost(form.cleaned_data["post"])})
        try:
            made = services.appoint(data, by=request.actor, at=timekeeping.now())
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "已登记成员。")
            return HttpResponseRedirect(reverse("group:member", args=[made.pk]))
    context = {"form": form, "title": "登记领导小组成员", "back_url": reverse("group:members"), "submit": "登记"}
    return render(request, "group/new.html", context, status=INVALID if form.errors else 200)


@require_safe
@policy("group.member.view", *WHO)
def member(request: PortalRequest, pk: int) -> HttpResponse:
    subject: GroupMember = MEMBERS.get(request.actor, pk)
    state, tone = standing_of(subject, timekeeping.today())
    context = {
        "name": subject.name,
        "line": subject.department.name,
        "state": state,
        "tone": tone,
        "buttons": buttons(MEMBERS, subject, request.actor),
        "back_url": reverse("group:members"),
        "facts": [
            DataItem("领导小组职务", subject.get_post_display()),
            DataItem("本单位职务", subject.title or "—"),
            DataItem("办公电话", subject.phone or "—"),
            DataItem("任期", f"{day(subject.valid_from)}起" + (f"，至{day(subject.valid_until)}" if subject.valid_until else "")),
            DataItem("登记", f"{moment(subject.entered_at)}，{subject.entered_by}"),
            *([DataItem("说明", subject.note, wide=True)] if subject.note else []),
        ],
    }
    return render(request, "group/thing.html", context)


@text_survives_sign_out
@policy("group.member.act", Audience.OFFICE, Audience.ADMINISTRATOR)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, MEMBERS, pk, action)
