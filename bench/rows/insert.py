"""INSERT … SELECT for a model: what the caller says of each column, and for the rest what the model itself says."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql

from bench.rows.left import LEFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ColumnsDifferError(LookupError):
    """A model has a column that the world says nothing of, or lacks one that it speaks of."""


def table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - Django's public _meta


def literal(value: Any) -> str:
    """A value as SQL text. Dates and moments carry their type, so that arithmetic on them means what it says."""
    text = sql.Literal(value).as_string(None)
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.isoformat()}'"
    return f"DATE '{value.isoformat()}'" if isinstance(value, date) else text


def array(values: Iterable[Any], kind: str) -> str:
    return f"ARRAY[{', '.join(literal(value) for value in values)}]::{kind}[]"


def one_of(values: Iterable[Any], place: str, kind: str) -> str:
    """The value at a place that may be any whole number from 0 on."""
    known = list(values)
    return f"({array(known, kind)})[1 + ({place}) % {len(known)}]"


def choose(column: str, answers: Mapping[Any, Any], otherwise: str = "NULL") -> str:
    """An SQL expression for each text that a column may hold."""
    if not answers:
        return otherwise
    lines = " ".join(f"WHEN {literal(str(text))} THEN {answer}" for text, answer in answers.items())
    return f"CASE {column} {lines} ELSE {otherwise} END"


def among(column: str, values: Iterable[Any]) -> str:
    return f"{column} IN ({', '.join(literal(str(value)) for value in values)})"


def insert(model: type[models.Model], given: Mapping[str, str], source: str) -> str:
    """``given`` maps field names to SQL over ``source``, which is all that follows SELECT's list. Raises ColumnsDifferError."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]  # noqa: SLF001
    if unknown := set(given) - {field.name for field in fields}:
        raise ColumnsDifferError(f"{model.__name__} has no {', '.join(sorted(unknown))}: see bench/rows")
    said = [(field, given.get(field.name) or _unsaid(field)) for field in fields]
    wanted = [(field, text) for field, text in said if text]
    names = ", ".join(f'"{field.column}"' for field, _ in wanted)
    values = ", ".join(text for _, text in wanted)
    return f"INSERT INTO {table(model)} ({names}) SELECT {values} {source}"


def _unsaid(field: models.Field[Any, Any]) -> str:
    """The field's default as SQL; empty when the database fills the column itself."""
    if isinstance(field, models.AutoField) or getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED:
        return ""
    if field.name in LEFT.get(field.model.__name__, ()):
        if field.has_default():
            return literal(field.get_db_prep_save(field.get_default(), connection))
        if field.null:
            return "NULL"
        if field.blank and field.empty_strings_allowed:
            return "''"
    raise ColumnsDifferError(
        f"{field.model.__name__}.{field.name}: say in bench/rows what it is, or in bench/rows/left.py that it stays empty"
    )
