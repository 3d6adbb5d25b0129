"""What the office's lists can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from cases.enums import Phase
from departments.models import Department
from portal.lists.filters import SEARCH_LABEL, CaseFilter, Filter
from portal.shell.fields import Sought
from portal.steps.fields import offer

if TYPE_CHECKING:
    from django.db.models import QuerySet


class BoardFilter(Filter):
    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    overdue = forms.BooleanField(label="只看超期", required=False)


class StageFilter(CaseFilter):
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "全部阶段"), *Phase.choices])
    field_order: tuple[str, ...] = ("q", "stage", "state", "variant", "overdue")


class OverdueFilter(Filter):
    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    party = forms.ChoiceField(label="责任单位", required=False)

    def __init__(self, data: Any, units: QuerySet[Department]) -> None:
        super().__init__(data)
        choices = [("", "全部单位"), ("enterprise", "企业"), *((str(unit.pk), unit.short_name) for unit in units)]
        offer(self, "party", choices)
