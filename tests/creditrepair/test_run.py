import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from creditrepair import run
from creditrepair.embedded import EmbeddedError
from creditrepair.env import read_env
from creditrepair.health import is_ready
from creditrepair.supervisor import Supervisor


@pytest.fixture
def env(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return read_env({"APP_ENV": "demo", "DATA_DIR": str(tmp_path), "PORT": str(port)})


def test_taken_port_is_refused_in_words(env):
    with socket.socket() as other:
        other.bind((env.bind, env.port))
        other.listen()
        with pytest.raises(EmbeddedError, match=rf"端口 {env.port} 不能使用.+换一个端口"):
            run.refuse_taken_port(env)
    run.refuse_taken_port(env)


def test_web_and_the_work_loop_run_with_their_own_kind_and_no_broker(env):
    started = {program.name: program for program in run.programs({"KEPT": "1"})}
    assert {name: program.environment["PROCESS"] for name, program in started.items()} == {"web": "web", "work": "worker"}
    assert all(program.environment["KEPT"] == "1" for program in started.values())
    assert started["work"].command[-1] == "work"
    assert env.redis_url == ""


def test_one_account_of_each_role_is_shown():
    accounts = [{"role": "法官", "username": "a"}, {"role": "法官", "username": "b"}, {"role": "企业", "username": "c"}]
    assert [account["username"] for account in run.one_account_per_role(accounts)] == ["a", "c"]


def test_demo_command_refuses_production(capsys, monkeypatch):
    monkeypatch.setenv("APP_ENV", "production")
    assert run.main() == 1
    assert "环境变量" in capsys.readouterr().err


def test_demo_command_refuses_a_test_environment(capsys, monkeypatch):
    monkeypatch.setenv("APP_ENV", "test")
    assert run.main() == 1
    assert "make demo 只用于演示" in capsys.readouterr().err


def running_in(folder):
    marker = os.fsencode(f"DATA_DIR={folder}") + b"\0"
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if marker in (entry / "environ").read_bytes() + b"\0":
                found.append((entry / "cmdline").read_bytes())
        except OSError:
            continue
    return found


@pytest.fixture
def played(env, monkeypatch, capsys):
    """The demo up, but for the database's content, which is the matter of other tests; its supervisor and what it has said."""

    def prepare(_environment, accounts_file, _supervisor):
        accounts_file.write_text(json.dumps([{"role": "承办法官", "username": "judge", "password": "invented"}]))

    monkeypatch.setattr(run, "prepare", prepare)
    settings = {"APP_ENV": "demo", "DATA_DIR": str(env.data_dir), "PORT": str(env.port), "DJANGO_SETTINGS_MODULE": "creditrepair.settings"}
    environment = {"PATH": os.environ["PATH"], **settings}
    supervisor, failures = Supervisor(env.data_dir / "logs"), []

    def play():
        try:
            run.run(env, environment, supervisor, own_database=True)
        except EmbeddedError as error:
            failures.append(error)

    player = threading.Thread(target=play)
    player.start()
    yield supervisor, until("停止：Ctrl-C", capsys, 60)
    supervisor.stopping.set()
    player.join(60)
    assert not failures
    assert not running_in(env.data_dir)
    assert not is_ready(env)


def until(words, capsys, seconds=30):
    shown, deadline = "", time.monotonic() + seconds
    while words not in shown:
        assert time.monotonic() < deadline, (words, shown)
        time.sleep(0.1)
        shown += capsys.readouterr().out
    return shown


def test_everything_comes_up_answers_and_goes_down_again(env, played):
    _supervisor, shown = played
    assert is_ready(env)
    assert env.public_base_url in shown
    assert "judge" in shown
    assert len(running_in(env.data_dir)) >= 4


def test_what_is_killed_is_started_again(env, played, capsys):
    supervisor, _shown = played
    for name, pid in supervisor.pids().items():
        os.kill(pid, signal.SIGKILL)
        until(f"{name} 意外停止", capsys)
    os.kill(int((env.data_dir / "postgres" / "18" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until("内置数据库意外停止", capsys)
    deadline = time.monotonic() + 60
    while not is_ready(env) or len(supervisor.pids()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert "ended: signal 9" in supervisor.log_of("work").read_text()


def test_probe_of_a_silent_port_is_no(env):
    assert not is_ready(env)
