"""应删未删： what the court owes to the list by itself, and what the record shows and nobody has recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.enums import DutyState
from deadlines.models import Clock
from deadlines.selectors import LastDay
from portal.lists.due import left_until, unit_of
from portal.shell.components import Column
from portal.steps.pages import Button, buttons
from portal.words.tones import tone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from cases.models import EnforcementCase, ListDuty
    from deadlines.calendar_math import Calendar
    from portal.steps.pages import Area
    from procedure.actors import Actor

DUTIES = (
    Column("企业与案号", "cells/duty_case.html"),
    Column("应办操作", text="subject.get_kind_display"),
    Column("事由", text="subject.get_ground_display"),
    Column("事由成立之日", "cells/day.html", text="subject.arose_on"),
    Column("状态", "cells/state.html"),
    Column("期限", "cells/due.html"),
    Column("办理", "cells/steps.html"),
)
SHOWN = (
    Column("企业与案号", "cells/duty_case.html"),
    Column("名单", text="standing"),
    Column("履行情况", text="performance"),
    Column("办理", "cells/steps.html"),
)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """An owed operation as a list shows it."""

    subject: ListDuty
    url: str
    state: str
    tone: str
    buttons: tuple[Button, ...]
    due_on: date | None
    days_left: int | None
    unit: str
    provisional: bool

    @property
    def name(self) -> str:
        return self.subject.enforcement_case.enterprise.name

    @property
    def number(self) -> str:
        return self.subject.enforcement_case.number


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An entry that the record says should be gone; somebody has to look and record the ground."""

    name: str
    number: str
    url: str
    standing: str
    performance: str
    buttons: tuple[Button, ...]


def duty_lines(duties: Iterable[ListDuty], area: Area[ListDuty] | None, actor: Actor, today: date, calendar: Calendar) -> list[DutyLine]:
    """With what the person may do where ``area`` is given; two queries for all."""
    rows = list(duties)
    days = _days([row.pk for row in rows if row.state in (DutyState.OWED, DutyState.ASKED)])
    return [_line(row, area, actor, today, calendar, days.get(row.pk, LastDay())) for row in rows]


def _days(owed: list[int]) -> dict[int | None, LastDay]:
    clocks = Clock.objects.filter(duty__in=owed, stopped_on__isnull=True).select_related("rule")
    return {clock.duty_id: LastDay(clock.due_on, clock.rule.unit, clock.provisional) for clock in clocks}


def _line(duty: ListDuty, area: Area[ListDuty] | None, actor: Actor, today: date, calendar: Calendar, due: LastDay) -> DutyLine:
    return DutyLine(
        subject=duty,
        url=area.home_url(duty) if area else "",
        state=duty.get_state_display(),
        tone=tone_of(duty),
        buttons=tuple(buttons(area, duty, actor)) if area else (),
        due_on=due.on,
        days_left=left_until(due, today, calendar),
        unit=unit_of(due),
        provisional=due.provisional,
    )


def shown_lines(
    cases: Iterable[EnforcementCase], *, home: str, record: str = "", may_record: Callable[[EnforcementCase], bool] | None = None
) -> list[ShownLine]:
    """``home`` and ``record`` are addresses with the key of the enforcement case left open as ``{}``."""
    return [
        ShownLine(
            name=case.enterprise.name,
            number=case.number,
            url=home.format(case.pk) if home else "",
            standing=case.listing.get_state_display(),
            performance=case.get_performance_display(),
            buttons=(Button("登记应删除", record.format(case.pk), "primary"),) if may_record and may_record(case) else (),
        )
        for case in cases
    ]
