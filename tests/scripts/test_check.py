"""Which tests a change calls for."""

import pytest

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
