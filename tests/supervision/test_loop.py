"""The work loop: what it does at a look, and that nothing stops it but being told to."""

import threading
import time

import pytest
from django.db import OperationalError

from cases.enums import CaseState
from ledger import timekeeping
from notices.models import Document
from supervision import loop
from supervision.services import Done
from tests.support.world import in_state


@pytest.fixture
def at_work(stood):
    """Only the certificate's paper is owed."""
    Document.objects.filter(state="pending").exclude(certificate__case=stood.case).update(state="needs_human", failure="另行处理")
    with timekeeping.pinned(stood.at):
        yield stood


@in_state(CaseState.CERTIFIED)
def test_a_certificate_is_pushed_as_soon_as_its_paper_is_made(at_work):
    papers = loop.Papers()
    assert papers.look() == 0.0
    assert at_work.case.certificate.document.state == "ready"
    assert at_work.case.state == CaseState.CERTIFIED
    papers.look()
    assert at_work.case.state == CaseState.PUSHED


@in_state(CaseState.CERTIFIED)
def test_an_idle_look_waits_half_a_second_and_no_longer(at_work):
    papers = loop.Papers()
    while papers.look() == 0.0:
        pass
    assert papers.look() == loop.IDLE_SECONDS <= 0.5


@in_state(CaseState.SUPPLEMENT)
def test_the_other_thread_does_what_is_due_and_makes_no_paper(at_work):
    at_work.later(days=30).reminded()
    with timekeeping.pinned(at_work.at):
        loop.Sweeps().look()
    assert at_work.case.state == CaseState.LAPSED
    assert at_work.case.documents.get(kind="D06L").state == "pending"


@in_state(CaseState.CERTIFIED)
def test_a_push_that_fails_does_not_fill_the_log(at_work, monkeypatch):
    asked = []

    def fail(sweep, **_options):
        asked.append(sweep.name)
        return Done(failed=1)

    monkeypatch.setattr(loop, "run", fail)
    papers = loop.Papers()
    papers._push()
    papers._push()
    assert asked == ["pushes"]


def repeating(monkeypatch, look) -> list[float]:
    """Let the loop look until it is told to stop; answers how long it paused each time."""
    monkeypatch.setattr(loop, "_let_go", lambda **_options: None)
    one, pauses = loop.Loop(1), []

    def wait(seconds):
        pauses.append(seconds)
        if len(pauses) == 12:
            one.stopping.set()

    monkeypatch.setattr(one.stopping, "wait", wait)
    one._repeat(look)
    return pauses


def test_a_database_that_is_away_is_asked_ever_more_rarely_and_for_ever(monkeypatch):
    def away():
        raise OperationalError("server closed the connection")

    pauses = repeating(monkeypatch, away)
    assert pauses == sorted(pauses)
    assert pauses[-1] == loop.LONGEST_PAUSE_SECONDS


def test_whatever_else_goes_wrong_is_tried_again(monkeypatch):
    def broken():
        raise RuntimeError

    assert repeating(monkeypatch, broken) == [loop.LONGEST_PAUSE_SECONDS] * 12


def test_a_thread_that_ends_ends_the_process_so_that_it_is_started_anew():
    one = loop.Loop(0)
    one.threads.append(threading.Thread(target=lambda: None))
    one.threads[0].start()
    assert one.wait() is False


def test_told_to_stop_it_ends_at_once(monkeypatch):
    monkeypatch.setattr(loop.Sweeps, "look", lambda _self: 60.0)
    monkeypatch.setattr(loop.Papers, "look", lambda _self: 60.0)
    one = loop.Loop(2)
    one.start()
    one.stopping.set()
    started = time.monotonic()
    assert one.wait() is True
    assert time.monotonic() - started < 5
    assert not any(thread.is_alive() for thread in one.threads)
