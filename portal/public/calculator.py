"""Any visitor may check a date: which rule, from which day, and why it ends when it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django import forms

from deadlines.replay import Happening, due, strip
from deadlines.selectors import calendar_for, rules_in_use, term_of
from portal.shell.fields import Day
from words.limits import length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from deadlines.models import DeadlineRule
    from deadlines.replay import DayMark
    from departments.models import Region

FIRST_DAY: Final = date(2020, 1, 1)
LAST_DAY: Final = date(2040, 12, 31)


@dataclass(frozen=True)
class Answer:
    """The due date of a rule from a day, with its days one by one."""

    rule: DeadlineRule
    length: str
    due_on: date
    provisional: bool
    days: tuple[DayMark, ...]


class CalculatorForm(forms.Form):
    """A rule of the region and the day that it starts."""

    started_on = Day(
        label="起算日",
        help_text="例如证明的出具日、材料的签收日；这一天本身不计入",
        earliest=FIRST_DAY,
        latest=LAST_DAY,
        error_messages={"required": "请填写起算日。"},
    )

    def __init__(self, rules: Mapping[str, DeadlineRule], data: QueryDict | None = None, *, first_year: int = FIRST_DAY.year) -> None:
        super().__init__(data)
        self.first_year = first_year
        self.fields["rule"] = forms.ChoiceField(
            label="哪一项期限",
            choices=[(code, f"{rule.name}（{length(rule.length, rule.unit)}）") for code, rule in rules.items()],
            error_messages={"required": "请选择一项期限。", "invalid_choice": "请从列表中选择。"},
        )
        self.order_fields(["rule", "started_on"])

    def clean_started_on(self) -> date:
        started_on: date = self.cleaned_data["started_on"]
        if started_on.year < self.first_year:
            raise forms.ValidationError(f"本系统没有{started_on.year}年的放假安排，只能计算{self.first_year}年1月1日以后起算的期限。")
        return started_on


def first_year_of(region: Region) -> int:
    """The first year whose arrangement is loaded: of those before it nobody would count right."""
    known = calendar_for(region).known_years
    return min(known) if known else FIRST_DAY.year


def countable_rules(region: Region) -> dict[str, DeadlineRule]:
    """Return the rules that have a length; a limit of the same day needs no calculator."""
    return {rule.code: rule for rule in rules_in_use(region) if rule.length}


def answer_for(region: Region, rule: DeadlineRule, started_on: date) -> Answer:
    events = [Happening("start", started_on)]
    calendar, term = calendar_for(region), term_of(rule)
    result = due(events, calendar, term)
    return Answer(rule, length(rule.length, rule.unit), result.due_on, result.provisional, strip(events, calendar, term))
