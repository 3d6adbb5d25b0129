import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "APP_ENV": "production",
    "DATABASE_URL": "postgresql://portal:secret@127.0.0.1:1/portal",
    "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
    "SECRET_KEY": "k3yMaterial-With-Enough-Different-Letters-And-Length-0123456789",
    "ALLOWED_HOSTS": "xf.example.cn",
    "PUBLIC_BASE_URL": "https://xf.example.cn",
    "DJANGO_SETTINGS_MODULE": "creditrepair.settings",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_passes_djangos_own_deployment_checks(tmp_path):
    ran = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, DATA_DIR=str(tmp_path))
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "环境变量 APP_ENV 有问题：没有填写"),
        (PRODUCTION | {"DEMO": "1"}, "环境变量 DEMO 有问题：正式环境不能打开演示页"),
        ({"APP_ENV": "demo", "BIND": "0.0.0.0"}, "环境变量 DEMO 有问题：演示页只允许本机访问"),
    ],
)
def test_start_is_refused_with_one_sentence_and_no_traceback(environment, sentence):
    ran = manage("check", **environment)
    assert ran.returncode == 1
    assert ran.stderr.startswith(sentence)
    assert len(ran.stderr.splitlines()) == 1


def test_production_is_https_only(tmp_path):
    program = (
        "from creditrepair import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT, s.DEBUG, "
        "s.PASSWORD_HASHERS[0].rsplit('.')[-1])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["True", "True", "31536000", "True", "False", "Argon2PasswordHasher"]


def test_production_runs_without_the_demo(tmp_path):
    """The image leaves the folder out, so nothing that production loads may ask for it."""
    program = (
        "import sys; sys.modules['demo'] = None\n"
        "import django; django.setup()\n"
        "from django.apps import apps; from django.urls import Resolver404, resolve\n"
        "from django.core.management import call_command; call_command('check')\n"
        "try:\n    resolve('/demo/')\nexcept Resolver404:\n    print('absent', apps.is_installed('demo'))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "absent False"


@pytest.mark.parametrize(("process", "timeout"), [("web", "5s"), ("worker", "1min"), ("migrate", "0")])
def test_each_kind_of_process_has_its_statement_timeout(tmp_path, process, timeout):
    program = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "names = ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'synchronous_commit')\n"
        "with connection.cursor() as cursor:\n"
        "    print(*(cursor.execute('SHOW ' + name).fetchone()[0] for name in names), 'pool' in connection.settings_dict['OPTIONS'])\n"
        "connection.close_pool()"
    )
    environment = {name: os.environ[name] for name in ("PATH", "APP_ENV", "DATA_DIR")}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**environment, "PROCESS": process, "DJANGO_SETTINGS_MODULE": "creditrepair.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == [timeout, "2s", "15s", "on", str(process != "migrate")]


def test_nothing_but_postgresql_holds_state():
    assert {settings.DATABASES[alias]["ENGINE"] for alias in settings.DATABASES} == {"creditrepair.postgresql"}
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_uploads_have_no_address():
    assert settings.MEDIA_URL in {"", "/"}
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("", ("", 25, "", "", False, False)),
        ("smtp://mail", ("mail", 25, "", "", False, False)),
        ("smtps://us%40er:p%3Aw@mail:4650", ("mail", 4650, "us@er", "p:w", True, False)),
        ("smtp+starttls://user:pw@mail", ("mail", 587, "user", "pw", False, True)),
    ],
)
def test_a_mail_server_is_one_address(tmp_path, url, known):
    code = (
        "from creditrepair import settings as s;"
        "print((s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_SSL, s.EMAIL_USE_TLS))"
    )
    given = PRODUCTION | {"DATA_DIR": str(tmp_path), "MAIL_URL": url, "MAIL_FROM": "no-reply@xf.example.cn" if url else ""}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PATH": os.environ["PATH"], **given}, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == str(known), ran.stderr
