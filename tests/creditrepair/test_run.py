import json
import os
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


def test_every_queue_and_beat_and_web_run_with_their_own_kind(env):
    started = {program.name: program for program in run.programs(env, {"KEPT": "1"})}
    assert {name: program.environment["PROCESS"] for name, program in started.items()} == {
        "web": "web",
        "worker": "worker",
        "pdf": "worker",
        "beat": "beat",
    }
    assert all(program.environment["KEPT"] == "1" for program in started.values())
    assert {program.command[program.command.index("--queues") + 1] for name, program in started.items() if name in {"worker", "pdf"}} == {
        "default",
        "pdf",
    }


def test_the_worker_of_papers_takes_its_number_from_the_settings_and_the_other_has_one(env):
    commands = {program.name: program.command for program in run.programs(env, {})}
    assert "--concurrency" not in commands["pdf"]
    assert commands["worker"][commands["worker"].index("--concurrency") + 1] == "1"


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


def test_everything_comes_up_answers_and_goes_down_again(env, monkeypatch, capsys):
    """The database's content is the matter of other tests, so its preparation is left out here."""

    def prepare(_environment, accounts_file, _supervisor):
        accounts_file.write_text(json.dumps([{"role": "承办法官", "username": "judge", "password": "invented"}]))

    monkeypatch.setattr(run, "prepare", prepare)
    settings = {"APP_ENV": "demo", "DATA_DIR": str(env.data_dir), "PORT": str(env.port), "DJANGO_SETTINGS_MODULE": "creditrepair.settings"}
    environment = {"PATH": os.environ["PATH"], **settings}
    supervisor = Supervisor(env.data_dir / "logs")
    failures = []

    def play():
        try:
            run.run(env, environment, supervisor, own_database=True, own_redis=True)
        except EmbeddedError as error:
            failures.append(error)

    player = threading.Thread(target=play)
    player.start()
    shown = ""
    deadline = time.monotonic() + 60
    while "已经就绪" not in shown:
        assert player.is_alive(), failures
        assert time.monotonic() < deadline
        time.sleep(0.1)
        shown += capsys.readouterr().out
    assert is_ready(env)
    assert env.public_base_url in shown
    assert "judge" in shown
    assert len(running_in(env.data_dir)) >= 4
    supervisor.stopping.set()
    player.join(60)
    assert not failures
    assert not running_in(env.data_dir)
    assert not is_ready(env)


def test_probe_of_a_silent_port_is_no(env):
    assert not is_ready(env)
