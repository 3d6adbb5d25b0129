"""Checks that every table needs in the same shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import TextChoices


def known(field: str, choices: type[TextChoices], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the CHECK that lets only the values of an enumeration into a column, and the empty text if ``blank``."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def sentences(model: models.Model | type[models.Model]) -> dict[str, str]:
    """What each constraint of a model says when it is violated, by its name; a constraint without words of its own is left out."""
    own = model._meta.constraints  # noqa: SLF001 - Django's public _meta
    return {
        constraint.name: str(constraint.violation_error_message)
        for constraint in own
        if constraint.violation_error_message != constraint.default_violation_error_message
    }


def sentence_of(model: models.Model | type[models.Model], name: str) -> str:
    """The sentence of one constraint, for the check that asks before the database does. KeyError for one that has none."""
    return sentences(model)[name]
