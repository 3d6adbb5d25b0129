"""A case in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models import Case


def case_in_a_line(case: Case) -> str:
    """Whose case it is, for the top of a step's page."""
    return f"{case.enterprise.name} · {case.enforcement_case.number}"
