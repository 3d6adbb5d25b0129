"""Which tests a change calls for."""

from types import SimpleNamespace

import pytest

from scripts import check
from scripts.check import selected

FILES = {
    "shop/till.py": "from shop import coins\n",
    "shop/coins.py": "",
    "shop/shelf.py": "",
    "templates/till.html": "",
    "tests/shop/conftest.py": "import shop.shelf\n",
    "tests/shop/test_till.py": "import shop.till\n",
    "tests/portal/test_page.py": "",
    "tests/words/test_words.py": "",
}


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("shop/coins.py", ["tests/shop/test_till.py"]),
        ("shop/shelf.py", ["tests/shop/test_till.py"]),
        ("templates/till.html", ["tests/portal/test_page.py"]),
        ("tests/words/test_words.py", ["tests/words/test_words.py"]),
        ("README.md", []),
    ],
)
def test_a_change_calls_for_the_tests_that_reach_it(tmp_path, file, tests):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert selected([tmp_path / file], tmp_path) == [tmp_path / name for name in tests]


def test_the_tests_nearest_to_the_change_come_first(tmp_path):
    chain = {
        "tests/a/test_far.py": "import shop.door\n",
        "tests/b/test_near.py": "import shop.till\n",
        "tests/c/test_coins.py": "import shop.coins\n",
        "shop/door.py": "import shop.till\n",
    }
    for name, text in (FILES | chain).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = [path.name for path in selected([tmp_path / "shop/coins.py"], tmp_path)]
    assert found == ["test_coins.py", "test_near.py", "test_till.py", "test_far.py"]


@pytest.fixture
def ran(monkeypatch):
    """The commands of a check of one changed file that fifteen modules reach; ``codes`` says how they end, by a word in them."""
    ran = SimpleNamespace(commands=[], codes={})

    def run(command, **_options):
        ran.commands.append(command)
        return SimpleNamespace(returncode=next((code for word, code in ran.codes.items() if word in command), 0))

    monkeypatch.setattr(check, "changed", lambda _base: {check.ROOT / "shop/till.py"})
    monkeypatch.setattr(check, "selected", lambda _files: [check.ROOT / f"tests/test_{place}.py" for place in range(15)])
    monkeypatch.setattr(check.subprocess, "run", run)
    monkeypatch.setattr(check.sys, "argv", ["check.py"])
    return ran


def test_only_the_nearest_dozen_run_and_the_rest_is_said(ran, capsys):
    assert check.main() == 0
    assert [word for word in ran.commands[-1] if word.startswith("tests/")] == [f"tests/test_{place}.py" for place in range(12)]
    said = capsys.readouterr().out
    assert "1 changed files, 12 test modules" in said
    assert "left out: browser tests" in said
    assert "3 modules farther away" in said


@pytest.mark.parametrize(("codes", "ends_with"), [({}, 0), ({"pytest": 1}, 1), ({"check": 1}, 1), ({"pytest": 5}, 0)])
def test_a_check_fails_when_style_or_a_test_does_and_not_where_nothing_is_to_run(ran, codes, ends_with):
    ran.codes = codes
    assert check.main() == ends_with
