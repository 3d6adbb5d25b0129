"""What the bureau's people see: cases from the push on, without the court's internal examination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case, Service
    from procedure.actors import Actor


def own_cases(actor: Actor) -> QuerySet[Case]:
    return selectors.cases_at_bureau(actor).select_related("certificate__replaces")


def own_services(actor: Actor) -> QuerySet[Service]:
    return selectors.services_of_bureau(actor).select_related("account", "recorded_by", "case__application")
