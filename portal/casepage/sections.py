"""What stands on top of a case's page, its sections, and those that bureau and office may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from cases import selectors
from deadlines.selectors import days_left
from portal.casepage.documents import documents
from portal.casepage.enforcement import enforcement
from portal.casepage.overview import overview
from portal.casepage.recognition import recognition
from portal.lists.desk import desk_of
from portal.steps.pages import buttons
from portal.words.cases import ending_of
from portal.words.tones import tone_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from cases.models import Case
    from deadlines.calendar_math import Calendar
    from portal.shell.policy import PortalRequest
    from portal.steps.pages import Area
    from procedure.actors import Actor
    from procedure.enums import Role


@dataclass(frozen=True, slots=True)
class Tab:
    """One section of the page under its own address."""

    key: str
    label: str
    url: str
    is_current: bool


def tabs(area: Area[Case], case: Case, names: dict[str, str], current: str) -> list[Tab]:
    """The sections an audience may open; the first one is the page itself."""
    home = area.home_url(case)
    first = next(iter(names))
    return [Tab(key, label, home if key == first else f"{home}{key}/", key == current) for key, label in names.items()]


def head(case: Case, area: Area[Case], actor: Actor, today: date, calendar: Calendar) -> dict[str, Any]:
    """What stands on top of every section: who has it, until when, and what I can do."""
    holder = selectors.holder(case, selectors.clocks_of(case))
    left = None if holder.clock is None else days_left(holder.clock, today, calendar)
    return {
        "case": case,
        "tone": tone_of(case),
        "holder": holder,
        "ending": ending_of(case),
        "left": left,
        "buttons": buttons(area, case, actor),
    }


# What bureau and office may open of a case.
OUTSIDE_SECTIONS = {
    "overview": "概况",
    "enforcement": "执行与名单",
    "recognition": "证明与互认",
    "documents": "文书",
}


def outside_section(case: Case, section: str, actor: Actor, today: date, calendar: Calendar) -> dict[str, Any]:
    """One section without what the court wrote for itself."""
    match section:
        case "enforcement":
            found = enforcement(case, today, is_internal=False)
        case "recognition":
            found = recognition(case, today)
        case "documents":
            found = documents(case, actor)
        case _:
            found = overview(case, actor, today, calendar, is_internal=False)
    return {**found, "is_internal": False}


def outside_page(request: PortalRequest, area: Area[Case], pk: int, section: str, roles: Iterable[Role], back: str) -> HttpResponse:
    """One section of a case's page for bureau and office; none of them shows what the court wrote for itself."""
    subject: Case = area.get(request.actor, pk)
    desk = desk_of(request.actor, *roles)
    if section not in OUTSIDE_SECTIONS:
        raise Http404
    context = {
        **head(subject, area, request.actor, desk.today, desk.calendar),
        **outside_section(subject, section, request.actor, desk.today, desk.calendar),
        "tabs": tabs(area, subject, OUTSIDE_SECTIONS, section),
        "back_url": reverse(back),
    }
    return render(request, f"casepage/sections/{section}.html", context)
