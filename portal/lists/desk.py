"""What every staff page needs to know of the day and the district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from deadlines.selectors import calendar_for
from ledger import timekeeping
from portal.shell.components import Tile

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    from deadlines.calendar_math import Calendar
    from departments.actors import Actor
    from departments.enums import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """Today and the calendar by which its working days are counted."""

    today: date
    calendar: Calendar


def desk_of(actor: Actor, *roles: Role) -> Desk:
    """The desk of a person who holds one of ``roles``; the policy of the page has checked that."""
    return Desk(timekeeping.today(), calendar_for(min(actor.regions_of(*roles))))


def load_tiles(rows: QuerySet[Any], today: date, url: str) -> list[Tile]:
    """How much waits: all, due today, overdue. One query over rows annotated with ``due_on``."""
    counts = rows.order_by().aggregate(
        total=Count("pk"),
        today=Count("pk", filter=Q(due_on=today)),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
    )
    return [
        Tile("待我办理", counts["total"], "件", url=url, tone="info"),
        Tile("今天到期", counts["today"], "件", tone="warning" if counts["today"] else "neutral"),
        Tile("已超期", counts["overdue"], "件", url=f"{url}?overdue=on", tone="danger" if counts["overdue"] else "neutral"),
    ]
