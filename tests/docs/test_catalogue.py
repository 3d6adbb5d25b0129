"""The catalogue of papers says what the transition table and the enumeration say."""

import re

from notices.enums import DocumentKind
from procedure.subjects import subjects
from tests.docs.reading import ROOT, read


def catalogue() -> list[tuple[str, str, str]]:
    """Code, title and rows as docs/architecture.md prints them."""
    text = read(ROOT / "docs" / "architecture.md").split("## Document catalogue")[1]
    return re.findall(r"^\| (D\w+) \| ([^|]+) \| [^|]+ \| ([^|]+) \|", text, re.MULTILINE)


def test_every_paper_stands_in_the_catalogue_under_its_code_and_title():
    assert [(code, title) for code, title, _ in catalogue()] == [(kind.value, kind.label) for kind in DocumentKind]


def test_every_paper_names_the_steps_that_owe_it():
    owed = {kind.value: ", ".join(row.no for subject in subjects() for row in subject.rows if kind in row.papers) for kind in DocumentKind}
    assert {code: steps for code, _, steps in catalogue()} == owed
