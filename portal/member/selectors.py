"""What a member unit's people see: the certificates pushed to their own unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors
from departments.enums import MEMBER_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from departments.actors import Actor
    from departments.models import Recognition


def own_answers(actor: Actor) -> QuerySet[Recognition]:
    units = actor.departments_of(*MEMBER_ROLES)
    return selectors.recognitions_visible_to(actor).filter(department__in=units).select_related("proposed_by", "approved_by")
