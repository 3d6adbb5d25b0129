"""What the bureau's people see: cases from the push on, without the court's internal examination."""

from __future__ import annotations

from cases.subjects import CASE
from portal.bureau.selectors import own_cases
from portal.bureau.steps import PAGES
from portal.steps.pages import Area
from portal.words.cases import case_in_a_line

CASES = Area(
    subject=CASE,
    visible=own_cases,
    home="bureau:case",
    route="bureau:act",
    pages=PAGES,
    describe=case_in_a_line,
)
