import os
import subprocess
import sys
import threading
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


def watched(supervisor, said, until, seconds=10):
    """Let the supervisor watch until something holds."""
    watching = threading.Thread(target=supervisor.watch, args=(said.append,))
    watching.start()
    try:
        wait_for(until, seconds)
    finally:
        supervisor.stopping.set()
        watching.join(10)


def test_a_fallen_program_is_started_again_and_its_words_are_kept(supervisor, monkeypatch):
    monkeypatch.setattr("creditrepair.supervisor.FIRST_PAUSE_SECONDS", 0.1)
    supervisor.start(program("steady", "import time; time.sleep(60)"))
    supervisor.start(program("weak", "print('last words'); raise SystemExit(3)"))
    steady, said = supervisor.pids()["steady"], []
    watched(supervisor, said, lambda: supervisor.log_of("weak").read_text().count("last words") >= 2)
    log = supervisor.log_of("weak").read_text()
    assert log.startswith("last words\n--- weak ended: code 3\nlast words\n")
    assert "weak 意外停止（code 3）" in said[0]
    assert str(supervisor.log_of("weak")) in said[0]
    assert supervisor.pids()["steady"] == steady


def test_what_keeps_falling_is_started_ever_more_rarely(supervisor, monkeypatch):
    monkeypatch.setattr("creditrepair.supervisor.FIRST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr("creditrepair.supervisor.LONGEST_PAUSE_SECONDS", 0.4)
    supervisor.start(program("weak", "raise SystemExit(3)"))
    watched(supervisor, [], lambda: supervisor._running["weak"].falls == 4)
    assert supervisor._running["weak"].again_at - supervisor._running["weak"].since < 2


def test_the_log_of_the_last_run_is_beside_the_new_one(supervisor):
    for words in ("first", "second"):
        supervisor.start(program("twice", f"print({words!r})"))
        wait_for(lambda: supervisor.fallen() == "twice")
    assert supervisor.log_of("twice").read_text() == "second\n"
    assert supervisor.log_of("twice").with_suffix(".log.1").read_text() == "first\n"


def test_asked_to_stop_it_starts_nothing_again(supervisor):
    supervisor.start(program("weak", "raise SystemExit(3)"))
    wait_for(lambda: supervisor.fallen() == "weak")
    supervisor.stopping.set()
    said = []
    supervisor.watch(said.append)
    assert said == []


def test_something_else_is_looked_after_too(supervisor):
    looked = []
    watching = threading.Thread(target=supervisor.watch, args=(print, lambda: looked.append(1)))
    watching.start()
    wait_for(lambda: looked)
    supervisor.stopping.set()
    watching.join(10)


def test_deaf_program_is_killed(supervisor, monkeypatch):
    monkeypatch.setattr("creditrepair.supervisor.STOP_SECONDS", 0.5)
    ready = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    supervisor.start(program("deaf", ready))
    wait_for(lambda: supervisor.log_of("deaf").read_text())
    (pid,) = supervisor.pids().values()
    supervisor.stop_all()
    assert not alive(pid)


def test_programs_follow_a_killed_supervisor(tmp_path):
    code = (
        "import sys, os, time; from pathlib import Path; from creditrepair.supervisor import Program, Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r}))\n"
        "s.start(Program('child', (sys.executable, '-c', 'import time; time.sleep(60)'), dict(os.environ)))\n"
        "print(s.pids()['child'], flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not alive(child))
