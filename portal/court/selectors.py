"""What a court's people see. Only posts in the court count here, not what else a person may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors
from procedure.enums import COURT_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case, EnforcementCase, ProactiveNotice
    from procedure.actors import Actor


def own_cases(actor: Actor) -> QuerySet[Case]:
    people = ("acceptance_officer", "handler", "reviewer", "signer")
    return selectors.cases_before_court(actor).select_related("certificate__replaces", "enforcement_case__listing", *people)


def own_enforcement_cases(actor: Actor) -> QuerySet[EnforcementCase]:
    return selectors.enforcement_cases_before_court(actor)


def own_notices(actor: Actor) -> QuerySet[ProactiveNotice]:
    courts = actor.departments_of(*COURT_ROLES)
    return selectors.notices_visible_to(actor).filter(enforcement_case__court__in=courts)
