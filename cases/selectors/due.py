"""The dates that a case keeps for its lists, and the proof that they are those of its clocks."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from cases.models import Case
from deadlines.codes import CASE_DUTIES, ClockCode
from deadlines.selectors import LastDay, running_clocks
from deadlines.services import KeptFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AT_ONCE = 2_000
NEXT = ("due_on", "due_unit", "due_provisional")
OF_LIST = ("list_due_on", "list_due_unit", "list_due_provisional")


def due_of(case: Case) -> LastDay:
    """The last day of the earliest running duty."""
    return LastDay(case.due_on, case.due_unit, case.due_provisional)


def list_due_of(case: Case) -> LastDay:
    """The last day of the running limit for the operation on the list (K-06)."""
    return LastDay(case.list_due_on, case.list_due_unit, case.list_due_provisional)


def compare_due_dates() -> Iterator[KeptFinding | None]:
    """What is wrong with the dates that each case keeps, by reading its clocks; None for a sound one."""
    rows: Iterator[tuple[Any, ...]] = Case.objects.order_by("pk").values_list("pk", *NEXT, *OF_LIST).iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(rows, AT_ONCE)):
        duties, of_list = _last_days(chunk[0][0], chunk[-1][0])
        for pk, *kept in chunk:
            wanted = (duties.get(pk, LastDay()), of_list.get(pk, LastDay()))
            yield _difference(pk, wanted, (LastDay(*kept[:3]), LastDay(*kept[3:])))


def _last_days(first: int, last: int) -> tuple[dict[int, LastDay], dict[int, LastDay]]:
    """Of the cases with these keys the earliest running duty, and the earliest running limit of the list operation."""
    clocks = running_clocks().filter(case__gte=first, case__lte=last, code__in=CASE_DUTIES).order_by("due_on", "pk")
    duties: dict[int, LastDay] = {}
    of_list: dict[int, LastDay] = {}
    rows: Iterable[tuple[Any, ...]] = clocks.values_list("case_id", "code", "due_on", "rule__unit", "provisional")
    for pk, code, *day in rows:
        duties.setdefault(pk, LastDay(*day))
        if code == ClockCode.LIST_OPERATION:
            of_list.setdefault(pk, LastDay(*day))
    return duties, of_list


def _difference(pk: int, wanted: tuple[LastDay, LastDay], kept: tuple[LastDay, LastDay]) -> KeptFinding | None:
    for name, ought, stored in zip(("届满日", "名单操作届满日"), wanted, kept, strict=True):
        if ought != stored:
            return KeptFinding(f"case:{pk}", f"{name}应为 {ought}，所存为 {stored}")
    return None
