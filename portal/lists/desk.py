"""The day and the district of a staff page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deadlines.selectors import calendar_for
from ledger import timekeeping

if TYPE_CHECKING:
    from datetime import date

    from deadlines.calendar_math import Calendar
    from procedure.actors import Actor
    from procedure.enums import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """Today and the calendar by which its working days are counted."""

    today: date
    calendar: Calendar


def desk_of(actor: Actor, *roles: Role) -> Desk:
    """The desk of a person who holds one of ``roles``; the policy of the page has checked that."""
    return Desk(timekeeping.today(), calendar_for(min(actor.regions_of(*roles))))
