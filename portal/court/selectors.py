"""What a court's people see. Only posts in the court count here, not what else a person may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, When

from cases import selectors
from cases.enums import DutyState
from procedure.enums import COURT_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case as RepairCase
    from cases.models import CaseImport, CreditorConsultation, EnforcementCase, ListDuty, ProactiveNotice, Service
    from procedure.actors import Actor


def own_cases(actor: Actor) -> QuerySet[RepairCase]:
    people = ("acceptance_officer", "handler", "reviewer", "signer")
    return selectors.cases_before_court(actor).select_related("certificate__replaces", "enforcement_case__listing", *people)


def own_enforcement_cases(actor: Actor) -> QuerySet[EnforcementCase]:
    return selectors.enforcement_cases_before_court(actor)


def own_duties(actor: Actor) -> QuerySet[ListDuty]:
    """The owed ones first, the longest standing before the others."""
    courts = actor.departments_of(*COURT_ROLES)
    seen = selectors.list_duties_visible_to(actor).filter(enforcement_case__court__in=courts)
    return seen.order_by(Case(When(state=DutyState.OWED, then=0), default=1), "arose_on", "pk")


def own_imports(actor: Actor) -> QuerySet[CaseImport]:
    return selectors.imports_before_court(actor)


def own_notices(actor: Actor) -> QuerySet[ProactiveNotice]:
    courts = actor.departments_of(*COURT_ROLES)
    return selectors.notices_visible_to(actor).filter(enforcement_case__court__in=courts)


def own_services(actor: Actor) -> QuerySet[Service]:
    return selectors.services_before_court(actor).select_related("account", "recorded_by", "case__application")


def own_consultations(actor: Actor) -> QuerySet[CreditorConsultation]:
    return selectors.consultations_before_court(actor).select_related("recorded_by", "case__court")
