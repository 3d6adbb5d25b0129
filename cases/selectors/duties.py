"""What the court owes to the list by itself (应删未删): recorded, and what the record itself shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from cases.enums import STILL_LISTED, DutyKind, DutyState, EntryEffect, ListingState, PerformanceStatus, TermKind
from cases.models import Certificate, EnforcementCase, ListDuty
from procedure.enums import Role

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from procedure.actors import Actor


def _owed(kind: DutyKind) -> Exists:
    return Exists(ListDuty.objects.filter(enforcement_case=OuterRef("pk"), kind=kind, state=DutyState.OWED))


def asked_of(actor: Actor) -> int:
    """How many requests to put the list right the actor may decide; nobody else is asked the database for."""
    courts = actor.departments_of(Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT)
    if not courts:
        return 0
    waiting = ListDuty.objects.filter(state=DutyState.ASKED, enforcement_case__court__in=courts)
    return waiting.exclude(recorded_by=actor.user_id).count()


def performed_and_still_listed(cases: QuerySet[EnforcementCase]) -> QuerySet[EnforcementCase]:
    """Entries without a term whose case is performed in full, and for which nobody has recorded that they are to be deleted."""
    shown = Q(listing__state__in=STILL_LISTED, listing__term_kind=TermKind.NONE, performance=PerformanceStatus.FULL)
    return cases.filter(shown).exclude(_owed(DutyKind.DELETE))


def terms_ended(on: date) -> QuerySet[EnforcementCase]:
    """Entries whose fixed term ended before that day and that are still on the list."""
    over = Q(listing__state__in=STILL_LISTED, listing__term_kind=TermKind.FIXED, listing__term_end__lt=on)
    return EnforcementCase.objects.filter(over).exclude(_owed(DutyKind.DELETE)).order_by()


def shields_ended(on: date) -> QuerySet[EnforcementCase]:
    """Shielded entries for which no certificate runs any more."""
    shielding = Certificate.objects.filter(case__enforcement_case=OuterRef("pk"), entry_effect=EntryEffect.SHIELD)
    running = shielding.filter(status="valid", valid_until__gte=on)
    shielded = EnforcementCase.objects.filter(Exists(shielding), listing__state=ListingState.SHIELDED)
    return shielded.exclude(Exists(running)).exclude(_owed(DutyKind.RESTORE)).order_by()


def shield_end(enforcement: EnforcementCase) -> date | None:
    """The day on which the last shield of the entry ended."""
    certificates = Certificate.objects.filter(case__enforcement_case=enforcement, entry_effect=EntryEffect.SHIELD).order_by("-pk")
    last = certificates.first()
    if last is None:
        return None
    return min(filter(None, (last.valid_until, last.status_on)), default=None)
