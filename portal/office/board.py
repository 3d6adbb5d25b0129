"""Every case by stage, and the figures of one minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, Value, When, Window
from django.db.models.functions import RowNumber

from cases import selectors
from cases.enums import CaseState, Phase
from cases.states import CASE_STATES, CERTIFIED_STATES
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus
from departments.selectors import units_on
from portal.lists.rows import ListRow, case_rows
from portal.office.areas import CASES
from portal.shell.components import Tile
from recognition import selectors as recognitions
from recognition.enums import RecognitionState
from recognition.states import NEGATIVE_STATES, WAITING_STATES

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from cases.models import Case
    from deadlines.calendar_math import Calendar
    from deadlines.models import Clock
    from procedure.actors import Actor

CARDS_AT_MOST = 5
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


def lanes(cases: QuerySet[Case], actor: Actor, today: date, calendar: Calendar) -> list[Lane]:
    """The board in two queries, however many cases there are."""
    per_state = dict(cases.order_by().values_list("state").annotate(n=Count("pk")))
    phase = Choose(
        *(When(state__in=states_of(phase), then=Value(phase.value)) for phase in Phase),
        output_field=CharField(),
    )
    urgency = (F("due_on").asc(nulls_last=True), F("changed_at").desc(), F("pk").asc())
    ranked = cases.annotate(phase=phase, place=Window(RowNumber(), partition_by=F("phase"), order_by=urgency))
    top: list[Any] = list(ranked.filter(place__lte=CARDS_AT_MOST).order_by("phase", "place"))
    rows = case_rows(top, CASES, actor, today, calendar)
    return [
        Lane(
            phase=phase,
            count=sum(per_state.get(state.value, 0) for state in states_of(phase)),
            rows=tuple(row for row, case in zip(rows, top, strict=True) if case.phase == phase.value),
        )
        for phase in Phase
    ]


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


def shares(region_id: int) -> list[Share]:
    found = []
    for code, label in MEASURED:
        counts = dict(selectors.clock_outcomes(region_id, code).order_by().values_list("status").annotate(n=Count("pk")))
        found.append(Share(label, counts.get(ClockStatus.MET, 0), counts.get(ClockStatus.BREACHED, 0)))
    return found


def unit_lines(region_id: int, actor: Actor, today: date) -> list[UnitLine]:
    """One line a unit, in the order of the region."""
    answers = recognitions.recognitions_visible_to(actor).filter(case__region=region_id).order_by()
    states = {(unit, state): n for unit, state, n in answers.values_list("department_id", "state").annotate(n=Count("pk"))}
    clocks = selectors.clock_outcomes(region_id, ClockCode.RECOGNITION).order_by()
    ended = {(unit, status): n for unit, status, n in clocks.values_list("obligor_id", "status").annotate(n=Count("pk"))}
    late = overdue_by_unit(selectors.overdue_clocks(region_id))
    return [
        UnitLine(
            pk=unit.pk,
            name=unit.short_name,
            recognized=states.get((unit.pk, RecognitionState.RECOGNIZED), 0),
            other=sum(n for (pk, state), n in states.items() if pk == unit.pk and state in NEGATIVE_STATES),
            waiting=sum(n for (pk, state), n in states.items() if pk == unit.pk and state in WAITING_STATES),
            met=ended.get((unit.pk, ClockStatus.MET), 0),
            breached=ended.get((unit.pk, ClockStatus.BREACHED), 0),
            overdue=late.get(unit.pk, 0),
        )
        for unit in units_on(region_id, today).order_by("position", "pk")
    ]


def overdue_by_unit(clocks: QuerySet[Clock]) -> dict[int | None, int]:
    return dict(clocks.order_by().values_list("obligor_id").annotate(n=Count("pk")))


def tiles(region_id: int) -> list[Tile]:
    """The region at a glance."""
    counts = selectors.board_counts(region_id)
    is_open = sum(n for state, n in counts.items() if CASE_STATES[state].phase in OPEN_PHASES)
    certified = sum(counts.get(state.value, 0) for state in CERTIFIED_STATES)
    all_recognized = counts.get(CaseState.RECOGNIZED_ALL.value, 0)
    overdue = selectors.overdue_clocks(region_id).count()
    return [
        Tile("正在办理", is_open, "件", tone="info"),
        Tile("已出具证明", certified, "份", tone="success"),
        Tile("全部单位认可", all_recognized, "件", hint=f"占已出具证明的 {_percent(all_recognized, certified)}", tone="success"),
        Tile("超期的期限", overdue, "个", tone="danger" if overdue else "neutral"),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "—"
