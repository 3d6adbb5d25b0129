import errno
import hashlib
import threading
import time
import unicodedata
from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from cases.papers.notice import ProactiveNoticePaper, ServiceReceiptPaper
from messaging.models import Message
from notices import pdf, services, storage
from notices.enums import DocumentState
from notices.kinds import kind_of
from notices.models import Document
from notices.offices import office_of
from notices.pdf import MissingGlyphError, RenderedPdf, RendererLostError, RenderingFailedError, StyleFlawError
from notices.services import rendering
from recognition.papers.answers import RecognitionResultPaper, RefusalLetterPaper
from tests.notices.conftest import AT, in_parallel
from tests.notices.samples import sample
from words.characters import is_unsure

LATER = AT + rendering.LEASE


PDF = RenderedPdf(b"%PDF-1.7", hashlib.sha256(b"%PDF-1.7").hexdigest(), 1, ("Noto Serif CJK SC",))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """A browser test's server may still be making a paper when its test has ended."""
    settings.MEDIA_ROOT = tmp_path


def stored_files() -> set[str]:
    return {path.name for path in storage.path_of("x").parent.glob("*")}


def rendered(limit, *, at) -> int:
    """As the sweep does: how many of those that wait were ours to make."""
    return sum(services.render_document(document_id, at=at) for document_id in services.due_documents(limit, at=at))


def render(document, at=AT) -> Document:
    services.render_document(document.pk, at=at)
    document.refresh_from_db()
    return document


def claimed(document, at) -> Document | None:
    return rendering._claim(rendering._unclaimed(at).filter(pk=document.pk), at)


def fail_with(monkeypatch, error: Exception) -> None:
    def refuse(_paper):
        raise error

    monkeypatch.setattr(rendering, "print_paper", refuse)


def test_a_paper_becomes_a_stored_pdf(document):
    render(document)
    content = storage.read(document.file_name)
    assert document.state == DocumentState.READY
    assert (document.size, document.rendered_at, document.attempts) == (len(content), AT, 1)
    assert document.page_count >= 2
    assert any("Serif" in font for font in document.fonts)
    assert services.pdf_content(document) == content
    assert (document.lease_token, document.lease_until) == (None, None)


def test_a_paper_in_work_is_left_alone(document):
    assert claimed(document, AT) is not None
    assert render(document).state == DocumentState.PENDING
    assert document.attempts == 1


def test_the_lease_of_a_dead_worker_runs_out(document):
    claimed(document, AT)
    assert render(document, LATER).state == DocumentState.READY
    assert document.attempts == 2


def test_a_late_result_is_discarded(document, monkeypatch):
    made = rendering.print_paper

    def slow(paper):
        # Meanwhile the lease ran out, and another worker took and finished the paper.
        monkeypatch.setattr(rendering, "print_paper", made)
        services.render_document(document.pk, at=LATER)
        return made(paper)

    written, write, here = [], storage.write, threading.get_ident()

    def recorded(name, content):
        # A renderer that a browser test left behind in this process writes too, from its own thread.
        if threading.get_ident() == here:
            written.append(name)
        write(name, content)

    monkeypatch.setattr(storage, "write", recorded)
    monkeypatch.setattr(rendering, "print_paper", slow)
    render(document)
    assert document.rendered_at == LATER
    assert len(written) == 2
    assert [name for name in written if storage.path_of(name).exists()] == [document.file_name]


@pytest.mark.parametrize(
    "outcome", [None, RenderingFailedError("renderer died"), MissingGlyphError({"龘"})], ids=["a PDF", "a failure", "a refusal"]
)
def test_whatever_comes_late_leaves_the_paper_to_whoever_has_it_by_now(document, monkeypatch, outcome):
    taken = []

    def slow(_paper):
        # The lease ran out, and another worker is at the paper, not done yet.
        taken.append(claimed(document, LATER))
        if outcome:
            raise outcome
        return PDF

    monkeypatch.setattr(rendering, "print_paper", slow)
    before = stored_files()
    render(document)
    assert (document.state, document.attempts) == (DocumentState.PENDING, 2)
    assert (document.lease_token, document.lease_until) == (taken[0].lease_token, LATER + rendering.LEASE)
    assert stored_files() <= before
    assert not Message.objects.exists()
    rendering._keep(taken[0], PDF, LATER)
    document.refresh_from_db()
    assert (document.state, document.rendered_at) == (DocumentState.READY, LATER)


def test_a_late_failure_changes_nothing(document, monkeypatch):
    made = rendering.print_paper

    def slow(_paper):
        monkeypatch.setattr(rendering, "print_paper", made)
        services.render_document(document.pk, at=LATER)
        raise RenderingFailedError

    monkeypatch.setattr(rendering, "print_paper", slow)
    assert render(document).state == DocumentState.READY
    assert not Message.objects.exists()


def test_a_missing_glyph_refuses_the_paper_and_tells_the_clerks(make_document, court):
    document = render(make_document(sample(ProactiveNoticePaper, enterprise_name="青\ue000岚公司")))
    assert document.state == DocumentState.REFUSED
    assert "U+E000" in document.failure
    told = Message.objects.order_by("role")
    assert [(message.department, message.role) for message in told] == [(court, "acceptance_officer"), (court, "handling_judge")]
    assert "U+E000" in told[0].body
    assert document.number in told[0].body


def test_a_refused_paper_can_be_made_again_once_the_font_is_there(make_document, monkeypatch):
    monkeypatch.setattr("notices.fonts.is_unsure", lambda char: unicodedata.category(char) == "Lo")
    document = render(make_document())
    assert document.state == DocumentState.REFUSED
    frozen = bytes(document.snapshot)
    monkeypatch.setattr("notices.fonts.is_unsure", is_unsure)
    services.retry_document(document.pk)
    document.refresh_from_db()
    assert (document.state, document.failure, document.attempts) == (DocumentState.PENDING, "", 0)
    assert render(document).state == DocumentState.READY
    assert bytes(document.snapshot) == frozen


def test_a_second_refusal_is_told_again(make_document):
    document = render(make_document(sample(ProactiveNoticePaper, enterprise_name="青\ue000岚公司")))
    services.retry_document(document.pk)
    render(document)
    assert Message.objects.count() == 4


def test_a_failure_of_the_paper_is_tried_three_times_with_a_pause_and_then_needs_a_person(document, monkeypatch):
    fail_with(monkeypatch, RenderingFailedError("ValueError"))
    at = AT
    for attempt in (1, 2):
        render(document, at)
        assert (document.state, document.failures) == (DocumentState.PENDING, attempt)
        assert render(document, at).attempts == attempt
        at += rendering.BACK_OFF * attempt
    assert not Message.objects.exists()
    render(document, at)
    assert (document.state, document.failures) == (DocumentState.NEEDS_HUMAN, 3)
    assert "已尝试3次" in document.failure
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EIO, "Input/output error"), "读写出错"),
        (RendererLostError("renderer died"), "暂时不能制作"),
        (OperationalError("server closed the connection"), "暂时不能制作"),
    ],
)
def test_a_fault_of_the_machine_is_waited_out_however_long_it_takes(document, monkeypatch, fault, words):
    made = rendering.print_paper
    fail_with(monkeypatch, fault)
    at = AT
    for _ in range(12):
        render(document, at)
        assert (document.state, document.failures) == (DocumentState.PENDING, 0)
        assert words in document.failure
        assert document.lease_until - at <= timedelta(seconds=60)
        at = document.lease_until
    assert not Message.objects.exists()
    monkeypatch.setattr(rendering, "print_paper", made)
    render(document, at)
    assert (document.state, document.failure) == (DocumentState.READY, "")


def test_a_paper_whose_workers_are_killed_is_made_in_the_end_and_each_time_within_a_minute(document):
    at = AT
    for _attempt in range(9):
        assert claimed(document, at) is not None
        assert timedelta(seconds=60) >= rendering.LEASE
        at += rendering.LEASE
    assert render(document, at).state == DocumentState.READY


def test_no_rendering_takes_longer_than_its_lease():
    assert timedelta(seconds=pdf.RENDER_SECONDS) < rendering.LEASE


def test_a_full_disk_leaves_no_file(document, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("notices.storage.os.fsync", full)
    assert render(document).state == DocumentState.PENDING
    assert document.file_name == ""
    assert stored_files() == set()


def test_every_other_paper_may_be_the_newest(make_document):
    first, second, third = (make_document(sample(ServiceReceiptPaper)) for _ in range(3))
    assert services.render_next(at=AT, newest=True) == third.pk
    assert services.render_next(at=AT) == first.pk
    assert services.render_next(at=AT, newest=True) == second.pk
    assert services.render_next(at=AT) is None


def test_a_flaw_of_our_own_style_stops_the_test(document, monkeypatch):
    fail_with(monkeypatch, StyleFlawError(["Ignored `colour: red`"]))
    with pytest.raises(StyleFlawError):
        render(document)


def test_the_sweep_takes_the_oldest_papers_up_to_its_limit(make_document):
    receipt = sample(ServiceReceiptPaper)
    documents = [make_document(receipt) for _ in range(3)]
    assert rendered(2, at=AT) == 2
    assert [Document.objects.get(pk=document.pk).state for document in documents] == ["ready", "ready", "pending"]
    assert rendered(50, at=AT) == 1
    assert rendered(50, at=AT) == 0


def test_the_sweep_finds_what_a_lost_ring_left_and_skips_what_is_in_work(make_document):
    busy, waiting = make_document(sample(ServiceReceiptPaper)), make_document(sample(ServiceReceiptPaper))
    claimed(busy, AT)
    assert rendered(50, at=AT) == 1
    waiting.refresh_from_db()
    assert waiting.state == DocumentState.READY
    assert rendered(50, at=AT + timedelta(minutes=6)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_takes_the_paper(make_document):
    document = make_document(sample(ServiceReceiptPaper))
    claims = in_parallel(4, lambda _number: claimed(document, AT))
    assert sum(claim is not None for claim in claims) == 1
    assert Document.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_renderers_share_the_papers_and_make_none_twice(make_document, monkeypatch):
    receipt = sample(ServiceReceiptPaper)
    waiting = [make_document(receipt, number=f"第{number}号").pk for number in range(12)]
    made, reached = Counter(), threading.Barrier(2)

    def print_slowly(document):
        # The first papers of the two are in work at the same moment.
        if len(made) < 2:
            reached.wait(10)
        made[document.pk] += 1
        time.sleep(0.01)
        return PDF

    monkeypatch.setattr(rendering, "printed", print_slowly)
    counts = in_parallel(2, lambda _number: rendered(50, at=AT))
    assert made == Counter(waiting)
    assert sum(counts) == 12
    assert min(counts) > 0
    assert set(Document.objects.values_list("state", "attempts")) == {("ready", 1)}


@pytest.mark.django_db(transaction=True)
def test_a_renderer_passes_over_the_row_that_another_is_taking(make_document, monkeypatch):
    first, second = (make_document(sample(ServiceReceiptPaper)) for _ in range(2))
    monkeypatch.setattr(rendering, "printed", lambda _document: PDF)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM notices_document WHERE id = %s FOR UPDATE", [first.pk])
        assert rendered(50, at=AT) == 1
        other.rollback()
    finally:
        other.close()
    assert [Document.objects.get(pk=document.pk).state for document in (first, second)] == ["pending", "ready"]


def heard_by(monkeypatch, *, fails_after: int = 99) -> list[tuple[int, dict[str, object]]]:
    heard = []

    def send(_app, _name, *, args, **options):
        if len(heard) == fails_after:
            raise ConnectionError
        heard.append((args[0], options))

    monkeypatch.setattr("celery.app.base.Celery.send_task", send)
    return heard


def test_the_sweep_rings_last_for_the_oldest_papers_that_wait(make_document, monkeypatch):
    busy, first, second, _third = (make_document(sample(ServiceReceiptPaper)) for _ in range(4))
    claimed(busy, AT)
    heard = heard_by(monkeypatch)
    assert services.ring_due_documents(2, at=AT) == 2
    assert heard == [(document.pk, {"queue": "pdf", "retry": False, "priority": 9, "expires": 20}) for document in (first, second)]
    assert set(Document.objects.exclude(pk=busy.pk).values_list("state", "attempts")) == {("pending", 0)}


def test_a_broker_that_is_away_is_asked_once_a_sweep(make_document, monkeypatch):
    for _ in range(3):
        make_document(sample(ServiceReceiptPaper))
    heard = heard_by(monkeypatch, fails_after=1)
    assert services.ring_due_documents(50, at=AT) == 1
    assert len(heard) == 1


def test_clerks_of_a_unit_paper_are_in_that_unit(make_document, court):
    document = make_document(sample(RefusalLetterPaper), department=court)
    owner = kind_of(document.kind).owner
    assert (office_of(document, owner), owner.value) == (court, ("member_liaison",))


def test_a_paper_that_belongs_to_no_office_is_only_logged(make_document):
    document = render(make_document(sample(RecognitionResultPaper, enterprise_name="青\ue000岚公司")))
    assert document.state == DocumentState.REFUSED
    assert not Message.objects.exists()
