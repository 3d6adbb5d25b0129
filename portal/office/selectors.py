"""What the office and the leaders see: every case of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors
from procedure.enums import Role
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case
    from procedure.actors import Actor
    from recognition.models import Recognition

OVERSEERS = (Role.OFFICE, Role.LEADER)


def region_cases(actor: Actor) -> QuerySet[Case]:
    return selectors.cases_in_region(actor).select_related("certificate")


def region_answers(actor: Actor) -> QuerySet[Recognition]:
    seen = recognitions.recognitions_visible_to(actor).filter(case__region__in=actor.regions_of(*OVERSEERS))
    return seen.select_related("proposed_by", "approved_by")
