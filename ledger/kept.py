"""Copies that a process keeps of what changes about once a year: rules, calendars, regions, departments.

Every change of a table that carries the trigger of ledger.sql.renews_edition() gives the database another edition: for
the transaction that changes it at once, for all others when it commits. No edition comes twice, so what was rolled back
or belonged to another database is never asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, TypeVarTuple

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from ledger import timekeeping

if TYPE_CHECKING:
    AnyForeignKey: TypeAlias = ForwardManyToOneDescriptor[Any]
else:
    # Generic for the type checker only.
    AnyForeignKey = ForwardManyToOneDescriptor

Ts = TypeVarTuple("Ts")
T = TypeVar("T")
COPIES = 256


def kept(read: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """Ask the database only once in each edition for each set of arguments.

    What read returns is shared by all threads of the process: give out copies of what a caller could change.
    """

    @lru_cache(maxsize=COPIES)
    def in_edition(_edition: int | None, *args: *Ts) -> T:
        return read(*args)

    @wraps(read)
    def present(*args: *Ts) -> T:
        # The edition is asked for before the rows are read: a copy may be newer than its edition, never older.
        return in_edition(timekeeping.edition(), *args)

    return present


class KeptForeignKey(AnyForeignKey):
    """Answers from the copies; what is not among them comes from the database."""

    def __init__(self, field: Any, copies: Callable[[], Mapping[int, Model]]) -> None:
        super().__init__(field)
        self.copies = copies

    def get_object(self, instance: Model) -> Model:
        found = self.copies().get(getattr(instance, self.field.attname))
        return copy(found) if found is not None else super().get_object(instance)


def answer_from_copies(copies: Mapping[type[Model], Callable[[], Mapping[int, Any]]]) -> None:
    """Let every foreign key to one of these models answer from the copies by primary key; called once all models are known."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's public name
            if isinstance(field, ForeignKey) and field.related_model in copies and field.target_field.primary_key:
                setattr(model, field.name, KeptForeignKey(field, copies[field.related_model]))
