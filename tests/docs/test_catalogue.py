"""The catalogue of papers says what the transition table and the enumeration say."""

import re

from notices.enums import Audience, DocumentKind
from notices.kinds import all_kinds
from procedure.subjects import subjects
from tests.docs.reading import ROOT, read


def catalogue() -> list[tuple[str, str, str]]:
    """Code, title and rows as docs/architecture.md prints them."""
    text = read(ROOT / "docs" / "architecture.md").split("## Document catalogue")[1]
    return re.findall(r"^\| (D\w+) \| ([^|]+) \| [^|]+ \| ([^|]+) \|", text, re.MULTILINE)


OPENED_BY = {Audience.COURT: "court", Audience.ENTERPRISE: "enterprise, court", Audience.ALL: "all"}


def test_every_paper_names_who_may_open_it():
    """What only departments open differs by kind and is told in the selectors."""
    text = read(ROOT / "docs" / "architecture.md").split("## Document catalogue")[1]
    told = dict(re.findall(r"^\| (D\w+) \|.*\| ([^|]+) \|$", text, re.MULTILINE))
    owed = {kind.code.value: OPENED_BY[kind.audience] for kind in all_kinds() if kind.audience in OPENED_BY}
    assert {code: readers for code, readers in told.items() if readers in OPENED_BY.values()} == owed


def test_every_paper_stands_in_the_catalogue_under_its_code_and_title():
    assert [(code, title) for code, title, _ in catalogue()] == [(kind.value, kind.label) for kind in DocumentKind]


def test_every_paper_names_the_steps_that_owe_it():
    owed = {kind.value: ", ".join(row.no for subject in subjects() for row in subject.rows if kind in row.papers) for kind in DocumentKind}
    assert {code: steps for code, _, steps in catalogue()} == owed
