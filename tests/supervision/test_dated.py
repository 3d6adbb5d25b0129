"""Figures by date are those of a recount from limits, events and ledger, whatever happened and however often they were added up."""

from collections import Counter
from datetime import date
from itertools import chain

import pytest
from django.db import IntegrityError, transaction

from cases.enums import CaseState
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from deadlines.models import Clock
from deadlines.replay import Happening
from deadlines.selectors import calendar_for
from deadlines.services import recheck_clocks
from ledger.models import Event
from ledger.timekeeping import legal_date
from recognition.enums import RecognitionResult
from recognition.models import Delivery
from supervision import recount
from supervision.dated import ADDED_UP_FROM, Bounds, add_up_dated, lines, lines_by_date, open_limits
from supervision.models import Dated, DatedTally, Reached, Spent
from supervision.standing import figures_stand
from tests.cases.steps import sql
from tests.cases.test_due import tamper
from tests.deadlines.naive import ONE, paused_days
from tests.support.sweeping import swept
from tests.support.world import in_state, new_walk

ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))


def differences():
    every = chain(recount.compare_dated_tallies(), recount.compare_spent(), recount.compare_reached())
    return [finding for finding in every if finding is not None]


def month(day):
    return day.replace(day=1)


def by_loops(region, calendar):
    """Every figure, counted as nobody would do it on a page: row by row, day by day, from clocks, their events and the ledger."""
    found = Counter()
    for clock in Clock.objects.filter(region=region).select_related("rule").order_by("pk"):
        if clock.is_open:
            found["open", clock.obligor_id, clock.code + (" paused" if clock.status == "paused" else ""), clock.due_on] += 1
        if clock.breached_on:
            found["late", clock.obligor_id, clock.code, month(clock.breached_on)] += 1
        elif clock.status == "met":
            found["kept", clock.obligor_id, clock.code, month(clock.stopped_on)] += 1
        if clock.status in ("met", "breached"):
            used = used_days(clock, calendar)
            found["took", clock.obligor_id, f"{clock.code} {len(used)}", month(clock.stopped_on)] += 1
            for name, number in (Counter(whose(clock, used)) if clock.code == "K-12" else Counter()).items():
                found[f"of_{name}", clock.obligor_id, "K-12", month(clock.stopped_on)] += number
    first = {}
    for event in Event.objects.filter(entity="case").order_by("stream", "seq"):
        first.setdefault((event.object, event.to_state), month(legal_date(event.at)))
    found.update(("reached", None, state, on) for (_, state), on in first.items() if state in recount.STATES)
    return found


def used_days(clock, calendar):
    paused = paused_days([Happening(event.kind, event.effective_on) for event in clock.events.order_by("seq")])
    days = [clock.started_on + number * ONE for number in range(1, (clock.stopped_on - clock.started_on).days + 1)]
    return [day for day in days if day not in paused and (clock.rule.unit != "WD" or calendar.is_working(day))]


def whose(clock, days):
    pushes = Delivery.objects.filter(case=clock.case_id).order_by("pk")
    received = min(legal_date(push.received_at) for push in pushes if push.leg == "court_to_bureau" and push.received_at)
    sent = min(legal_date(push.sent_at) for push in pushes if push.leg == "bureau_to_unit" and push.department_id == clock.obligor_id)
    return ["court" if day <= received else "bureau" if day <= sent else "unit" for day in days]


def kept(region):
    counted = (Dated.OPEN, Dated.KEPT, Dated.LATE, Dated.TOOK, Dated.OF_COURT, Dated.OF_BUREAU, Dated.OF_UNIT, Dated.REACHED)
    found = lines_by_date(region.pk, counted, *ALWAYS)
    return Counter(
        {
            (line.counted, line.department, line.key, line.on): line.number
            for line in found
            if line.counted != Dated.REACHED or line.department is None
        }
    )


def agree(region, at, calendar):
    swept("spent", at=at)
    assert figures_stand(region.pk, at).waiting == 0
    assert kept(region) == by_loops(region, calendar)
    assert differences() == []


@pytest.fixture
def calendar(cast):
    return calendar_for(cast.region)


def test_figures_follow_every_step_and_every_late_day(cast, db, calendar):
    walk = new_walk(cast).to(CaseState.CERTIFIED)
    agree(cast.region, walk.at, calendar)
    walk.later(days=2).push().later(days=3).receive().later(days=1).propose_distribution().distribute()
    walk.later(days=2).unit_answers("finance").unit_answers("justice", RecognitionResult.REFUSED)
    agree(cast.region, walk.at, calendar)
    walk.later(days=40)
    assert swept("breaches", at=walk.at) > 0
    agree(cast.region, walk.at, calendar)
    walk.unit_answers("market-regulation").convene("justice")
    add_up_dated(cast.region.pk)
    agree(cast.region, walk.at, calendar)
    walk.all_units_answer(except_for=("finance", "justice", "market-regulation"))
    agree(cast.region, walk.at, calendar)


@in_state(CaseState.DISTRIBUTED)
def test_a_pause_and_an_extension_move_the_figures_and_are_nobodys_days(stood, calendar):
    unit = stood.unit("finance")
    clock = Clock.objects.get(case=stood.case_id, obligor=unit.department_id, code=ClockCode.RECOGNITION)
    why = {"reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}
    today = legal_date(stood.at)
    deadlines.pause_clock(clock, on=today, at=stood.at, actor="user:1", **why)
    rows = open_limits(stood.cast.region.pk, Bounds(today - 7 * ONE, today, today + 7 * ONE))
    assert sum(row.number for row in rows if row.near == "paused") == 1
    agree(stood.cast.region, stood.at, calendar)
    stood.later(days=7)
    deadlines.resume_clock(clock, on=legal_date(stood.at), at=stood.at, actor="user:1")
    stood.unit_answers("finance")
    agree(stood.cast.region, stood.at, calendar)
    spent = Spent.objects.get(clock=clock)
    assert spent.days == spent.court_days + spent.bureau_days + spent.unit_days
    assert spent.days < calendar.working_days_between(clock.started_on, legal_date(stood.at))


@in_state(CaseState.RECOGNIZED_ALL)
def test_adding_up_changes_no_figure_and_leaves_one_row_of_a_kind(stood):
    region = stood.cast.region
    swept("spent", at=stood.at)
    before, rows = lines_by_date(region.pk, tuple(Dated), *ALWAYS), DatedTally.objects.count()
    add_up_dated(region.pk)
    add_up_dated(region.pk)
    kinds = DatedTally.objects.order_by("pk").values_list("counted", "on", "department", "key")
    assert len(set(kinds)) == len(kinds) < rows
    assert sorted(map(str, lines_by_date(region.pk, tuple(Dated), *ALWAYS))) == sorted(map(str, before))


@in_state(CaseState.SUBMITTED)
def test_the_sweep_adds_up_what_has_become_many_rows(stood):
    assert swept("dated_tallies", at=stood.at) == 0
    region = stood.cast.region
    DatedTally.objects.bulk_create(
        DatedTally(region=region, counted="kept", on=date(2026, 5, 1), key="K-02", number=number)
        for number in (1, -1) * (ADDED_UP_FROM // 2 + 1)
    )
    assert swept("dated_tallies", at=stood.at) == 1
    assert swept("dated_tallies", at=stood.at) == 0
    assert DatedTally.objects.count() < ADDED_UP_FROM
    assert [finding for finding in recount.compare_dated_tallies() if finding] == []


@in_state(CaseState.RECOGNIZED_ALL)
@pytest.mark.parametrize(
    ("forged", "found"),
    [
        ("UPDATE supervision_datedtally SET number = number + 1 WHERE counted = 'reached' AND key = 'submitted'", "dated:"),
        ("DELETE FROM supervision_datedtally", "dated:"),
        ("UPDATE supervision_spent SET court_days = court_days + 1, days = days + 1 WHERE court_days IS NOT NULL", "clock:"),
        ("UPDATE supervision_spent SET was_late = NOT was_late", "clock:"),
        ("DELETE FROM supervision_spent", "clock:"),
        ('UPDATE supervision_reached SET "on" = "on" - 40', "reached:"),
        ("UPDATE supervision_reached SET reasons = '{other}' WHERE state = 'certified'", "reached:"),
        ("DELETE FROM supervision_reached WHERE state = 'certified'", "reached:"),
    ],
)
def test_a_wrong_figure_is_found_at_night(stood, forged, found):
    swept("spent", at=stood.at)
    assert differences() == []
    sql(forged)
    assert found in {finding.object.partition(":")[0] + ":" for finding in recheck_clocks().kept_findings}


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_database_refuses_parts_that_do_not_make_the_whole(stood):
    swept("spent", at=stood.at)
    with pytest.raises(IntegrityError, match="spent_parts_make_the_whole"), transaction.atomic():
        sql("UPDATE supervision_spent SET court_days = court_days + 1 WHERE court_days IS NOT NULL")


@in_state(CaseState.REJECTED, CaseState.NOT_ACCEPTED)
def test_other_reasons_than_those_of_the_decision_are_found(stood):
    assert differences() == []
    sql("UPDATE supervision_reached SET reasons = '{other}' WHERE case_id = %s AND state IN ('rejected', 'not_accepted')", stood.case_id)
    assert {finding.object.partition(":")[0] for finding in recount.compare_reached() if finding} == {"reached"}


@in_state(CaseState.REJECTED)
def test_a_refusal_is_counted_by_each_of_its_reasons(stood):
    told = {line.key: line.number for line in lines(stood.cast.region.pk, (Dated.REASON,), *ALWAYS)}
    reasons = stood.case.decision.reason_codes
    assert reasons
    assert all(told[f"rejected {reason}"] >= 1 for reason in reasons)
    assert Reached.objects.get(case=stood.case_id, state="rejected").reasons == reasons


@in_state(CaseState.SUPPLEMENT)
def test_a_case_that_is_sent_back_and_returns_is_one_case(stood):
    stood.answer_supplement()
    assert Event.objects.filter(object=f"case:{stood.case_id}", to_state="submitted").count() == 2
    assert Reached.objects.filter(case=stood.case_id, state="submitted").count() == 1
    assert differences() == []


@in_state(CaseState.SUBMITTED)
def test_a_case_that_the_triggers_missed_is_found(stood):
    tamper(
        "INSERT INTO supervision_reached (region_id, case_id, state, \"on\", reasons) VALUES (%s, %s, 'certified', '2026-05-06', '{}')",
        stood.cast.region.pk,
        stood.case_id,
    )
    assert f"reached:{stood.case_id}//certified" in {finding.object for finding in differences()}
