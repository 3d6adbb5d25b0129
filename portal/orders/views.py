"""Orders to units that are late, for the office that sends them and the bodies that answer; and what enterprises complain of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.selectors import post_and_person, with_names
from deadlines.selectors import days_left
from ledger import timekeeping
from ledger.models import Event
from oversight import services
from oversight.enums import ComplaintState, OrderKind
from oversight.rules import UNIT_ROLES
from oversight.selectors import OF_MATTER, answer_limits, late_among, matter_of, orders_in_hand, own_limits
from oversight.states import OPEN_STATES
from portal.casepage.clocks import clock_views
from portal.casepage.documents import papers
from portal.lists.desk import Desk, desk_of
from portal.lists.pages import joined, page_of
from portal.orders import columns
from portal.orders.areas import COMPLAINTS, ORDERS
from portal.orders.forms import OrderFilter, OrderForm
from portal.orders.selectors import complaints as complaints_of
from portal.orders.selectors import late_clocks, papers_of
from portal.orders.selectors import orders as orders_of
from portal.orders.steps import complaint_facts, order_facts
from portal.shell.components import Table, TimelineItem
from portal.shell.kept import text_survives_sign_out
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.enums import OVERSEERS
from procedure.errors import DomainError
from procedure.selectors import action_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from deadlines.models import Clock
    from oversight.models import Complaint, Order
    from portal.shell.policy import PortalRequest
    from portal.steps.pages import Area
    from procedure.actors import Actor

AT_ONCE = 50
OF_CLOCK = joined("clock__rule", *(f"clock__{name}" for name in OF_MATTER))


def _rows(found: Iterable[Any], area: Area[Any], actor: Actor) -> list[dict[str, Any]]:
    desk, things = desk_of(actor, *UNIT_ROLES, *OVERSEERS), list(found)
    limits = answer_limits(things)
    return [
        {
            "subject": one,
            "url": area.home_url(one),
            "state": one.get_state_display(),
            "tone": tone_of(one),
            "buttons": buttons(area, one, actor, in_list=True),
            "matter": matter_of(one.clock),
            "name": f"{one.department.short_name}，{one.clock.rule.name}",
            **_due(limits.get(one.pk), desk),
        }
        for one in things
    ]


def _due(limit: Clock | None, desk: Desk) -> dict[str, Any]:
    if limit is None:
        return {"due_on": None, "days_left": None, "unit": "", "provisional": False}
    left = days_left(limit, desk.today, desk.calendar)
    return {"due_on": limit.due_on, "days_left": left, "unit": limit.rule.unit, "provisional": limit.provisional}


@require_safe
@policy("orders.list", Audience.OFFICE, Audience.LEADER, Audience.MEMBER, Audience.COURT, Audience.BUREAU)
def orders(request: PortalRequest) -> HttpResponse:
    """Every order that the person's bodies have, or the region's for the office; the open ones unless asked otherwise."""
    form = OrderFilter(request.GET)
    found = orders_of(request.actor)
    if form.asks("mine"):
        found = found.filter(pk__in=orders_in_hand(request.actor).order_by().values("pk"))
    elif not form.asks("closed"):
        found = found.filter(state__in=OPEN_STATES)
    page = page_of(request, found, OF_CLOCK)
    table = Table(columns.ORDERS, _rows(page.object_list, ORDERS, request.actor))
    return render(request, "orders/list.html", {"page": page, "table": table, "form": form})


@require_safe
@policy("orders.order.view", Audience.OFFICE, Audience.LEADER, Audience.MEMBER, Audience.COURT, Audience.BUREAU)
def order(request: PortalRequest, pk: int) -> HttpResponse:
    subject: Order = ORDERS.get(request.actor, pk)
    context = {
        **_about(request, subject, ORDERS, order_facts(subject)),
        "heading": str(subject),
        "subtitle": subject.department.name,
        "papers": papers(papers_of(request.actor, subject)),
        "back_url": reverse("orders:orders"),
    }
    return render(request, "orders/order.html", context)


@text_survives_sign_out
@policy("orders.order.act", Audience.OFFICE, Audience.MEMBER, Audience.COURT, Audience.BUREAU)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, ORDERS, pk, action)


@require_safe
@policy("orders.complaints", Audience.OFFICE, Audience.LEADER)
def complaints(request: PortalRequest) -> HttpResponse:
    """What enterprises say about units that are late; the ones to answer unless asked otherwise."""
    form = OrderFilter(request.GET)
    # Every open one waits for the office.
    del form.fields["mine"]
    found = complaints_of(request.actor)
    page = page_of(request, found if form.asks("closed") else found.filter(state=ComplaintState.FILED), OF_CLOCK)
    table = Table(columns.COMPLAINTS, _rows(page.object_list, COMPLAINTS, request.actor))
    return render(request, "orders/complaints.html", {"page": page, "table": table, "form": form})


@require_safe
@policy("orders.complaint.view", Audience.OFFICE, Audience.LEADER)
def complaint(request: PortalRequest, pk: int) -> HttpResponse:
    subject: Complaint = COMPLAINTS.get(request.actor, pk)
    context = {
        **_about(request, subject, COMPLAINTS, complaint_facts(subject)),
        "heading": "企业反映",
        "subtitle": matter_of(subject.clock).name,
        "back_url": reverse("orders:complaints"),
    }
    return render(request, "orders/order.html", context)


@text_survives_sign_out
@policy("orders.complaint.act", Audience.OFFICE)
def complaint_act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, COMPLAINTS, pk, action)


def _about(request: PortalRequest, subject: Any, area: Area[Any], facts: list[Any]) -> dict[str, Any]:
    desk = desk_of(request.actor, *UNIT_ROLES, *OVERSEERS)
    clock: Clock = subject.clock
    oversees = subject.region_id in request.actor.regions_of(*OVERSEERS)
    return {
        "subject": subject,
        "tone": tone_of(subject),
        "buttons": buttons(area, subject, request.actor),
        "facts": facts,
        "clocks": clock_views([clock, *own_limits(subject)], desk.today, desk.calendar),
        "history": _history(f"{area.subject.entity}:{subject.pk}"),
        "matter_url": _matter_url(clock, oversees=oversees),
        "matter_title": "会议议定事项" if clock.action_item_id else "案件",
    }


def _matter_url(clock: Clock, *, oversees: bool) -> str:
    """The page of what is late, for whoever has one of it: a task of a meeting its unit as well."""
    if clock.action_item_id:
        return reverse("group:item", args=[clock.action_item_id])
    return reverse("office:case", args=[clock.case_id]) if oversees and clock.case_id else ""


def _history(name: str) -> list[TimelineItem]:
    """Every step, the latest first."""
    events = with_names(Event.objects.filter(object=name)).order_by("-at", "-pk")
    return [
        TimelineItem(what=action_label(event.action), at=event.at, who=post_and_person(event), detail=str(event.body.get("note", "")))
        for event in events
    ]


@policy("orders.new", Audience.OFFICE)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Order one or many units that are late; each has a paper, a number and a limit of its own."""
    asked = request.POST if request.method == "POST" else request.GET
    keys = [key for key in map(whole_number, asked.getlist("clock")[:AT_ONCE]) if key is not None]
    clocks = late_clocks(request.actor, keys)
    form = OrderForm(request.POST if request.method == "POST" else None, initial={"kind": request.GET.get("kind", OrderKind.URGE)})
    if request.method == "POST" and clocks and form.is_valid():
        return _issued(request, clocks, OrderKind(form.cleaned_data["kind"]), form.cleaned_data["demand"])
    done = {late.clock.pk: "、".join(f"{one.what}{one.number}" for one in late.done) for late in late_among(clocks)}
    rows = [{"clock": clock, "matter": matter_of(clock), "done": done.get(clock.pk, "")} for clock in clocks]
    context = {"table": Table(columns.NEW, rows), "form": form}
    return render(request, "orders/new.html", context, status=200 if request.method == "GET" else 422)


def _issued(request: PortalRequest, clocks: list[Clock], kind: OrderKind, demand: str) -> HttpResponse:
    made, refused = [], []
    for clock in clocks:
        unit = clock.obligor.short_name if clock.obligor else ""
        try:
            made.append(services.issue_order(clock.pk, kind, demand=demand, by=request.actor, at=timekeeping.now()).number)
        except DomainError as refusal:
            refused.append(f"{unit}“{clock.rule.name}”：{refusal}")
    if made:
        messages.success(request, f"已发出{len(made)}份{kind.label}：{'、'.join(made)}。")
    for sentence in refused:
        messages.error(request, f"没有发出。{sentence}")
    return redirect("orders:orders" if made else "office:overdue")
