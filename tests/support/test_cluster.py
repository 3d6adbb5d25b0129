from pathlib import Path

import pytest

from creditrepair.embedded import Embedded
from tests.support import cluster


@pytest.fixture
def elsewhere(tmp_path):
    """A repository of one migration, which imports one module."""
    for name, text in {
        "shop/migrations/0001_initial.py": "from shop.sql import GUARD\n",
        "shop/sql.py": "GUARD = 'CREATE TRIGGER'\n",
        "shop/views.py": "",
        "requirements/dev.txt": "django==5.2\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", ["shop/migrations/0001_initial.py", "shop/sql.py", "requirements/dev.txt", "shop/migrations/0002_more.py"])
def test_whatever_decides_the_schema_asks_for_a_new_cluster(elsewhere, name):
    before = cluster.fingerprint(elsewhere)
    (elsewhere / name).write_text("GUARD = 'another'\n")
    assert cluster.fingerprint(elsewhere) != before


def test_other_code_does_not_ask_for_a_new_cluster(elsewhere):
    before = cluster.fingerprint(elsewhere)
    (elsewhere / "shop/views.py").write_text("GUARD = 'another'\n")
    assert cluster.fingerprint(elsewhere) == before


def kept(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize("damaged", [b"", b"half of it"])
def test_a_damaged_archive_is_made_again_and_the_next_run_unpacks_it(tmp_path, monkeypatch, damaged):
    monkeypatch.setattr(cluster, "fingerprint", lambda: "now")
    made = []
    monkeypatch.setattr(cluster, "_migrate", lambda: made.append(1))
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "now.tar").write_bytes(damaged)
    for name in ("first", "second"):
        servers = Embedded(tmp_path / name, fast=True, valkey=False)
        cluster.start(servers, folder)
        servers.stop()
    assert len(made) == 1
    assert kept(folder) == [folder / "now.tar"]


def test_old_archives_go(tmp_path):
    (tmp_path / "18").mkdir()
    for number in range(4):
        cluster._pack(tmp_path / "18", tmp_path / f"{number}.tar")
    assert {path.name for path in kept(tmp_path)} == {"18", "2.tar", "3.tar"}
