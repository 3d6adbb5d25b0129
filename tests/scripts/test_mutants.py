"""The list of broken rules fits the code of today, and its runner tells a caught one from a survivor."""

import importlib.util
import sys

import pytest
from django.conf import settings

RUNNER = settings.BASE_DIR / "scripts" / "mutants.py"


@pytest.fixture(scope="module")
def runner():
    spec = importlib.util.spec_from_file_location("mutants", RUNNER)
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutants"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["mutants"]


def test_every_mutant_fits_the_code_and_breaks_another_rule(runner):
    mutants = runner.read_mutants()
    assert {mutant.rule: gap for mutant in mutants if (gap := runner.misfit(mutant))} == {}
    assert len({mutant.rule for mutant in mutants}) == len(mutants) >= 40
    assert [mutant.rule for mutant in mutants if mutant.old == mutant.new] == []


@pytest.fixture
def small(tmp_path, runner):
    """A project of one rule and one test, which sees only half of it."""
    (tmp_path / ".venv").symlink_to(settings.BASE_DIR / ".venv")
    (tmp_path / "rule.py").write_text("def may(age):\n    return age >= 18 and age < 70\n")
    (tmp_path / "test_rule.py").write_text("from rule import may\n\n\ndef test_may():\n    assert may(18)\n    assert not may(17)\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = -p no:django\n")
    return lambda old, new: runner.judge(runner.Mutant("r", "rule.py", old, new, ("test_rule.py",)), tmp_path)


def test_a_rule_whose_test_fails_is_caught_and_mended(small, tmp_path):
    assert small("age >= 18", "age > 18").is_caught
    assert "age >= 18" in (tmp_path / "rule.py").read_text()


def test_a_rule_that_no_test_looks_at_survives(small):
    verdict = small("age < 70", "age < 700")
    assert (verdict.is_caught, "1 passed" in verdict.why) == (False, True)


@pytest.mark.parametrize(("old", "new"), [("age > 20", "age > 21"), ("age", "edge"), ("return age", "return (age")])
def test_a_mutant_that_fits_no_more_or_only_breaks_the_file_is_no_catch(small, old, new):
    assert not small(old, new).is_caught
