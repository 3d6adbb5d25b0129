"""What meetings have settled: the tasks of each unit, with their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments.models import Department
from mechanism import selectors
from portal.casepage.clocks import clock_views
from portal.group.areas import ITEMS
from portal.group.columns import ITEMS as COLUMNS
from portal.group.filters import ItemFilter
from portal.group.rows import item_rows
from portal.group.views.meetings import ROLES, WHO
from portal.lists.desk import desk_of
from portal.lists.pages import joined, page_of
from portal.shell.components import DataItem, Table
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import policy
from portal.steps.pages import buttons
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from words.dates import day, moment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mechanism.models import ActionItem
    from portal.shell.policy import PortalRequest


@require_safe
@policy("group.items", *WHO)
def listed(request: PortalRequest) -> HttpResponse:
    """The tasks that meetings gave to one's unit; for office and leaders all of the region."""
    actor, desk = request.actor, desk_of(request.actor, *ROLES)
    units = Department.objects.filter(region__in=actor.regions_of(*ROLES)).order_by("position", "pk")
    form = ItemFilter(request.GET, [(str(unit.pk), unit.short_name) for unit in units])
    page = page_of(request, form.of(selectors.items_visible_to(actor).order_by("-pk")), joined("meeting__region", "department"))
    rows = item_rows(ITEMS, page.object_list, actor, desk.today, desk.calendar)
    return render(request, "group/items.html", {"page": page, "form": form, "table": Table(COLUMNS, rows)})


@require_safe
@policy("group.item.view", *WHO)
def item(request: PortalRequest, pk: int) -> HttpResponse:
    subject: ActionItem = ITEMS.get(request.actor, pk)
    desk = desk_of(request.actor, *ROLES)
    # Of a unit that is invited and not responsible the buttons stay away by themselves.
    context = {
        "item": subject,
        "tone": tone_of(subject),
        "buttons": buttons(ITEMS, subject, request.actor),
        "facts": [
            DataItem("责任单位", subject.department.name),
            DataItem("依据", _source(subject), wide=True),
            DataItem("议定的完成日期", day(subject.agreed_on) or "没有议定，按本区规则计算"),
            DataItem("办理情况", subject.report or "还没有报告", wide=True),
            DataItem("报告时间", moment(subject.reported_at) or "—"),
            *([DataItem("办公室意见", subject.note, wide=True)] if subject.note else []),
        ],
        "clocks": clock_views(subject.clocks.select_related("rule", "obligor").order_by("pk"), desk.today, desk.calendar),
        # A unit that was given a task without having been invited reads where it comes from, not the meeting.
        "meeting": selectors.meetings_visible_to(request.actor).filter(pk=subject.meeting_id).first(),
    }
    return render(request, "group/item.html", context)


def _source(subject: ActionItem) -> str:
    """The meeting that settled it, with its minutes where they have a number."""
    paper = subject.meeting.document
    number = f"，纪要{paper.number}" if paper and paper.number else ""
    return f"{subject.meeting.title}（{day(subject.resolution.minutes.held_on)}）{number}"


@text_survives_sign_out
@policy("group.item.act", *WHO)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, ITEMS, pk, action)
