"""Figures of a region that are the same work to read however many cases there are, and the proof that they are right.

Their lines come from triggers (``migrations/0002_tally.py``); what pages make of them is said in ``portal/office/board.py``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db import connection, transaction
from django.db.models import Count, Sum

from cases.models import Case
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus
from deadlines.models import Clock
from deadlines.selectors import overdue_clocks
from deadlines.services import KeptFinding
from recognition.models import Recognition
from supervision.models import Counted, Tally

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

# What is counted, of which department (None for a case, and for a limit of the enterprise), and the state or standing.
Kind: TypeAlias = tuple[str, int | None, str]
OVERDUE = "overdue"
# Reading this many rows costs less than a millisecond.
ADDED_UP_FROM = 1_000
ADD_UP = """
    WITH taken AS (DELETE FROM supervision_tally WHERE region_id = %s RETURNING region_id, counted, department_id, key, number)
    INSERT INTO supervision_tally (region_id, counted, department_id, key, number)
    SELECT region_id, counted, department_id, key, sum(number) FROM taken
    GROUP BY region_id, counted, department_id, key HAVING sum(number) <> 0
"""


def standing(code: str, how: str) -> str:
    """The key under which limits of a code are counted that were met or breached, or are overdue."""
    return f"{code} {how}"


@dataclass(frozen=True, slots=True)
class Tallies:
    """All figures of a region at one moment."""

    numbers: Counter[Kind]

    def cases(self) -> dict[str, int]:
        """How many cases stand in each state."""
        return {key: number for (counted, _, key), number in self.numbers.items() if counted == Counted.CASE and number}

    def answers(self, states: Collection[str], department: int | None = None) -> int:
        """How many answers stand in one of the states, of one unit or of all."""
        return self._sum(Counted.ANSWER, {str(state) for state in states}, department)

    def limits(self, how: str, codes: Collection[ClockCode], department: int | None = None) -> int:
        """How many limits of the codes were met or breached, or are overdue; of one department or of all."""
        return self._sum(Counted.LIMIT, {standing(code.value, how) for code in codes}, department)

    def _sum(self, counted: str, keys: Collection[str], department: int | None) -> int:
        return sum(
            number for (what, unit, key), number in self.numbers.items() if what == counted and key in keys and department in (None, unit)
        )


def tallies_of(region_id: int) -> Tallies:
    rows = Tally.objects.filter(region=region_id).order_by().values_list("counted", "department_id", "key")
    return Tallies(Counter({(counted, unit, key): number for counted, unit, key, number in rows.annotate(sum=Sum("number"))}))


def regions_to_add_up(limit: int) -> Sequence[int]:
    """Regions whose figures have become many rows."""
    counted = Tally.objects.order_by().values_list("region_id").annotate(rows=Count("pk")).filter(rows__gt=ADDED_UP_FROM)
    return [region for region, _ in counted[:limit]]


@transaction.atomic
def add_up(region_id: int) -> None:
    """Put one row in the place of all of a kind. A reader sees the old ones or the new one, never both."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, [region_id])


def compare_tallies() -> Iterator[KeptFinding | None]:
    """Count everything anew; what is wrong with each figure, None for a right one."""
    kept: Counter[tuple[int, *Kind]] = Counter()
    rows = Tally.objects.order_by("pk").values_list("region_id", "counted", "department_id", "key", "number")
    for place, said, whose, how, number in rows:
        kept[place, said, whose, how] += number
    counted = Counter(dict(_counted()))
    for name in sorted({*kept, *counted}, key=str):
        if kept[name] == counted[name]:
            yield None
        else:
            region, what, unit, key = name
            yield KeptFinding(f"tally:{region}/{what}/{unit or ''}/{key}", f"应为 {counted[name]}，所存为 {kept[name]}")


def _counted() -> Iterator[tuple[tuple[int, *Kind], int]]:
    for region, state, number in Case.objects.order_by().values_list("region_id", "state").annotate(n=Count("pk")):
        yield (region, Counted.CASE, None, state), number
    answers = Recognition.objects.order_by().values_list("case__region_id", "department_id", "state")
    for region, unit, state, number in answers.annotate(n=Count("pk")):
        yield (region, Counted.ANSWER, unit, state), number
    ended = Clock.objects.filter(status__in=(ClockStatus.MET, ClockStatus.BREACHED)).order_by()
    for region, unit, code, status, number in ended.values_list("region_id", "obligor_id", "code", "status").annotate(n=Count("pk")):
        yield (region, Counted.LIMIT, unit, standing(code, status)), number
    late = overdue_clocks().order_by().values_list("region_id", "obligor_id", "code").annotate(n=Count("pk"))
    for region, unit, code, number in late:
        yield (region, Counted.LIMIT, unit, standing(code, OVERDUE)), number
