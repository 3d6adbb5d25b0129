"""What the office and the leaders see: every case of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Choice
from django.db.models import F, When

from cases import selectors
from cases.enums import DutyState
from cases.models import Case, ListDuty, ProactiveNotice
from departments.kept import departments
from ledger.kept import own
from portal.lists.pages import AmongArray
from procedure.enums import Role
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from accounts.search import Found
    from deadlines.models import Clock
    from departments.models import Department
    from procedure.actors import Actor
    from recognition.models import Recognition

OVERSEERS = (Role.OFFICE, Role.LEADER)


def region_of(actor: Actor) -> int:
    """The region whose figures the office or a leader sees."""
    return min(actor.regions_of(*OVERSEERS))


def departments_of(region_id: int) -> list[Department]:
    """Every department that a region has or had, in its order: figures of a past month and limits left open name those that left, too."""
    found = (own(unit) for unit in departments().values() if unit.region_id == region_id)
    return sorted(found, key=lambda unit: (unit.position, unit.pk))


def took_part(unit: Department, first: date, last: date) -> bool:
    """Whether a department was a member within a span."""
    return unit.joined_on <= last and (unit.left_on is None or unit.left_on >= first)


def region_cases(actor: Actor) -> QuerySet[Case]:
    return selectors.cases_in_region(actor).select_related("certificate")


def region_answers(actor: Actor) -> QuerySet[Recognition]:
    seen = recognitions.recognitions_visible_to(actor).filter(case__region__in=actor.regions_of(*OVERSEERS))
    return seen.select_related("proposed_by", "approved_by")


def region_duties(actor: Actor) -> QuerySet[ListDuty]:
    """What the courts of the region owe to the list, the longest standing first."""
    seen = selectors.list_duties_visible_to(actor).filter(enforcement_case__court__region__in=actor.regions_of(*OVERSEERS))
    return seen.order_by(Choice(When(state=DutyState.OWED, then=0), default=1), "arose_on", "pk")


def clocks_about(clocks: QuerySet[Clock], found: Found) -> QuerySet[Clock]:
    """Those of the clocks that belong to these enforcement cases, by a case, a notice or what the court owes to the list."""
    about = found.among("enforcement_case_id")
    of_cases, of_notices, of_duties = (
        clocks.order_by().filter(AmongArray(F(path), ArraySubquery(rows.order_by().values("pk")))).values("pk")
        for path, rows in (
            ("case_id", Case.objects.filter(about)),
            ("notice_id", ProactiveNotice.objects.filter(about)),
            ("duty_id", ListDuty.objects.filter(about)),
        )
    )
    return clocks.filter(AmongArray(F("pk"), ArraySubquery(of_cases.union(of_notices, of_duties, all=True))))
