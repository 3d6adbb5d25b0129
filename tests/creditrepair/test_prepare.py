import pytest

from creditrepair import prepare


@pytest.fixture
def commands(monkeypatch, settings, tmp_path):
    """The management commands in the order in which they ran; none of them really does."""
    settings.DATA_DIR = tmp_path
    ran = []
    monkeypatch.setattr(prepare, "call_command", lambda name, *_arguments, **_options: ran.append(name))
    monkeypatch.setattr(prepare.django, "setup", lambda: None)
    return ran


def test_the_database_is_prepared_in_its_order_and_the_static_files_beside(commands, monkeypatch):
    monkeypatch.setattr(prepare, "collect_static", lambda: commands.append("static"))
    prepare.main()
    assert [name for name in commands if name != "static"] == ["migrate", "createcachetable", "grant_rights", "load_region", "load_demo"]
    assert "static" in commands


def test_a_fault_of_the_static_files_stops_the_start(commands, monkeypatch):
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepare, "collect_static", full)
    with pytest.raises(OSError, match="No space"):
        prepare.main()
    assert commands[-1] == "load_demo"
