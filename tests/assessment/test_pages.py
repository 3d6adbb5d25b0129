"""The pages of an assessment: the office's way from the form to the lock, the unit's appeal, what leaders and others read."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessment import selectors, services
from assessment.enums import AssessmentState, ScorecardState
from assessment.models import Assessment, Scorecard
from assessment.options import thresholds_of
from assessment.periods import Period
from ledger import timekeeping
from notices.enums import DocumentState
from notices.models import Document
from notices.services import render_document
from recognition.models import Recognition
from tests.assessment.conftest import AFTER, NOVEMBER, draw_up
from tests.assessment.test_flow import card_of
from tests.notices.pdf_text import text_of as pdf_text
from tests.portal.staff_pages import as_part, done, links_to_steps, post, text_of
from tests.support.sweeping import swept

LIST, NEW = reverse("scores:list"), reverse("scores:new")
STATEMENTS_OF_A_CARD = 12


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(AFTER + timedelta(hours=3)):
        yield


def page_of(thing: Assessment | Scorecard) -> str:
    return reverse("scores:card" if isinstance(thing, Scorecard) else "scores:assessment", args=[thing.pk])


def act(thing: Assessment | Scorecard, action: str) -> str:
    return reverse("scores:act_on_card" if isinstance(thing, Scorecard) else "scores:act", args=[thing.pk, action])


def test_the_office_draws_up_a_period_that_is_over(late, cast):
    client = as_part(cast, "office")
    form = text_of(client.get(NEW))
    assert '<option value="month-2026-11">2026年11月</option>' in form
    assert "month-2026-12" not in form
    assert "待本地细则" in form
    assert client.post(NEW, {"period": ""}).status_code == 422
    assert client.post(NEW, {"period": "month-2026-12"}).status_code == 422
    answer = client.post(NEW, {"period": NOVEMBER.key})
    done(answer)
    drawn = Assessment.objects.get()
    assert answer.headers["Location"] == page_of(drawn)
    waiting = text_of(client.get(page_of(drawn)))
    assert links_to_steps(waiting) == set()
    assert 'http-equiv="refresh"' in waiting
    swept("assessments", at=AFTER)
    page = text_of(client.get(page_of(drawn)))
    assert links_to_steps(page) == {"show_assessment", "recalculate_assessment"}
    done(post(client, act(drawn, "show_assessment"), drawn))
    drawn.refresh_from_db(fields=("locked_at",))
    assert Assessment.objects.get().state == AssessmentState.OPEN


def test_a_unit_reads_its_card_and_the_case_behind_each_point(shown, cast):
    client = as_part(cast, "justice:approver")
    assert "区司法局（待核对）" in text_of(client.get(LIST))
    card = card_of(shown, "justice")
    page = text_of(client.get(page_of(card)))
    assert "还没有办结" not in page
    assert "上游多占3个工作日，不计，按2026年11月20日届满评定" in page
    (address, *_) = set(re.findall(r'href="(/member/recognitions/\d+/)"', page))
    assert client.get(address).status_code == 200
    assert links_to_steps(page) == {"confirm_card", "appeal_card"}
    for other in ("finance:approver", "court:approver"):
        assert as_part(cast, other).get(page_of(card)).status_code == 404


@pytest.mark.parametrize(
    ("part", "code", "room"),
    [
        ("office", "justice", "/office/cases/"),
        ("leader", "justice", "/office/cases/"),
        ("handling_judge", "court", "/court/cases/"),
        ("bureau_handler", "development-reform", "/bureau/cases/"),
    ],
)
def test_each_reader_is_led_to_the_case_in_the_own_room(shown, cast, part, code, room):
    client = as_part(cast, part)
    page = text_of(client.get(page_of(card_of(shown, code))))
    address = re.search(rf'href="({room}\d+/)"', page)
    assert address, page[-4000:]
    assert client.get(address[1]).status_code == 200


def test_an_appeal_that_lacks_something_keeps_what_was_typed(shown, cast):
    client, card = as_part(cast, "justice:approver"), card_of(shown, "justice")
    refused = post(client, act(card, "appeal_card"), card, reasons="系统登录不上，有截图。")
    assert refused.status_code == 422
    assert "系统登录不上，有截图。" in text_of(refused)
    assert "请至少勾选一项。" in text_of(refused)
    wrong = post(client, act(card, "appeal_card"), card, items=["clock:1000000"], reasons="理由")
    assert wrong.status_code == 422
    assert Scorecard.objects.get(pk=card.pk).state == ScorecardState.OPEN


def test_from_the_appeal_to_the_lock(shown, cast):
    card, office = card_of(shown, "justice"), as_part(cast, "office")
    key = services.charged_keys(card)[0]
    done(post(as_part(cast, "justice:approver"), act(card, "appeal_card"), card, items=[key], reasons="系统登录不上，有截图。"))
    page = text_of(office.get(page_of(card)))
    assert "系统登录不上，有截图。" in page
    assert links_to_steps(page) == {"uphold_appeal", "dismiss_appeal"}
    before = Scorecard.objects.get(pk=card.pk).score
    done(post(office, act(card, "uphold_appeal"), card, items=[key], reasons="截图属实。"))
    assert Scorecard.objects.get(pk=card.pk).score > before
    assert "（经申诉不扣分）" in text_of(as_part(cast, "justice:liaison").get(page_of(card)))
    early = post(office, act(shown, "lock_assessment"), shown)
    assert early.status_code == 422
    assert "核对期限至2026年12月9日（含当日）" in text_of(early)
    later = AFTER + timedelta(days=9)
    with timekeeping.pinned(later):
        swept("appeal_windows", at=later)
        done(post(office, act(shown, "lock_assessment"), shown))
        assert links_to_steps(text_of(office.get(page_of(shown)))) == set()
        check = reverse("scores:check", args=[shown.pk])
        assert "还没有比对过" in text_of(office.get(check))
        done(office.post(check))
        assert "正在比对" in text_of(office.get(check))
        swept("recounts", at=later)
        assert "每一份评分表都与所存的相同" in text_of(office.get(check))


def test_leaders_read_and_take_no_step(shown, cast):
    client = as_part(cast, "leader")
    page = text_of(client.get(page_of(shown)))
    assert "区财政局" in page or "西塞山区财政局" in page
    assert links_to_steps(page) == set()
    assert links_to_steps(text_of(client.get(page_of(card_of(shown, "justice"))))) == set()
    assert client.get(NEW).status_code == 404
    assert client.post(act(shown, "lock_assessment")).status_code == 404


def test_a_draft_is_nobodys_but_the_offices(drawn, cast):
    for part in ("leader", "justice:approver", "handling_judge", "bureau_handler"):
        client = as_part(cast, part)
        assert NOVEMBER.title not in text_of(client.get(LIST))
        assert client.get(page_of(drawn)).status_code == 404
        assert client.get(page_of(card_of(drawn, "justice"))).status_code == 404
        assert client.get(reverse("scores:table", args=[drawn.pk])).status_code == 404


def sheets(answer) -> dict[str, list[tuple]]:
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="file.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_table_read_back_says_what_the_cards_say(shown, cast):
    said = sheets(as_part(cast, "office").get(reverse("scores:table", args=[shown.pk])))
    scores = {row[1]: row[2] for row in said["得分"][1:]}
    held = {card.department.name: card.score for card in shown.cards.select_related("department")}
    assert {name: round(score * 100) for name, score in scores.items()} == held
    for name, score in scores.items():
        points = [row[7] for row in said["指标"][1:] if row[0] == name and row[7] != "不评分"]
        lost = [row[6] for row in said["事项"][1:] if row[0] == name]
        assert round(sum(points), 2) == score
        assert round(sum(lost) + score, 2) == 100


def test_a_unit_takes_away_its_own_card_alone(shown, cast):
    said = sheets(as_part(cast, "finance:liaison").get(reverse("scores:table", args=[shown.pk])))
    assert {row[0] for name in ("指标", "事项") for row in said[name][1:]} == {"西塞山区财政局"}
    assert [row[1] for row in said["得分"][1:]] == ["西塞山区财政局"]


def test_what_begins_like_a_formula_is_a_text(shown, cast):
    card = card_of(shown, "justice")
    services.appeal(
        card.pk, items=services.charged_keys(card), reasons="=1+1", by=cast.actor("justice:approver", AFTER), at=AFTER + timedelta(hours=2)
    )
    answer = as_part(cast, "office").get(reverse("scores:table", args=[shown.pk]))
    sheet = load_workbook(BytesIO(answer.content))["得分"]
    (cell,) = [row[4] for row in sheet.iter_rows(min_row=2) if row[4].value]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_bulletin_is_made_and_read_by_every_unit(shown, cast, office):
    later = AFTER + timedelta(days=9)
    swept("appeal_windows", at=later)
    services.lock(shown.pk, by=office, at=later)
    (bulletin,) = Document.objects.filter(assessment=shown)
    render_document(bulletin.pk, at=later)
    bulletin.refresh_from_db()
    assert bulletin.state == DocumentState.READY
    with timekeeping.pinned(later):
        for part in ("finance:liaison", "handling_judge", "bureau_handler", "office", "leader"):
            answer = as_part(cast, part).get(reverse("download:document", args=[bulletin.pk]))
            assert answer.status_code == 200, part
        page = text_of(as_part(cast, "finance:liaison").get(page_of(shown)))
    assert bulletin.number in page
    text = pdf_text(answer.content)
    for card in shown.cards.select_related("department"):
        assert selectors.shown(card.score) in text
    assert "签发：" in text


LINKS = {
    "office": ("justice", "court", "development-reform"),
    "leader": ("justice", "court"),
    "handling_judge": ("court",),
    "bureau_handler": ("development-reform",),
    "justice:approver": ("justice",),
    "market-regulation:liaison": ("market-regulation",),
}


@pytest.mark.parametrize("part", LINKS)
def test_every_point_leads_to_its_case(shown, cast, part):
    """Each row that cost something, and each other one, is a link that opens on the thing it names."""
    client = as_part(cast, part)
    for code in LINKS[part]:
        card = card_of(shown, code)
        page = text_of(client.get(page_of(card)))
        rows = re.findall(r'<td data-label="事项">\s*(.*?)\s*</td>', page, re.DOTALL)
        items = [item for line in card.card.lines for item in line.items]
        assert len(rows) == len(items) > 0
        links = [re.search(r'href="([^"]+)"\s*>([^<]+)</a>', row) for row in rows]
        # The office has no page for a notice: that one row is its number alone.
        unlinked = [row for row, link in zip(rows, links, strict=True) if link is None]
        notices = [item for item in items if item.thing.startswith("notice:")]
        assert len(unlinked) == (len(notices) if part in ("office", "leader") else 0)
        for link in filter(None, links):
            opened = client.get(link[1])
            assert opened.status_code == 200, link[1]
            if answer := re.fullmatch(r"/member/recognitions/(\d+)/", link[1]):
                assert Recognition.objects.get(pk=answer[1]).case.number == link[2]
            else:
                assert link[2] in text_of(opened)


def test_the_points_on_the_page_sum_to_the_score(shown, cast):
    client = as_part(cast, "office")
    for card in shown.cards.select_related("department"):
        page = text_of(client.get(page_of(card)))
        points = re.findall(r"得分<strong\s*>([0-9.]+)</strong>", page)
        costs = re.findall(r"－([0-9]+\.[0-9]{2})<", page)
        cents = [round(float(one) * 100) for one in points]
        assert sum(cents[1:]) == cents[0] == card.score
        assert cents[0] + sum(round(float(one) * 100) for one in costs) == 10000


def test_the_sheet_of_a_year_read_back_says_what_the_card_says(late, cast):
    """Ready to be signed: score, place, each indicator's points, and the line for commendation."""
    at = AFTER.replace(year=2027, month=1, day=5)
    by = cast.actor("office", at)
    year = draw_up(cast, Period("year", 2026, 1), by=by, at=at)
    services.show(year.pk, by=by, at=at)
    for unit in cast.units:
        services.confirm(card_of(year, unit.code).pk, by=cast.actor(f"{unit.code}:approver", at), at=at)
    services.lock(year.pk, by=by, at=at)
    paper = Document.objects.get(assessment=year, kind="D33", department__code="justice")
    render_document(paper.pk, at=at)
    with timekeeping.pinned(at):
        answer = as_part(cast, "justice:liaison").get(reverse("download:document", args=[paper.pk]))
        assert as_part(cast, "finance:liaison").get(reverse("download:document", args=[paper.pk])).status_code == 404
    text = re.sub(r"\s", "", pdf_text(answer.content))
    card = card_of(year, "justice")
    assert "评优评先意见" in text
    assert thresholds_of(cast.region).grade(card.score).label in text
    assert f"总得分{selectors.shown(card.score)}" in text
    for line in card.card.lines:
        assert line.yardstick.name in text
        assert line.points is None or selectors.shown(line.points) in text
    assert sum(line.points or 0 for line in card.card.lines) == card.score


def test_a_card_asks_no_more_the_more_it_holds(shown, cast):
    client, card = as_part(cast, "office"), card_of(shown, "court")
    client.get(page_of(card))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(page_of(card))
    assert len(asked) <= STATEMENTS_OF_A_CARD, [query["sql"][:200] for query in asked]
