"""What an event keeps of a row that it made or changed, column by column, so that the verifier can compare the table with it.

Numbers, days, choices and keys stand as they are; whatever somebody typed stands as a digest, so that the ledger repeats no name and
no telephone number for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.chain import utc_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import Field, Model

ABSENT: Final = "∅"
DIGEST_MARK, DIGEST_LENGTH = "#", 32


@dataclass(frozen=True, slots=True)
class Part:
    """Of a row only the columns that were changed, a foreign key by either name: what somebody else changed in the others must not become the truth by it."""

    row: Model
    names: Collection[str]


# A row that is new, the changed part of one, or the name of one that is gone.
Kept: TypeAlias = "Model | Part | str"


def held(rows: Iterable[Kept]) -> dict[str, dict[str, str]]:
    """``table:key`` to columns, of each row that is on record; of a row that is gone to nothing."""
    found: dict[str, dict[str, str]] = {}
    for one in rows:
        if isinstance(one, str):
            found[one] = {}
            continue
        row = one.row if isinstance(one, Part) else one
        if is_ledgered(row) and (columns := _columns(one)):
            found[name_of(row)] = found.get(name_of(row), {}) | columns
    return found


def _columns(one: Model | Part) -> dict[str, str]:
    if not isinstance(one, Part):
        return columns_of(one)
    return {name: value for name, value in columns_of(one.row).items() if name in one.names or name.removesuffix("_id") in one.names}


def changed(row: Model, before: Mapping[str, str]) -> Part:
    """The columns of a row that differ from what they were."""
    return Part(row, frozenset(name for name, value in columns_of(row).items() if before.get(name) != value))


def name_of(row: Model) -> str:
    """Under which an event keeps a row."""
    return f"{row._meta.db_table}:{row.pk}"  # noqa: SLF001 - Django's public _meta


def is_ledgered(row: Model) -> bool:
    """A draft that changes without a step is not: its model says so in ``is_ledgered``."""
    said: bool = getattr(row, "is_ledgered", True)
    return said


def columns_of(row: Model) -> dict[str, str]:
    """All columns but those that the model names in ``NOT_HELD``: they change without an event, or are worked out from others."""
    left_out: frozenset[str] = getattr(type(row), "NOT_HELD", frozenset())
    return {
        field.attname: _told(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields  # noqa: SLF001 - as above
        if not field.primary_key and field.name not in left_out
    }


def _told(field: Field[object, object], value: object) -> str:
    if value is None:
        return ABSENT
    plain = plain_text(value)
    return plain if not plain or _is_plain(field, value) else f"{DIGEST_MARK}{hashlib.sha256(plain.encode()).hexdigest()[:DIGEST_LENGTH]}"


def _is_plain(field: Field[object, object], value: object) -> bool:
    return bool(field.choices) or isinstance(value, (bool, int, date, time))


def plain_text(value: object) -> str:
    """One text for each value of a column; bytes are their own digest."""
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return utc_text(value)
        case date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return hashlib.sha256(bytes(value)).hexdigest()
        case list() | tuple() | Mapping():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A member of an enumeration is its value.
    return str.__str__(value) if isinstance(value, str) else str(value)
