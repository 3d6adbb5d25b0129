"""The single place that reads environment variables.

`read_env` refuses with a Chinese sentence that names the variable and its meaning, says what is wrong and what to do.
"""

import difflib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from creditrepair import embedded_paths
from creditrepair.env_letters import mail_from, mail_url, provider_secret, provider_url
from creditrepair.env_meanings import MEANINGS
from creditrepair.env_reading import (
    PORT_MAXIMUM,
    EnvError,
    choice,
    is_loopback,
    read_text,
    read_url,
    refuse,
    required,
    switch,
    whole_number,
)

__all__ = ["BASE_DIR", "NAMES", "Env", "EnvError", "read_env"]

BASE_DIR: Final = Path(__file__).resolve().parent.parent

AppEnv = Literal["production", "demo", "test"]
ProcessKind = Literal["web", "worker", "beat", "migrate", "command"]

APP_ENVS: Final = ("production", "demo", "test")
PROCESS_KINDS: Final = ("web", "worker", "beat", "migrate", "command")
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
SECRET_KEY_MINIMUM: Final = 50
SECRET_KEY_DISTINCT_MINIMUM: Final = 10
# Below this likeness an unknown name is somebody else's variable and none of our business.
TYPO_LIKENESS: Final = 0.9
SUPERUSER_NAMES: Final = frozenset({"postgres", "root", "admin"})


NAMES: Final = frozenset(MEANINGS)
_DATABASE_REMEDY: Final = "请写 postgresql://用户:口令@主机:端口/库名"


@dataclass(frozen=True, slots=True)
class Env:
    app_env: AppEnv
    demo: bool
    bind: str
    port: int
    data_dir: Path
    database_url: str
    database_owner_url: str
    redis_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    public_base_url: str
    proxy_count: int
    process: ProcessKind
    web_workers: int
    renderers: int
    upload_unsent_files: int
    upload_unsent_mb: int
    clamd_address: str
    mail_url: str
    mail_from: str
    sms_url: str
    sms_secret: str
    work_chat_url: str
    work_chat_secret: str
    db_pool_size: int
    log_level: str

    @property
    def production(self) -> bool:
        return self.app_env == "production"

    @property
    def test(self) -> bool:
        return self.app_env == "test"

    @property
    def connection_url(self) -> str:
        """Whoever changes the tables owns them; whoever serves does not."""
        return self.database_owner_url if self.process == "migrate" else self.database_url


def read_env(environ: Mapping[str, str] | None = None) -> Env:
    """Raises EnvError. Creates DATA_DIR/secret_key in demo and test when there is none yet."""
    given = os.environ if environ is None else environ
    _refuse_misspelt_names(given)
    app_env = cast("AppEnv", choice(given, "APP_ENV", APP_ENVS, None))
    production = app_env == "production"
    process = cast("ProcessKind", choice(given, "PROCESS", PROCESS_KINDS, "command"))
    bind = read_text(given, "BIND", "127.0.0.1")
    port = whole_number(given, "PORT", 8000, minimum=1, maximum=PORT_MAXIMUM)
    data_dir = Path(read_text(given, "DATA_DIR", str(BASE_DIR / ".data"))).expanduser().resolve()
    hosts = _hosts(given, production=production, bind=bind)
    demo = switch(given, "DEMO", default=app_env == "demo")
    proxy_count = whole_number(given, "PROXY_COUNT", 0, minimum=0, maximum=5)
    _refuse_exposed_demo(demo=demo, app_env=app_env, bind=bind, hosts=hosts, proxy_count=proxy_count)
    pool_default = 8 if process in {"web", "worker"} else 0
    choice(given, "DJANGO_SETTINGS_MODULE", ("creditrepair.settings",), "creditrepair.settings")
    return Env(
        app_env=app_env,
        demo=demo,
        bind=bind,
        port=port,
        data_dir=data_dir,
        database_url=_database_url(given, production=production, data_dir=data_dir),
        database_owner_url=_database_owner_url(given, production=production, data_dir=data_dir, process=process),
        redis_url=_redis_url(given, production=production),
        secret_key=_secret_key(given, production=production, data_dir=data_dir),
        secret_key_fallbacks=_fallback_keys(given),
        allowed_hosts=hosts,
        public_base_url=_public_base_url(given, production=production, bind=bind, port=port),
        proxy_count=proxy_count,
        process=process,
        web_workers=whole_number(given, "WEB_WORKERS", 2, minimum=1, maximum=64),
        renderers=whole_number(given, "RENDERERS", _cores(), minimum=1, maximum=64),
        upload_unsent_files=whole_number(given, "UPLOAD_UNSENT_FILES", 60, minimum=10, maximum=100_000),
        upload_unsent_mb=whole_number(given, "UPLOAD_UNSENT_MB", 600, minimum=100, maximum=1_000_000),
        clamd_address=_clamd_address(given),
        mail_url=mail_url(given, production=production),
        mail_from=mail_from(given),
        sms_url=provider_url(given, "SMS", production=production),
        sms_secret=provider_secret(given, "SMS"),
        work_chat_url=provider_url(given, "WORK_CHAT", production=production),
        work_chat_secret=provider_secret(given, "WORK_CHAT"),
        db_pool_size=whole_number(given, "DB_POOL_SIZE", pool_default, minimum=0, maximum=20),
        log_level=choice(given, "LOG_LEVEL", LOG_LEVELS, "INFO"),
    )


def _refuse_misspelt_names(given: Mapping[str, str]) -> None:
    for name in sorted(set(given) - NAMES):
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=TYPO_LIKENESS)
        if near:
            raise refuse(name, "没有这个变量", f"是不是想写 {near[0]}？请改名或删去 {name} 后再启动")


def _cores() -> int:
    """The processor cores that this process may use."""
    return min(len(os.sched_getaffinity(0)), 64)


def _hosts(given: Mapping[str, str], *, production: bool, bind: str) -> tuple[str, ...]:
    if production:
        text = required(given, "ALLOWED_HOSTS", "正式环境请写对外的主机名，多个用英文逗号隔开")
    else:
        local = ["localhost", "127.0.0.1", "[::1]"]
        text = read_text(given, "ALLOWED_HOSTS", ",".join(dict.fromkeys([*local, bind]) if is_loopback(bind) else local))
    hosts = tuple(part.strip() for part in text.split(",") if part.strip())
    for host in hosts:
        if "*" in host or host.startswith(".") or not re.fullmatch(r"[A-Za-z0-9.\-\[\]:]+", host):
            raise refuse("ALLOWED_HOSTS", f"{host!r} 不是一个确切的主机名", "请逐个写出主机名，不要用通配符，也不要带协议")
    if not hosts:
        raise refuse("ALLOWED_HOSTS", "没有一个主机名", "请至少写一个")
    return hosts


def _refuse_exposed_demo(*, demo: bool, app_env: AppEnv, bind: str, hosts: tuple[str, ...], proxy_count: int) -> None:
    if not demo:
        return
    if app_env == "production":
        raise refuse("DEMO", "正式环境不能打开演示页", "请删去 DEMO，或把 APP_ENV 改成 demo")
    if not is_loopback(bind):
        raise refuse("DEMO", f"演示页只允许本机访问，而 BIND 是 {bind}", "请把 BIND 改成 127.0.0.1，或把 DEMO 设为 0")
    if proxy_count:
        # What a proxy hands on comes from this machine, wherever its visitors are.
        raise refuse("DEMO", f"演示页只允许本机访问，而 PROXY_COUNT 是 {proxy_count}", "请删去 PROXY_COUNT，或把 DEMO 设为 0")
    outside = [host for host in hosts if not is_loopback(host)]
    if outside:
        remedy = "请只留 localhost 和 127.0.0.1，或把 DEMO 设为 0"
        raise refuse("DEMO", f"演示页只允许本机访问，而 ALLOWED_HOSTS 里有 {outside[0]}", remedy)


def _clamd_address(given: Mapping[str, str]) -> str:
    value = read_text(given, "CLAMD_ADDRESS", "")
    if value:
        scheme, host, _password = read_url("CLAMD_ADDRESS", value, ("unix", "tcp"))
        if not (host if scheme == "tcp" else urlsplit(value).path.strip("/")):
            raise refuse("CLAMD_ADDRESS", f"{value!r} 没有写全", "请写 unix:///run/clamav/clamd.ctl 或 tcp://127.0.0.1:3310")
    return value


def _database_url(given: Mapping[str, str], *, production: bool, data_dir: Path) -> str:
    value = read_text(given, "DATABASE_URL", "")
    if not value and not production:
        # The suite makes and breaks tables.
        owns = read_text(given, "APP_ENV", "") == "test"
        return embedded_paths.database_url(data_dir, role=embedded_paths.ROLE if owns else embedded_paths.APPLICATION_ROLE)
    return _checked_database_url("DATABASE_URL", required(given, "DATABASE_URL", _DATABASE_REMEDY), production=production)


def _database_owner_url(given: Mapping[str, str], *, production: bool, data_dir: Path, process: ProcessKind) -> str:
    value = read_text(given, "DATABASE_OWNER_URL", "")
    if not value and not production:
        return read_text(given, "DATABASE_URL", "") or embedded_paths.database_url(data_dir)
    if process == "migrate":
        required(given, "DATABASE_OWNER_URL", _DATABASE_REMEDY)
    if not value:
        return ""
    _checked_database_url("DATABASE_OWNER_URL", value, production=production)
    if production and urlsplit(value).username == urlsplit(read_text(given, "DATABASE_URL", "")).username:
        remedy = "请另建一个不拥有任何表的用户，写进 DATABASE_URL"
        raise refuse("DATABASE_OWNER_URL", "与 DATABASE_URL 是同一个数据库用户", remedy)
    return value


def _checked_database_url(name: str, value: str, *, production: bool) -> str:
    read_url(name, value, ("postgresql", "postgres"))
    try:
        conninfo_to_dict(value)
    except psycopg.Error:
        # The driver's own words may hold a piece of the password.
        remedy = f"{_DATABASE_REMEDY}，口令里的特殊字符用百分号编码，问号后面只写 libpq 认识的参数"
        raise refuse(name, "数据库驱动读不懂这个网址", remedy) from None
    parts = urlsplit(value)
    if not parts.path.strip("/"):
        raise refuse(name, "没有写库名", "请在网址末尾写 /库名")
    if production and (parts.username or "") in SUPERUSER_NAMES:
        raise refuse(name, f"不能用超级用户 {parts.username} 连接", "请建一个普通的数据库用户")
    return value


def _redis_url(given: Mapping[str, str], *, production: bool) -> str:
    """Empty where there is none: the work loop needs no broker."""
    value = read_text(given, "REDIS_URL", "")
    if not value:
        return ""
    scheme, host, password = read_url("REDIS_URL", value, ("redis", "rediss", "unix"))
    if scheme != "unix" and not host:
        raise refuse("REDIS_URL", "没有写主机", "请写 redis://:口令@主机:端口/0，没有 Redis 的请删去这个变量")
    if production and scheme != "unix" and not password:
        raise refuse("REDIS_URL", "没有口令", "正式环境请给 Redis 设口令，写成 redis://:口令@主机:端口/0")
    return value


def _check_key(name: str, key: str) -> str:
    if len(key) < SECRET_KEY_MINIMUM or len(set(key)) < SECRET_KEY_DISTINCT_MINIMUM or key.startswith("django-insecure"):
        remedy = "请用 python -c 'import secrets; print(secrets.token_urlsafe(64))' 生成一个"
        raise refuse(name, f"密钥太短或太简单（至少 {SECRET_KEY_MINIMUM} 个字符）", remedy)
    return key


def _secret_key(given: Mapping[str, str], *, production: bool, data_dir: Path) -> str:
    value = read_text(given, "SECRET_KEY", "")
    if value:
        return _check_key("SECRET_KEY", value)
    if production:
        required(given, "SECRET_KEY", "正式环境请写一个至少 50 个字符的随机密钥")
    return _check_key("SECRET_KEY", _kept_secret(data_dir / "secret_key"))


def _kept_secret(path: Path) -> str:
    """Read the key that was generated once; two first starts at the same moment agree on one key."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64))
            draft.chmod(0o400)
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise refuse("DATA_DIR", f"不能读写 {path}({error.strerror})", "请换一个有权读写的目录") from error


def _fallback_keys(given: Mapping[str, str]) -> tuple[str, ...]:
    keys = (key.strip() for key in read_text(given, "SECRET_KEY_FALLBACKS", "").split(","))
    return tuple(_check_key("SECRET_KEY_FALLBACKS", key) for key in keys if key)


def _public_base_url(given: Mapping[str, str], *, production: bool, bind: str, port: int) -> str:
    if production:
        value = required(given, "PUBLIC_BASE_URL", "请写对外网址，例如 https://xf.example.cn")
    else:
        shown = f"[{bind}]" if ":" in bind else bind
        value = read_text(given, "PUBLIC_BASE_URL", f"http://{shown}:{port}")
    scheme, host, password = read_url("PUBLIC_BASE_URL", value, ("https", "http"))
    parts = urlsplit(value)
    if not host or password is not None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise refuse("PUBLIC_BASE_URL", "应当只有协议和主机", "请写成 https://主机 的样子")
    if production and scheme != "https":
        raise refuse("PUBLIC_BASE_URL", "正式环境必须用 https", "请改成 https:// 开头")
    return value.rstrip("/")
