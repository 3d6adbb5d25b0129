"""What the bureau's people see: cases from the push on, without the court's internal examination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.subjects import CASE
from portal.bureau.selectors import own_cases
from portal.bureau.steps import PAGES
from portal.steps.pages import Area

if TYPE_CHECKING:
    from cases.models import Case


def describe(case: Case) -> str:
    return f"{case.enterprise.name} · {case.enforcement_case.number}"


CASES = Area(
    subject=CASE,
    visible=own_cases,
    home="bureau:case",
    route="bureau:act",
    pages=PAGES,
    describe=describe,
)
