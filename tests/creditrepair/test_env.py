import os
import re
import subprocess
import sys

import pytest

from creditrepair.env import BASE_DIR, NAMES, EnvError, read_env

GOOD_KEY = "k3yMaterial-With-Enough-Different-Letters-And-Length-0123456789"
PRODUCTION = {
    "APP_ENV": "production",
    "DATABASE_URL": "postgresql://portal:secret@db:5432/portal",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": "xf.example.cn",
    "PUBLIC_BASE_URL": "https://xf.example.cn",
}


def test_production_reads_its_values(tmp_path):
    env = read_env(PRODUCTION | {"DATA_DIR": str(tmp_path), "PROCESS": "web", "PORT": "9000"})
    assert (env.production, env.demo, env.port, env.db_pool_size) == (True, False, 9000, 8)
    assert env.allowed_hosts == ("xf.example.cn",)


def test_a_way_out_needs_its_sender_or_its_key(tmp_path):
    given = PRODUCTION | {"DATA_DIR": str(tmp_path)}
    assert (read_env(given).mail_url, read_env(given).sms_url, read_env(given).work_chat_url) == ("", "", "")
    with pytest.raises(EnvError, match="环境变量 MAIL_FROM 有问题：没有填写"):
        read_env(given | {"MAIL_URL": "smtps://mail"})
    for sender in ("平台 <no-reply@xf.example.cn>", "平台<no-reply@xf.example.cn>", "no-reply@xf.example.cn"):
        read_env(given | {"MAIL_URL": "smtp+starttls://a:p%40b@mail:587", "MAIL_FROM": sender})
    with pytest.raises(EnvError, match="环境变量 MAIL_URL 有问题：没有填写，却填写了 MAIL_FROM"):
        read_env(given | {"MAIL_FROM": "no-reply@xf.example.cn"})
    for name in ("SMS", "WORK_CHAT"):
        provider = given | {f"{name}_URL": "https://provider.example/send"}
        with pytest.raises(EnvError, match=f"环境变量 {name}_SECRET 有问题：没有填写"):
            read_env(provider)
        for simple in ("short", "a" * 40):
            with pytest.raises(EnvError, match="密钥太短或太简单"):
                read_env(provider | {f"{name}_SECRET": simple})
        with pytest.raises(EnvError, match="密钥含有换行、中文"):
            read_env(provider | {f"{name}_SECRET": "双方约定的密钥一共有十六个字以上才够长"})
        with pytest.raises(EnvError, match=f"环境变量 {name}_URL 有问题：没有填写，却填写了 {name}_SECRET"):
            read_env(given | {f"{name}_SECRET": "sixteen letters!"})
        read_env(provider | {f"{name}_SECRET": "sixteen letters!"})


def test_there_are_as_many_renderers_as_cores_unless_told_otherwise(tmp_path, monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 3, 4})
    given = PRODUCTION | {"DATA_DIR": str(tmp_path)}
    assert read_env(given).renderers == 3
    assert read_env(given | {"RENDERERS": " "}).renderers == 3
    assert read_env(given | {"RENDERERS": "1"}).renderers == 1


@pytest.mark.parametrize("name", ["APP_ENV", "DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_BASE_URL"])
def test_production_refuses_a_missing_variable_by_name(name):
    with pytest.raises(EnvError, match=rf"环境变量 {name} 有问题：没有填写。.*请写.+。（{name}：.+）$"):
        read_env({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("APP_ENV", "prod", "不认识的取值 'prod'"),
        ("PORT", "80800", "不是 1 到 65535 之间的整数"),
        ("PORT", "eighty", "不是 1 到 65535 之间的整数"),
        ("PORT", "²", "不是 1 到 65535 之间的整数"),
        ("DEMO", "yes", "不认识的取值 'yes'"),
        ("DEMO", "1", "正式环境不能打开演示页"),
        ("ALLOWED_HOSTS", "*", "不是一个确切的主机名"),
        ("ALLOWED_HOSTS", "*.example.cn", "不是一个确切的主机名"),
        ("ALLOWED_HOSTS", ".example.cn", "不是一个确切的主机名"),
        ("ALLOWED_HOSTS", "https://xf.example.cn", "不是一个确切的主机名"),
        ("ALLOWED_HOSTS", ",", "没有一个主机名"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "不支持的协议 'sqlite'"),
        ("DATABASE_URL", "postgresql://portal:secret@db:5432", "没有写库名"),
        ("DATABASE_URL", "postgresql://portal:secret@db:port/x", "写法不是一个网址"),
        ("DATABASE_URL", "postgresql://postgres:secret@db/x", "不能用超级用户 postgres 连接"),
        ("DATABASE_URL", "postgresql://portal:se%cret@db/x", "读不懂这个网址"),
        ("DATABASE_URL", "postgresql://portal:secret@db/x?colour=red", "读不懂这个网址"),
        ("REDIS_URL", "http://redis", "不支持的协议 'http'"),
        ("REDIS_URL", "redis://:secret@/0", "没有写主机"),
        ("REDIS_URL", "redis://redis:6379/0", "没有口令"),
        ("SECRET_KEY", "short", "密钥太短或太简单"),
        ("SECRET_KEY", "a" * 80, "密钥太短或太简单"),
        ("SECRET_KEY", "django-insecure-" + GOOD_KEY, "密钥太短或太简单"),
        ("SECRET_KEY_FALLBACKS", "old", "密钥太短或太简单"),
        ("MAIL_URL", "http://mail", "不支持的协议 'http'"),
        ("MAIL_URL", "smtp://user:secret@mail:25", "口令会不加密地经过网络"),
        ("MAIL_URL", "smtps://:465", "没有写主机"),
        ("MAIL_URL", "smtps://mail:smtp", "端口不是 1 到 65535 之间的整数"),
        ("MAIL_URL", "smtps://mail:99999", "端口不是 1 到 65535 之间的整数"),
        ("MAIL_URL", "smtps://mail:0", "端口不能是 0"),
        ("MAIL_URL", "smtps://user@mail", "用户和口令只写了一个"),
        ("MAIL_URL", "smtps://mail/inbox", "主机和端口后面还有内容"),
        ("MAIL_URL", "smtps://mail\r\nX: y", "不能写在网址里的字符"),
        ("MAIL_URL", "smtps://user:pass#word@mail:465", "端口不是 1 到 65535 之间的整数"),
        ("MAIL_FROM", "nobody", "不是一个邮件地址"),
        ("MAIL_FROM", "平台 no-reply@xf.example.cn", "不是一个邮件地址"),
        ("MAIL_FROM", "平台, 法院 <no-reply@xf.example.cn>", "不是一个邮件地址"),
        ("MAIL_FROM", "平台 <no-reply@xf.example.cn", "不是一个邮件地址"),
        ("MAIL_FROM", "平台\r\nBcc: x@evil.example <no-reply@xf.example.cn>", "不是一个邮件地址"),
        ("MAIL_FROM", "no-reply@xf.example.cn\r\nBcc: x@evil.example", "不是一个邮件地址"),
        ("MAIL_FROM", "信用\u2028平台 <no-reply@xf.example.cn>", "不是一个邮件地址"),
        ("SMS_URL", "https://user:secret@sms.example.cn/send", "这里用不上"),
        ("SMS_URL", "https://sms.example.cn/发送", "不能写在网址里的字符"),
        ("SMS_URL", "https://sms.example.cn:port/", "端口不是 1 到 65535 之间的整数"),
        ("SMS_URL", "https://sms.example.cn/#send", "含有 #"),
        ("SMS_URL", "sms.example.cn/send", "不支持的协议 ''"),
        ("SMS_URL", "https://", "没有写主机"),
        ("SMS_URL", "http://sms.example.cn/send", "内容会不加密地经过网络"),
        ("WORK_CHAT_URL", "ftp://chat", "不支持的协议 'ftp'"),
        ("PUBLIC_BASE_URL", "http://xf.example.cn", "正式环境必须用 https"),
        ("PUBLIC_BASE_URL", "https://xf.example.cn/portal", "应当只有协议和主机"),
        ("PUBLIC_BASE_URL", "https://a:b@xf.example.cn", "应当只有协议和主机"),
        ("PROCESS", "cron", "不认识的取值 'cron'"),
        ("WEB_WORKERS", "0", "不是 1 到 64 之间的整数"),
        ("RENDERERS", "0", "不是 1 到 64 之间的整数"),
        ("DB_POOL_SIZE", "21", "不是 0 到 20 之间的整数"),
        ("LOG_LEVEL", "verbose", "不认识的取值 'verbose'"),
        ("DJANGO_SETTINGS_MODULE", "other.settings", "不认识的取值 'other.settings'"),
    ],
)
def test_unsafe_or_unknown_value_is_refused_by_name(name, value, wrong):
    with pytest.raises(EnvError) as refusal:
        read_env(PRODUCTION | {name: value})
    assert str(refusal.value).startswith(f"环境变量 {name} 有问题：")
    assert wrong in str(refusal.value)


def test_no_broker_is_needed():
    assert read_env({name: value for name, value in PRODUCTION.items() if name != "REDIS_URL"}).redis_url == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://portal:hush-hush@127.0.0.1:1/x", "Connection refused"),
        ("postgresql://portal:hush-hush@no-host.invalid/x", "no-host.invalid"),
        ("postgresql://portal:hush-hush@db/x?colour=red", "读不懂"),
    ],
)
def test_a_wrong_database_address_is_one_line_without_the_password(tmp_path, url, why):
    environment = {"PATH": os.environ["PATH"], "APP_ENV": "demo", "DATA_DIR": str(tmp_path), "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate"]
    ran = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    (line,) = (ran.stdout + ran.stderr).splitlines()
    assert why in line
    assert "DATABASE_URL" in line
    assert "hush" not in line


@pytest.mark.parametrize("command", ["verify_ledger", "verify_clocks", "load_region regions/xisaishan.toml --yes"])
def test_a_command_with_an_exit_code_of_its_own_says_it_in_one_line_too(tmp_path, command):
    url = "postgresql://portal:hush-hush@127.0.0.1:1/x"
    environment = {"PATH": os.environ["PATH"], "APP_ENV": "demo", "DATA_DIR": str(tmp_path), "DATABASE_URL": url}
    ran = subprocess.run(
        [sys.executable, "manage.py", *command.split()], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    (line,) = (ran.stdout + ran.stderr).splitlines()
    assert "Connection refused" in line
    assert "hush" not in line


@pytest.mark.parametrize(
    ("typo", "meant"), [("DATABSE_URL", "DATABASE_URL"), ("ALLOWED_HOST", "ALLOWED_HOSTS"), ("SECRETKEY", "SECRET_KEY")]
)
def test_misspelt_name_is_refused_with_the_right_one(typo, meant):
    with pytest.raises(EnvError, match=f"环境变量 {typo} 有问题：没有这个变量。是不是想写 {meant}"):
        read_env(PRODUCTION | {typo: "x"})


def test_foreign_variables_are_left_alone():
    assert read_env(PRODUCTION | {"PATH": "/bin", "HOME": "/", "PYTHONPATH": "."}).production


@pytest.mark.parametrize(
    "exposing",
    [{"BIND": "0.0.0.0"}, {"BIND": "192.168.1.5"}, {"ALLOWED_HOSTS": "localhost,xf.example.cn"}, {"BIND": "::"}, {"PROXY_COUNT": "1"}],
)
def test_demo_is_refused_outside_loopback(tmp_path, exposing):
    with pytest.raises(EnvError, match="环境变量 DEMO 有问题：演示页只允许本机访问"):
        read_env({"APP_ENV": "demo", "DATA_DIR": str(tmp_path)} | exposing)


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_demo_runs_on_loopback(tmp_path, bind):
    assert read_env({"APP_ENV": "demo", "DATA_DIR": str(tmp_path), "BIND": bind}).demo


def test_demo_key_is_made_once_and_kept_private(tmp_path):
    first = read_env({"APP_ENV": "demo", "DATA_DIR": str(tmp_path)})
    again = read_env({"APP_ENV": "demo", "DATA_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o400
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_unwritable_data_dir_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EnvError, match="环境变量 DATA_DIR 有问题：不能读写"):
        read_env({"APP_ENV": "demo", "DATA_DIR": str(tmp_path / "file" / "below")})


def test_operations_manual_lists_every_variable_and_no_other():
    manual = (BASE_DIR / "docs" / "operations.md").read_text()
    table = manual[manual.index("## Environment variables") :]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == NAMES


OWNER = "postgresql://owner:secret@db:5432/portal"


def test_whoever_migrates_in_production_names_the_owner_and_connects_as_it(tmp_path):
    given = PRODUCTION | {"DATA_DIR": str(tmp_path), "PROCESS": "migrate"}
    with pytest.raises(EnvError, match="环境变量 DATABASE_OWNER_URL 有问题：没有填写"):
        read_env(given)
    assert read_env(given | {"DATABASE_OWNER_URL": OWNER}).connection_url == OWNER
    assert read_env(given | {"DATABASE_OWNER_URL": OWNER, "PROCESS": "web"}).connection_url == PRODUCTION["DATABASE_URL"]


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("postgresql://portal:other@db:5432/portal", "与 DATABASE_URL 是同一个数据库用户"),
        ("postgresql://postgres:secret@db/x", "不能用超级用户 postgres 连接"),
        ("sqlite:///db.sqlite3", "不支持的协议 'sqlite'"),
    ],
)
def test_production_refuses_an_owner_that_is_none(value, wrong):
    with pytest.raises(EnvError, match=f"环境变量 DATABASE_OWNER_URL 有问题：{wrong}"):
        read_env(PRODUCTION | {"DATABASE_OWNER_URL": value})


def test_the_demo_serves_with_a_role_of_its_own(tmp_path):
    given = {"APP_ENV": "demo", "DATA_DIR": str(tmp_path)}
    assert "//creditrepair_app@" in read_env(given | {"PROCESS": "web"}).connection_url
    assert "//creditrepair@" in read_env(given | {"PROCESS": "migrate"}).connection_url
    # A server that was given has one role unless told otherwise.
    given["DATABASE_URL"] = PRODUCTION["DATABASE_URL"]
    assert read_env(given | {"PROCESS": "migrate"}).connection_url == PRODUCTION["DATABASE_URL"]
