"""Copies that a process keeps of what changes about once a year: rules, calendars, regions.

Every change of a table that carries the trigger of ledger.sql.renews_edition() gives the database another edition: for
the transaction that changes it at once, for all others when it commits. No edition comes twice, so what was rolled back
or belonged to another database is never asked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from ledger import timekeeping

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
