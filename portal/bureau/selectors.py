"""What the bureau's people see: cases from the push on, without the court's internal review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors
from cases.states import BUREAU_SEES
from procedure.enums import BUREAU_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case
    from procedure.actors import Actor


def own_cases(actor: Actor) -> QuerySet[Case]:
    bureaus = actor.departments_of(*BUREAU_ROLES)
    seen = selectors.cases_visible_to(actor).filter(bureau__in=bureaus, state__in=BUREAU_SEES)
    return seen.select_related("certificate")
