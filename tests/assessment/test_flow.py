"""From the draft to the locked card: shown, confirmed or appealed against in time, ruled on, and then never changed by anybody."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assessment import selectors, services
from assessment.enums import AssessmentState, ScorecardState
from assessment.models import Assessment, Indicator, Scorecard
from assessment.options import thresholds_of
from assessment.periods import Period
from deadlines.codes import ClockCode
from deadlines.models import Clock
from departments.actors import actor_for
from departments.models import Department, Post
from departments.services import give_post
from ledger.timekeeping import legal_date
from ledger.verify import verify
from messaging.models import Message
from notices.models import Document
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from tests.assessment.conftest import AFTER, NOVEMBER, draw_up
from tests.support.sweeping import swept

YEAR = Period("year", 2026, 1)
AFTER_THE_YEAR = AFTER.replace(year=2027, month=1, day=5)


def card_of(assessment: Assessment, code: str) -> Scorecard:
    return assessment.cards.get(department__code=code)


def actor(cast, code: str, at=AFTER):
    return cast.actor(f"{code}:approver", at)


def appealed(cast, shown: Assessment, code: str = "justice") -> Scorecard:
    card = card_of(shown, code)
    return services.appeal(
        card.pk, items=services.charged_keys(card), reasons="系统登录不上，有截图。", by=actor(cast, code), at=AFTER + timedelta(hours=2)
    )


def over(cast, shown: Assessment):
    """The days to appeal have passed, and the system has noted it."""
    later = AFTER + timedelta(days=9)
    swept("appeal_windows", at=later)
    return later


def test_a_draft_has_a_card_for_every_unit_and_nobody_but_the_office_sees_it(drawn, cast, office):
    assert drawn.state == AssessmentState.DRAFT
    assert drawn.cards.count() == len(cast.units)
    for reader in (actor(cast, "justice"), cast.actor("leader", AFTER)):
        assert not selectors.assessments_visible_to(reader).exists()
        assert not selectors.cards_visible_to(reader).exists()
    assert selectors.cards_visible_to(office).count() == len(cast.units)


def test_a_period_is_assessed_once_it_is_over_and_once_alone(drawn, cast, office):
    with pytest.raises(InvalidInput, match="还没有结束"):
        services.draw_up(cast.region, Period("month", 2026, 12), by=office, at=AFTER)
    with pytest.raises(ConditionNotMet, match="已经编制过"):
        services.draw_up(cast.region, NOVEMBER, by=office, at=AFTER)
    assert NOVEMBER not in selectors.periods_to_assess(cast.region, legal_date(AFTER))
    assert Period("month", 2026, 10) in selectors.periods_to_assess(cast.region, legal_date(AFTER))


def test_nobody_but_the_office_draws_up(late, cast):
    for part in ("leader", "justice:approver", "bureau_handler", "acceptance_officer"):
        with pytest.raises(NotPermitted):
            services.draw_up(cast.region, NOVEMBER, by=cast.actor(part, AFTER), at=AFTER)


def test_who_was_sent_it_late_keeps_every_point_of_time(drawn):
    lines = {line.yardstick.code: line for line in card_of(drawn, "finance").card.lines}
    assert [lines[code].points - lines[code].full for code in ("recognition-on-time", "recognition-late-days")] == [0, 0]
    late = {line.yardstick.code: line for line in card_of(drawn, "justice").card.lines}
    assert late["recognition-on-time"].points == 0
    assert sum(late["recognition-on-time"].lost) == late["recognition-on-time"].full


def test_a_period_without_a_case_gives_no_score_and_no_place(late, cast, office):
    october = draw_up(cast, Period("month", 2026, 10), by=office)
    services.show(october.pk, by=office, at=AFTER)
    locked = services.lock(october.pk, by=office, at=over(cast, october))
    assert set(locked.cards.values_list("score", "rank")) == {(None, None)}
    (bulletin,) = Document.objects.filter(assessment=october)
    fields = json.loads(bytes(bulletin.snapshot))["fields"]
    assert {(line["score"], line["rank"]) for line in fields["scores"]} == {("不评分", "—")}


def test_a_unit_that_joined_in_the_middle_is_judged_from_then_on(late, cast, office):
    Department.objects.filter(pk=late.unit("justice").department_id).update(joined_on=date(2026, 11, 24))
    Department.objects.filter(pk=late.unit("finance").department_id).update(left_on=date(2026, 11, 18))
    Department.objects.filter(pk=late.unit("government-data").department_id).update(left_on=date(2026, 10, 31))
    drawn = draw_up(cast, by=office)
    assert not drawn.cards.filter(department__code="government-data").exists()
    told = card_of(drawn, "justice").told
    assert (told["first_on"], told["last_on"], told["total"]) == ("2026-11-24", "2026-11-30", None)
    assert card_of(drawn, "finance").told["last_on"] == "2026-11-18"


def test_each_unit_is_told_and_has_its_days(shown, cast):
    clocks = Clock.objects.filter(scorecard__assessment=shown, code=ClockCode.ASSESSMENT_APPEAL)
    assert set(clocks.values_list("due_on", flat=True)) == {date(2026, 12, 9)}
    assert clocks.count() == len(cast.units)
    told = Message.objects.filter(department__code="justice", role="member_approver", subject__startswith="请核对2026年11月")
    assert [message.body for message in told] == ["请核对2026年11月考核评价评分表。期限至2026年12月9日（含当日）。"]
    assert list(selectors.cards_visible_to(actor(cast, "justice")).values_list("department__code", flat=True)) == ["justice"]
    assert selectors.cards_visible_to(cast.actor("leader", AFTER)).count() == len(cast.units)


def test_a_unit_confirms_its_own_card_and_no_other(shown, cast):
    card = card_of(shown, "finance")
    with pytest.raises(NotVisible):
        services.confirm(card.pk, by=actor(cast, "justice"), at=AFTER)
    with pytest.raises(NotPermitted):
        services.confirm(card.pk, by=cast.actor("finance:liaison", AFTER), at=AFTER)
    assert services.confirm(card.pk, by=actor(cast, "finance"), at=AFTER + timedelta(hours=2)).state == ScorecardState.CONFIRMED
    with pytest.raises(Stale):
        services.appeal(card.pk, items=["clock:1"], reasons="晚了", by=actor(cast, "finance"), at=AFTER + timedelta(hours=3))


def test_an_appeal_names_what_was_taken_off_and_why(shown, cast):
    card = card_of(shown, "justice")
    for items, reasons, said in (
        (["clock:987654"], "理由", "扣分事项"),
        ([], "理由", "勾选申诉的扣分事项"),
        (services.charged_keys(card), "  ", "写明申诉的理由"),
    ):
        with pytest.raises((InvalidInput, ConditionNotMet), match=said):
            services.appeal(card.pk, items=items, reasons=reasons, by=actor(cast, "justice"), at=AFTER)
    found = appealed(cast, shown)
    assert found.state == ScorecardState.APPEALED
    ruling = Clock.objects.get(scorecard=card, code=ClockCode.APPEAL_RULING)
    assert (ruling.obligor.is_office, ruling.due_on) == (True, date(2026, 12, 9))
    assert Message.objects.filter(role="office", subject__contains="提出申诉").count() == 1


def test_the_time_to_appeal_ends_with_its_last_day(shown, cast):
    card = card_of(shown, "justice")
    midnight = AFTER.replace(day=10, hour=0, minute=1)
    with pytest.raises(ConditionNotMet, match="至2026年12月9日"):
        services.appeal(card.pk, items=services.charged_keys(card), reasons="晚了", by=actor(cast, "justice"), at=midnight)
    later = over(cast, shown)
    assert not Clock.objects.filter(scorecard__assessment=shown, status="breached").exists()
    with pytest.raises(ConditionNotMet, match="已经届满"):
        services.confirm(card.pk, by=actor(cast, "justice"), at=later)


def test_an_upheld_appeal_gives_the_points_back(shown, cast, office):
    card = appealed(cast, shown)
    before = card.score
    on_time = next(line for line in card.card.lines if line.yardstick.code == "recognition-on-time")
    key = next(item.key for item in on_time.items if item.fault)
    ruled = services.uphold(card.pk, items=[key], reasons="截图属实。", by=office, at=AFTER + timedelta(hours=4))
    assert (ruled.state, ruled.exempt_items) == (ScorecardState.RULED, [key])
    assert ruled.score > before
    lines = {line.yardstick.code: line for line in ruled.card.lines}
    assert lines["recognition-on-time"].points == lines["recognition-on-time"].full
    assert selectors.differences(ruled) == []
    assert Clock.objects.get(scorecard=card, code=ClockCode.APPEAL_RULING).status == "met"


def test_a_dismissed_appeal_leaves_the_card_as_it_was(shown, cast, office):
    card = appealed(cast, shown)
    content = bytes(card.content)
    with pytest.raises(ConditionNotMet, match="理由"):
        services.dismiss(card.pk, reasons=" ", by=office, at=AFTER + timedelta(hours=4))
    with pytest.raises(ConditionNotMet, match="一项也不采纳"):
        services.uphold(card.pk, items=[], reasons="理由", by=office, at=AFTER + timedelta(hours=4))
    ruled = services.dismiss(card.pk, reasons="截图是另一天的。", by=office, at=AFTER + timedelta(hours=4))
    assert (ruled.state, bytes(ruled.content)) == (ScorecardState.RULED, content)
    with pytest.raises(NotPermitted):
        services.dismiss(card.pk, reasons="再来", by=actor(cast, "justice"), at=AFTER + timedelta(hours=5))


def test_nothing_is_locked_while_somebody_may_still_speak(shown, cast, office):
    with pytest.raises(ConditionNotMet, match="至2026年12月9日"):
        services.lock(shown.pk, by=office, at=AFTER + timedelta(hours=2))
    card = appealed(cast, shown)
    later = over(cast, shown)
    with pytest.raises(ConditionNotMet, match="区司法局的申诉还没有处理"):
        services.lock(shown.pk, by=office, at=later)
    services.dismiss(card.pk, reasons="不属实。", by=office, at=later)
    assert services.lock(shown.pk, by=office, at=later).state == AssessmentState.LOCKED


def test_places_are_shared_by_equals(shown, cast, office):
    services.lock(shown.pk, by=office, at=over(cast, shown))
    cards = list(shown.cards.order_by("-score"))
    assert {card.state for card in cards} == {ScorecardState.LOCKED}
    by_score: dict[int, set[int]] = {}
    for card in cards:
        by_score.setdefault(card.score, set()).add(card.rank)
    assert all(len(places) == 1 for places in by_score.values())
    assert len(by_score) < len(cards)
    assert cards[0].rank == 1
    assert cards[-1].rank == 1 + sum(card.score > cards[-1].score for card in cards)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assessment_scorecard SET content = '{}'",
        "UPDATE assessment_scorecard SET content_sha256 = repeat('0', 64)",
        "UPDATE assessment_scorecard SET score = 4242",
    ],
)
def test_a_draft_is_what_its_bytes_say_too(drawn, sql):
    with pytest.raises(IntegrityError, match=r"scorecard_(digest|score)_of_content"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_year_ends_with_a_sheet_for_each_unit(late, cast):
    office = cast.actor("office", AFTER_THE_YEAR)
    year = draw_up(cast, YEAR, by=office, at=AFTER_THE_YEAR)
    services.show(year.pk, by=office, at=AFTER_THE_YEAR)
    for unit in cast.units:
        services.confirm(card_of(year, unit.code).pk, by=actor(cast, unit.code, AFTER_THE_YEAR), at=AFTER_THE_YEAR)
    services.lock(year.pk, by=office, at=AFTER_THE_YEAR)
    papers = Document.objects.filter(assessment=year)
    assert sorted(papers.values_list("kind", flat=True)) == ["D22", *["D33"] * len(cast.units)]
    for code in ("finance", "justice"):
        sheet = json.loads(bytes(papers.get(kind="D33", department__code=code).snapshot))["fields"]
        card = card_of(year, code)
        assert (sheet["total"], sheet["rank"]) == (selectors.shown(card.score), str(card.rank))
        assert sheet["grade"] == thresholds_of(cast.region).grade(card.score).label
    assert "建议列入评优评先考虑范围" in {json.loads(bytes(one.snapshot))["fields"]["grade"] for one in papers.filter(kind="D33")}


def test_a_draft_is_counted_again_by_the_indicators_of_then(drawn, cast, office):
    gone = Indicator.objects.filter(code="recognition-own-days")
    gone.update(is_current=False, retired_on=NOVEMBER.last)
    asked = services.recalculate(drawn.pk, by=office, at=AFTER + timedelta(hours=1))
    assert asked.state == AssessmentState.COUNTING
    swept("assessments", at=AFTER + timedelta(hours=1))
    again = Assessment.objects.get(pk=drawn.pk)
    assert again.counted_at >= AFTER + timedelta(hours=1)
    codes = [line.yardstick.code for line in card_of(again, "finance").card.lines]
    assert "recognition-own-days" not in codes
    services.show(drawn.pk, by=office, at=AFTER + timedelta(hours=2))
    with pytest.raises(Stale):
        services.recalculate(drawn.pk, by=office, at=AFTER + timedelta(hours=3))


def test_the_ledger_finds_what_was_changed_behind_the_portals_back(shown, cast, office):
    card = appealed(cast, shown)
    services.uphold(card.pk, items=services.charged_keys(card)[:1], reasons="属实。", by=office, at=AFTER + timedelta(hours=4))
    assert [finding for finding in verify(files=False).findings if "评分表" in finding.message] == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessment_scorecard SET ruling = '不采纳' WHERE id = %s", [card.pk])
    (found,) = [finding for finding in verify(files=False).findings if finding.where == f"assessment_scorecard:{card.pk}"]
    assert "处理意见" in found.message


# --- counted by the work loop ------------------------------------------------------------------------------------------


def test_no_request_counts_and_twice_is_once(late, cast, office):
    asked = services.draw_up(cast.region, NOVEMBER, by=office, at=AFTER)
    assert (asked.state, asked.counted_at, asked.cards.count()) == (AssessmentState.COUNTING, None, 0)
    assert not selectors.assessments_visible_to(cast.actor("leader", AFTER)).exists()
    with pytest.raises(Stale):
        services.show(asked.pk, by=office, at=AFTER)
    swept("assessments", at=AFTER)
    first = {card.department_id: (bytes(card.content), card.state_seq) for card in asked.cards.all()}
    assert len(first) == len(cast.units)
    swept("assessments", at=AFTER + timedelta(minutes=1))
    assert {card.department_id: (bytes(card.content), card.state_seq) for card in asked.cards.all()} == first
    with pytest.raises(Stale):
        services.count(asked.pk, at=AFTER)


def test_months_quarter_and_year_are_counted_each_for_itself(late, cast):
    office = cast.actor("office", AFTER_THE_YEAR)
    cards = {}
    for period in (NOVEMBER, Period("month", 2026, 12), Period("quarter", 2026, 4), YEAR):
        drawn = draw_up(cast, period, by=office, at=AFTER_THE_YEAR)
        cards[period.key] = {card.department.code: card.card for card in drawn.cards.select_related("department")}
    days = {}
    for key, by_unit in cards.items():
        (line,) = [line for line in by_unit["market-regulation"].lines if line.yardstick.code == "recognition-late-days"]
        days[key] = sum(item.late for item in line.items)
    assert days["month-2026-11"] + days["month-2026-12"] == days["quarter-2026-4"] == days["year-2026-1"] == 7


# --- whose indicators count --------------------------------------------------------------------------------------------


def test_a_period_is_judged_by_what_was_in_force_on_its_last_day(late, cast, office):
    old = Indicator.objects.get(code="recognition-on-time")
    Indicator.objects.filter(pk=old.pk).update(is_current=False, retired_on=date(2026, 11, 20))
    same = {name: getattr(old, name) for name in ("region", "code", "position", "name", "measure", "parameters", "applies_to", "law")}
    Indicator.objects.create(**same, weight=90, version=2, valid_from=date(2026, 11, 20))
    lines = {line.yardstick.code: line for line in card_of(draw_up(cast, by=office), "finance").card.lines}
    assert (lines["recognition-on-time"].yardstick.version, lines["recognition-on-time"].yardstick.weight) == (2, 90)
    before = card_of(draw_up(cast, Period("month", 2026, 10), by=office), "finance").card.lines
    assert {line.yardstick.version for line in before if line.yardstick.code == "recognition-on-time"} == {1}
    assert selectors.changed_within(cast.region, NOVEMBER) == ["2026年11月20日起，互认按期率有变动"]
    assert selectors.changed_within(cast.region, Period("month", 2026, 10)) == []


def test_what_changes_after_a_period_changes_nothing_of_it(late, cast, office):
    Indicator.objects.filter(code="recognition-on-time").update(is_current=False, retired_on=date(2026, 12, 1))
    codes = [line.yardstick.code for line in card_of(draw_up(cast, by=office), "finance").card.lines]
    assert "recognition-on-time" in codes


# --- the office sits in a unit that is assessed too -----------------------------------------------------------------------


def test_nobody_rules_on_the_own_appeal(shown, cast):
    person = cast.people["office"]
    bureau = cast.region.departments.get(is_office=True)
    role = {"department": bureau, "role": "member_approver", "valid_from": date(2026, 1, 1), "office_phone": "0714-1"}
    give_post(Post(user=person, title="分管负责人", **role), by="test", at=AFTER)
    both = actor_for(person, AFTER + timedelta(hours=1))
    card = card_of(shown, bureau.code)
    charged = services.charged_keys(card)
    assert charged
    services.appeal(card.pk, items=charged, reasons="不是我们的原因。", by=both, at=AFTER + timedelta(hours=1))
    with pytest.raises(ConditionNotMet, match="另一人处理"):
        services.uphold(card.pk, items=charged, reasons="属实。", by=both, at=AFTER + timedelta(hours=2))
