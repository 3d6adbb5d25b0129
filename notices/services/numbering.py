from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.db import connection, models, transaction

from ledger.kept import kept
from notices.models import NumberPattern

# One statement takes the row's lock, counts and answers; the lock is held until the caller commits.
NEXT = """
    INSERT INTO notices_numberseries AS series (region_id, kind, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (region_id, kind, year) DO UPDATE SET last = series.last + 1
    RETURNING last
"""


class PatternMissingError(LookupError):
    """The region does not say how papers of this kind are numbered."""


class Issuer(Protocol):
    """A body that numbers papers of its own."""

    pk: int
    mark: str


@kept
def _patterns() -> Mapping[tuple[int, str], str]:
    return {(pattern.region_id, pattern.kind): pattern.pattern for pattern in NumberPattern.objects.order_by("pk")}


def allocate_number(region: models.Model, kind: str, year: int, *, of: Issuer | None = None) -> str:
    """Return the next number of a series, in the caller's transaction; ``of`` is the unit whose own series it is.

    The number is taken back when that transaction rolls back, so a series has no gaps; a second caller waits for the
    first to end. Raises PatternMissingError, and OperationalError when the lock is not free in time.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("allocate a number inside the transaction that stores it")
    pattern = _patterns().get((region.pk, kind))
    if pattern is None:
        raise PatternMissingError(f"{region}没有为“{kind}”设定文书编号格式，请在地区配置中补充。")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [region.pk, f"{kind}/{of.pk}" if of else kind, year])
        number = cursor.fetchone()[0]
    return pattern.replace("{mark}", of.mark if of else "").replace("{year}", str(year)).replace("{n}", str(number))
