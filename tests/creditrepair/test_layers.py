"""The contracts of import-linter see every app: one that nobody listed would stand outside all of them."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
LINTER = CONFIG["importlinter"]
APPS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}


def contract(kind, **fields):
    (found,) = (one for one in LINTER["contracts"] if one["type"] == kind and fields.items() <= one.items())
    return found


def test_apps_are_found():
    assert {"creditrepair", "portal", "cases", "ledger"} <= APPS


@pytest.mark.parametrize(
    "listed",
    [
        LINTER["root_packages"],
        contract("acyclic_siblings")["ancestors"],
        contract("layers", name="Imports go down only")["layers"],
        CONFIG["ruff"]["lint"]["isort"]["known-first-party"],
    ],
    ids=["graph", "circles", "layers", "isort"],
)
def test_every_app_is_listed(listed):
    assert {name for line in listed for name in line.split(" | ")} == APPS


def test_every_app_that_carries_law_is_measured():
    with_steps = {path.parent.name for path in ROOT.glob("*/workflow.py")}
    assert set(CONFIG["coverage"]["run"]["source"]) == {*with_steps, "procedure", "deadlines", "ledger"}


def test_every_room_of_the_portal_has_its_layer():
    rooms = {path.parent.name for path in (ROOT / "portal").glob("*/__init__.py")} - {"migrations"} | {"urls"}
    layers = contract("layers", containers=["portal"])["layers"]
    assert {name for line in layers for name in line.split(" | ")} == rooms
