import socket

import pytest

from creditrepair import run
from creditrepair.embedded import EmbeddedError
from creditrepair.env import read_env


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
