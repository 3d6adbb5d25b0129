"""What becomes due without anybody acting: every sweep, without a broker, as often as one likes."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.enums import CaseState
from deadlines.services import extend_clock, stop_clock
from ledger import timekeeping
from notices.models import Document
from notices.services import doorbell
from supervision import services, tasks
from supervision.sweeps import SWEEPS
from tests.cases.steps import clock, due, events, refused_by_database, sql
from tests.support.sweeping import swept
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
    # What is made already is served first, and each service leaves a receipt.
    swept("services", at=walk.at)
    Document.objects.filter(state="pending").exclude(certificate__case=walk.case).update(state="needs_human", failure="另行处理")


@in_state(CaseState.CERTIFIED)
def test_a_tick_prints_the_certificate_and_pushes_it(stood):
    leave_one_paper(stood)
    done = services.tick(at=stood.at)
    assert (done["documents"].done, done["pushes"].done) == (1, 0)
    assert stood.case.certificate.document.state == "ready"
    assert services.tick(at=stood.at)["pushes"].done == 1
    assert stood.case.state == CaseState.PUSHED


@in_state(CaseState.SUPPLEMENT)
def test_a_tick_works_without_a_broker(stood, monkeypatch, django_capture_on_commit_callbacks):
    rung = []

    def refuse(_app, name, **_options):
        rung.append(name)
        raise ConnectionError

    monkeypatch.setattr("celery.app.base.Celery.send_task", refuse)
    monkeypatch.setattr(doorbell._Own, "bell", doorbell.Doorbell())
    leave_one_paper(stood)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.tick(at=stood.later(days=30).reminded().at)["supplements"].done == 1
    doorbell._Own.bell.waiting.join()
    assert rung == ["notices.tasks.render_document"]
    assert stood.case.documents.get(kind="D06L").state == "ready"


@in_state(CaseState.CERTIFIED)
def test_a_second_tick_finds_nothing_left(stood):
    leave_one_paper(stood)
    services.tick(at=stood.at)
    services.tick(at=stood.at)
    leave_one_paper(stood)
    assert set(services.tick(at=stood.at).values()) == {services.Done()}
    assert len(events(stood, "push")) == 1


@in_state(CaseState.REJECTED)
def test_an_unused_remedy_window_ends_on_its_last_day_and_was_never_late(stood):
    last = due(stood, "K-05")
    stood.at += last - stood.at.date()
    assert swept("remedy_windows", at=stood.at) == 0
    assert swept("remedy_windows", at=stood.at + timedelta(days=9)) == 1
    closed = clock(stood, "K-05")
    assert (closed.status, closed.stopped_on) == ("met", last)
    assert swept("remedy_windows", at=stood.at + timedelta(days=9)) == 0


def broken(*_arguments):
    raise RuntimeError("no printer")


def put(monkeypatch, name, **changed):
    """Let the tick find one sweep changed."""
    monkeypatch.setattr(services, "SWEEPS", tuple(replace(one, **changed) if one.name == name else one for one in SWEEPS))


@pytest.mark.parametrize("fault", [{"due": broken}, {"step": broken, "due": lambda _at, _limit: [1]}], ids=("due", "step"))
@in_state(CaseState.SUPPLEMENT)
def test_a_failing_sweep_does_not_stop_the_others(stood, monkeypatch, fault):
    put(monkeypatch, "pushes", **fault)
    leave_one_paper(stood)
    done = services.tick(at=stood.later(days=30).reminded().at)
    assert (done["pushes"].failed, done["supplements"].done) == (1, 1)
    assert stood.case.state == CaseState.LAPSED


@in_state(CaseState.SUPPLEMENT)
def test_one_failing_item_does_not_stop_the_next(stood, monkeypatch):
    done = []
    put(monkeypatch, "pushes", due=lambda _at, _limit: [1, 2], step=lambda item, _at: broken() if item == 1 else done.append(item))
    leave_one_paper(stood)
    assert services.tick(at=stood.at)["pushes"] == services.Done(done=1, failed=1)
    assert done == [2]


@in_state(CaseState.SUPPLEMENT)
def test_an_item_that_another_process_has_is_left_to_it(stood):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"sweep:supplements:{stood.case.pk}"])
        leave_one_paper(stood)
        assert services.tick(at=stood.later(days=30).reminded().at)["supplements"].done == 0
        assert stood.case.state == CaseState.SUPPLEMENT
    finally:
        other.close()
    leave_one_paper(stood)
    assert services.tick(at=stood.at)["supplements"].done == 1


def test_pushes_come_before_papers():
    names = [sweep.name for sweep in SWEEPS]
    assert names.index("pushes") < names.index("documents")


@in_state(CaseState.SUBMITTED)
def test_a_breach_is_noted_once_when_the_last_day_is_over(stood):
    last = clock(stood, "K-02").due_on
    stood.at += last - stood.at.date()
    swept("breaches", at=stood.at)
    assert clock(stood, "K-02").breached_on is None
    for _ in range(2):
        swept("breaches", at=stood.at + timedelta(days=1))
    assert clock(stood, "K-02").breached_on == last + timedelta(days=1)
    (line,) = events(stood, "clock_breached")
    assert (line.body["code"], line.body["obligor"], line.body["due_on"]) == ("K-02", "court", last.isoformat())
    assert [event.kind for event in clock(stood, "K-02").events.order_by("seq")] == ["start", "breach"]


@in_state(CaseState.SUBMITTED)
def test_a_duty_done_late_is_breached_and_one_proved_to_be_in_time_is_not(stood):
    running = clock(stood, "K-02")
    late = stood.at + timedelta(days=40)
    swept("breaches", at=late)
    in_time = stop_clock(running, on=running.due_on, at=late, actor="user:1")
    assert (in_time.status, in_time.breached_on) == ("met", None)


@in_state(CaseState.SUBMITTED)
def test_time_given_after_a_breach_takes_it_back(stood):
    running = clock(stood, "K-02")
    swept("breaches", at=stood.at + timedelta(days=40))
    extended = extend_clock(running, days=60, on=running.due_on, at=stood.at + timedelta(days=40), actor="user:1", reason="r", law="l")
    assert extended.breached_on is None


@in_state(CaseState.SUBMITTED)
def test_a_breach_cannot_be_written_by_hand(stood):
    running = clock(stood, "K-02")
    with refused_by_database("is not what its events say"):
        sql("UPDATE deadlines_clock SET breached_on = due_on + 1 WHERE id = %s", running.pk)


@in_state(CaseState.SUPPLEMENT)
def test_the_command_says_in_words_what_it_did(stood, tick_command):
    stood.later(days=30).reminded()
    leave_one_paper(stood)
    assert "逾期未补正视为撤回：1 件" in tick_command()
    leave_one_paper(stood)
    assert "逾期未补正视为撤回：0 件" in tick_command()


@in_state(CaseState.SUPPLEMENT)
def test_the_command_fails_when_a_sweep_failed(stood, tick_command, monkeypatch):
    put(monkeypatch, "documents", due=broken)
    with pytest.raises(CommandError, match="有一项未能完成") as failure:
        tick_command()
    assert failure.value.returncode == 1


@in_state(CaseState.SUPPLEMENT)
def test_the_task_is_the_same_tick_and_may_come_three_times(stood):
    stood.later(days=30).reminded()
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
    services.tick(at=stood.at)
    assert stood.case.state == CaseState.PUSHED
    assert clock(stood, "K-10").status == "running"
