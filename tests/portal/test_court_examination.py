"""The examination table: saved, sent, given back."""

import re

import pytest

from cases.effects import ENTRY_ROWS
from cases.enums import CaseState, Finding, GuardKind, MeasureEffect, MeasureKind
from ledger import timekeeping
from tests.portal.court_forms import take
from tests.portal.enterprise_pages import signed_in
from tests.portal.staff_pages import NOW, as_part, done, post, step_url, text_of
from tests.support.world import in_state, new_walk


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def examination_form(walk, **changes):
    """A complete form, built from the page's own fields."""
    examination = walk.case.examinations.order_by("-round").first()
    data = {
        "saved_at": examination.saved_at.isoformat(),
        "capacity": "订单稳定", "cooperation": "按时报告财产", "related_cases_checked": "on", "related_cases_note": "无",
        "recommendation": "approve", "outcome": "C:delete", "valid_until": "", "conditions": "", "opinion": "建议准予",
    }  # fmt: skip
    for item in examination.items.select_related("rule"):
        is_condition = item.rule.kind == GuardKind.CONDITION
        data[f"finding_{item.rule_id}"] = (Finding.FOUND if is_condition else Finding.CLEAR).value
        data[f"evidence_{item.rule_id}"] = f"卷宗第{item.pk}页"
    for row in examination.measure_decisions.order_by("pk"):
        data[f"effect_{row.measure_id}"] = MeasureEffect.LIFT.value
        data[f"effect_note_{row.measure_id}"] = ""
        if row.kind == MeasureKind.FREEZE:
            data[f"effect_ruling_{row.measure_id}"] = "（2026）鄂0203执1号之二"
    return data | changes


def opened(walk):
    """The judge has opened the table, which lays out its rows."""
    assert signed_in(walk.case.handler).get(step_url(walk, "submit_examination")).status_code == 200
    return walk


@in_state(CaseState.ACCEPTED)
def test_an_unfinished_table_is_saved_and_stays_with_the_judge(stood):
    walk = opened(stood)
    data = examination_form(walk, opinion="写到一半", recommendation="", capacity="")
    response = take(walk, "handler", "submit_examination", save="1", **data)
    done(response)
    assert response["Location"] == step_url(walk, "submit_examination")
    page = text_of(signed_in(walk.case.handler).get(step_url(walk, "submit_examination")))
    assert "写到一半" in page
    assert walk.case.state == CaseState.ACCEPTED


@in_state(CaseState.ACCEPTED)
def test_of_two_open_tables_the_second_does_not_overwrite_the_first_unasked(stood):
    walk = opened(stood)
    first, second = examination_form(walk, opinion="第一页写的"), examination_form(walk, opinion="第二页写的")
    done(take(walk, "handler", "submit_examination", save="1", **first))
    response = take(walk, "handler", "submit_examination", save="1", **second)
    page = text_of(response)
    assert response.status_code == 409
    assert "已在另一个页面保存过" in page
    assert "第二页写的" in page
    examination = walk.case.examinations.get()
    assert examination.opinion == "第一页写的"
    assert f'value="{examination.saved_at.isoformat()}"' in page, "told, the judge may send it on purpose"
    done(take(walk, "handler", "submit_examination", save="1", **examination_form(walk, opinion="第二页写的")))
    assert walk.case.examinations.get().opinion == "第二页写的"


@pytest.mark.parametrize("shown", ["", "x", "2026-01-01", "9999-12-31T00:00:00+00:00"])
@in_state(CaseState.ACCEPTED)
def test_a_table_that_does_not_say_what_it_showed_is_stale(stood, shown):
    walk = opened(stood)
    assert take(walk, "handler", "submit_examination", save="1", **examination_form(walk, saved_at=shown)).status_code == 409


@in_state(CaseState.ACCEPTED)
def test_a_table_refused_for_its_gaps_can_be_sent_again(stood):
    walk = opened(stood)
    client = signed_in(walk.case.handler)
    refused = post(client, step_url(walk, "submit_examination"), walk.case, **examination_form(walk, capacity=""))
    assert refused.status_code == 422
    shown = re.search(r'name="saved_at" value="([^"]+)"', text_of(refused))[1]
    done(post(client, step_url(walk, "submit_examination"), walk.case, **examination_form(walk, saved_at=shown)))
    assert walk.case.state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED)
def test_an_unfinished_table_is_not_submitted_and_nothing_is_lost(stood):
    walk = opened(stood)
    missing = next(iter(walk.case.examinations.get().items.select_related("rule")))
    data = examination_form(walk, **{f"finding_{missing.rule_id}": ""}, opinion="完整的审查意见", capacity="", recommendation="")
    response = take(walk, "handler", "submit_examination", **data)
    page = text_of(response)
    assert response.status_code == 422
    assert "审查表还有 3 处没有填写，已填的内容已经保存" in page
    for gap in (f"{missing.rule.text}：请选择核查结果", "履行能力：请填写", "处理建议：请选择处理建议", "完整的审查意见"):
        assert gap in page
    assert walk.case.examinations.get().opinion == "完整的审查意见"
    assert walk.case.state == CaseState.ACCEPTED


@in_state(CaseState.ACCEPTED)
def test_an_obstacle_stands_in_the_way_of_approval(stood):
    walk = opened(stood)
    hard = walk.case.examinations.get().items.filter(rule__kind=GuardKind.HARD).select_related("rule").first()
    response = take(walk, "handler", "submit_examination", **examination_form(walk, **{f"finding_{hard.rule_id}": "found"}))
    assert response.status_code == 422
    assert f"存在禁止情形“{hard.rule.text}”" in text_of(response)


@in_state(CaseState.ACCEPTED)
def test_a_complete_table_goes_to_the_examinationing_judge(stood):
    walk = opened(stood)
    done(take(walk, "handler", "submit_examination", **examination_form(walk)))
    assert walk.case.state == CaseState.PENDING_REVIEW
    page = text_of(as_part(walk.cast, "reviewing_judge").get(step_url(walk, "pass_review")))
    assert "建议准予" in page
    assert "卷宗第" in page


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        ({}, {"C:delete"}),
        ({"fixed_term": True}, {"C:delete_early", "C:shorten"}),
        ({"fulfilled": False}, {"B:shield", "B:maintain"}),
        ({"fulfilled": False, "fixed_term": True}, {"B:shield", "B:shorten", "B:maintain"}),
        ({"fulfilled": False, "listed": False}, {"A:withhold_listing", "A:withhold_publication"}),
        ({"listed": False}, {"D:no_entry"}),
    ],
)
def test_only_what_the_table_has_for_this_debtor_is_offered(cast, db, facts, offered):
    walk = opened(new_walk(cast, **facts).apply().accept())
    page = signed_in(walk.case.handler).get(step_url(walk, "submit_examination")).content.decode()
    assert {row.key for row in ENTRY_ROWS if f'value="{row.key}"' in page} == offered
    for row in ENTRY_ROWS:
        if row.key not in offered:
            refused = take(walk, "handler", "submit_examination", **examination_form(walk, outcome=row.key))
            assert refused.status_code == 422, row.key


def test_who_has_performed_nothing_gets_no_outcome_and_a_reason(cast, db):
    walk = new_walk(cast, fulfilled=False, performed_fen=0).apply().accept()
    page = text_of(opened(walk) and signed_in(walk.case.handler).get(step_url(walk, "submit_examination")))
    assert "没有可以作出的准予结果" in page


@in_state(CaseState.ACCEPTED)
def test_the_table_belongs_to_the_handling_judge_alone(stood):
    walk = stood
    other = "handling_judge" if walk.case.handler == walk.cast.people["handling_judge_2"] else "handling_judge_2"
    assert as_part(walk.cast, other).get(step_url(walk, "submit_examination")).status_code == 403
    assert take(walk, other, "submit_examination", opinion="代笔").status_code == 403
    assert not walk.case.examinations.filter(opinion="代笔").exists()


@in_state(CaseState.RETURNED)
def test_a_returned_table_shows_why_and_keeps_what_was_written(stood):
    walk = stood
    page = text_of(signed_in(walk.case.handler).get(step_url(walk, "submit_examination")))
    assert walk.case.return_note in page
    assert "企业持续经营，订单稳定" in page


GIVING_BACK = {"pending_review": ("reviewing_judge", "return_by_reviewer"), "pending_sign": ("signing_president", "return_by_signer")}


@in_state(CaseState.PENDING_REVIEW, CaseState.PENDING_SIGN)
def test_giving_back_needs_a_reason(stood):
    walk = stood
    part, action = GIVING_BACK[walk.case.state]
    assert take(walk, part, action, note="").status_code == 422
    done(take(walk, part, action, note="请补查关联案件。"))
    assert walk.case.state == CaseState.RETURNED
    assert walk.case.return_note == "请补查关联案件。"
