import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from creditrepair.supervisor import Program, Supervisor


@pytest.fixture
def supervisor(tmp_path):
    made = Supervisor(tmp_path / "logs")
    yield made
    made.stop_all()


def program(name, code):
    return Program(name, (sys.executable, "-c", code), dict(os.environ))


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_fallen_program_is_named_and_its_words_are_kept(supervisor):
    supervisor.start(program("steady", "import time; time.sleep(60)"))
    supervisor.start(program("weak", "print('last words'); raise SystemExit(3)"))
    assert supervisor.watch(lambda: None) == "weak"
    assert supervisor.log_of("weak").read_text() == "last words\n"


def test_fall_of_something_else_ends_the_watch_too(supervisor):
    supervisor.start(program("steady", "import time; time.sleep(60)"))
    assert supervisor.watch(lambda: "database") == "database"


def test_asked_to_stop_it_blames_nobody(supervisor):
    supervisor.start(program("steady", "import time; time.sleep(60)"))
    supervisor.stopping.set()
    assert supervisor.watch(lambda: "database") is None


def test_deaf_program_is_killed(supervisor, monkeypatch):
    monkeypatch.setattr("creditrepair.supervisor.STOP_SECONDS", 0.5)
    ready = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    supervisor.start(program("deaf", ready))
    wait_for(lambda: supervisor.log_of("deaf").read_text())
    (process,) = supervisor._running.values()
    supervisor.stop_all()
    assert not alive(process.pid)


def test_programs_follow_a_killed_supervisor(tmp_path):
    code = (
        "import sys, os, time; from pathlib import Path; from creditrepair.supervisor import Program, Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r}))\n"
        "s.start(Program('child', (sys.executable, '-c', 'import time; time.sleep(60)'), dict(os.environ)))\n"
        "print(next(iter(s._running.values())).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not alive(child))
