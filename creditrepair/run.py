"""`make demo`: a database server of its own unless given one, then web and work loop until Ctrl-C or SIGTERM."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from creditrepair.embedded import Embedded, EmbeddedError, sole_user
from creditrepair.env import BASE_DIR, Env, EnvError, read_env
from creditrepair.health import is_ready
from creditrepair.supervisor import Program, Supervisor

READY_SECONDS: Final = 60.0


def say(text: str) -> None:
    print(f"[演示] {text}", flush=True)


def refuse_taken_port(env: Env) -> None:
    family = socket.AF_INET6 if ":" in env.bind else socket.AF_INET
    with socket.socket(family) as probe:
        # As the web server does; otherwise the last run's closed connections would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.bind, env.port))
        except OSError as error:
            raise EmbeddedError(
                f"端口 {env.port} 不能使用（{error.strerror}）。请停止占用它的程序，或换一个端口：PORT=8001 make demo"
            ) from None


def programs(environment: Mapping[str, str]) -> tuple[Program, ...]:
    web = (sys.executable, "-m", "gunicorn", "--config", str(BASE_DIR / "deploy" / "gunicorn.conf.py"), "creditrepair.wsgi")
    work = (sys.executable, str(BASE_DIR / "manage.py"), "work")
    return (
        Program("web", web, {**environment, "PROCESS": "web"}),
        Program("work", work, {**environment, "PROCESS": "worker"}),
    )


def prepare(environment: Mapping[str, str], accounts_file: Path, supervisor: Supervisor) -> None:
    command = [sys.executable, "-m", "creditrepair.prepare", str(accounts_file)]
    process = subprocess.Popen(command, cwd=BASE_DIR, env={**environment, "PROCESS": "migrate"})  # noqa: S603 - our own module
    while process.poll() is None:
        if supervisor.stopping.wait(0.1):
            process.terminate()
            process.wait()
            return
    if process.returncode:
        raise EmbeddedError("准备数据库时出错，原因见上面的输出。")


def wait_until_ready(env: Env, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not supervisor.stopping.wait(0.2):
        fallen = supervisor.fallen()
        if fallen:
            raise EmbeddedError(f"{fallen} 没有启动。{_tail(supervisor.log_of(fallen))}")
        if is_ready(env):
            return
        if time.monotonic() > deadline:
            raise EmbeddedError(f"网页服务 {READY_SECONDS:.0f} 秒内没有应答。{_tail(supervisor.log_of('web'))}")


def _tail(log: Path, lines: int = 20) -> str:
    return "日志末尾：\n" + "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def one_account_per_role(accounts: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    first: dict[str, Mapping[str, str]] = {}
    for account in accounts:
        first.setdefault(account["role"], account)
    return list(first.values())


def announce(env: Env, accounts_file: Path) -> None:
    accounts = one_account_per_role(json.loads(accounts_file.read_text(encoding="utf-8")))
    width = max((len(account["username"]) for account in accounts), default=0)
    lines = [
        "",
        "=" * 64,
        f"  已经就绪，请在浏览器打开  {env.public_base_url}/",
        f"  一键切换身份  {env.public_base_url}/demo/",
        "=" * 64,
        "  每种身份一个账号（用户名、口令、身份）",
        *(f"    {account['username']:<{width}}  {account['password']}  {account['role']}" for account in accounts),
        f"  日志：{env.data_dir / 'logs'}    停止：Ctrl-C",
        "",
    ]
    print("\n".join(lines), flush=True)


def run(env: Env, environment: Mapping[str, str], supervisor: Supervisor, *, own_database: bool) -> None:
    """Raises EmbeddedError. Everything that was started is stopped before it returns."""
    accounts_file = env.data_dir / "accounts.json"
    with ExitStack() as stack:
        stack.enter_context(sole_user(env.data_dir))
        refuse_taken_port(env)
        servers = Embedded(env.data_dir, postgres=own_database, valkey=False)
        if own_database:
            say("启动内置的 PostgreSQL")
        stack.callback(servers.stop)
        servers.start()
        prepare(environment, accounts_file, supervisor)
        if supervisor.stopping.is_set():
            return
        say("启动网页服务和后台任务")
        stack.callback(supervisor.stop_all)
        web, *others = programs(environment)
        # Whoever waits for the first page need not wait for the others to have read their code too.
        supervisor.start(web)
        wait_until_ready(env, supervisor)
        if supervisor.stopping.is_set():
            return
        for program in others:
            supervisor.start(program)
        announce(env, accounts_file)
        supervisor.watch(say, partial(revive, servers))
        say("正在停止，请稍候")


def revive(servers: Embedded) -> None:
    """Start a server anew that has died; while it will not start, the next look tries again."""
    if not servers.died():
        return
    say(f"内置数据库意外停止，正在重新启动。日志：{servers.data_dir / 'postgres.log'}")
    try:
        servers.revive()
    except EmbeddedError as error:
        say(str(error))


def _start(given: Mapping[str, str]) -> None:
    env = read_env({"APP_ENV": "demo", **given})
    if env.app_env != "demo":
        raise EmbeddedError("make demo 只用于演示；正式部署见 docs/operations.md。请把 APP_ENV 改成 demo 或删去。")
    # The children must meet the same answers, whatever directory they start in.
    environment = {
        **given,
        "APP_ENV": "demo",
        "DJANGO_SETTINGS_MODULE": "creditrepair.settings",
        "DATA_DIR": str(env.data_dir),
        "DATABASE_URL": env.database_url,
        "DATABASE_OWNER_URL": env.database_owner_url,
    }
    supervisor = Supervisor(env.data_dir / "logs")
    supervisor.catch_signals()
    run(env, environment, supervisor, own_database=not given.get("DATABASE_URL"))


def main() -> int:
    try:
        _start(os.environ)
    except (EnvError, EmbeddedError) as error:
        print(f"[演示] {error}", file=sys.stderr, flush=True)
        return 1
    say("已全部停止。再次运行 make demo 会接着上次的数据。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
