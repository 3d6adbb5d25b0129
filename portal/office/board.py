"""Every case by stage, and the figures of one minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from cases.enums import CaseState, Phase
from cases.models import Case
from cases.states import CASE_STATES, CERTIFIED_STATES
from deadlines.codes import DUTIES, ClockCode
from deadlines.enums import ClockStatus
from departments.selectors import units_on
from portal.lists.pages import OF_CASE, among
from portal.lists.rows import ListRow, case_rows
from portal.office.areas import CASES
from portal.shell.components import Tile
from recognition.enums import RecognitionState
from recognition.states import NEGATIVE_STATES, WAITING_STATES
from supervision.tallies import OVERDUE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from deadlines.calendar_math import Calendar
    from procedure.actors import Actor
    from supervision.tallies import Tallies

CARDS_AT_MOST = 5
URGENCY = (F("due_on").asc(nulls_last=True), F("changed_at").desc(), F("pk").asc())
# A phase in which nothing has ended yet.
OPEN_PHASES = tuple(dict.fromkeys(row.phase for row in CASE_STATES.values() if not row.has_ended))
# The limits that the measures themselves set.
MEASURED = (
    (ClockCode.PUSH, "法院推送"),
    (ClockCode.DISTRIBUTION, "牵头部门转推"),
    (ClockCode.RECOGNITION, "各单位互认"),
)


def states_of(phase: Phase) -> tuple[CaseState, ...]:
    return tuple(row.state for row in CASE_STATES.values() if row.phase == phase)


@dataclass(frozen=True, slots=True)
class Lane:
    """A phase with its count and its most urgent cases."""

    phase: Phase
    count: int
    rows: tuple[ListRow, ...]

    @property
    def hidden(self) -> int:
        return max(0, self.count - len(self.rows))


def lanes(
    cases: QuerySet[Case], actor: Actor, today: date, calendar: Calendar, counts: Mapping[str, int], *, are_few: bool = False
) -> list[Lane]:
    """The board; ``counts`` are the cases of each state. Of each state the most urgent are read, of each phase the first of those."""
    top = _most_urgent_of_few(cases) if are_few else _most_urgent(cases)
    rows = case_rows(top, CASES, actor, today, calendar)
    return [
        Lane(
            phase=phase,
            count=sum(counts.get(state.value, 0) for state in states_of(phase)),
            rows=tuple(row for row, case in zip(rows, top, strict=True) if CASE_STATES[case.state].phase == phase)[:CARDS_AT_MOST],
        )
        for phase in Phase
    ]


def _most_urgent(cases: QuerySet[Case]) -> list[Case]:
    """Enough of every state to fill its lane, in the order of urgency; one statement, with an index for each of its parts."""
    keys = cases.select_related(None).order_by(*URGENCY).values("pk")
    first, *others = (keys.filter(state=state)[:CARDS_AT_MOST] for state in CaseState)
    return list(OF_CASE(among(Case, first.union(*others, all=True))).order_by(*URGENCY))


def _most_urgent_of_few(cases: QuerySet[Case]) -> list[Case]:
    """The same of cases that a search has chosen by their keys: all are read once, not once for each state."""
    place = Window(RowNumber(), partition_by=F("state"), order_by=URGENCY)
    keys = cases.select_related(None).order_by().annotate(place=place).filter(place__lte=CARDS_AT_MOST).values("pk")
    return list(OF_CASE(among(Case, keys)).order_by(*URGENCY))


def counts_by_state(cases: QuerySet[Case]) -> dict[str, int]:
    return dict(cases.order_by().values_list("state").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Share:
    """How often a limit was met; clocks that still run do not count."""

    label: str
    met: int
    breached: int

    @property
    def total(self) -> int:
        return self.met + self.breached

    @property
    def percent(self) -> int | None:
        return None if not self.total else round(100 * self.met / self.total)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit did: answers by result, limits met and missed, and what is overdue now."""

    pk: int
    name: str
    recognized: int
    other: int
    waiting: int
    met: int
    breached: int
    overdue: int


def shares(tallies: Tallies) -> list[Share]:
    met, breached = ClockStatus.MET.value, ClockStatus.BREACHED.value
    return [Share(label, tallies.limits(met, (code,)), tallies.limits(breached, (code,))) for code, label in MEASURED]


def unit_lines(tallies: Tallies, region_id: int, today: date) -> list[UnitLine]:
    """One line a unit, in the order of the region."""
    recognition = (ClockCode.RECOGNITION,)
    return [
        UnitLine(
            pk=unit.pk,
            name=unit.short_name,
            recognized=tallies.answers((RecognitionState.RECOGNIZED,), unit.pk),
            other=tallies.answers(NEGATIVE_STATES, unit.pk),
            waiting=tallies.answers(WAITING_STATES, unit.pk),
            met=tallies.limits(ClockStatus.MET.value, recognition, unit.pk),
            breached=tallies.limits(ClockStatus.BREACHED.value, recognition, unit.pk),
            overdue=tallies.limits(OVERDUE, DUTIES, unit.pk),
        )
        for unit in units_on(region_id, today).order_by("position", "pk")
    ]


def tiles(tallies: Tallies) -> list[Tile]:
    """The region at a glance."""
    counts = tallies.cases()
    is_open = sum(n for state, n in counts.items() if CASE_STATES[state].phase in OPEN_PHASES)
    certified = sum(counts.get(state.value, 0) for state in CERTIFIED_STATES)
    all_recognized = counts.get(CaseState.RECOGNIZED_ALL.value, 0)
    overdue = tallies.limits(OVERDUE, DUTIES)
    return [
        Tile("正在办理", is_open, "件", tone="info"),
        Tile("已出具证明", certified, "份", tone="success"),
        Tile("全部单位认可", all_recognized, "件", hint=f"占已出具证明的 {_percent(all_recognized, certified)}", tone="success"),
        Tile("超期的期限", overdue, "个", tone="danger" if overdue else "neutral"),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "—"
