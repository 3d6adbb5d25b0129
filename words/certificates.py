"""What a certificate covers and until when. A certificate keeps these texts as they were on its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from words.dates import day, until
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from words.dates import Day

THIS_CASE = "仅限本案"
ALL_CASES = "截至出具之日在本院登记的全部执行案件"
NO_END = "不设有效期"


def cases_covered(*, all_cases: bool) -> str:
    return ALL_CASES if all_cases else THIS_CASE


def scope(region: str, fields: Iterable[str], *, all_cases: bool) -> str:
    """Which cases and which fields, the one sentence for paper, letters and pages."""
    return f"{cases_covered(all_cases=all_cases)}，在{region}下列领域适用：{listed(fields)}"


def end(valid_until: Day) -> str:
    """至2027年5月25日（含当日）, or that there is no end."""
    return until(valid_until) or NO_END


def validity(issued_on: Day, valid_until: Day) -> str:
    """From when and until when, and what ends it before."""
    if valid_until:
        return f"自{day(issued_on)}起{until(valid_until)}；被撤销或者被替代的，不再有效"
    return f"自{day(issued_on)}起，{NO_END}；被撤销或者被替代的，不再有效"
