"""Papers that could not be made, for those who can mend it: the people of the body that issued them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case
from notices.enums import DocumentState
from notices.kinds import Owner, all_kinds
from notices.models import Document
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role

if TYPE_CHECKING:
    from procedure.actors import Actor

NOT_MADE = (DocumentState.REFUSED, DocumentState.NEEDS_HUMAN)


def papers_to_mend(actor: Actor) -> QuerySet[Document]:
    """The papers of the actor's bodies that were given up."""
    return Document.objects.filter(_answered_for(actor), state__in=NOT_MADE).order_by("pk")


def papers_delayed(actor: Actor) -> QuerySet[Document]:
    """Those that wait for the machine to be well again, and are tried by themselves."""
    return Document.objects.filter(_answered_for(actor), ~Q(failure=""), state=DocumentState.PENDING).order_by("pk")


def _answered_for(actor: Actor) -> Q:
    courts = actor.departments_of(*COURT_ROLES)
    found = Q(pk__in=())
    if courts:
        applied = Exists(Case.objects.filter(application=OuterRef("application"), court__in=courts))
        at_court = Q(case__court__in=courts) | Q(notice__enforcement_case__court__in=courts) | Q(applied)
        at_court |= Q(duty__enforcement_case__court__in=courts)
        found |= Q(kind__in=_kinds_of(Owner.COURT)) & at_court
    if offices := actor.departments_of(*BUREAU_ROLES, Role.OFFICE):
        bureaus = actor.departments_of(*BUREAU_ROLES)
        of_bureau = Q(case__bureau__in=bureaus) | Q(case__isnull=True, department__in=offices)
        of_bureau |= Q(assessment__region__in=actor.regions_of(*BUREAU_ROLES))
        found |= Q(kind__in=_kinds_of(Owner.BUREAU)) & of_bureau
    if units := actor.departments_of(*MEMBER_ROLES):
        found |= Q(kind__in=_kinds_of(Owner.UNIT), department__in=units)
    if regions := actor.regions_of(Role.OFFICE):
        found |= Q(kind__in=_kinds_of(Owner.OFFICE), department__region__in=regions)
    return found


def _kinds_of(owner: Owner) -> list[str]:
    return [kind.code.value for kind in all_kinds() if kind.owner == owner]
