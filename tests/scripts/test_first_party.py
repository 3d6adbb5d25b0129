import pytest

from scripts.first_party import closure_of, imports_of

FILES = {
    "shop/__init__.py": "",
    "shop/till.py": "import shop.coins\n\ndef pay():\n    from shelf import box\n",
    "shop/coins.py": "from . import metal\nfrom .paper.notes import Note\n",
    "shop/metal.py": "import json\n",
    "shop/paper/__init__.py": "",
    "shop/paper/notes.py": "from ..metal import Gold\n",
    "shelf/__init__.py": "",
    "shelf/box.py": "import django\n",
}


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "imported"),
    [
        ("shop/till.py", {"shop/__init__.py", "shop/coins.py", "shelf/__init__.py", "shelf/box.py"}),
        ("shop/coins.py", {"shop/__init__.py", "shop/metal.py", "shop/paper/__init__.py", "shop/paper/notes.py"}),
        ("shop/paper/notes.py", {"shop/__init__.py", "shop/metal.py"}),
        ("shelf/box.py", set()),
    ],
)
def test_imports_are_found_wherever_they_stand_and_however_they_are_written(root, file, imported):
    assert imports_of(root / file, root) == {root / name for name in imported}


def test_closure_follows_imports_to_their_end(root):
    assert closure_of([root / "shop/till.py"], root) == {root / name for name in FILES}
    assert closure_of([root / "shelf/box.py"], root) == {root / "shelf/box.py"}
