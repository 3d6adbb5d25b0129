import json
import logging

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger import timekeeping

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}  # fmt: skip
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PASSWORD = "Ui8-invented-pass"


@pytest.fixture
def user(db):
    return get_user_model().objects.create_user(username="tester", password=PASSWORD)


def assert_hardened(response):
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: response.get(name) for name in FIXED} == FIXED
    assert "camera=()" in response["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/livez", 200), ("/accounts/login/", 200), ("/no-such-page/", 404), ("/static/css/portal.css", 200)]
)
def test_every_answer_is_hardened(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert_hardened(response)


@pytest.mark.django_db
def test_refusals_are_hardened_too(client):
    from tests.support.strictness import StrictClient

    assert_hardened(client.get("/", headers={"host": "evil.example"}))
    refused = StrictClient(enforce_csrf_checks=True).post(reverse("account_login"))
    assert refused.status_code == 403
    assert_hardened(refused)


@pytest.mark.django_db
def test_a_crash_is_hardened_and_tells_only_the_request_id(client, monkeypatch):
    from creditrepair import probes

    class Broken:
        def cursor(self):
            raise RuntimeError("inner words")

    monkeypatch.setattr(probes, "connection", Broken())
    client.raise_request_exception = False
    response = client.get("/readyz")
    assert response.status_code == 500
    assert_hardened(response)
    assert "inner words" not in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_unused_methods_are_closed(client, method):
    assert getattr(client, method)("/").status_code == 405


@pytest.mark.django_db
def test_method_override_is_ignored(client):
    assert client.post("/livez", headers={"x-http-method-override": "GET"}).status_code == 405


@pytest.mark.django_db
def test_anonymous_pages_may_be_kept_and_personal_ones_not(client, user):
    assert "no-store" not in client.get("/").get("Cache-Control", "")
    client.force_login(user)
    assert client.get("/").get("Cache-Control") == "no-store"
    assert client.get("/static/css/portal.css").get("Cache-Control") != "no-store"


@pytest.mark.django_db
def test_signing_out_clears_the_browser(client, user):
    client.force_login(user)
    response = client.post(reverse("account_logout"))
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.django_db
def test_log_line_holds_the_route_and_never_the_path_or_query(client, caplog):
    with caplog.at_level(logging.INFO, logger="creditrepair.middleware"):
        client.get("/livez?code=secret-code")
    record = caplog.records[-1].msg
    assert (record["event"], record["route"], record["status"], record["method"]) == ("request", "livez", 200, "GET")
    assert "secret-code" not in json.dumps(record, default=str)


@pytest.mark.django_db
def test_database_away_is_unready_but_alive(client, monkeypatch):
    from django.db import OperationalError
    from django.db.backends.utils import CursorWrapper

    def away(*_arguments):
        raise OperationalError

    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(CursorWrapper, "execute", away)
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200


@pytest.mark.django_db
def test_a_page_reads_the_clock_once(client, user):
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("enterprise:desk")).status_code == 200
    assert len([query for query in queries if timekeeping.NOW in query["sql"]]) == 1
