"""Two people at once, on two connections: one winner and one clear message, and nothing twice."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from accounts.enums import AgentKind
from cases.enums import CaseState, MaterialKind, MeasureKind, Variant
from cases.models import Application, Case, ProactiveNotice
from cases.services import acceptance, applications, enforcement, examination, mandates, recorded
from cases.subjects import CASE
from deadlines import services as deadlines
from deadlines.services import recheck_clocks
from demo.specimens import voucher
from notices.models import Document
from procedure.errors import Busy, ConditionNotMet, Stale
from procedure.refusals import refusals_in_words
from recognition import services as recognition
from supervision.services import tick
from tests.cases.steps import clock, events, shown_of
from tests.support.world import in_parallel, new_walk

LOCK_SECONDS = 2


@pytest.fixture
def walk(committed_cast):
    return new_walk(committed_cast)


def winner_and_loser(outcomes):
    losers = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    winners = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert (len(winners), len(losers)) == (1, 1), outcomes
    return winners[0], losers[0]


def test_of_two_officers_who_accept_one_is_told_of_the_other(walk):
    walk.to(CaseState.SUBMITTED)
    by, pk, version = walk.by("acceptance_officer"), walk.case.pk, walk.case.state_seq

    def accept():
        return acceptance.accept(pk, variant=Variant.LISTED, version=version, by=by, at=walk.at)

    _, loser = winner_and_loser(in_parallel(accept, accept))
    assert isinstance(loser, Stale)
    assert "立案受理岗已于" in str(loser)
    assert "该事项现为“审查中”" in str(loser)
    assert (len(events(walk, "accept")), walk.case.clocks.filter(code="K-04").count()) == (1, 1)


def test_approval_and_return_at_once_leave_one_of_them(walk):
    walk.to(CaseState.PENDING_SIGN)
    by, pk, version = walk.by("signing_president"), walk.case.pk, walk.case.state_seq
    outcomes = in_parallel(
        lambda: examination.approve(pk, reason_text="同意", version=version, by=by, at=walk.at),
        lambda: examination.return_by_signer(pk, note="再核", version=version, by=by, at=walk.at),
    )
    _, loser = winner_and_loser(outcomes)
    assert isinstance(loser, Stale)
    approved = walk.case.state == CaseState.APPROVED
    assert (walk.case.decision is not None) == approved
    assert len(events(walk, "approve")) + len(events(walk, "return_by_signer")) == 1


def test_the_last_two_units_at_once_settle_the_case_once(walk):
    walk.to(CaseState.DISTRIBUTED).all_units_answer(except_for=("finance", "justice"))
    for code in ("finance", "justice"):
        walk.unit_receives(code).unit_proposes(code)

    def approve(code):
        pk, by = walk.unit(code).pk, walk.by(f"{code}:approver")
        return lambda: recognition.approve_answer(pk, by=by, at=walk.at)

    outcomes = in_parallel(approve("finance"), approve("justice"))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert (walk.case.state, len(events(walk, "close_recognized"))) == (CaseState.RECOGNIZED_ALL, 1)


def test_the_submit_button_pressed_twice_is_one_application(walk):
    walk.record().take_measures().serve().join().draft().fill()
    by, draft = walk.agent_actor(), walk.application

    def submit():
        return applications.submit_application(draft.pk, submission_token=draft.submission_token, shown=shown_of(draft), by=by, at=walk.at)

    outcomes = in_parallel(submit, submit)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert (Case.objects.count(), Document.objects.filter(application=draft).count()) == (1, 3)


def test_two_enterprises_at_once_get_the_next_two_numbers(committed_cast):
    walks = [new_walk(committed_cast).record().take_measures().serve().join().draft().fill() for _ in range(2)]
    outcomes = in_parallel(*[walk.submit for walk in walks])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    numbers = sorted(walk.case.number for walk in walks)
    assert [number.rsplit("登")[-1] for number in numbers] == ["1号", "2号"]


def test_two_drafts_for_one_enforcement_case_become_one_open_case(walk):
    walk.record().take_measures().serve().join().draft().fill()
    second = applications.start_draft(enterprise_id=walk.enforcement.enterprise_id, by=walk.agent_actor(), at=walk.at)
    first, walk.application = walk.application, second
    walk.fill()

    def submit(draft):
        by = walk.agent_actor()
        return lambda: applications.submit_application(
            draft.pk, submission_token=draft.submission_token, shown=shown_of(draft), by=by, at=walk.at
        )

    _, loser = winner_and_loser(in_parallel(submit(first), submit(second)))
    assert isinstance(loser, ConditionNotMet)
    assert "已有正在办理的信用修复申请" in str(loser)
    assert (Case.objects.count(), Application.objects.filter(state="submitted").count()) == (1, 1)


def test_what_the_enterprise_does_twice_at_once_is_there_once(walk):
    walk.record().take_measures().serve()
    token, agent = walk.notice.token, walk.agent_actor()

    def join():
        return mandates.request_by_notice(token, kind=AgentKind.STAFF, by=agent, at=walk.at)

    assert len({mandate.pk for mandate in in_parallel(join, join)}) == 1
    walk.join()
    by, enterprise = walk.agent_actor(), walk.enforcement.enterprise_id

    def draft():
        return applications.start_draft(enterprise_id=enterprise, notice_token=token, by=by, at=walk.at)

    drafts = in_parallel(draft, draft)
    assert len({draft.pk for draft in drafts}) == 1

    def attach():
        kind = MaterialKind.OTHER_PROOF
        return applications.add_material(drafts[0].pk, slot=1, kind=kind, upload=voucher("1"), by=by, at=walk.at)

    assert [type(outcome).__name__ for outcome in in_parallel(attach, attach)] == ["Material", "Material"]
    assert drafts[0].materials.filter(removed_at__isnull=True).count() == 1


def test_the_notice_form_sent_twice_at_once_is_one_notice(walk):
    walk.record()
    by, pk = walk.by("acceptance_officer"), walk.enforcement.pk
    taken = [recorded.MeasureData(kind=MeasureKind.FREEZE, taken_on=walk.at.date())]

    def prepare():
        return enforcement.record_measures(pk, taken, submission_token="one-form", by=by, at=walk.at)

    assert len({notice.pk for notice in in_parallel(prepare, prepare)}) == 1
    assert ProactiveNotice.objects.count() == 1


def test_whoever_meets_a_held_case_is_told_to_try_again_soon(walk):
    walk.to(CaseState.SUBMITTED)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            CASE.lock(walk.case.pk)
            held.set()
            done.wait(10)

    def accept():
        held.wait(10)
        started = time.monotonic()
        try:
            walk.accept()
        except Busy as refusal:
            return time.monotonic() - started, str(refusal)
        finally:
            done.set()

    _, (waited, words) = in_parallel(hold, accept, patient=False)
    assert LOCK_SECONDS <= waited < LOCK_SECONDS + 1.5
    assert words == "有人正在办理同一事项，请稍后重试。"
    assert walk.case.state == CaseState.SUBMITTED


def test_another_fault_of_the_connection_is_not_called_busy(walk):
    def wait_too_long():
        with refusals_in_words(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20")
            cursor.execute("SELECT pg_sleep(1)")

    with pytest.raises(OperationalError, match="statement timeout"):
        wait_too_long()


def test_two_ticks_at_once_do_everything_once(walk):
    walk.to(CaseState.SUPPLEMENT)
    walk.later(days=40).reminded()
    Document.objects.exclude(state="ready").update(state="needs_human", failure="not this test's papers")
    outcomes = in_parallel(*[lambda: tick(at=walk.at + timedelta(seconds=1))] * 2)
    assert sum(outcome["supplements"].done for outcome in outcomes) == 1
    assert (walk.case.state, len(events(walk, "lapse"))) == (CaseState.LAPSED, 1)


def test_two_limits_moved_at_once_do_not_miss_each_other(walk):
    walk.to(CaseState.CERTIFIED)
    first_has_moved = threading.Event()

    def extend(code: str, days: int) -> None:
        one = clock(walk, code)
        deadlines.extend_clock(one, days=days, on=walk.at.date(), at=walk.at, actor="user:7", reason="复杂", law="第十条")

    def first() -> None:
        with transaction.atomic():
            extend("K-06", 30)
            first_has_moved.set()
            time.sleep(0.5)

    def second() -> None:
        first_has_moved.wait(10)
        extend("K-10", 40)

    assert in_parallel(first, second) == [None, None]
    assert recheck_clocks().is_sound
    assert walk.case.due_on == min(one.due_on for one in walk.case.clocks.filter(status="running"))
