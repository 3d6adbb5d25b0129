"""Rule R32: only ledger/timekeeping.py reads a clock; every other function is given the time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "adoption", "cases", "creditrepair", "deadlines", "demo", "departments", "ledger", "notices", "portal", "supervision")
# The seam itself, and the day on which an account was opened, on which no deadline hangs.
EXEMPT = {ROOT / "ledger" / "timekeeping.py", ROOT / "accounts" / "models.py"}
READINGS = {
    *(("datetime", name) for name in ("now", "utcnow", "today")),
    *(("timezone", name) for name in ("now", "localdate", "localtime")),
    ("date", "today"),
    ("time", "time"),
}
KEYWORDS = {"auto_now", "auto_now_add"}
# Functions that read a clock whoever calls them.
NAMES = {"Now", "localdate", "localtime"}


def readings(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    # localtime(moment) converts a moment, localtime() reads the clock.
    converting = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", None)
            if (owner, node.attr) in READINGS and not (node.attr == "localtime" and node in converting):
                yield f"{node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg in KEYWORDS:
            yield f"{node.value.lineno}: {node.arg}"
        elif isinstance(node, ast.Name) and node.id in NAMES and node not in converting:
            yield f"{node.lineno}: {node.id}"


@pytest.mark.parametrize("app", APPS)
def test_only_the_seam_reads_a_clock(app):
    files = [path for path in sorted((ROOT / app).rglob("*.py")) if path not in EXEMPT and "migrations" not in path.parts]
    found = {str(path.relative_to(ROOT)): list(readings(path.read_text(encoding="utf-8"))) for path in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "timezone.now()",
        "django.utils.timezone.now",
        "date.today()",
        "time.time()",
        "models.DateTimeField(auto_now_add=True)",
        "default=timezone.now",
        "Now()",
        "localdate()",
    ],
)
def test_the_search_finds_what_it_is_for(source):
    assert list(readings(source))


@pytest.mark.parametrize(
    "source",
    [
        "timekeeping.now()",
        "timekeeping.today()",
        "time.monotonic()",
        "step.at",
        "timezone.localtime(moment)",
        "datetime.combine(day, noon)",
    ],
)
def test_the_search_leaves_the_rest_alone(source):
    assert list(readings(source)) == []
