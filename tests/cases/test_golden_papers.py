"""What goes from a case onto paper, letter by letter; ``pytest tests/cases/test_golden_papers.py --write-golden`` writes it anew."""

from pathlib import Path

import pytest

from notices.enums import DocumentKind
from tests.support.golden import golden_texts

FOLDER = Path(__file__).with_name("golden")
FILES = sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def made(cast, request) -> dict[str, str]:
    texts = golden_texts(cast)
    if request.config.getoption("write_golden"):
        for path in FOLDER.glob("*.txt"):
            path.unlink()
        for name, text in texts.items():
            (FOLDER / f"{name}.txt").write_text(text)
    return texts


def test_every_kind_of_paper_has_its_golden_text(made, db):
    assert {name.partition("-")[0] for name in FILES} == set(DocumentKind.values)
    assert sorted(made) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_paper_says_to_the_letter_what_its_case_holds(made, name, db):
    assert made[name] == (FOLDER / f"{name}.txt").read_text()
