"""A file between its arrival and its verdict: what is waited for, what is not, and what befalls the process that looks at it."""

import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from procedure.actors import VISITOR
from procedure.errors import InvalidInput
from supervision import services as supervision
from tests.support.sweeping import swept
from tests.support.world import AT
from tests.uploads.corpus import EICAR, image, pdf
from uploads import inspection, scanner, services
from uploads.models import Upload
from uploads.services import receive_upload, store_upload, uploads_to_judge
from uploads.storage import file_path

pytestmark = pytest.mark.django_db


def sent(content=None, name="回单.pdf"):
    return SimpleUploadedFile(name, content or pdf())


def many_objects(number=100_000):
    """A file of a few megabytes whose objects alone keep a reader busy."""
    rows = b"".join(b"%d 0 obj<</A[%d 0 R]>>endobj\n" % (at, at + 1) for at in range(4, number))
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    return head + page + rows + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def impatient(settings):
    """A machine so busy that no verdict comes in time."""
    settings.UPLOAD_PATIENCE_SECONDS = 0.0


def test_a_request_waits_so_long_and_no_longer(settings):
    settings.UPLOAD_PATIENCE_SECONDS = 0.3
    began = time.monotonic()
    stored = receive_upload(sent(many_objects()), by=VISITOR, at=AT)
    assert time.monotonic() - began < 3
    assert (stored.state, stored.attempts) == ("checking", 0)
    assert uploads_to_judge(9, at=AT) == [stored.pk]


def test_what_a_request_did_not_wait_for_is_judged_by_the_sweep(impatient):
    good, bad = receive_upload(sent(), by=VISITOR, at=AT), receive_upload(sent(pdf(pages=301)), by=VISITOR, at=AT)
    assert {good.state, bad.state} == {"checking"}
    assert swept("uploads", at=AT) == 2
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, good.finding) == ("usable", "")
    assert timedelta(0) <= good.judged_at - AT < timedelta(seconds=1)
    assert bad.state == "refused"
    assert "现为301页" in bad.finding
    assert file_path(good.stored_name).exists()
    assert not file_path(bad.stored_name).exists()
    assert swept("uploads", at=AT) == 0


def test_a_step_never_rests_on_a_file_that_is_not_judged(impatient):
    with pytest.raises(InvalidInput, match=r"还没有检查完.*请过一会儿再提交一次"):
        store_upload(sent(), by=VISITOR, at=AT)


def test_a_verdict_is_spoken_once(impatient):
    stored = receive_upload(sent(), by=VISITOR, at=AT)
    services.judge_upload(stored.pk, at=AT)
    services.judge_upload(stored.pk, at=AT + timedelta(days=1))
    stored.refresh_from_db()
    assert stored.judged_at == AT


def test_a_file_nested_without_end_is_no_fault_of_ours():
    with pytest.raises(InvalidInput, match=r"已损坏|太复杂"):
        store_upload(sent(b"%PDF-1.7\n" + b"[" * 10_000_000), by=VISITOR, at=AT)


@pytest.mark.parametrize("code", sorted(inspection.ITS_OWN_FAULT))
def test_a_process_that_the_file_killed_is_a_verdict(monkeypatch, tmp_path, code):
    script = tmp_path / "child.py"
    script.write_text(f"import os; os.kill(os.getpid(), {-code})")
    monkeypatch.setattr(inspection, "CHILD_SCRIPT", script)
    with pytest.raises(InvalidInput, match=r"结构太复杂.*请打印"):
        store_upload(sent(), by=VISITOR, at=AT)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 15)", "sys.exit(1)"])
def test_a_process_that_was_lost_is_none_and_is_started_again_until_it_is_lost_too_often(monkeypatch, impatient, tmp_path, end):
    stored = receive_upload(sent(), by=VISITOR, at=AT)
    script = tmp_path / "child.py"
    script.write_text(f"import os, sys; {end}")
    monkeypatch.setattr(inspection, "CHILD_SCRIPT", script)
    at = AT
    for attempt in range(1, services.ATTEMPTS_AT_MOST):
        assert swept("uploads", at=at) == 1
        stored.refresh_from_db()
        assert (stored.state, stored.attempts) == ("checking", attempt)
        assert "不用重新上传" in stored.finding
        assert swept("uploads", at=at) == 0
        at = stored.retry_at + timedelta(seconds=1)
    swept("uploads", at=at)
    stored.refresh_from_db()
    assert stored.state == "refused"


def test_a_machine_that_cannot_start_a_process_never_gives_up(monkeypatch, impatient):
    stored = receive_upload(sent(), by=VISITOR, at=AT)
    msg = "no more processes"

    def full(*_arguments, **_options):
        raise OSError(msg)

    monkeypatch.setattr(subprocess, "Popen", full)
    at = AT
    for _ in range(services.ATTEMPTS_AT_MOST + 3):
        swept("uploads", at=at)
        stored.refresh_from_db()
        at = stored.retry_at
    assert stored.state == "checking"
    monkeypatch.undo()
    swept("uploads", at=at + timedelta(seconds=1))
    stored.refresh_from_db()
    assert stored.state == "usable"


# --- the limits of the child ---

PROBE = """
import os, resource, socket, sys
sys.path.insert(0, {root!r})
from uploads.confinement import confine
confine(with_one_file={one})
def tried(what):
    try:
        what()
    except BaseException as refusal:
        return type(refusal).__name__
    return "done"
sys.stdout.write(" ".join([
    tried(lambda: socket.socket()),
    tried(lambda: socket.create_connection(("127.0.0.1", 9))),
    tried(lambda: os.fork() or os._exit(0)),
    tried(lambda: os.execv("/bin/true", ["true"])),
    tried(lambda: bytearray(2 << 30)),
    tried(lambda: open("/etc/hostname")),
]))
"""


@pytest.mark.parametrize("one", [False, True])
def test_the_child_reaches_nothing(one):
    root = str(Path(inspection.__file__).parent.parent)
    probe = subprocess.run([sys.executable, "-c", PROBE.format(root=root, one=one)], capture_output=True, check=True, stdin=subprocess.PIPE)
    *others, opening = probe.stdout.decode().split()
    assert set(others) <= {"PermissionError", "OSError", "MemoryError", "BlockingIOError"}
    # A file that is decrypted needs chance from a device, and nothing that would carry away what it reads.
    assert opening == ("done" if one else "OSError")


def test_the_child_has_only_so_much_time(monkeypatch, tmp_path):
    script = tmp_path / "child.py"
    root = str(Path(inspection.__file__).parent.parent)
    script.write_text(
        f"import sys; sys.path.insert(0, {root!r})\nfrom uploads import confinement\n"
        "confinement.CPU_SECONDS = 1\nconfinement.confine(with_one_file=False)\nwhile True: pass\n"
    )
    monkeypatch.setattr(inspection, "CHILD_SCRIPT", script)
    path = tmp_path / "file"
    path.write_bytes(b"x")
    assert inspection.inspect(path, "application/pdf", 30).refused == "too_complex"
    with pytest.raises(inspection.NotJudgedError):
        inspection.inspect(path, "application/pdf", 0.2)


# --- the scanner ---


class Daemon(socketserver.StreamRequestHandler):
    """Speaks as clamd does to INSTREAM; what it answers is set by the test."""

    answer = None

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        is_bad = EICAR in content
        verdict = b"stream: Eicar-Signature FOUND\0" if is_bad else b"stream: OK\0"
        self.wfile.write(verdict if self.answer is None else self.answer)


@pytest.fixture
def clamd(settings, tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(path, type("Handler", (Daemon,), {})) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        settings.CLAMD_ADDRESS = f"unix://{path}"
        yield server.RequestHandlerClass
        server.shutdown()
        thread.join()


def infected():
    """A PDF that opens, with the test virus in a stream of its page."""
    return pdf(lambda document: setattr(document.pages[0].obj, "Contents", pikepdf.Stream(document, EICAR)), compress_streams=False)


def test_a_scanner_that_finds_nothing_lets_the_check_go_on(clamd):
    assert store_upload(sent(), by=VISITOR, at=AT).is_usable
    with pytest.raises(InvalidInput, match="301页"):
        store_upload(sent(pdf(pages=301)), by=VISITOR, at=AT)


@pytest.mark.parametrize("content", [infected(), image("JPEG", comment=EICAR)], ids=["pdf", "jpg"])
def test_the_test_virus_is_found_and_named_and_not_kept(clamd, content):
    name = "回单.pdf" if content.startswith(b"%PDF") else "回单.jpg"
    assert EICAR in content
    with pytest.raises(InvalidInput, match=r"发现病毒.*Eicar-Signature.*没有接收"):
        store_upload(sent(content, name), by=VISITOR, at=AT)
    assert not Upload.objects.exists()


def test_without_a_scanner_the_test_virus_is_but_odd_text():
    assert store_upload(sent(infected()), by=VISITOR, at=AT).is_usable


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: lstat() failed ERROR\0", b"nonsense"])
def test_a_scanner_that_says_nothing_clear_judges_nothing(clamd, answer):
    clamd.answer = answer
    stored = receive_upload(sent(), by=VISITOR, at=AT)
    assert stored.is_being_checked
    assert "查毒服务暂时连接不上" in stored.finding


@pytest.mark.parametrize("address", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
def test_a_scanner_that_is_away_keeps_the_file_in_check_until_it_is_back(settings, address):
    settings.CLAMD_ADDRESS = address
    stored = receive_upload(sent(), by=VISITOR, at=AT)
    assert stored.is_being_checked
    at = AT
    for _ in range(9):
        swept("uploads", at=at)
        stored.refresh_from_db()
        assert stored.is_being_checked
        assert "恢复后自动继续检查" in stored.finding
        at = stored.retry_at + timedelta(seconds=1)
    settings.CLAMD_ADDRESS = ""
    swept("uploads", at=at)
    stored.refresh_from_db()
    assert stored.is_usable


def test_a_scanner_that_never_answers_holds_a_request_no_longer_than_its_patience(settings, tmp_path):
    path = str(tmp_path / "dumb.ctl")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        settings.CLAMD_ADDRESS = f"unix://{path}"
        settings.UPLOAD_PATIENCE_SECONDS = 0.3
        began = time.monotonic()
        assert receive_upload(sent(), by=VISITOR, at=AT).is_being_checked
        assert time.monotonic() - began < 5


# --- what the database holds ---


@pytest.mark.parametrize(
    "row",
    [
        {"state": "usable"},
        {"state": "checking", "judged_at": AT},
        {"state": "refused", "judged_at": AT},
        {"state": "refused", "judged_at": AT, "finding": "x", "copy_name": "a", "copy_sha256": "b", "left_out": "附件"},
        {"state": "usable", "judged_at": AT, "copy_name": "a"},
        {"state": "unheard-of"},
        {"size": 0},
    ],
)
def test_no_half_verdict_is_stored(row):
    with pytest.raises(DatabaseError), transaction.atomic():
        Upload.objects.create(**{"stored_name": "x", "size": 1, "stored_at": AT} | row)


def test_a_tick_judges_uploads_too():
    assert "uploads" in supervision.tick(at=AT)
    assert scanner.configured_scanner() is None
