"""Rule R32: only ledger/timekeeping.py reads a clock; every other function is given the time, statements, templates and scripts too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Every package of ours; the tests and the benchmarks are not served to anybody.
APPS = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "scripts"})
# The seam itself, and the day on which an account was opened, on which no deadline hangs.
EXEMPT = {ROOT / "ledger" / "timekeeping.py", ROOT / "accounts" / "models.py"}
# By these the database reads a clock; demo.now() and legal names such as valid_now() are not among them.
SQL_READING = re.compile(
    r"(?<![\w.])(?:now\(\)|(?:clock|statement|transaction)_timestamp\(\)|timeofday\(\)|(?:current_(?:date|time|timestamp)|localtimestamp)\b)",
    re.IGNORECASE,
)
# What goes by the real clock on purpose, and says so: the time of a process that makes a journey, attempts to sign in, the seam.
REAL_TIME = {
    "creditrepair/settings.py",
    "demo/journeys.py",
    "demo/migrations/0001_clock.py",
    "portal/shell/ratelimit.py",
}
# By these a script reads the clock of the visitor's machine; new Date(text) reads none.
SCRIPT_READING = re.compile(r"new Date\(\s*\)|\bDate\.now\b|(?<!new )\bDate\(\s*\)")
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


def _texts_in(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that are no docstrings: what may be sent to the database."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def sql_readings(source: str) -> list[str]:
    return [f"{line}: {found}" for line, text in _texts_in(source) for found in SQL_READING.findall(text)]


@pytest.mark.parametrize("app", APPS)
def test_no_statement_reads_the_clock_of_the_database_by_itself(app):
    files = sorted((ROOT / app).rglob("*.py"))
    found = {str(path.relative_to(ROOT)): sql_readings(path.read_text(encoding="utf-8")) for path in files}
    found |= {str(path.relative_to(ROOT)): SQL_READING.findall(path.read_text(encoding="utf-8")) for path in (ROOT / app).rglob("*.sql")}
    assert {path for path, lines in found.items() if lines} == {path for path in REAL_TIME if path.startswith(f"{app}/")}


def test_no_template_and_no_script_reads_a_clock():
    templates = [path for path in (ROOT / "templates").rglob("*.*") if re.search(r"{%\s*now\b", path.read_text(encoding="utf-8"))]
    scripts = [path for path in (ROOT / "static" / "js").glob("*.js") if SCRIPT_READING.search(path.read_text(encoding="utf-8"))]
    assert [*templates, *scripts] == []


@pytest.mark.parametrize(
    "text",
    ["SELECT now()", "due_on < CURRENT_DATE", "DEFAULT clock_timestamp()", "VALUES (%s, current_timestamp)", "transaction_timestamp()"],
)
def test_the_search_finds_what_a_statement_reads(text):
    assert sql_readings(f"SQL = {text!r}")


@pytest.mark.parametrize("text", ["SELECT demo.now()", "valid_now()", "the current date", "due_current_dates"])
def test_the_search_leaves_other_statements_alone(text):
    assert sql_readings(f"SQL = {text!r}") == []


@pytest.mark.parametrize(("text", "reads"), [("new Date()", True), ("Date.now()", True), ("Date()", True), ("new Date(row.day)", False)])
def test_the_search_knows_scripts(text, reads):
    assert bool(SCRIPT_READING.search(text)) is reads


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
