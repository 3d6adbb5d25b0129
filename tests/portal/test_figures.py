"""Board and leaders' page: every number is that of a plain count, and the list behind it holds exactly these."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlparse
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from bench.probe import CONTROL
from cases.enums import CaseState, Phase
from cases.models import Case
from deadlines.codes import BARS, DUTIES, READY, RIGHTS, ClockCode
from deadlines.models import Clock, ClockProof
from deadlines.selectors import calendar_for
from deadlines.services import proofs_due, prove_piece
from ledger import timekeeping
from messaging.models import Message
from portal.office.board import bounds_of
from portal.office.filters import states_of
from portal.office.grids import Grid, Part, Row, number, percent, words
from portal.office.limits import STAGES, codes_of, stages
from portal.office.periods import months_until, period_of, periods, weeks_until
from portal.office.sheets import workbook
from portal.shell.components import Tile
from recognition.enums import RecognitionResult
from supervision.recount import STATES
from tests.cases.steps import sql
from tests.portal.figures_pages import cells
from tests.portal.staff_pages import NOW, as_part, text_of
from tests.support.sweeping import swept
from tests.support.world import AT, new_walk

BOARD, GLANCE, LIMITS, REACHED, SPREADSHEET = (
    reverse(f"office:{name}") for name in ("board", "glance", "limits", "reached", "spreadsheet")
)
LATER = NOW + timedelta(days=40)
STATEMENTS_AT_MOST = 12


@pytest.fixture(scope="module")
def past(cast, django_db_blocker):
    """Cases at many places, in time and late, refused and answered, some weeks ago and now; built once."""
    with django_db_blocker.unblock(), timekeeping.pinned(NOW):
        for state in (CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.ACCEPTED, CaseState.REJECTED, CaseState.NOT_ACCEPTED):
            new_walk(cast, at=AT - timedelta(days=30)).to(state)
        for days in (70, 40, 3):
            walk = new_walk(cast, at=AT - timedelta(days=days)).to(CaseState.CERTIFIED)
            walk.later(days=1).push().later(days=2).receive().later(days=1).propose_distribution().distribute().later(days=2)
            walk.unit_answers("finance").unit_answers("justice", RecognitionResult.REFUSED)
        walk = new_walk(cast, at=AT - timedelta(days=90)).to(CaseState.DISTRIBUTED).later(days=25)
        walk.all_units_answer(except_for=("justice",))
        new_walk(cast, at=AT - timedelta(days=12)).record().take_measures()
        swept("breaches", at=NOW)
        swept("spent", at=NOW)
    return cast


@pytest.fixture
def history(past, db):
    with timekeeping.pinned(NOW):
        yield past


def test_a_courts_late_notices_are_not_its_late_recognitions(history):
    court = history.court
    assert Clock.objects.filter(obligor=court, code=ClockCode.NOTICE_SERVICE, breached_on__isnull=False).exists()
    page = text_of(as_part(history, "leader").get(GLANCE, {"period": "2026"}))
    line = [cell[0][0] for cell in cells(page, "ranking")[court.short_name]]
    late = Clock.objects.filter(obligor=court, code=ClockCode.RECOGNITION, breached_on__year=2026).count()
    assert int(line[3]) == late
    assert late < Clock.objects.filter(obligor=court, breached_on__year=2026).count()


def test_the_worst_cases_are_named_once_the_longest_late_first(history):
    page = text_of(as_part(history, "leader").get(GLANCE))
    late = Clock.objects.filter(breached_on__isnull=False, status="running", case__isnull=False).order_by("due_on", "pk")
    ought = list(dict.fromkeys(clock.case.enforcement_case.number for clock in late))[:5]
    body = page.split('id="grid-worst"')[1].split("</table>")[0]
    assert sorted(ought, key=body.index) == ought
    assert body.count('scope="row"') == len(ought)


def test_a_running_limit_of_a_unit_says_whose_its_days_were(history):
    client = as_part(history, "office")
    clock = Clock.objects.filter(code="K-12", status="running", obligor=history.units[-1]).order_by("due_on")[:1].get()
    page = text_of(client.get(BOARD, {"q": clock.case.enforcement_case.number, "stage": "recognition"}))
    told = {tuple(map(int, found)) for found in re.findall(r"法院 (\d+) · 牵头 (\d+) · 本单位 (\d+)", page)}
    assert calendar_for(history.region).working_days_between(clock.started_on, NOW.date()) in {sum(one) for one in told}


def test_figures_are_marked_with_their_moment_and_what_is_not_counted_yet(history):
    client = as_part(history, "leader")
    assert "截至 2026年11月" in text_of(client.get(GLANCE))
    assert "还没有计入" not in text_of(client.get(GLANCE))
    new_walk(history).to(CaseState.ACCEPTED)
    assert "用时还没有计入" in text_of(client.get(GLANCE))
    swept("spent", at=NOW)
    assert "还没有计入" not in text_of(client.get(GLANCE))


def test_a_difference_found_at_night_alarms_where_people_look(history):
    """A row that is kept for the pages is altered; the recount of the night finds it, both pages say so, and who answers for it is told."""
    office, leader = as_part(history, "office"), as_part(history, "leader")
    prove(history)
    for client, address in ((office, BOARD), (leader, GLANCE)):
        page = text_of(client.get(address))
        assert "按账本重新计数，没有不一致" in page
        assert "核对发现不一致" not in page
    sql("UPDATE supervision_datedtally SET number = number + 1 WHERE counted = 'reached' AND key = 'submitted'")
    at = NOW + timedelta(days=1)
    with timekeeping.pinned(at):
        prove(history, at)
        page = text_of(office.get(BOARD))
        assert "夜间核对发现不一致" in page
        assert reverse("calendars:health") in page.split("<main")[1]
        page = text_of(leader.get(GLANCE))
        assert "夜间核对发现不一致" in page
        assert reverse("calendars:health") not in page.split("<main")[1]
        assert "没有不一致" not in page
        assert "dated:" in text_of(office.get(reverse("calendars:health")))
        assert swept("proof_alarms", at=at) == 1
        assert swept("proof_alarms", at=at) == 0
        told = Message.objects.filter(dedup_key__startswith="clock-proof:").order_by("pk")
        assert {message.role for message in told} == {"office", "administrator"}
        assert "dated:" in told[0].body
        assert "期限和计数核对发现不一致" in text_of(office.get(reverse("person:messages")))


def test_a_recount_that_does_not_come_is_said(history):
    ClockProof.objects.create(began_at=NOW - timedelta(days=2), ended_at=NOW - timedelta(days=2))
    assert "一天多没有完成夜间核对" in text_of(as_part(history, "leader").get(GLANCE))


def prove(history, at=NOW):
    while proofs_due(at):
        prove_piece(at)
    assert ClockProof.objects.filter(ended_at=at).exists()


def test_pages_cost_the_same_however_much_there_is(history):
    for address, part in ((BOARD, "office"), (GLANCE, "leader"), (LIMITS, "leader"), (REACHED, "leader")):
        client = as_part(history, part)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries) <= STATEMENTS_AT_MOST


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "=1+1示例有限公司", "+1", "-1", "@SUM(A1)", "#N/A", "=HYPERLINK(1)"])
def test_a_name_that_looks_like_a_formula_stays_a_name(name):
    grid = Grid("worst", "最慢", "企业", ("件数", "单位"), (Row(Part(name), (number(3), words(name))),), note=name)
    content = workbook(name, name, NOW, [Tile(name, name, name, hint=name)], [grid])
    book = load_workbook(BytesIO(content))
    named = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert [cell.data_type for cell in named] == ["s"] * 9
    assert book["最慢"]["B2"].value == 3
    assert all(b"<f>" not in ZipFile(BytesIO(content)).read(part) for part in ZipFile(BytesIO(content)).namelist())


@pytest.mark.parametrize("period", ["2099-01", "nonsense", "2026-Q9", "'; --", "<b>", "2026-11 ", "0" * 5000])
def test_a_period_that_nobody_offers_is_the_present_month_and_the_page_says_so(history, period):
    client = as_part(history, "leader")
    page = text_of(client.get(GLANCE, {"period": period}))
    assert "西塞山区 · 2026年11月 · 截至" in page
    assert "这个期间，下面是本月的" in page
    assert "<b>”" not in page
    book = load_workbook(BytesIO(client.get(SPREADSHEET, {"period": period}).content))
    assert book["总览"]["B2"].value == "2026年11月"


def test_a_period_that_is_offered_is_told_without_a_complaint(history):
    page = text_of(as_part(history, "leader").get(GLANCE, {"period": "2026-Q3"}))
    assert "2026年第3季度 · 截至" in page
    assert "这个期间" not in page


@pytest.mark.parametrize(
    ("address", "wanted"),
    [(LIMITS, {"days": "x", "first": "昨天", "code": "K-99"}), (REACHED, {"state": "x", "party": "0"}), (BOARD, {"near": "x"})],
)
def test_odd_questions_are_answered(history, address, wanted):
    assert as_part(history, "office").get(address, wanted).status_code == 200


def test_each_state_has_its_phase_and_each_limit_its_stage():
    assert {state for phase in Phase for state in states_of(phase)} == set(CaseState)
    every = [code for key, _, codes in STAGES for code in codes]
    assert sorted(every) == sorted(ClockCode), "a code without a stage, or with two"
    assert len({key for key, _, _ in STAGES}) == len({label for _, label, _ in STAGES}) == len(STAGES)
    # A limit that a step starts can be asked for; what merely stands ready as a rule cannot.
    assert {code for key, _ in stages() for code in codes_of(key)} >= {*DUTIES, *RIGHTS} - {*READY}
    assert all({*codes_of(key)} - {*READY, *BARS} for key, _ in stages())
    assert set(STATES) <= set(CaseState.values)


@pytest.mark.parametrize(
    ("key", "first", "until", "before"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1), date(2026, 10, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1), date(2025, 11, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1), date(2025, 10, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), date(2026, 7, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1), date(2024, 1, 1)),
    ],
)
def test_periods(key, first, until, before):
    period = period_of(key, date(2026, 11, 28))
    assert (period.first, period.until, period.first_before) == (first, until, before)
    assert months_until(period)[-1] < until
    assert len(months_until(period)) == 12


def test_periods_are_offered_once_and_the_present_first():
    keys = [period.key for period in periods(date(2026, 1, 1))]
    assert keys[0] == "2026-01"
    assert len(set(keys)) == len(keys) == 21
    assert all(monday.weekday() == 0 for monday in weeks_until(date(2026, 11, 29)))
    assert weeks_until(date(2026, 11, 29))[-1] == date(2026, 11, 23)


def test_five_working_days_back_and_ahead(cast):
    calendar = calendar_for(cast.region)
    bounds = bounds_of(date(2026, 9, 28), calendar)
    # 09-25 to 27 are holidays, Sunday 09-20 is worked.
    assert bounds.long_ago == date(2026, 9, 20)
    assert bounds.soon == date(2026, 10, 10)


@pytest.mark.parametrize(("part", "whole", "told"), [(0, 3, 0), (3, 3, 100), (999, 1000, 99), (1, 1000, 1), (2, 3, 67)])
def test_all_is_said_of_all_only(part, whole, told):
    assert percent(part, whole) == told


def test_phases_count_the_cases(history):
    page = text_of(as_part(history, "office").get(BOARD))
    phases = dict(re.findall(r'<a href="([^"]*stage=\w+)">[^<]*<strong>(\d+)</strong>', page))
    assert len(phases) == len(Phase)
    for address, told in phases.items():
        stage = parse_qs(urlparse(unescape(address)).query)["stage"][0]
        assert Case.objects.filter(region=history.region, state__in=states_of(Phase(stage))).count() == int(told)
