"""The renderer process: what it may reach, and what becomes of it when a job goes wrong."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from notices import pdf
from notices.pdf import MissingGlyphError, RenderingFailedError, StyleFlawError, close_gaps, render_pdf
from tests.notices.test_fonts import rare_character

PLAIN = "<html lang='zh-CN'><title>试</title><body>信用修复</body></html>"


def job(html: str = PLAIN, css: str = "", assets: dict[str, str] | None = None) -> dict[str, object]:
    return {"html": html, "css": css, "assets": assets or {}, "identifier": "00" * 16}


def ask(**parts) -> dict[str, object]:
    return pdf.renderer().ask(job(**parts), 30)


@pytest.fixture
def listener():
    """A port that nobody may knock at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        yield server
        with pytest.raises(TimeoutError):
            server.accept()


IMAGE = "<img src='{}' alt=x>"


@pytest.mark.parametrize(
    ("html", "address"),
    [
        (IMAGE, "http://127.0.0.1:{port}/x.png"),
        (IMAGE, "ftp://127.0.0.1:{port}/x.png"),
        (IMAGE, "file:///etc/passwd"),
        (IMAGE, "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"),
        (IMAGE, "asset:unknown"),
        (IMAGE, "//127.0.0.1:{port}/x.png"),
        ("<link rel=stylesheet href='{}'>", "https://127.0.0.1:{port}/x.css"),
        ("<object data='{}'></object>", "file:///etc/passwd"),
        ("<p style='background:url({})'>x</p>", "http://127.0.0.1:{port}/x.png"),
    ],
)
def test_no_address_is_ever_fetched(listener, html, address):
    with pytest.raises(RenderingFailedError):
        ask(html=PLAIN.replace("信用修复", html.format(address.format(port=listener.getsockname()[1]))))


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/x.css", "file:///etc/passwd"])
def test_a_style_sheet_fetches_nothing_either(listener, address):
    with pytest.raises(RenderingFailedError, match="FatalURLFetchingError"):
        ask(css=f"@import url('{address.format(port=listener.getsockname()[1])}');")


@pytest.mark.parametrize(
    "inner",
    ["<image href='http://127.0.0.1:{}/x.png' width='9' height='9'/>", "<style>@import 'http://127.0.0.1:{}/';</style>", "<nonsense"],
)
def test_a_drawing_fetches_nothing_and_is_never_left_out(listener, inner):
    inner = inner.format(listener.getsockname()[1])
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inner}</svg>"
    with pytest.raises(RenderingFailedError):
        ask(html=PLAIN.replace("信用修复", "<img src='asset:seal' alt=x>"), assets={"seal": svg})


def test_attachments_are_refused():
    with pytest.raises(RenderingFailedError):
        ask(html=PLAIN.replace("<title>", "<link rel=attachment href='file:///etc/hostname'><title>"))


def test_the_renderer_knows_no_secret_and_has_its_limits(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    pdf.restart_renderer()
    ask()
    process = Path(f"/proc/{pdf.renderer().child.process.pid}")
    names = {line.partition("=")[0] for line in (process / "environ").read_text().split("\0") if line}
    assert names <= {"PATH", "HOME", "LANG", "LC_CTYPE"}
    limits = (process / "limits").read_text()
    assert f"{1536 * 1024 * 1024}" in next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert "64" in next(line for line in limits.splitlines() if line.startswith("Max open files")).split()


def test_a_document_that_exhausts_the_renderer_harms_only_itself():
    with pytest.raises(RenderingFailedError):
        ask(html=PLAIN.replace("信用修复", "<div>" * 3000))
    assert ask()["pages"] == 1


def test_a_document_that_takes_too_long_is_stopped():
    ask()
    slow = pdf.renderer().child.process
    with pytest.raises(RenderingFailedError, match="too long"):
        pdf.renderer().ask(job(html=PLAIN.replace("信用修复", "<p>慢" * 3000)), 0.01)
    assert slow.poll() is not None
    assert ask()["pages"] == 1


def test_a_killed_renderer_is_replaced():
    ask()
    pdf.renderer().child.process.kill()
    pdf.renderer().child.process.wait()
    assert ask()["pages"] == 1


def test_a_renderer_that_dies_at_work_fails_the_job(monkeypatch):
    ask()
    monkeypatch.setattr(pdf._Child, "usable", lambda _self: True)
    pdf.renderer().child.process.kill()
    with pytest.raises(RenderingFailedError):
        ask()


def test_a_renderer_is_replaced_after_its_share_of_jobs():
    ask()
    first = pdf.renderer().child
    first.jobs = pdf.JOBS_PER_CHILD
    ask()
    assert pdf.renderer().child is not first
    assert first.process.poll() is not None


def test_a_forked_process_starts_its_own_renderer():
    ask()
    parent_child = pdf.renderer().child.process.pid
    pid = os.fork()
    if not pid:
        fine = pdf.renderer().child is None and ask()["pages"] == 1 and pdf.renderer().child.process.pid != parent_child
        pdf.renderer().close()
        os._exit(0 if fine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert ask()["pages"] == 1
    assert pdf.renderer().child.process.pid == parent_child


def test_the_renderer_ends_with_its_parent():
    child = subprocess.Popen((os.sys.executable, "-I", str(pdf.CHILD_SCRIPT)), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    child.stdin.close()
    assert child.wait(20) == 0


@pytest.fixture
def template(settings, tmp_path):
    """A paper template of the test's own beside the real ones."""

    def write(content: str) -> str:
        (tmp_path / "trial.html").write_text(content)
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
        return "trial.html"

    return write


def test_a_missing_glyph_is_an_error_and_never_a_box(template):
    character = rare_character()
    with pytest.raises(MissingGlyphError) as refusal:
        render_pdf(template(PLAIN.replace("信用修复", "{{ name }}")), {"name": f"公司{character}"})
    assert refusal.value.characters == {character}


def test_a_flaw_of_our_style_is_an_error_under_test(template):
    with pytest.raises(StyleFlawError):
        render_pdf(template(PLAIN.replace("<body>", "<body style='colour: red'>")), {})


def test_a_flaw_of_our_style_is_only_logged_in_production(template, settings, capsys):
    settings.APP_ENV = "production"
    rendered = render_pdf(template(PLAIN.replace("<body>", "<body style='colour: red'>")), {})
    assert rendered.page_count == 1


def test_values_are_escaped(template):
    rendered = render_pdf(template(PLAIN.replace("信用修复", "{{ name }}")), {"name": "<img src='file:///etc/passwd'>"})
    assert rendered.page_count == 1


def test_line_breaks_of_a_template_leave_no_gap_and_those_of_a_person_stay():
    html = """<p class="x"
  id="y">联系方式：甲
    {% if %}，电话1
  </p><span
      class="free"
    >第一行
第二行</span
    >
  。<i>Abc def</i>"""
    assert close_gaps(html).replace("{% if %}", "") == (
        '<p class="x"\n  id="y">联系方式：甲，电话1</p><span\n      class="free"\n    >第一行\n第二行</span\n    >。<i>Abc def</i>'
    )
