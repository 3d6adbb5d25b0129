"""Who is late in a case, how to reach them, what has been done about it, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from deadlines.selectors import days_left
from oversight import selectors
from oversight.rules import UNIT_ROLES, can_be_urged
from procedure.enums import OVERSEERS, Role
from words.dates import weekday
from words.limits import days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deadlines.calendar_math import Calendar
    from deadlines.models import Clock
    from oversight.models import Complaint
    from oversight.selectors import Done, Late
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that was done about it; with a number it is an order, which ``url`` opens for whoever may read it."""

    on: date
    what: str
    state: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LateView:
    """One limit that a unit has missed. Outside the house unit and office stand with their phones, and nobody by name."""

    unit: str
    phone: str
    matter: str
    due_on: date
    over_words: str
    measures: tuple[Measure, ...]
    next: str
    complaints: tuple[Complaint, ...]
    report_url: str = ""
    urge_url: str = ""


@dataclass(frozen=True, slots=True)
class Lateness:
    """Everybody who is late in a case, and the office that presses for it."""

    views: tuple[LateView, ...]
    office: str
    office_phone: str

    @property
    def others(self) -> int:
        """How many there are besides the longest overdue, which stands first."""
        return len(self.views) - 1


def lateness(clocks: Iterable[Clock], actor: Actor | None, today: date, calendar: Calendar) -> Lateness | None:
    """Nothing, and no statement, where nobody is late."""
    late = selectors.late_among(clocks)
    if not late:
        return None
    office = selectors.office_of(late[0].clock.region_id, today)
    views = tuple(_view(one, actor, today, calendar) for one in late)
    return Lateness(views, office.name, office.phone)


def _view(late: Late, actor: Actor | None, today: date, calendar: Calendar) -> LateView:
    clock = late.clock
    is_office = actor is not None and actor.holds_in_region(Role.OFFICE, clock.region_id)
    is_own = actor is not None and clock.case is not None and clock.case.enterprise_id in actor.enterprise_ids
    oversees = actor is not None and clock.region_id in actor.regions_of(*OVERSEERS)
    over = -days_left(clock, today, calendar)
    return LateView(
        unit=late.unit.name,
        phone=late.unit.phone,
        matter=clock.rule.name,
        due_on=clock.due_on,
        # On the days of rest right after the last day no working day has gone by yet.
        over_words=f"已超期{days(over, clock.rule.unit)}" if over else "已超期",
        measures=tuple(_measure(done, actor) for done in late.done),
        next=f"{weekday(late.next.at)}：{late.next.rung.name}" if late.next else "",
        # What an enterprise says of a unit is for the office.
        complaints=late.complaints if is_own or oversees else (),
        report_url=reverse("enterprise:complain", args=[clock.case_id, clock.pk]) if is_own and late.may_be_reported else "",
        urge_url=f"{reverse('orders:new')}?clock={clock.pk}" if is_office and can_be_urged(clock) else "",
    )


def _measure(done: Done, actor: Actor | None) -> Measure:
    order = done.order
    may_read = actor is not None and order is not None and _reads(actor, order.department_id, order.region_id)
    url = reverse("orders:order", args=[order.pk]) if may_read and order is not None else ""
    return Measure(done.on, f"{done.what}{done.number}", done.state, url)


def _reads(actor: Actor, department_id: int, region_id: int) -> bool:
    return department_id in actor.departments_of(*UNIT_ROLES) or region_id in actor.regions_of(*OVERSEERS)
