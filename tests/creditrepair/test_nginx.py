"""The reverse proxy's own configuration, run by nginx itself. Only ports, certificate, upstream and folders are put in its place."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONF = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
NGINX = next(
    (
        found
        for found in (str(Path(sys.prefix) / "nginx" / "usr" / "sbin" / "nginx"), shutil.which("nginx"), "/usr/sbin/nginx")
        if found and os.access(found, os.X_OK)
    ),
    "",
)
pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not here: `make setup-test` unpacks it on Debian")
SPOOLS = "".join(f"{name}_temp_path {{folder}}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))


class Stub(BaseHTTPRequestHandler):
    """A portal that says what reached it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status = 503 if self.path == "/busy" else 200
        seen = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        body = f"the portal's own page\n{seen}".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxy:
    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.plain, self.tls = folder, free_port(), free_port()
        self.conf = folder / "nginx.conf"
        self.conf.write_text(self._placed(upstream), encoding="utf-8")

    def _placed(self, upstream: int) -> str:
        """The delivered file with the places of this test; each must be found where it is expected."""
        text = CONF
        for pattern, place in (
            (r"http \{\n", f"http {{\n{SPOOLS.format(folder=self.folder)}"),
            (r"listen 80 ", f"listen 127.0.0.1:{self.plain} "),
            (r"listen 443 ", f"listen 127.0.0.1:{self.tls} "),
            (r"/etc/nginx/certs/", f"{self.folder}/"),
            (r"root /etc/nginx;", f"root {ROOT / 'deploy'};"),
            (r"server web:8000;", f"server 127.0.0.1:{upstream};"),
            (r"/dev/stdout", f"{self.folder}/access.log"),
            (r"/dev/stderr", f"{self.folder}/error.log"),
        ):
            text, found = re.subn(pattern, place, text)
            assert found, pattern
        return text

    def command(self, *more: str) -> list[str]:
        # One process of the same account, so that it may read this checkout.
        own = f"daemon off; master_process off; pid {self.folder}/nginx.pid;"
        return [NGINX, "-p", str(self.folder), "-e", f"{self.folder}/start.log", "-c", str(self.conf), "-g", own, *more]

    @contextlib.contextmanager
    def running(self):
        served = subprocess.Popen(self.command(), stderr=subprocess.PIPE, text=True)
        try:
            self._wait(served)
            yield self
        finally:
            served.terminate()
            served.wait(10)
            served.stderr.close()

    def _wait(self, served) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            assert served.poll() is None, served.stderr.read()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.tls), 1):
                return
            time.sleep(0.05)
        pytest.fail("nginx did not begin to listen")

    def connection(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=20, context=ssl._create_unverified_context())

    def answer(self, method="GET", path="/", *, headers=None, body=None):
        with contextlib.closing(self.connection()) as connection:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response, response.read().decode()

    def raw(self, sent: bytes) -> str:
        """The answer to what no client would send."""
        with socket.create_connection(("127.0.0.1", self.tls), 10) as plain, ssl._create_unverified_context().wrap_socket(plain) as secure:
            secure.sendall(sent)
            said = b""
            with contextlib.suppress(OSError):
                while piece := secure.recv(65536):
                    said += piece
            return said.decode()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout portal.key -out portal.crt"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


def proxy_to(upstream, folder, certificate):
    for name in ("portal.crt", "portal.key"):
        shutil.copy(certificate / name, folder)
    return Proxy(folder, upstream)


@pytest.fixture
def without_portal(tmp_path, certificate):
    """In front of a port on which nobody listens."""
    with proxy_to(free_port(), tmp_path, certificate).running() as proxy:
        yield proxy


@pytest.fixture
def before_portal(tmp_path, certificate):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with proxy_to(server.server_port, tmp_path, certificate).running() as proxy:
            yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def assert_is_ours(response, text, heading):
    assert f"<h1>{heading}</h1>" in text
    assert response.getheader("Content-Type") == "text/html; charset=utf-8"
    assert response.getheader("Cache-Control") == "no-store"
    assert response.getheader("Retry-After") == "30"
    assert "max-age" in response.getheader("Strict-Transport-Security")
    assert "default-src 'none'" in response.getheader("Content-Security-Policy")
    assert response.getheader("Server") == "nginx"


def test_nginx_takes_the_file_without_a_warning(tmp_path, certificate):
    proxy = proxy_to(free_port(), tmp_path, certificate)
    tried = subprocess.run(proxy.command("-t"), capture_output=True, text=True, check=False)
    said = tried.stderr + (tmp_path / "start.log").read_text(encoding="utf-8")
    assert tried.returncode == 0, said
    assert not re.search(r"\[(warn|alert|error|emerg)\]", said), said


def test_a_portal_that_is_away_is_a_page_of_ours(without_portal):
    for path in ("/", "/court/cases/7/", "/no-such-page"):
        response, text = without_portal.answer(path=path)
        assert response.status == 503
        assert_is_ours(response, text, "系统暂时不能办理")


def test_a_body_that_is_too_large_is_a_page_of_ours(without_portal):
    response, text = without_portal.answer("POST", headers={"Content-Length": str(63 * 1024 * 1024)})
    assert response.status == 413
    assert_is_ours(response, text, "上传的文件太大")


def test_a_request_that_is_none_is_a_page_of_ours(without_portal):
    for sent in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: portal\r\nCookie: " + b"x" * 40_000 + b"\r\n\r\n",
    ):
        said = without_portal.raw(sent)
        assert said.startswith("HTTP/1.1 400 "), said[:200]
        assert "<h1>请求有误</h1>" in said
        assert "nginx/" not in said


def test_too_many_connections_of_one_address_are_a_page_of_ours(before_portal):
    with contextlib.ExitStack() as open_ones:
        # One that has sent its headers counts until it is answered: bodies that never come.
        for _ in range(50):
            held = open_ones.enter_context(contextlib.closing(before_portal.connection()))
            held.putrequest("POST", "/")
            held.putheader("Content-Length", "10")
            held.endheaders()
        response, text = before_portal.answer()
    assert response.status == 429
    assert_is_ours(response, text, "访问太频繁")


def test_the_pages_cannot_be_asked_for_by_themselves(before_portal):
    response, text = before_portal.answer(path="/errors/busy.html")
    assert (response.status, "访问太频繁" in text) == (404, False)


def test_a_fault_that_the_portal_tells_itself_is_passed_on(before_portal):
    response, text = before_portal.answer(path="/busy")
    assert response.status == 503
    assert "the portal's own page" in text


def test_what_the_portal_trusts_is_overwritten(before_portal):
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example", "Host": "portal.example"}
    _, text = before_portal.answer(headers=forged)
    seen = dict(line.split(": ", 1) for line in text.splitlines()[1:])
    assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"], seen["Host"]) == ("127.0.0.1", "https", "portal.example")
    assert "X-Forwarded-Host" not in seen


def test_plain_http_is_sent_to_https_and_no_path_is_logged(before_portal):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", before_portal.plain, timeout=10)) as connection:
        connection.request("GET", "/v/KMTPXQRB/?a=1", headers={"Host": "portal.example"})
        response = connection.getresponse()
        assert (response.status, response.getheader("Location")) == (308, "https://portal.example/v/KMTPXQRB/?a=1")
    before_portal.answer(path="/v/KMTPXQRB/?a=1")
    for log in ("access.log", "error.log", "start.log"):
        assert "KMTPXQRB" not in (before_portal.folder / log).read_text(encoding="utf-8")
