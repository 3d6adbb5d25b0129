"""Every word that the screens take from an enumeration has its English term, and no row speaks of code that is gone."""

import importlib
from collections.abc import Iterator
from functools import reduce
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Choices

from tests.docs.reading import ROOT, read

GLOSSARY = ROOT / "docs" / "glossary.md"


def our_apps() -> list[str]:
    return [app.label for app in apps.get_app_configs() if app.path.startswith(str(settings.BASE_DIR)) and ".venv" not in app.path]


def modules_of(app: str) -> list[ModuleType]:
    """Where an app keeps its enumerations."""
    return [importlib.import_module(f"{app}.{name}") for name in ("enums", "parties") if (ROOT / app / f"{name}.py").exists()]


def enumerations() -> Iterator[tuple[str, type[Choices]]]:
    """Each enumeration with labels of each of our apps, under the name that the glossary gives it."""
    for app in our_apps():
        for module in modules_of(app):
            for name, found in vars(module).items():
                if isinstance(found, type) and issubclass(found, Choices) and found.__module__ == module.__name__:
                    yield f"{app}.{name}", found


def rows() -> list[tuple[str, str, str, str]]:
    lines = [line for line in read(GLOSSARY).splitlines() if line.startswith("|") and not line.startswith(("|---", "| 中文"))]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    assert all(len(row) == 4 for row in cells), [row for row in cells if len(row) != 4]
    return cells


def resolve(identifier: str) -> object:
    """The enumeration value, model or field of a model that an identifier names."""
    app, name, *rest = identifier.split(".")
    start = next((getattr(module, name) for module in modules_of(app) if hasattr(module, name)), None) or apps.get_model(app, name)
    return reduce(getattr, rest, start)


def test_every_label_has_its_row():
    written = {(row[2], row[0]) for row in rows()}
    owed = {(f"`{name}.{value.name}`", str(value.label)) for name, kind in enumerations() for value in kind}
    assert len(owed) > 200
    assert sorted(owed - written) == []


@pytest.mark.parametrize("column", range(4), ids=("chinese", "english", "identifier", "source"))
def test_every_row_is_whole(column: int):
    assert [row for row in rows() if not row[column]] == []


def test_every_identifier_exists():
    gone = []
    for row in rows():
        try:
            resolve(row[2].strip("`"))
        except (AttributeError, LookupError):
            gone.append(row[2])
    assert gone == []


def test_no_value_stands_twice():
    values = [row[2] for row in rows() if row[2].count(".") == 2 and row[2].split(".")[2].strip("`").isupper()]
    section = values[values.index("`cases.NoticeState.PREPARED`") :]
    assert len(section) == len(set(section))
