"""A district is a file: its names, its court's code and its numbers occur in no program and no page."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.regions.files import QINGLAN, ROOT, XISAISHAN

OURS = (
    "accounts",
    "adoption",
    "cases",
    "creditrepair",
    "deadlines",
    "departments",
    "ledger",
    "notices",
    "portal",
    "supervision",
    "templates",
    "static",
)
KINDS = {".py", ".html", ".txt", ".js", ".css", ".svg", ".toml", ".xml"}
# The demonstration, with the program that sets it up, is one story in one district, sample of components included.
STORIES = re.compile(r"(^|/)demo|^creditrepair/prepare\.py$|^static/vendor/|/migrations/")
DISTRICT = re.compile(r"西塞山|黄石|鄂0203|420203|xisaishan")


def our_files() -> list[Path]:
    found = [path for folder in OURS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS and path.is_file()]
    return [path for path in found if not STORIES.search(path.relative_to(ROOT).as_posix())]


def test_there_is_code_to_look_at():
    assert len(our_files()) > 100


def test_no_district_in_code_or_pages():
    found = {
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in our_files()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if (match := DISTRICT.search(line))
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("path", [XISAISHAN, QINGLAN])
def test_no_unit_of_a_file_is_named_in_code(path):
    units = {name for unit in tomllib.loads(path.read_text())["departments"] for name in (unit["name"], unit["code"]) if len(name) > 7}
    assert units
    found = {(file.relative_to(ROOT).as_posix(), unit) for file in our_files() for unit in units if f'"{unit}"' in file.read_text()}
    assert not found
