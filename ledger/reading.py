"""Reading rows without asking for an order: the ORM compares every selected column with it, and takes longer than the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

M = TypeVar("M", bound="Model")


def only_row(rows: QuerySet[M]) -> M | None:
    """The row of a query that finds one at most, as one by a key; None if it finds none."""
    return next(iter(rows.order_by()[:1]), None)
