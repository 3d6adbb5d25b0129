"""What becomes due without anybody acting: every sweep, without a broker, as often as one likes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.enums import CaseState
from ledger import timekeeping
from notices.models import Document
from supervision import services, tasks
from tests.cases.steps import clock, due, events
from tests.support.world import in_state


@pytest.fixture
def tick_command(stood):
    def run():
        out = StringIO()
        with timekeeping.pinned(stood.at):
            call_command("tick", stdout=out)
        return out.getvalue()

    return run


def leave_one_paper(walk):
    """Only the certificate's paper is still owed, so that a tick does not print the whole module's."""
    Document.objects.filter(state="pending").exclude(certificate__case=walk.case).update(state="needs_human", failure="另行处理")


@in_state(CaseState.CERTIFIED)
def test_a_tick_prints_the_certificate_and_pushes_it(stood):
    leave_one_paper(stood)
    done = services.tick(at=stood.at)
    assert (done["documents"], done["pushes"], stood.case.state) == (1, 1, CaseState.PUSHED)
    assert stood.case.certificate.document.state == "ready"


@in_state(CaseState.SUPPLEMENT)
def test_a_tick_works_without_a_broker(stood, monkeypatch, django_capture_on_commit_callbacks):
    rung = []

    def refuse(_app, name, **_options):
        rung.append(name)
        raise ConnectionError

    monkeypatch.setattr("celery.app.base.Celery.send_task", refuse)
    leave_one_paper(stood)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.tick(at=stood.later(days=30).at)["supplements"] == 1
    assert rung == ["notices.tasks.render_document"]
    assert stood.case.documents.filter(state="pending").count() == 1


@in_state(CaseState.CERTIFIED)
def test_a_second_tick_finds_nothing_left(stood):
    leave_one_paper(stood)
    services.tick(at=stood.at)
    leave_one_paper(stood)
    assert services.tick(at=stood.at) == dict.fromkeys(("documents", "pushes", "supplements", "remedy_windows"), 0)
    assert len(events(stood, "push")) == 1


@in_state(CaseState.REJECTED)
def test_an_unused_remedy_window_ends_on_its_last_day_and_was_never_late(stood):
    last = due(stood, "K-05")
    stood.at += last - stood.at.date()
    assert services.close_remedy_windows(at=stood.at) == 0
    assert services.close_remedy_windows(at=stood.at + timedelta(days=9)) == 1
    closed = clock(stood, "K-05")
    assert (closed.status, closed.stopped_on) == ("met", last)
    assert services.close_remedy_windows(at=stood.at + timedelta(days=9)) == 0


@in_state(CaseState.SUPPLEMENT)
def test_a_failing_sweep_does_not_stop_the_others(stood, monkeypatch, caplog):
    def broken(**_options):
        raise RuntimeError("no printer")

    sweeps = tuple((name, broken if name in ("documents", "pushes") else sweep) for name, sweep in services.SWEEPS)
    monkeypatch.setattr(services, "SWEEPS", sweeps)
    done = services.tick(at=stood.later(days=30).at)
    assert (done["documents"], done["pushes"], done["supplements"]) == (-1, -1, 1)
    assert stood.case.state == CaseState.LAPSED


@in_state(CaseState.SUPPLEMENT)
def test_a_sweep_that_another_process_runs_is_left_to_it(stood):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('sweep:supplements'))")
        leave_one_paper(stood)
        assert services.tick(at=stood.later(days=30).at)["supplements"] == 0
        assert stood.case.state == CaseState.SUPPLEMENT
    finally:
        other.close()
    leave_one_paper(stood)
    assert services.tick(at=stood.at)["supplements"] == 1


@in_state(CaseState.SUPPLEMENT)
def test_the_command_says_in_words_what_it_did(stood, tick_command):
    stood.later(days=30)
    leave_one_paper(stood)
    assert "逾期未补正视为撤回：1 件" in tick_command()
    leave_one_paper(stood)
    assert "逾期未补正视为撤回：0 件" in tick_command()


@in_state(CaseState.SUPPLEMENT)
def test_the_command_fails_when_a_sweep_failed(stood, tick_command, monkeypatch):
    def broken(**_options):
        raise RuntimeError("no printer")

    monkeypatch.setattr(services, "SWEEPS", (("documents", broken), ("supplements", lambda **_: 0)))
    with pytest.raises(CommandError, match="有一项未能完成") as failure:
        tick_command()
    assert failure.value.returncode == 1


@in_state(CaseState.SUPPLEMENT)
def test_the_task_is_the_same_tick_and_may_come_three_times(stood):
    stood.later(days=30)
    leave_one_paper(stood)
    with timekeeping.pinned(stood.at):
        for _ in range(3):
            tasks.tick()
            leave_one_paper(stood)
    assert (stood.case.state, len(events(stood, "lapse"))) == (CaseState.LAPSED, 1)


@in_state(CaseState.CERTIFIED)
def test_beside_renderers_a_tick_only_rings_for_papers(stood, monkeypatch):
    rung = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda _app, name, **options: rung.append((name, options["args"])))
    leave_one_paper(stood)
    paper = stood.case.certificate.document
    with timekeeping.pinned(stood.at):
        tasks.tick()
    assert rung == [("notices.tasks.render_document", (paper.pk,))]
    paper.refresh_from_db()
    assert paper.state == "pending"


@in_state(CaseState.CERTIFIED)
def test_the_sweeps_can_be_late_by_weeks_and_end_the_same(stood):
    leave_one_paper(stood)
    services.tick(at=stood.later(days=40).at)
    assert stood.case.state == CaseState.PUSHED
    assert clock(stood, "K-10").status == "running"
