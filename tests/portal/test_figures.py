"""Board and leaders' page: every number is that of a plain count, and the list behind it holds exactly these."""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from bench.probe import CONTROL
from cases.enums import CaseState, Phase
from cases.models import Case
from deadlines.codes import BARS, DUTIES, READY, RIGHTS, ClockCode
from deadlines.models import Clock
from deadlines.selectors import calendar_for
from ledger import timekeeping
from portal.office.board import bounds_of, states_of
from portal.office.grids import Grid, Part, Row, number, percent
from portal.office.limits import STAGES, codes_of, stages
from portal.office.periods import months_until, period_of, periods, weeks_until
from portal.office.sheets import workbook
from portal.shell.components import Tile
from recognition.enums import RecognitionResult
from supervision.models import Spent
from supervision.recount import STATES
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


def cells(page, key):
    """Of each line of a table its cells: (texts and addresses) of what stands in them."""
    body = page.split(f'id="grid-{key}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for line in body.split("</tr>"):
        if "<th" not in line:
            continue
        name = re.sub(r"<[^>]+>", "", line.split("</th>")[0]).strip()
        found[name] = [
            [
                (unescape(text.strip()), unescape(address))
                for _, address, text in re.findall(r'<(a|span)\s+(?:href="([^"]*)")?[^>]*>([^<]*)</', cell)
                if text.strip() != "/"
            ]
            for cell in line.split("<td")[1:]
        ]
    return found


def found_behind(client, address):
    """How many a list says it holds."""
    page = text_of(client.get(address))
    told = re.search(r"共\s*(\d+)\s*[个件]", page)
    return int(told[1]) if told else 0 if "没有符合条件" in page or "没有这样的" in page else page.count("<tr>") - 1


def numbers_of(page):
    """Every number with a list behind it, in all tables of a page."""
    for key in re.findall(r'id="grid-(\w+)"', page):
        for name, line in cells(page, key).items():
            for cell in line:
                yield from ((key, name, text, address) for text, address in cell if address and re.fullmatch(r"\d+", text))


def test_every_number_of_the_leaders_page_leads_to_exactly_these(history):
    client = as_part(history, "leader")
    checked = Counter()
    for key, name, text, address in numbers_of(text_of(client.get(GLANCE, {"period": "2026-Q4"}))):
        if key == "ranking" and "went=done" in address:
            # Days, not limits; the list shows them to the day.
            continue
        number = found_behind(client, address)
        # Of the slowest there is at least one that took as long.
        assert number >= 1 if key == "legs" and "days=" in address else number == int(text), (key, name, address)
        checked[key] += 1
    assert min(checked[key] for key in ("legs", "ranking", "reasons", "funnel", "trend", "spread", "heat")) > 0


def test_every_number_of_the_board_leads_to_exactly_these(history):
    client = as_part(history, "office")
    page = text_of(client.get(BOARD))
    found = list(numbers_of(page))
    assert {key for key, *_ in found} == {"units", "stages"}
    for key, name, text, address in found:
        assert found_behind(client, address) == int(text), (key, name, address)
    assert (
        sum(int(text) for _, line in cells(page, "stages").items() for text, _ in line[-1])
        == Clock.objects.filter(region=history.region, status__in=("running", "paused")).count()
    )


def test_the_days_of_the_units_sum_exactly(history):
    """What court, bureau and unit used is all that was used, in every line and in the sum; the list shows the same to the day."""
    page = text_of(as_part(history, "leader").get(GLANCE, {"period": "2026"}))
    for unit in history.units:
        spent = Spent.objects.filter(code="K-12", obligor=unit, stopped_on__year=2026)
        line = [cell[0][0] for cell in cells(page, "ranking")[unit.short_name]]
        court, bureau, own = map(int, line[5:8])
        assert court == sum(one.court_days for one in spent)
        assert court + bureau + own == sum(one.days for one in spent)
        assert line[4] == (f"{sum(one.days for one in spent) / len(spent):.1f}" if spent else "—")


def test_a_courts_late_notices_are_not_its_late_recognitions(history):
    court = history.court
    assert Clock.objects.filter(obligor=court, code=ClockCode.NOTICE_SERVICE, breached_on__isnull=False).exists()
    page = text_of(as_part(history, "leader").get(GLANCE, {"period": "2026"}))
    line = [cell[0][0] for cell in cells(page, "ranking")[court.short_name]]
    late = Clock.objects.filter(obligor=court, code=ClockCode.RECOGNITION, breached_on__year=2026).count()
    assert int(line[3]) == late
    assert late < Clock.objects.filter(obligor=court, breached_on__year=2026).count()


def test_legs_are_those_of_a_plain_count(history):
    page = text_of(as_part(history, "leader").get(GLANCE, {"period": "2026"}))
    for name, code in (("法院推送", "K-10"), ("各单位互认", "K-12"), ("受理", "K-02")):
        spent = [one.days for one in Spent.objects.filter(code=code, stopped_on__year=2026).order_by("pk")]
        kept = Clock.objects.filter(code=code, status="met", stopped_on__year=2026).count()
        late = Clock.objects.filter(code=code, breached_on__year=2026).count()
        line = [cell[0][0] for cell in cells(page, "legs")[name]]
        assert line[1:] == [
            str(len(spent)), f"{sum(spent) / len(spent):.1f}", str(max(spent)), f"{percent(kept, kept + late)}%", str(late),
        ]  # fmt: skip


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


def test_pages_cost_the_same_however_much_there_is(history):
    for address, part in ((BOARD, "office"), (GLANCE, "leader"), (LIMITS, "leader"), (REACHED, "leader")):
        client = as_part(history, part)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries) <= STATEMENTS_AT_MOST


def test_the_spreadsheet_holds_what_the_page_says(history):
    client = as_part(history, "leader")
    answer = client.get(SPREADSHEET, {"period": "2026"})
    assert answer["Content-Disposition"].startswith("attachment")
    book = load_workbook(BytesIO(answer.content))
    page = text_of(client.get(GLANCE, {"period": "2026"}))
    legs = {row[0]: row[1:] for row in book["各环节用时"].iter_rows(min_row=2, values_only=True) if row[0]}
    assert {name: str(legs[name][1]) for name in ("法院推送", "受理")} == {
        name: cells(page, "legs")[name][1][0][0] for name in ("法院推送", "受理")
    }
    assert legs["法院推送"][4] == 1
    assert book["各环节用时"]["F2"].number_format == "0.0%"
    assert book["总览"]["B2"].value == "2026年"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_name_that_looks_like_a_formula_stays_a_name():
    grid = Grid("worst", "最慢", "企业", ("件数",), (Row(Part("=1+1示例有限公司"), (number(3), number(0))),))
    book = load_workbook(BytesIO(workbook("=2", "2026年", NOW, [Tile("=3", "=4", hint="=5")], [grid])))
    named = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in named] == ["s"] * 5
    assert book["最慢"]["B2"].value == 3


@pytest.mark.parametrize("period", ["2099-01", "nonsense", "2026-Q9", "'; --"])
def test_a_period_that_nobody_offers_is_the_present_month(history, period):
    page = text_of(as_part(history, "leader").get(GLANCE, {"period": period}))
    assert "2026年11月" in page.split("<h1")[1].split("</header>")[0] or "2026年11月" in page


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
