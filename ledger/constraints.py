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
