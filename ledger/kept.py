"""Copies that a process keeps of what changes about once a year: rules, calendars, regions, departments.

Every change of a table that carries the trigger of ledger.sql.renews_edition() gives the database another edition: for
the transaction that changes it at once, for all others when it commits. No edition comes twice, so what was rolled back
or belonged to another database is never asked for again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from copy import copy, deepcopy
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, TypeVarTuple

from django.apps import apps
from django.db import connection
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
M = TypeVar("M", bound=Model)
COPIES = 256


def kept(read: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """Ask the database only once in each edition for each set of arguments.

    What read returns is shared by all threads of the process: give out copies of what a caller could change.
    """

    copies: OrderedDict[tuple[Any, ...], T] = OrderedDict()
    lock = Lock()

    @wraps(read)
    def present(*args: *Ts) -> T:
        # The edition is asked for before the rows are read: a copy may be newer than its edition, never older.
        key = (timekeeping.edition(), *args)
        with lock:
            if key in copies:
                copies.move_to_end(key)
                return copies[key]
        found = read(*args)
        # What the reader itself has changed and may take back must not stay under the edition of the moment before.
        if connection.in_atomic_block and timekeeping.read_edition() != key[0]:
            return found
        with lock:
            copies[key] = found
            if len(copies) > COPIES:
                copies.popitem(last=False)
        return found

    return present


def own(row: M) -> M:
    """A kept row to give away: whoever changes it, lists and objects in it included, changes their own."""
    given = copy(row)
    for name, value in vars(row).items():
        if isinstance(value, dict | list):
            vars(given)[name] = deepcopy(value)
    return given


class KeptForeignKey(AnyForeignKey):
    """Answers from the copies; what is not among them comes from the database."""

    def __init__(self, field: Any, copies: Callable[[], Mapping[int, Model]]) -> None:
        super().__init__(field)
        self.copies = copies

    def get_object(self, instance: Model) -> Model:
        found = self.copies().get(getattr(instance, self.field.attname))
        return own(found) if found is not None else super().get_object(instance)


def answer_from_copies(copies: Mapping[type[Model], Callable[[], Mapping[int, Any]]]) -> None:
    """Let every foreign key to one of these models answer from the copies by primary key; called once all models are known."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's public name
            if isinstance(field, ForeignKey) and field.related_model in copies and field.target_field.primary_key:
                setattr(model, field.name, KeptForeignKey(field, copies[field.related_model]))
