"""What lists showed when each asked the clocks anew, and read all that it searched: slow, plain, and what the fast ones are measured against."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Mandate, User
from accounts.uscc import normalise
from cases.models import Case, EnforcementCase, Measure
from deadlines.codes import CASE_DUTIES
from deadlines.enums import OPEN_STATUSES, ClockStatus
from deadlines.models import Clock
from recognition.models import Recognition
from words import normal

DAY = ("due_on", "rule__unit", "provisional")


def _annotated(rows: QuerySet, clocks: QuerySet[Clock], *fields: str) -> QuerySet:
    names = {field: f"slow_{field.removeprefix('rule__')}" for field in fields}
    return rows.annotate(**{name: Subquery(clocks.values(field)[:1]) for field, name in names.items()})


def cases_with_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """``slow_due_on``, ``slow_unit``, ``slow_provisional`` of the earliest running duty."""
    clocks = Clock.objects.filter(case=OuterRef("pk"), status=ClockStatus.RUNNING, code__in=CASE_DUTIES).order_by("due_on", "pk")
    return _annotated(cases, clocks, *DAY)


def cases_with_list_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    clocks = Clock.objects.filter(case=OuterRef("pk"), status=ClockStatus.RUNNING, code="K-06").order_by("due_on", "pk")
    return _annotated(cases, clocks, *DAY)


def answers_with_due(answers: QuerySet[Recognition]) -> QuerySet[Recognition]:
    """The same and ``slow_status`` of the unit's own limit, running or not."""
    clocks = Clock.objects.filter(case=OuterRef("case"), obligor=OuterRef("department"), code="K-12").order_by("-round")
    return _annotated(answers, clocks, *DAY, "status")


def answers_with_consultation_due(answers: QuerySet[Recognition]) -> QuerySet[Recognition]:
    clocks = Clock.objects.filter(recognition=OuterRef("pk"), status__in=OPEN_STATUSES, code="K-14").order_by("pk")
    return _annotated(answers, clocks, *DAY)


def _named(field: str, text: str) -> Q:
    """Nothing is not looked for: it would be in every name."""
    name = normal.loose(text)
    return Q(**{f"{field}__icontains": name}) if name else Q(pk__in=())


def _of_enterprise(text: str) -> Q:
    code = normalise(text)
    # Blanks and dashes are no part of a code: without this a lone dash would find every enterprise.
    return _named("enterprise__name", text) | (Q(enterprise__uscc__contains=code) if code else Q(pk__in=()))


def _with_brackets(text: str) -> set[str]:
    number = normal.number_part(text)
    return {number.translate(str.maketrans("（）", pair)) for pair in ("（）", "()", "〔〕") if number}


def cases_searched(text: str) -> QuerySet[Case]:
    found = _of_enterprise(text)
    for number in _with_brackets(text):
        found |= Q(number__icontains=number) | Q(enforcement_case__number__icontains=number) | Q(certificate__number__icontains=number)
    return Case.objects.filter(found)


def enforcement_cases_searched(text: str) -> QuerySet[EnforcementCase]:
    found = _of_enterprise(text)
    for number in _with_brackets(text):
        found |= Q(number__icontains=number)
    return EnforcementCase.objects.filter(found)


def mandates_searched(text: str) -> QuerySet[Mandate]:
    return Mandate.objects.filter(_of_enterprise(text) | _named("user__full_name", text))


def people_searched(text: str) -> QuerySet[User]:
    return User.objects.filter(_named("full_name", text) | Q(username__icontains=text))


def with_unnotified_measures(cases: QuerySet[EnforcementCase], today: date) -> QuerySet[EnforcementCase]:
    late = Q(notice__isnull=True) | Q(notice__served_on__isnull=True) | Q(notice__served_on__gt=F("taken_on"))
    return cases.filter(Exists(Measure.objects.filter(late, taken_on__lt=today, enforcement_case=OuterRef("pk"))))
