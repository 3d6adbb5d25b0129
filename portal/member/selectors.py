"""What a member unit's people see: the certificates pushed to their own unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition import selectors as recognitions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from procedure.actors import Actor
    from recognition.models import Recognition


def own_answers(actor: Actor) -> QuerySet[Recognition]:
    return recognitions.recognitions_of_units(actor).select_related("proposed_by", "approved_by")
