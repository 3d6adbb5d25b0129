import threading
import time
from dataclasses import replace

import pytest
from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction

from cases.papers.notice import ProactiveNoticePaper, ServiceReceiptPaper
from ledger import timekeeping
from notices import services, storage, tasks
from notices.enums import DocumentState
from notices.models import Document
from notices.services import doorbell
from notices.services.documents import DocumentDamagedError, WrongPaperError
from notices.snapshots import digest, snapshot
from tests.notices.conftest import AT, sql, tamper
from tests.notices.samples import sample


@pytest.fixture
def rings(monkeypatch) -> list[tuple]:
    """Every ring of the doorbell."""
    heard: list[tuple] = []
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda name, args, **options: heard.append((name, args, options)))
    return heard


@pytest.fixture
def ready(document) -> Document:
    services.render_document(document.pk, at=AT)
    document.refresh_from_db()
    return document


def test_a_document_freezes_its_paper(document):
    paper = sample(ProactiveNoticePaper)
    assert bytes(document.snapshot) == snapshot(paper)
    assert document.snapshot_sha256 == digest(snapshot(paper))
    assert (document.title, document.number, document.state) == (paper.title, paper.number, DocumentState.PENDING)
    assert len(document.template_version) == 12


def test_title_and_number_may_be_given(make_document):
    document = make_document(title="告知书（副本）", number="另号")
    assert (document.title, document.number) == ("告知书（副本）", "另号")


def test_a_paper_without_a_number_has_none(make_document):
    assert make_document(sample(ServiceReceiptPaper)).number == ""


def test_a_qr_code_that_leads_elsewhere_is_refused(make_document):
    with pytest.raises(WrongPaperError, match="apply_url"):
        make_document(sample(ProactiveNoticePaper, apply_url="https://elsewhere.example/n/1/"))


def test_the_worker_is_rung_after_the_commit_with_the_id_alone(make_document, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = make_document()
        assert rings == []
    doorbell._Own.bell.waiting.join()
    assert rings == [("notices.tasks.render_document", (document.pk,), {"queue": "pdf", "retry": False})]


@pytest.fixture
def bell(monkeypatch):
    monkeypatch.setattr(doorbell._Own, "bell", doorbell.Doorbell())
    return doorbell._Own.bell


def test_a_broker_that_is_away_costs_nobody_a_moment_and_is_left_alone_for_a_while(
    make_document, bell, monkeypatch, django_capture_on_commit_callbacks
):
    asked, may_answer = [], threading.Event()

    def hang(*_args, **_options):
        asked.append(1)
        may_answer.wait(10)
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app._get_current_object(), "send_task", hang)
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(doorbell.WAITING_AT_MOST + 10):
            doorbell.ring_after_commit(1)
    assert time.monotonic() - started < 0.3
    may_answer.set()
    bell.waiting.join()
    doorbell.press(2)
    bell.waiting.join()
    assert asked == [1]


def test_without_a_broker_nobody_rings(bell, monkeypatch, rings):
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, redis_url=""))
    doorbell.press(1)
    assert not doorbell.ring(1)
    assert (rings, bell.ringer) == ([], None)


def test_the_task_takes_an_id_and_may_run_three_times(document):
    with timekeeping.pinned(AT):
        tasks.render_document(document.pk)
        first = Document.objects.values().get()
        tasks.render_document(document.pk)
        tasks.render_document(document.pk)
    assert first["state"] == DocumentState.READY
    assert Document.objects.values().get() == first
    assert len(list(storage.path_of("x").parent.glob(f"*{first['file_name']}"))) == 1


def test_the_stored_pdf_is_checked_when_it_is_read(ready):
    assert services.pdf_content(ready).startswith(b"%PDF-1.7")
    path = storage.path_of(ready.file_name)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DocumentDamagedError, match="differs"):
        services.pdf_content(ready)
    path.unlink()
    with pytest.raises(DocumentDamagedError, match="cannot be read"):
        services.pdf_content(ready)


def test_the_stored_file_is_for_our_user_only(ready):
    path = storage.path_of(ready.file_name)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd"])
def test_a_name_cannot_leave_the_folder(name):
    assert storage.path_of(name).name == "passwd"
    assert storage.path_of(name).parent.name == storage.FOLDER


def test_a_ready_document_never_changes(ready):
    changes = (
        "pdf_sha256 = repeat('0', 64)",
        "file_name = 'x.pdf'",
        "size = 1",
        "page_count = 9",
        "fonts = '[]'",
        "state = 'pending'",
        "rendered_at = now()",
        "snapshot = 'x'",
        "failure = 'x'",
        "lease_until = now()",
    )
    for change in changes:
        with pytest.raises(IntegrityError, match="finished"), transaction.atomic():
            sql(f"UPDATE notices_document SET {change}")


@pytest.mark.parametrize(
    "change",
    ["snapshot = 'x'", "snapshot_sha256 = 'x'", "number = 'x'", "title = 'x'", "audience = 'all'", "created_by = 'x'", "notice_id = NULL"],
)
def test_what_a_document_says_is_frozen_from_the_start(document, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(f"UPDATE notices_document SET {change}")


@pytest.mark.parametrize("statement", ["DELETE FROM notices_document", "TRUNCATE notices_document CASCADE"])
def test_documents_are_kept(document, statement):
    # A pending deferred check would hide the refusal behind an error of its own.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="papers are kept"), transaction.atomic():
        sql(statement)


def test_a_finished_document_is_never_made_again(ready, rings, django_capture_on_commit_callbacks):
    before = Document.objects.values().get()
    with django_capture_on_commit_callbacks(execute=True):
        services.retry_document(ready.pk)
    services.render_document(ready.pk, at=AT)
    assert Document.objects.values().get() == before
    assert rings == []


def test_a_tampered_snapshot_is_not_printed(document):
    tamper("UPDATE notices_document SET snapshot = snapshot || ' '::bytea, failures = 2")
    services.render_document(document.pk, at=AT)
    document.refresh_from_db()
    assert document.state == DocumentState.NEEDS_HUMAN
    assert "SnapshotMismatchError" in document.failure
