"""What the office and the leaders see: every case of the region; acting is for the office alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.subjects import CASE
from portal.office.selectors import region_answers, region_cases
from portal.office.steps import PAGES
from portal.steps.pages import Area
from portal.words.cases import case_in_a_line
from recognition.subjects import RECOGNITION

if TYPE_CHECKING:
    from recognition.models import Recognition


def describe_answer(answer: Recognition) -> str:
    return f"{answer.case.enterprise.name} · {answer.department.short_name}"


# The office moves no case itself; the area gives lists and pages their addresses.
CASES = Area(
    subject=CASE,
    visible=region_cases,
    home="office:case",
    route="",
    pages={},
    describe=case_in_a_line,
)
ANSWERS = Area(
    subject=RECOGNITION,
    visible=region_answers,
    home="office:answer",
    route="office:act",
    pages=PAGES,
    describe=describe_answer,
)
