"""Rows that are never edited: a change is a new version, and what rests on the old one keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model


def retire(row: Model, **since: date) -> None:
    """Take a version out of force; its model has the field ``is_current``, and another one where it says since when."""
    vars(row).update(since, is_current=False)
    row.save(update_fields=["is_current", *since])
