"""Parts of names, codes and numbers found in large tables, at a cost that grows neither with the table nor with what matches.

A column that is searched has an index of its grams (``accounts.grams``), each mixed with the block of keys that its row is in. A search
takes one block after the other, the newest first, and ends once it has found SEARCHED_AT_MOST; the text itself is compared, so it finds
what reading the whole table would find.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.db import connection
from django.db.models import F, Lookup, Q, TextField, Value

from accounts.grams import BLOCK_BITS, grams
from accounts.models import Enterprise
from accounts.uscc import LENGTH, normalise
from words import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    AnyLookup: TypeAlias = Lookup[Any]
else:
    # Generic for the type checker only.
    AnyLookup = Lookup

# Of each source; more of them would cost a million more than half again of what they cost ten thousand.
SEARCHED_AT_MOST: Final = 500
# Rows of a list to which they lead all together.
LED_TO_AT_MOST: Final = 500
PART_OF_CODE = re.compile(rf"[0-9A-HJ-NPQRTUWXY]{{1,{LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Source:
    """A column in which a text is looked for; ``via`` is the column by which a row of the list names a row of it."""

    model: type[Model]
    column: str
    text: str
    via: str
    is_number: bool = False
    is_whole: bool = False

    @property
    def path(self) -> str:
        """How the list's own rows get at the column."""
        return self.column if self.via == "id" else f"{self.via.removesuffix('_id')}__{self.column}"

    def newest(self) -> tuple[str, list[str]]:
        """SQL of the keys that match, the newest first, one more than are used."""
        table = self.model._meta.db_table  # noqa: SLF001 - Django's public _meta
        if self.is_whole:
            return f"SELECT id FROM {table} WHERE {self.column} = %s", [self.text]  # noqa: S608 - our own names
        # The grams are evaluated once, the blocks are read as far as the limit needs.
        sql = f"""
            SELECT found.id
            FROM generate_series((SELECT max(id) FROM {table}) >> {BLOCK_BITS}, 0, -1) AS b (block), LATERAL (
                SELECT id FROM {table}
                WHERE {grams(self.column)} @> accounts_grams_in(accounts_grams_asked(%s, {self.is_number}), b.block::integer)
                    AND upper({self.column}::text) LIKE upper(%s)
                ORDER BY id DESC
            ) AS found
            LIMIT {SEARCHED_AT_MOST + 1}
        """  # noqa: S608 - as above
        return sql, [self.text, f"%{connection.ops.prep_for_like_query(self.text)}%"]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a list to which a search leads, as PostgreSQL writes an array; ``is_cut``: there is more than was looked through."""

    keys: str
    is_cut: bool
    sources: tuple[Source, ...] = ()

    def among(self, path: str = "pk") -> AmongKeys:
        """The condition that a column holds one of them."""
        return AmongKeys(F(path), Value(self.keys, output_field=TextField()))

    def matching(self, prefix: str = "") -> Q:
        """The condition that the texts themselves match, by reading each row: for a list that is short."""
        return reduce(or_, (Q(**{f"{prefix}{source.path}__icontains": source.text}) for source in self.sources))


NOTHING = Found("{}", is_cut=False)


class AmongKeys(AnyLookup):
    """``key = ANY (array)``, the array hidden from the planner: of many keys it would rather read the list in its order until some appear."""

    lookup_name = "among_keys"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        key, its_params = self.process_lhs(compiler, connection)
        keys, params = self.process_rhs(compiler, connection)
        return f"{key} = ANY (ARRAY(SELECT unnest({keys}::bigint[])))", (*its_params, *params)


def led_to(target: type[Model], sources: Iterable[Source]) -> Found:
    """The newest rows of ``target`` that name a row in which the text was found; one statement."""
    asked = list(sources)
    if not asked or any("\x00" in source.text for source in asked):
        return NOTHING
    table = target._meta.db_table  # noqa: SLF001 - Django's public _meta
    parts, params = [], []
    for place, source in enumerate(asked):
        sql, its_params = source.newest()
        parts.append(f"s{place} AS MATERIALIZED ({sql})")
        params += its_params
    named = " UNION ALL ".join(_named(table, place, source) for place, source in enumerate(asked))
    sizes = ", ".join(f"(SELECT count(*) FROM s{place})" for place in range(len(asked)))  # noqa: S608 - whole numbers
    statement = f"""
        WITH {", ".join(parts)},
        led AS MATERIALIZED (SELECT DISTINCT ON (id) id FROM ({named}) AS named ORDER BY id DESC LIMIT {LED_TO_AT_MOST + 1})
        SELECT ARRAY(SELECT id FROM led ORDER BY id DESC LIMIT {LED_TO_AT_MOST})::text,
            greatest({sizes}) > {SEARCHED_AT_MOST} OR (SELECT count(*) FROM led) > {LED_TO_AT_MOST}
    """  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        keys, cut = cursor.fetchone()
    return Found(keys, cut, tuple(asked))


def _named(table: str, place: int, source: Source) -> str:
    used = f"SELECT id FROM s{place} LIMIT {SEARCHED_AT_MOST}"  # noqa: S608 - a whole number
    # Of an array the planner expects few, so it looks each key up; what names itself needs no look.
    return f"({used})" if source.via == "id" else f"SELECT id FROM {table} WHERE {source.via} = ANY (ARRAY({used}))"  # noqa: S608


def of_enterprise(text: str) -> list[Source]:
    """An enterprise by its name, or by its code as people write it, with blanks, dashes and full-width characters."""
    code = normalise(text)
    sources = [Source(Enterprise, "name", normal.loose(text), "enterprise_id")]
    if PART_OF_CODE.fullmatch(code):
        sources.append(Source(Enterprise, "uscc", code, "enterprise_id", is_number=True, is_whole=len(code) == LENGTH))
    return sources


def of_number(model: type[Model], text: str, via: str, *, is_full_width: bool = False) -> list[Source]:
    """Something by its number, whatever brackets and zeros people type; ``is_full_width``: no other brackets are stored."""
    number = normal.number_part(text)
    spelled = [number.translate(str.maketrans("（）", pair)) for pair in ("（）", "()", "〔〕")]
    typed = spelled[:1] if is_full_width else dict.fromkeys(spelled)
    return [Source(model, "number", number, via, is_number=True) for number in typed]
