import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def setup(monkeypatch):
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "is_installed", lambda package: package == "present")
    return module


@pytest.fixture
def commands(setup, monkeypatch):
    ran = []
    monkeypatch.setattr(setup, "run", lambda command, _what: ran.append(command))
    return ran


def act_as(setup, monkeypatch, *, root, sudo):
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(setup, "may_sudo", lambda: sudo)


def test_nothing_is_asked_of_apt_when_all_is_there(setup, commands):
    setup.ensure_packages(["present"])
    assert not commands


@pytest.mark.parametrize(("root", "first"), [(True, "env"), (False, "sudo")])
def test_missing_packages_are_installed_with_the_rights_at_hand(setup, commands, monkeypatch, root, first):
    act_as(setup, monkeypatch, root=root, sudo=True)
    setup.ensure_packages(["present", "absent"])
    assert [command[0] for command in commands] == [first, first]
    assert commands[1][-1] == "absent"
    assert "present" not in commands[1]


def test_without_rights_the_exact_command_is_told_and_nothing_else_happens(setup, commands, monkeypatch, capsys):
    act_as(setup, monkeypatch, root=False, sudo=False)
    with pytest.raises(SystemExit) as stop:
        setup.ensure_packages(["absent"])
    assert stop.value.code == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends absent\n" in capsys.readouterr().err
    assert not commands


@pytest.mark.parametrize("has_it", [True, False])
def test_nginx_is_unpacked_beside_the_tests_and_never_installed(setup, commands, monkeypatch, tmp_path, capsys, has_it):
    asked = []
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PROXY_BINARY", tmp_path / "nginx")
    monkeypatch.setattr(setup.shutil, "which", lambda name, **_path: name if name != "nginx" or has_it else None)
    monkeypatch.setattr(setup, "unpacked", lambda package, folder: asked.append((package, folder)))
    setup.ensure_proxy()
    assert asked == ([] if has_it else [("nginx", tmp_path / "nginx")])
    assert ("这次不测试" in capsys.readouterr().out) != has_it
    assert not commands


def test_locks_name_no_address_and_no_folder_and_hash_every_package():
    for name in ("base", "dev", "node"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        assert not [line for line in lines if "://" in line or line.startswith(("-", "#"))]
        pinned = [index for index, line in enumerate(lines) if "==" in line]
        assert pinned
        assert all("--hash=sha256:" in lines[index + 1] for index in pinned)


def test_npm_lock_names_no_address_and_hashes_every_package():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    packages = lock.count('"node_modules/')
    assert packages == lock.count('"integrity": "sha512-')


def test_every_direct_dependency_is_explained():
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    for name in ("base", "dev", "node"):
        for line in (ROOT / "requirements" / f"{name}.in").read_text().splitlines():
            package = line.split("#")[0].split("[")[0].split(">")[0].strip()
            if package and not package.startswith(("-", "types-")):
                assert package in explained, package
