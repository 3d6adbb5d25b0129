"""A fault of the machine has its own status and its own sentence, and none of them needs the database."""

import contextlib
import errno
import re
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from psycopg import errors as pg
from psycopg_pool import PoolTimeout

from portal.shell import errors, faults

NGINX = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
PAGES = sorted((settings.BASE_DIR / "deploy" / "errors").glob("*.html"))


def as_django(error: psycopg.Error) -> OperationalError:
    """As Django hands it on."""
    handed = OperationalError(str(error))
    handed.__cause__ = error
    return handed


FAULTS = [
    (as_django(psycopg.OperationalError("connection refused")), 503, "数据库的连接"),
    (as_django(pg.AdminShutdown("terminating")), 503, "数据库的连接"),
    (InterfaceError("connection already closed"), 503, "数据库的连接"),
    (as_django(PoolTimeout("couldn't get a connection")), 503, "人太多"),
    (as_django(pg.TooManyConnections("too many clients")), 503, "人太多"),
    (as_django(pg.QueryCanceled("statement timeout")), 503, "用时过长"),
    (as_django(pg.LockNotAvailable("lock timeout")), 409, "有人正在办理"),
    (as_django(pg.DeadlockDetected("deadlock")), 409, "有人正在办理"),
    (as_django(pg.DiskFull("No space left on device")), 507, "存储空间已满"),
    (OSError(errno.ENOSPC, "No space left on device"), 507, "存储空间已满"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), 507, "存储空间已满"),
    (OSError(errno.EIO, "Input/output error"), 503, "读写文件"),
    (OSError(errno.EROFS, "Read-only file system"), 503, "读写文件"),
]


def answer_to(error: Exception):
    """As Django asks for the page: while it handles the error."""
    with contextlib.suppress(type(error)):
        try:
            raise error
        finally:
            response = errors.server_error(RequestFactory().get("/"))
    return response


@pytest.mark.parametrize(
    ("error", "status", "words"), FAULTS, ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None
)
def test_each_fault_has_its_status_and_its_sentence(error, status, words, monkeypatch):
    monkeypatch.setattr(faults, "_answers", lambda: True)
    response = answer_to(error)
    assert response.status_code == status
    assert words in response.content.decode()
    assert ("Retry-After" in response) == (status in (503, 507))


def test_a_pool_that_waits_for_a_database_that_is_away_says_that(monkeypatch):
    monkeypatch.setattr(faults, "_answers", lambda: False)
    assert "数据库的连接" in answer_to(as_django(PoolTimeout("couldn't get a connection"))).content.decode()


@pytest.mark.django_db
def test_the_database_of_the_tests_answers():
    assert faults._answers()


@pytest.mark.parametrize("error", [RuntimeError(), FileNotFoundError(errno.ENOENT, "x"), psycopg.ProgrammingError("syntax")])
def test_an_error_of_the_program_is_none_of_these(error):
    assert answer_to(error).status_code == 500


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status", "words"), [FAULTS[0], FAULTS[6], FAULTS[8], FAULTS[9]])
def test_over_http_from_whatever_layer_it_comes(client, monkeypatch, error, status, words):
    def fail(_self):
        raise error

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    client.raise_request_exception = False
    response = client.get("/enterprise/")
    assert response.status_code == status
    assert words in response.content.decode()


def test_what_nginx_answers_itself_is_a_page_of_ours():
    told = {name for line in re.findall(r"error_page ([^;]+);", NGINX) for name in re.findall(r"/errors/(\w+\.html)", line)}
    assert told == {page.name for page in PAGES}
    codes = set(re.findall(r"\b[45]\d\d\b", " ".join(re.findall(r"error_page ([^;]+);", NGINX))))
    assert {"413", "429", "502", "503", "504"} <= codes
    assert "limit_conn_status 429;" in NGINX


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_such_a_page_stands_alone_and_is_chinese(page: Path):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?!/")', text)
    assert "<script" not in text
    assert re.search(r"<h1>[\u4e00-\u9fff]+</h1>", text)
