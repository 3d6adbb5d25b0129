"""What a member unit's people see: the certificates pushed to their own unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedure.enums import MEMBER_ROLES
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from procedure.actors import Actor
    from recognition.models import Recognition


def own_answers(actor: Actor) -> QuerySet[Recognition]:
    units = actor.departments_of(*MEMBER_ROLES)
    return recognitions.recognitions_visible_to(actor).filter(department__in=units).select_related("proposed_by", "approved_by")
