"""What a list can be asked for: search, state, overdue only; as the database is asked."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from cases import selectors
from cases.enums import CaseState, DutyState, Variant
from cases.parties import ServiceState
from portal.lists.pages import among
from portal.shell.fields import Sought
from portal.steps.fields import offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet, TextChoices
    from django.http import QueryDict

    from accounts.search import Found

# So many rows are read one by one where a search found too much.
SHORT = 1_000
SEARCH_LABEL = "企业名称、统一社会信用代码或案号"


class Filter(forms.Form):
    """A GET form; a value that the list does not offer is shown as an error and ignored."""

    # A search that found more than it lists, and what else to type then.
    is_cut = False
    whole = "完整的统一社会信用代码或案号"

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def found(self, find: Callable[[str], Found]) -> Found | None:
        """What the search leads to, None if nothing was typed; that it is not all, the filter bar says."""
        text = self.chosen.get("q", "").strip()
        if not text:
            return None
        found = find(text)
        self.is_cut = found.is_cut
        return found

    def searched(self, rows: QuerySet[Any], find: Callable[[str], Found], prefix: str = "") -> QuerySet[Any]:
        """The rows to which the search leads; ``prefix`` is the way from them to what it finds."""
        found = self.found(find)
        if found is None:
            return rows
        read = self.read_if_few(rows, found, prefix)
        return rows.filter(found.among(f"{prefix}pk")) if read is None else read

    def read_if_few(self, rows: QuerySet[Any], found: Found, *prefixes: str) -> QuerySet[Any] | None:
        """What a search that was cut finds in a list so short that each row can be read; None for any other."""
        return self._read(rows, reduce(or_, (found.matching(prefix) for prefix in prefixes))) if found.is_cut else None

    def _read(self, rows: QuerySet[Any], matching: Q) -> QuerySet[Any] | None:
        # In the order of the list, which an index holds: without it a table might be read until enough have come.
        keys = rows.select_related(None).values("pk")[: SHORT + 1]
        if keys.count() > SHORT:
            return None
        self.is_cut = False
        return among(rows.model, keys).filter(matching).order_by(*rows.query.order_by)

    @property
    def is_filtered(self) -> bool:
        """Whether an empty list may be empty because of what was asked for."""
        return any(self.chosen.values())


class ListFilter(Filter):
    """Search, state and "overdue only"; each list offers its own states."""

    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    state = forms.ChoiceField(label="状态", required=False)
    overdue = forms.BooleanField(label="只看超期", required=False)

    def __init__(self, data: QueryDict, states: Iterable[tuple[str, Any]]) -> None:
        super().__init__(data)
        offer(self, "state", [("", "全部状态"), *states])


class DutyFilter(Filter):
    """What the court owes to the list: what is still owed, unless another state is asked for."""

    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "应办未办"), ("all", "全部"), *DutyState.choices[1:]])

    def chosen_of(self, duties: QuerySet[Any]) -> QuerySet[Any]:
        state = self.chosen.get("state") or DutyState.OWED
        rows = duties if state == "all" else duties.filter(state=state)
        return self.searched(rows, selectors.enforcement_cases_found, "enforcement_case__")


class ServiceFilter(Filter):
    """Papers for the parties: what is still to be served, unless another state is asked for."""

    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "待送达"), ("all", "全部"), *ServiceState.choices[1:]])

    def chosen_of(self, services: QuerySet[Any]) -> QuerySet[Any]:
        state = self.chosen.get("state") or ServiceState.OWED
        rows = services if state == "all" else services.filter(state=state)
        rows = rows.order_by("pk")
        found = self.found(selectors.cases_found)
        if found is None:
            return rows
        # A paper that belongs to no case belongs to a request about the list.
        asked = selectors.enforcement_cases_found(self.chosen["q"].strip())
        self.is_cut = any(one.is_cut for one in (found, asked))
        read = self._read(rows, found.matching("case__") | asked.matching("duty__enforcement_case__")) if self.is_cut else None
        return rows.filter(Q(found.among("case__pk")) | Q(asked.among("duty__enforcement_case__pk"))) if read is None else read


class CaseFilter(ListFilter):
    variant = forms.ChoiceField(label="申请类型", required=False, choices=[("", "全部类型"), *Variant.choices])
    field_order: tuple[str, ...] = ("q", "state", "variant", "overdue")


def filtered(cases: QuerySet[Any], form: ListFilter, today: date, due: str = "due_on") -> QuerySet[Any]:
    """Apply a filter to cases; ``due`` names the date by which the list goes."""
    wanted = form.chosen
    for name in ("state", "variant"):
        if wanted.get(name):
            cases = cases.filter(**{name: wanted[name]})
    if wanted.get("overdue"):
        cases = cases.filter(**{f"{due}__lt": today})
    return form.searched(cases, selectors.cases_found)


def unit_filtered(answers: QuerySet[Any], form: ListFilter, today: date, due: str = "due_on") -> QuerySet[Any]:
    """Apply a filter to units' answers; ``due`` names the date by which the list goes."""
    wanted = form.chosen
    if wanted.get("state"):
        answers = answers.filter(state=wanted["state"])
    if wanted.get("overdue"):
        answers = answers.filter(**{f"{due}__lt": today})
    return form.searched(answers, selectors.cases_found, "case__")


def state_choices(states: Iterable[TextChoices] = CaseState) -> list[tuple[str, str]]:
    return [(state.value, str(state.label)) for state in states]
