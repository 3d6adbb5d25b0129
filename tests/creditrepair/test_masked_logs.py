"""No log line holds a token, a code, a 查询码 or the end of a phone number, whatever address they are put into."""

import io
import json
import logging
import logging.config
import re

import pytest
from django.test import Client
from django.urls import converters
from django.urls.resolvers import RoutePattern

from creditrepair.logs import DOORS, MaskedFormatter, logging_config, masked
from portal.shell.policy import routes

TOKEN = "Zk3v9-QpL_x81TtRmW2eYa"
CODE = "7KQM-94XT-HB2C"
QUERY_CODE = "K7M4TPX92B"
PHONE = "13912345678"
NUMBER = "987650123"
SECRETS = (TOKEN, CODE, QUERY_CODE, PHONE, "TtRmW2eYa", "94XT")


@pytest.fixture
def lines():
    """Everything that the process writes while the test runs, as production would write it."""
    config = logging_config("INFO")
    formatter = config["formatters"]["json"]
    kind = formatter.pop("()")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(kind(**formatter))
    root = logging.getLogger()
    names = [name for name in logging.root.manager.loggerDict if name.startswith(("django", "portal", "creditrepair"))]
    levels = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def addresses():
    """Each address of the portal with a secret wherever it takes text."""
    for route, _view in routes():
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: NUMBER if found[1] == "int" else TOKEN, route)
        if "(?P" in path or "^" in path:
            continue
        yield "/" + path


def test_every_address_is_walked_with_secrets_in_it(lines, db):
    client = Client(raise_request_exception=False)
    walked = list(addresses())
    assert len(walked) > 60
    for path in walked:
        for method in (client.get, client.post):
            method(
                f"{path}?q={QUERY_CODE}&token={TOKEN}&tail={PHONE[-4:]}&next=/v/{CODE}/",
                {} if method == client.get else {"query_code": QUERY_CODE, "phone_tail": PHONE[-4:]},
            )
    for path in (f"/n/{TOKEN}", f"/v/{CODE}/x", f"/nowhere/{TOKEN}/{PHONE}", f"/v/{QUERY_CODE}%00/"):
        client.get(path)
    written = lines()
    assert "request" in written
    assert "Not Found" in written
    for secret in SECRETS:
        assert secret not in written, next(line for line in written.splitlines() if secret in line)
    assert not re.search(rf"\D{PHONE[-4:]}\D", re.sub(r'"timestamp": "[^"]*"|"request_id": "[^"]*"', "", written))


@pytest.mark.parametrize("secret", SECRETS[:4])
def test_an_exception_that_names_a_secret_is_masked(lines, secret):
    fault = ValueError(f"Key (token)=({secret}) already exists")
    logging.getLogger("django.request").error("Internal Server Error: %s", f"/n/{secret}/?next={secret}", exc_info=fault)
    (line,) = lines().splitlines()
    assert secret not in line
    assert "ValueError" in json.loads(line)["exception"]


def test_what_helps_to_find_a_fault_stays():
    text = 'File "/app/portal/shell/errors.py", line 12, in error_page'
    assert masked(text) == text
    assert masked("Not Found: /enterprise/self-check/") == "Not Found: /enterprise/self-check/"
    assert masked(f"Not Found: /n/{TOKEN}/apply/") == "Not Found: /n/***/apply/"
    assert masked(f"Listening at: http://127.0.0.1:8000, https://portal.example/v/{CODE}/") == (
        "Listening at: http://127.0.0.1:8000, https://portal.example/v/***/"
    )
    assert masked(f"GET /progress/?code={QUERY_CODE}") == "GET /progress/?***"


@pytest.mark.parametrize("door", ["n", "s", "c", "v"])
def test_whatever_follows_a_door_that_a_token_opens_is_masked(door):
    """A code typed in small letters alone looks like a word of ours."""
    assert masked(f"Not Found: /{door}/kmtp-xqrb/apply/") == f"Not Found: /{door}/***/apply/"
    assert masked(f"https://portal.example/{door}/kmtpxqrb") == f"https://portal.example/{door}/***"


def test_every_door_that_a_token_opens_is_known():
    doors = {route.partition("/")[0] for route, _ in routes() if re.match(r"\w+/<(code|str):", route)}
    assert doors == DOORS


def test_the_web_servers_own_lines_are_masked():
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Error handling request %s", (f"/n/{TOKEN}/?next=/v/{CODE}/",), None)
    assert MaskedFormatter(logging.Formatter("%(message)s")).format(record) == "Error handling request /n/***/?***"


def test_the_proxy_writes_neither_path_nor_query(settings):
    text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (form,) = re.findall(r"log_format \w+ '([^']*)'", text)
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_referer|is_args)\b(?!_)", form)
    assert re.findall(r"error_log (.*);", text) == ["/dev/stderr emerg"]


def test_every_kind_of_text_in_an_address_is_walked():
    kinds = {name for route, _ in routes() for name in re.findall(r"<(\w+):", route)}
    assert kinds <= {*converters.get_converters()}
    assert "code" in kinds
    assert RoutePattern("n/<code:token>/").match(f"n/{TOKEN}/")
