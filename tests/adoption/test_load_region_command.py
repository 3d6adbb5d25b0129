import builtins

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from adoption.management.commands import load_region
from departments.models import Region
from ledger import timekeeping
from tests.regions.files import MORNING, QINGLAN, edited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with timekeeping.pinned(MORNING):
        yield


def answer(monkeypatch, reply):
    def asked(_question):
        if reply is None:
            raise EOFError
        return reply

    monkeypatch.setattr(builtins, "input", asked)


def status(*arguments):
    with pytest.raises(SystemExit) as ended:
        call_command("load_region", *arguments)
    return ended.value.code


def test_the_difference_is_shown_and_applied(capsys):
    call_command("load_region", str(QINGLAN), "--yes")
    out = capsys.readouterr().out
    assert "新增单位 people-court：青岚区人民法院" in out
    assert out.endswith("已导入：青岚区第1版。\n")
    assert Region.objects.get().code == "qinglan"
    call_command("load_region", str(QINGLAN))
    assert capsys.readouterr().out == "与现行配置一致，没有变化。\n"


def test_a_dry_run_changes_nothing(capsys):
    call_command("load_region", str(QINGLAN), "--dry-run")
    assert "新增单位 people-court" in capsys.readouterr().out
    assert not Region.objects.exists()


@pytest.mark.parametrize(("reply", "loaded"), [("是", True), ("y", True), ("否", False), ("", False), (None, False)])
def test_somebody_says_yes_first(monkeypatch, capsys, reply, loaded):
    answer(monkeypatch, reply)
    call_command("load_region", str(QINGLAN))
    assert Region.objects.exists() == loaded
    assert ("没有导入。" in capsys.readouterr().out) != loaded


def test_a_wrong_file_ends_with_1_and_all_its_errors(tmp_path, capsys):
    path = edited(tmp_path, ("position = 3", "position = 0"), ("length = 7", "length = -7"))
    assert status(str(path), "--yes") == 1
    assert capsys.readouterr().err == (
        "copy.toml · departments[people-court].position · 应当是排序，1至999的整数 · 现在是0\n"
        "copy.toml · deadline_rules[K-12].length · 应当是0至365的整数 · 现在是-7\n"
        "没有导入。\n"
    )
    assert not Region.objects.exists()


def test_an_absent_file_ends_with_2(tmp_path, capsys):
    assert status(str(tmp_path / "absent.toml")) == 2
    assert "没有这个文件" in capsys.readouterr().err


def test_a_database_that_fails_ends_with_2(monkeypatch, capsys):
    def broken(*_args, **_options):
        raise DatabaseError("connection lost")

    monkeypatch.setattr(load_region, "apply", broken)
    assert status(str(QINGLAN), "--yes") == 2
    assert "数据库无法使用，没有导入：connection lost" in capsys.readouterr().err
