"""Every number of board and leaders' page is that of a recount from the ledger, and every list behind one has exactly so many lines.

The history holds what changes figures afterwards: withdrawals, a revocation, a measure taken back, a refusal and its consultation, a supplement
returned, pauses, an outage, and an arrangement of holidays that moves what is open.
"""

import re
from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from calendars import services as calendars
from cases.enums import CaseState, Phase
from cases.models import Case
from cases.outcomes import DeclineReason, RejectionReason
from deadlines import services as deadlines
from deadlines.codes import DUTIES, RIGHTS
from deadlines.models import Clock
from deadlines.selectors import calendar_for
from deadlines.services import Outage
from ledger import timekeeping
from ledger.timekeeping import legal_date
from portal.office.filters import NEAR, states_at
from portal.office.limits import STAGE_OF
from portal.office.periods import period_of
from recognition.enums import RecognitionResult
from recognition.models import Recognition
from recognition.states import CONSULTED_STATES
from supervision.models import Spent
from tests.calendars.test_changes import extra
from tests.cases.test_withdrawn_measures import entered_again, withdraw
from tests.portal.figures_pages import cells, lines_behind, numbers_of, texts, tiles
from tests.portal.figures_recount import mondays, months, near, recount
from tests.portal.staff_pages import NOW, as_part, text_of
from tests.support.sweeping import swept
from tests.support.world import AT, new_walk

BOARD, GLANCE, SPREADSHEET = (reverse(f"office:{name}") for name in ("board", "glance", "spreadsheet"))
TODAY = legal_date(NOW)
WHY = {"reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}
STATES = (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.REJECTED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN, CaseState.LAPSED)
LEGS = {
    "法院推送": "K-10", "牵头部门转推": "K-11", "各单位互认": "K-12", "受理": "K-02", "审查": "K-04", "用印出具": "K-41", "名单操作": "K-06",
    "单位签收": "K-13", "会商": "K-14",
}  # fmt: skip
FUNNEL = {
    "收到申请": ("submitted",), "受理": ("accepted",), "准予修复": ("approved",), "出具证明": ("certified",), "牵头部门签收": ("received",),
    "转推各单位": ("distributed",), "各单位反馈完毕": ("recognized_all", "closed_with_refusals"),
}  # fmt: skip
PERIODS = ("2026-11", "2026-10", "2026-Q4", "2026")


@pytest.fixture(scope="module")
def past(cast, django_db_blocker):
    with django_db_blocker.unblock(), timekeeping.pinned(NOW):
        _cases_of_each_kind(cast)
        _cases_at_the_units(cast)
        swept("breaches", at=NOW - timedelta(days=8))
        deadlines.exclude_outage(
            cast.region, Outage(days=(date(2026, 10, 28),), **WHY, post="系统管理员登记，另一人核对"), at=NOW, by="user:1"
        )
        swept("breaches", at=NOW)
        swept("spent", at=NOW)
        change = calendars.propose_arrangement(
            cast.region, extra(), file_name="calendar-2026.toml", by=new_walk(cast).by("administrator"), at=NOW
        )
        swept("previews", at=NOW)
        calendars.approve_change(change.pk, by=new_walk(cast).by("office"), at=NOW)
        calendars.apply_change(change.pk, at=NOW)
        new_walk(cast).to(CaseState.ACCEPTED)
        swept("breaches", at=NOW)
        swept("spent", at=NOW)
    return cast


def _cases_of_each_kind(cast):
    for state in STATES:
        new_walk(cast, at=AT - timedelta(days=30)).to(state)
    new_walk(cast, at=AT - timedelta(days=50)).to(CaseState.SUPPLEMENT).answer_supplement().later(days=9).accept()
    new_walk(cast, at=AT - timedelta(days=100)).to(CaseState.REVOKED)
    new_walk(cast, at=AT - timedelta(days=12)).record().take_measures()
    walk = new_walk(cast, at=AT - timedelta(days=20)).record().take_measures()
    first, twin, _ = entered_again(walk)
    withdraw(walk, twin, same_as=first)


def _cases_at_the_units(cast):
    for days in (70, 40, 8):
        walk = new_walk(cast, at=AT - timedelta(days=days)).to(CaseState.CERTIFIED)
        walk.later(days=1).push().later(days=2).receive().later(days=1).propose_distribution().distribute().later(days=2)
        walk.unit_answers("finance").unit_answers("justice", RecognitionResult.REFUSED)
    walk.convene("justice")
    new_walk(cast, at=AT - timedelta(days=90)).to(CaseState.CLOSED_WITH_REFUSALS)
    walk = new_walk(cast, at=AT - timedelta(days=60)).to(CaseState.DISTRIBUTED).later(days=25)
    walk.all_units_answer(except_for=("justice",))
    walk = new_walk(cast, at=AT - timedelta(days=15)).to(CaseState.DISTRIBUTED)
    walk.later(days=2)
    for unit in ("finance", "justice"):
        clock = Clock.objects.get(case=walk.case_id, obligor__code=unit, code="K-12")
        deadlines.pause_clock(clock, on=legal_date(walk.at), at=walk.at, actor="user:1", **WHY)
    walk.later(days=6)
    deadlines.resume_clock(Clock.objects.get(case=walk.case_id, obligor__code="finance", code="K-12"), on=legal_date(walk.at), at=walk.at, actor="user:1")  # fmt: skip
    walk.unit_answers("finance")


@pytest.fixture
def history(past, db):
    with timekeeping.pinned(NOW):
        yield past


@pytest.fixture
def counted(history):
    calendar = calendar_for(history.region)
    return recount(history.region, lambda _at: calendar)


def percent(kept, late):
    """As it is told: whole, but all of all only."""
    if not kept + late:
        return "—"
    return f"{min(99, max(1, round(100 * kept / (kept + late)))) if kept and late else 100 if kept else 0}%"


def average(days, count):
    return f"{days / count:.1f}" if count else "—"


def glance(history, period):
    return text_of(as_part(history, "leader").get(GLANCE, {"period": period}))


def test_the_history_holds_what_is_hard(history, counted):
    kinds = Counter(event.kind for clock in Clock.objects.order_by("pk") for event in clock.events.order_by("seq"))
    assert {"pause", "resume", "exclude", "recalculate", "void", "breach", "stop"} <= set(kinds)
    assert any(one.is_paused and one.is_open for one in counted.limits)
    assert {"revoked", "withdrawn", "lapsed", "closed_with_refusals"} <= {state for _, _, state in counted.reached}
    assert [row.count(None) for row in Spent.objects.order_by("pk").values_list("days")] == [0] * Spent.objects.count()


@pytest.mark.parametrize("period", PERIODS)
def test_days_and_shares_of_each_leg(history, counted, period):
    span = period_of(period, TODAY)
    ought = {}
    for label, code in LEGS.items():
        done = [len(one.days) for one in counted.done(code, span.first, span.last)]
        kept, late = counted.kept(code, span.first, span.last), counted.late(code, span.first, span.last)
        slowest = str(max(done)) if done else "—"
        ought[label] = [str(len(done)), average(sum(done), len(done)), slowest, percent(kept, late), str(late)]
    assert {label: row[1:] for label, row in texts(glance(history, period), "legs").items()} == ought


@pytest.mark.parametrize("period", PERIODS)
def test_units_are_ranked_with_whose_the_days_were(history, counted, period):
    span = period_of(period, TODAY)
    ought, shares = {}, {}
    for unit in history.units:
        done = counted.done("K-12", span.first, span.last, unit.pk)
        kept, late = (count("K-12", span.first, span.last, unit.pk) for count in (counted.kept, counted.late))
        shares[unit.short_name] = kept / (kept + late) if kept + late else None
        whose = sum((one.whose for one in done), Counter())
        ought[unit.short_name] = [
            percent(kept, late), str(kept), str(late), average(whose.total(), len(done)), *(str(whose[who]) for who in ("court", "bureau", "unit")),
            *(str(counted.came_to((state,), span.first, span.last, unit.pk)) for state in ("recognized", "partial", "refused")),
        ]  # fmt: skip
    found = texts(glance(history, period), "ranking")
    assert {name: row[1:] for name, row in found.items()} == ought
    for name, row in found.items():
        better = [other for other in shares.values() if other is not None and shares[name] is not None and other > shares[name]]
        assert row[0] == (str(len(better) + 1) if shares[name] is not None else "—")
    ranked = [shares[name] for name in found if shares[name] is not None]
    assert ranked == sorted(ranked, reverse=True)


@pytest.mark.parametrize("period", PERIODS)
def test_cases_and_reasons(history, counted, period):
    span = period_of(period, TODAY)
    page = glance(history, period)
    ought = {label: [str(counted.came_to(states, span.first, span.last))] for label, states in FUNNEL.items()}
    assert texts(page, "funnel") == ought
    names = {"not_accepted": ("不予受理", dict(DeclineReason.choices)), "rejected": ("不予修复", dict(RejectionReason.choices))}
    refused = Counter(f"{names[state][0]}：{names[state][1][code]}" for state, code, on in counted.reasons if span.first <= on <= span.last)
    assert texts(page, "reasons") == {label: [str(count)] for label, count in refused.items()}
    kept, late = counted.kept("K-12", span.first, span.last), counted.late("K-12", span.first, span.last)
    told = {label: value for label, (value, _) in tiles(page).items()}
    assert told["各单位按期互认"] == percent(kept, late)
    assert [told[label] for label in ("收到申请", "出具证明", "各单位反馈完毕")] == [
        ought[label][0] for label in ("收到申请", "出具证明", "各单位反馈完毕")
    ]
    hints = re.findall(r'cr-tile-hint">上[月季年] (\d+)<', page)
    before = (span.first_before, span.first - timedelta(days=1))
    assert hints == [str(counted.came_to(FUNNEL[label], *before)) for label in ("收到申请", "出具证明", "各单位反馈完毕")]


@pytest.mark.parametrize("period", PERIODS)
def test_months_weeks_and_days(history, counted, period):
    span, page = period_of(period, TODAY), glance(history, period)
    assert texts(page, "trend") == {
        f"{first.year}年{first.month}月": [
            *(percent(counted.kept(code, first, last), counted.late(code, first, last)) for code in ("K-10", "K-11", "K-12")),
            *(str(counted.came_to((state,), first, last)) for state in ("submitted", "certified")),
        ]
        for first, last in months(span.until)
    }
    ought = {}
    for label, code in (("法院推送", "K-10"), ("牵头部门转推", "K-11"), ("各单位互认", "K-12"), ("受理", "K-02"), ("审查", "K-04")):
        took = Counter(min(len(one.days), 16) for one in counted.done(code, span.first, span.last))
        ought[label] = [str(took[days] or "") for days in range(16)] + [str(took[16])]
    assert texts(page, "spread") == ought
    ought = {}
    for unit in history.units:
        weeks = [(monday, monday + timedelta(days=6)) for monday in mondays(min(span.last, TODAY))]
        pairs = [tuple(count("K-12", *week, unit.pk) for count in (counted.kept, counted.late)) for week in weeks]
        ought[unit.short_name] = [f"{kept} / {late}" if kept + late else "—" for kept, late in pairs]
    assert texts(page, "heat") == ought


def test_what_is_late_now(history, counted):
    calendar, page = calendar_for(history.region), glance(history, "2026-11")
    ways = Counter(near(one, TODAY, calendar) for one in counted.limits if one.is_open)
    told = {label: value for label, (value, _) in tiles(page).items()}
    assert told["现在超期"] == str(ways["long_overdue"] + ways["overdue"])
    assert told["超期5个工作日以上"] == str(ways["long_overdue"]) != "0"
    late = [one for one in counted.limits if one.is_open and not one.is_paused and one.late_on and one.case]
    dues = sorted({one.case: min(other.due for other in late if other.case == one.case) for one in late}.values())[:5]
    working = [sum(calendar.is_working(due + timedelta(days=number)) for number in range(1, (TODAY - due).days + 1)) for due in dues]
    found = [row[3] for row in texts(page, "worst").values()]
    assert len(found) == len(dues) > 1
    for text, days, due in zip(found, working, dues, strict=True):
        assert text in {f"{days}个工作日", f"{(TODAY - due).days}天"}


def test_the_board(history, counted):
    calendar, page = calendar_for(history.region), text_of(as_part(history, "office").get(BOARD))
    is_open = [one for one in counted.limits if one.is_open]
    names = {unit.pk: unit.short_name for unit in history.region.departments.order_by("pk")}
    stages = {
        "notice": "告知", "acceptance": "受理", "examination": "审查", "issue": "出具证明", "list": "名单操作", "push": "推送转推",
        "recognition": "互认", "remedy": "异议与撤销",
    }  # fmt: skip
    for key, label_of in (
        ("units", lambda one: names.get(one.unit, "企业或者申请执行人")),
        ("stages", lambda one: stages.get(STAGE_OF.get(one.code, ""), "其他")),
    ):
        ought = {}
        for label in dict.fromkeys(map(label_of, is_open)):
            ways = Counter(near(one, TODAY, calendar) for one in is_open if label_of(one) == label)
            ought[label] = [str(ways[way.value]) for way in NEAR] + [str(ways.total())]
        assert texts(page, key) == ought
    told = {label: value for label, (value, _) in tiles(page).items()}
    last = {}
    for (case, unit, state), _ in sorted(counted.reached.items(), key=lambda one: one[1]):
        if unit is None:
            last[case] = state
    states = Counter(case.state for case in Case.objects.filter(region=history.region).order_by("pk"))
    assert set(last) == set(Case.objects.filter(region=history.region).values_list("pk", flat=True))
    assert told["正在办理"] == str(sum(states[state] for state in states_at("under_way")))
    assert told["已出具证明"] == str(sum(states[state] for state in states_at("certified")))
    assert told["超期的期限"] == str(sum(one.late_on is not None and not one.is_paused and one.code in DUTIES for one in is_open))
    assert told["5个工作日内到期"] == str(sum(near(one, TODAY, calendar) == "soon" and one.code not in RIGHTS for one in is_open))
    waits = Recognition.objects.filter(case__region=history.region, state__in=CONSULTED_STATES).count()
    assert waits > 0
    assert f"有 {waits} 家单位没有完全认可" in page


@pytest.mark.parametrize("period", ["2026-Q4", "2026"])
def test_every_number_of_the_leaders_page_leads_to_exactly_these_lines(history, period):
    client = as_part(history, "leader")
    page = glance(history, period)
    checked = Counter()
    for key, name, text, address in numbers_of(page):
        lines = lines_behind(client, address) if key != "worst" else []
        if key == "worst":
            assert name in text_of(client.get(address))
        elif key == "ranking" and "went=done" in address:
            # Days: the lines say whose each was, and make the same to the day.
            continue
        elif text.endswith("%"):
            assert lines or text == "0%", (name, address)
        elif "." in text:
            assert str(len(lines)) == cells(page, key)[name][1][0][0], (name, address)
        elif key == "legs" and "days=" in address:
            assert lines, (name, address)
        else:
            assert len(lines) == int(text), (key, name, address)
        checked[key] += 1
    assert min(checked[key] for key in ("legs", "ranking", "reasons", "funnel", "trend", "spread", "heat")) > 0
    for label, (value, address) in tiles(page).items():
        assert address, label
        if not value.endswith("%"):
            assert len(lines_behind(client, address)) == int(value), (label, address)


def test_the_days_of_a_unit_are_those_of_the_lines_behind_them(history):
    client = as_part(history, "leader")
    for name, line in cells(glance(history, "2026"), "ranking").items():
        court, bureau, own = line[5:8]
        address = next((address for cell in (court, bureau, own) for _, address in cell if address), "")
        lines = lines_behind(client, address) if address else []
        found = [tuple(map(int, told)) for line in lines for told in re.findall(r"法院 (\d+) · 牵头 (\d+) · 本单位 (\d+)", line)]
        assert [sum(part) for part in zip(*found, strict=True)] == [int(cell[0][0]) for cell in (court, bureau, own)] or not found, name
        assert len(found) == len(lines)


def test_every_number_of_the_board_leads_to_exactly_these_lines(history):
    client = as_part(history, "office")
    page = text_of(client.get(BOARD))
    found = list(numbers_of(page))
    assert {key for key, *_ in found} == {"units", "stages"}
    found += [("tiles", label, value, address) for label, (value, address) in tiles(page).items()]
    phases = re.findall(r'<a href="([^"]*stage=\w+)">([^<]*)<strong>(\d+)</strong>', page)
    assert len(phases) == len(Phase)
    found += [("phases", label, value, address) for address, label, value in phases]
    for key, name, text, address in found:
        assert len(lines_behind(client, address)) == int(text), (key, name, address)


def test_the_lists_of_a_unit_that_has_left_are_still_its_own(history):
    """The period goes back; a unit that left since is ranked in it, and its numbers lead to its own lines."""
    unit = history.units[2]
    unit.left_on = TODAY - timedelta(days=2)
    unit.save(update_fields=["left_on"])
    try:
        client = as_part(history, "leader")
        page = glance(history, "2026")
        for text, address in (part for cell in cells(page, "ranking")[unit.short_name] for part in cell if part[1]):
            if text.isdigit() and "went=done" not in address:
                assert len(lines_behind(client, address)) == int(text)
        board = text_of(as_part(history, "office").get(BOARD))
        total, address = cells(board, "units")[unit.short_name][-1][0]
        assert len(lines_behind(client, address)) == int(total) > 0
    finally:
        unit.left_on = None
        unit.save(update_fields=["left_on"])


def test_the_spreadsheet_holds_every_figure_of_the_page_as_a_number(history):
    client = as_part(history, "leader")
    book = load_workbook(BytesIO(client.get(SPREADSHEET, {"period": "2026"}).content))
    page = glance(history, "2026")
    titles = {"legs": "各环节用时", "ranking": "各单位按期互认", "worst": "眼下最慢的五件", "funnel": "各环节案件数", "trend": "逐月趋势", "spread": "用时分布"}  # fmt: skip
    for key, title in titles.items():
        sheet = {row[0].value: row[1:] for row in book[title].iter_rows(min_row=2) if row[0].value}
        for name, line in texts(page, key).items():
            for text, cell in zip(line, sheet[name], strict=False):
                assert shown(cell) == (text or "0"), (title, name, cell.coordinate)
                assert cell.data_type == (
                    "n" if re.match(r"\d+(\.\d)?(%|个工作日|天|$)", text or "0") and not _is_limit(key, cell) else "s"
                )
    heat = {row[0]: row[1:] for row in book["各单位每周互认"].iter_rows(min_row=2, values_only=True) if row[0]}
    for name, line in texts(page, "heat").items():
        pairs = [(heat[name][2 * week], heat[name][2 * week + 1]) for week in range(12)]
        assert [" / ".join(map(str, pair)) if pair != ("—", "—") else "—" for pair in pairs] == line
    top = {row[0].value: row[1] for row in book["总览"].iter_rows() if row[0].value}
    for label, (value, _) in tiles(page).items():
        assert shown(top[label]) == value
        assert value == "—" or top[label].data_type == "n"


def _is_limit(key, cell):
    """What the law gives is told in its words."""
    return key == "legs" and cell.column == 2


def shown(cell):
    """As a spreadsheet shows it, rounded as the page does."""
    if cell.data_type != "n":
        return cell.value or ""
    if cell.number_format.endswith("%"):
        told = round(cell.value * 100)
        return f"{min(99, max(1, told)) if 0 < cell.value < 1 else told}%"
    unit = re.fullmatch(r'0"(.*)"', cell.number_format)
    return f"{cell.value}{unit[1]}" if unit else f"{cell.value:.1f}" if cell.number_format == "0.0" else str(cell.value)
