"""Lists of cases and of units' answers: what a row says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases import selectors
from cases.states import CASE_STATES
from ledger.timekeeping import legal_date
from portal.lists.due import left_until, unit_of
from portal.steps.pages import Area, Button, buttons
from portal.words.cases import ending_of, staff_words
from portal.words.tones import tone_of
from recognition import selectors as recognitions
from recognition.states import RECOGNITION_STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from cases.models import Case
    from deadlines.calendar_math import Calendar
    from deadlines.selectors import LastDay
    from procedure.actors import Actor
    from recognition.models import Recognition


def of_answer(answers: QuerySet[Recognition]) -> QuerySet[Recognition]:
    """Answers with what a line says of them; of a push the day, not the bytes."""
    relations = ("certificate", "case__enterprise", "case__enforcement_case", "delivery")
    return answers.select_related(*relations).defer("delivery__payload")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of a list: what it is, what I can do, until when, and who waits."""

    subject: Case | Recognition
    case: Case
    url: str
    state: str
    tone: str
    buttons: tuple[Button, ...]
    due_on: date | None
    days_left: int | None
    unit: str
    provisional: bool
    waiting: str
    waited_days: int
    # What is said where nobody waits any more.
    ending: str = ""

    @property
    def name(self) -> str:
        return self.case.enterprise.name

    @property
    def number(self) -> str:
        return self.case.enforcement_case.number


def case_rows(
    cases: Iterable[Case],
    area: Area[Case],
    actor: Actor,
    today: date,
    calendar: Calendar,
    *,
    due_of: Callable[[Case], LastDay] = selectors.due_of,
) -> list[ListRow]:
    """Rows of cases; no query a row."""
    return [_case_row(case, area, actor, today, calendar, due_of(case)) for case in cases]


def _case_row(case: Case, area: Area[Case], actor: Actor, today: date, calendar: Calendar, due: LastDay) -> ListRow:
    return ListRow(
        subject=case,
        case=case,
        url=area.home_url(case),
        state=staff_words(case),
        tone=tone_of(case),
        buttons=tuple(buttons(area, case, actor, in_list=True)),
        due_on=due.on,
        days_left=left_until(due, today, calendar),
        unit=unit_of(due),
        provisional=due.provisional,
        waiting=CASE_STATES[case.state].waiting,
        waited_days=(today - legal_date(case.changed_at)).days,
        ending=ending_of(case).removeprefix("本案"),
    )


def unit_rows(
    answers: Iterable[Recognition],
    area: Area[Recognition],
    actor: Actor,
    today: date,
    calendar: Calendar,
    *,
    due_of: Callable[[Recognition], LastDay] = recognitions.due_of,
) -> list[ListRow]:
    """Rows of units' answers; no query a row."""
    return [_unit_row(answer, area, actor, today, calendar, due_of(answer)) for answer in answers]


def _unit_row(answer: Recognition, area: Area[Recognition], actor: Actor, today: date, calendar: Calendar, due: LastDay) -> ListRow:
    since = answer.answered_at or answer.received_at or answer.delivery.sent_at
    return ListRow(
        subject=answer,
        case=answer.case,
        url=area.home_url(answer),
        state=answer.get_state_display(),
        tone=tone_of(answer),
        buttons=tuple(buttons(area, answer, actor, in_list=True)),
        due_on=due.on,
        days_left=left_until(due, today, calendar),
        unit=unit_of(due),
        provisional=due.provisional,
        waiting=RECOGNITION_STATES[answer.state].waiting,
        waited_days=(today - legal_date(since)).days,
        ending="已反馈",
    )
