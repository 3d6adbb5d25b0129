"""Measures whose notice was not served on their day, the day that an enforcement case keeps of them, and the proof of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Min, Q, QuerySet

from cases.models import EnforcementCase
from deadlines.services import KeptFinding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

AT_ONCE = 2_000


def unnotified_measures(today: date, path: str = "") -> Q:
    """Measures without a notice on their day; on that day itself there is still time."""
    return Q(**{f"{path}taken_on__lt": today}) & _unnotified(path)


def _unnotified(path: str) -> Q:
    notice = f"{path}notice"
    never = Q(**{f"{notice}__isnull": True}) | Q(**{f"{notice}__served_on__isnull": True})
    standing = Q(**{f"{path}withdrawn_at__isnull": True})
    return standing & (never | Q(**{f"{notice}__served_on__gt": F(f"{path}taken_on")}))


def with_unnotified_measures(cases: QuerySet[EnforcementCase], today: date) -> QuerySet[EnforcementCase]:
    """Those of the cases that have such a measure."""
    return cases.filter(unnotified_from__lt=today)


def compare_unnotified() -> Iterator[KeptFinding | None]:
    """What is wrong with the days that enforcement cases keep, by reading measures and notices; None for a sound one."""
    ought = Min("measures__taken_on", filter=_unnotified("measures__"))
    rows = EnforcementCase.recorded.order_by("pk").annotate(ought=ought).values_list("pk", "unnotified_from", "ought")
    for pk, kept, wanted in rows.iterator(chunk_size=AT_ONCE):
        yield None if kept == wanted else KeptFinding(f"enforcement_case:{pk}", f"最早未同步告知日应为 {wanted}，所存为 {kept}")
