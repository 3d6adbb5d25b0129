import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from creditrepair import embedded, embedded_paths
from creditrepair.embedded import Embedded, EmbeddedError, drop_root, sole_user


@pytest.fixture
def servers(tmp_path):
    made = Embedded(tmp_path / "data", fast=True)
    yield made
    made.stop()


def ask(servers, question):
    with psycopg.connect(servers.database_url) as connection:
        return connection.execute(question).fetchone()[0]


def running_below(folder):
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in words:
            found.append(words)
    return found


def test_data_is_still_there_on_the_next_start(servers):
    servers.start()
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    servers.stop()
    assert not running_below(servers.data_dir)
    servers.start()
    assert ask(servers, "SELECT number FROM kept") == 7


@pytest.fixture
def safe_servers(tmp_path):
    made = Embedded(tmp_path / "safe")
    yield made
    made.stop()


def test_a_server_that_was_killed_is_started_again_with_everything_in_it(safe_servers):
    servers = safe_servers
    servers.start()
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    before = servers.pids()
    assert set(before) == {"postgres", "valkey"}
    for name, pid in before.items():
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while name in servers.pids():
            time.sleep(0.02)
        while name not in servers.pids():
            assert time.monotonic() < deadline
            # A killed server's helpers may hold its memory for a moment.
            with suppress(EmbeddedError):
                servers.revive()
    assert ask(servers, "SELECT number FROM kept") == 7
    assert not servers.died()


def test_portal_role_is_no_superuser_and_pages_have_checksums(servers):
    servers.start()
    assert ask(servers, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(servers, "SHOW data_checksums") == "on"
    assert ask(servers, "SHOW listen_addresses") == ""


def test_demo_options_keep_every_promise_of_the_disk():
    assert {embedded.SAFE_OPTIONS[name] for name in ("fsync", "full_page_writes", "synchronous_commit")} == {"on"}


def test_server_never_runs_as_root(servers):
    servers.start()
    pid = int((servers.data_dir / "postgres" / "18" / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_stale_pid_of_a_foreign_process_is_no_obstacle(servers):
    servers.start()
    servers.stop()
    (servers.data_dir / "postgres" / "18" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n")
    servers.start()
    assert ask(servers, "SELECT 1") == 1


def test_killed_parent_takes_the_servers_along_and_the_next_start_recovers(tmp_path):
    folder = tmp_path / "data"
    command = [sys.executable, "-m", "creditrepair.embedded", "--data-dir", str(folder), "--fast"]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert [parent.stdout.readline() for _ in range(3)][2].startswith("export REDIS_URL=")
    assert running_below(folder / "postgres")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while running_below(folder):
        assert time.monotonic() < deadline, running_below(folder)
        time.sleep(0.05)
    again = Embedded(folder, fast=True, valkey=False)
    again.start()
    try:
        assert ask(again, "SELECT 1") == 1
    finally:
        again.stop()


def test_long_data_directory_still_gets_a_socket(tmp_path):
    folder = tmp_path / ("long" * 20) / "data"
    servers = Embedded(folder, fast=True, valkey=False)
    assert not embedded_paths.socket_dir(folder).is_relative_to(folder)
    try:
        servers.start()
        assert ask(servers, "SELECT 1") == 1
    finally:
        servers.stop()
        embedded_paths.socket_dir(folder).rmdir()


def test_folder_of_another_owner_is_refused(tmp_path):
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 12345, -1) if os.geteuid() == 0 else (tmp_path / "run").rmdir()
    if os.geteuid() != 0:
        (tmp_path / "run").symlink_to("/")
    with pytest.raises(EmbeddedError, match="属于别的用户"):
        Embedded(tmp_path).start()


def test_second_run_on_the_same_data_is_refused(tmp_path):
    with sole_user(tmp_path), pytest.raises(EmbeddedError, match="另一个进程正在使用数据目录"), sole_user(tmp_path):
        pass
    with sole_user(tmp_path):
        pass


def test_servers_can_pass_closed_folders_without_new_rights(tmp_path):
    """A checkout below /root: only passing and reading, and only as root, who could do so anyway."""
    tmp_path.chmod(0o700)
    prefix = drop_root([tmp_path])
    ran = subprocess.run([*prefix, "cat", "/proc/self/status"], capture_output=True, text=True, check=True)
    capabilities = next(int(line.split()[1], 16) for line in ran.stdout.splitlines() if line.startswith("CapEff"))
    assert capabilities in ({1 << 2, 1 << 1} if os.geteuid() == 0 else {0})


def test_terminated_module_exits_cleanly(tmp_path):
    command = [sys.executable, "-m", "creditrepair.embedded", "--data-dir", str(tmp_path / "data"), "--fast"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for _ in range(3):
        process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    process.stdout.close()
    assert not running_below(tmp_path / "data")
