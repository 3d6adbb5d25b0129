import re
from datetime import date

import pytest
from django.urls import reverse

from cases.enums import CaseState, Finding, GuardKind, MeasureEffect
from ledger import timekeeping
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, as_part, done, other_court_judge, post, step_url, text_of
from tests.support.world import in_state, new_walk

LINE = {"what": "第二期付款回单", "why": "核对已付金额", "how": "到开户银行柜台打印"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def lines(*rows: dict[str, str]) -> dict[str, str]:
    """Rows as the browser sends them, with the formset's own bookkeeping."""
    data = {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": str(len(rows))}
    for place, row in enumerate(rows):
        data |= {f"items-{place}-{name}": value for name, value in row.items()}
    return data


def take(walk, part, action, **data):
    user = walk.case.handler if part == "handler" else walk.cast.people[part]
    return post(signed_in(user), step_url(walk, action), walk.case, **data)


# --- acceptance ---


@in_state(CaseState.SUBMITTED)
def test_accepting_assigns_the_least_burdened_judge(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(step_url(walk, "accept")))
    assert "自动分配" in page
    assert 'value="listed" class="form-check-input" checked' in page or "checked" in page
    done(take(walk, "acceptance_officer", "accept", variant="listed", handler_id=""))
    assert walk.case.state == CaseState.ACCEPTED
    assert walk.case.handler in (walk.cast.people["handling_judge"], walk.cast.people["handling_judge_2"])


@in_state(CaseState.SUBMITTED)
def test_accepting_with_a_chosen_judge(stood):
    judge = stood.cast.people["handling_judge_2"]
    done(take(stood, "acceptance_officer", "accept", variant="listed", handler_id=str(judge.pk)))
    assert stood.case.handler == judge


@in_state(CaseState.SUBMITTED)
def test_the_kind_of_applicant_follows_the_listing(stood):
    response = take(stood, "acceptance_officer", "accept", variant="not_yet_listed", handler_id="")
    assert response.status_code == 422
    assert "更正名单记录" in text_of(response)
    stood.enforcement.listing.delete()
    page = text_of(as_part(stood.cast, "acceptance_officer").get(step_url(stood, "accept")))
    assert page.index('value="not_yet_listed"') < page.index("checked") < page.index('value="listed"')
    done(take(stood, "acceptance_officer", "accept", variant="not_yet_listed", handler_id=""))
    assert stood.case.variant == "not_yet_listed"


@in_state(CaseState.SUBMITTED)
def test_a_judge_of_nowhere_is_not_offered(stood):
    walk = stood
    response = take(walk, "acceptance_officer", "accept", variant="listed", handler_id=str(walk.agent.pk))
    assert response.status_code == 422
    assert walk.case.state == CaseState.SUBMITTED


@in_state(CaseState.SUBMITTED)
def test_the_supplement_list_goes_out_once_and_empty_lines_are_left_out(stood):
    walk = stood
    done(take(walk, "acceptance_officer", "request_supplement", **lines(LINE, {}, {**LINE, "what": "营业执照"})))
    items = walk.case.supplements.get().items.order_by("position")
    assert [item.what for item in items] == ["第二期付款回单", "营业执照"]


@in_state(CaseState.SUBMITTED)
def test_one_more_line_keeps_what_was_typed(stood):
    walk = stood
    response = take(walk, "acceptance_officer", "request_supplement", more="1", **lines(LINE, {"what": "只写了一半"}, {}))
    page = text_of(response)
    assert response.status_code == 200
    assert "第二期付款回单" in page
    assert "只写了一半" in page
    assert 'name="items-3-what"' in page
    assert "cr-error-summary" not in page
    assert walk.case.state == CaseState.SUBMITTED


@pytest.mark.parametrize(("rows", "told"), [([{}], "请至少列出一项"), ([{"what": "回单"}], "每一项都要写明")])
@in_state(CaseState.SUBMITTED)
def test_an_incomplete_supplement_list_is_not_sent(stood, rows, told):
    walk = stood
    response = take(walk, "acceptance_officer", "request_supplement", **lines(*rows))
    assert response.status_code == 422
    assert told in text_of(response)
    assert not walk.case.supplements.exists()


@in_state(CaseState.SUBMITTED)
def test_a_third_supplement_is_refused_in_words(stood):
    walk = stood
    walk.ask_supplement().answer_supplement().ask_supplement().answer_supplement()
    response = take(walk, "acceptance_officer", "request_supplement", **lines(LINE))
    assert response.status_code == 422
    assert "不能再次要求补正" in text_of(response)
    assert LINE["how"] in text_of(response)


@in_state(CaseState.SUBMITTED)
def test_declining_takes_the_regions_channel_when_none_is_typed(stood):
    walk = stood
    done(take(walk, "acceptance_officer", "propose_decline", reason="natural_person", note="申请主体是自然人。", channel=""))
    assert "自然人" in walk.case.decline_channel
    page = text_of(as_part(walk.cast, "reviewing_judge").get(step_url(walk, "confirm_decline")))
    assert walk.case.decline_channel in page
    done(take(walk, "reviewing_judge", "confirm_decline"))
    assert walk.case.state == CaseState.NOT_ACCEPTED


@in_state(CaseState.SUBMITTED)
def test_a_proposal_to_decline_can_be_returned_with_a_reason(stood):
    walk = stood
    walk.decline(confirm=False)
    assert take(walk, "reviewing_judge", "return_decline", note=" ").status_code == 422
    done(take(walk, "reviewing_judge", "return_decline", note="属于本院受理范围。"))
    assert walk.case.state == CaseState.SUBMITTED
    case_page = text_of(as_part(walk.cast, "acceptance_officer").get(reverse("court:case", args=[walk.case.pk])))
    assert "属于本院受理范围。" in case_page


# --- review ---


def review_form(walk, **changes):
    """A complete form, built from the page's own fields."""
    review = walk.case.reviews.order_by("-round").first()
    data = {
        "saved_at": review.saved_at.isoformat(),
        "capacity": "订单稳定", "cooperation": "按时报告财产", "related_cases_checked": "on", "related_cases_note": "无",
        "recommendation": "approve", "certificate_type": "C", "valid_until": "", "conditions": "", "opinion": "建议准予",
    }  # fmt: skip
    for item in review.items.select_related("rule"):
        is_condition = item.rule.kind == GuardKind.CONDITION
        data[f"finding_{item.rule_id}"] = (Finding.FOUND if is_condition else Finding.CLEAR).value
        data[f"evidence_{item.rule_id}"] = f"卷宗第{item.pk}页"
    for row in review.measure_decisions.order_by("pk"):
        data[f"effect_{row.measure_id}"] = MeasureEffect.LIFT.value
        data[f"effect_note_{row.measure_id}"] = ""
    return data | changes


def opened(walk):
    """The judge has opened the table, which lays out its rows."""
    assert signed_in(walk.case.handler).get(step_url(walk, "submit_review")).status_code == 200
    return walk


@in_state(CaseState.ACCEPTED)
def test_an_unfinished_table_is_saved_and_stays_with_the_judge(stood):
    walk = opened(stood)
    data = review_form(walk, opinion="写到一半", recommendation="", capacity="")
    response = take(walk, "handler", "submit_review", save="1", **data)
    done(response)
    assert response["Location"] == step_url(walk, "submit_review")
    page = text_of(signed_in(walk.case.handler).get(step_url(walk, "submit_review")))
    assert "写到一半" in page
    assert walk.case.state == CaseState.ACCEPTED


@in_state(CaseState.ACCEPTED)
def test_of_two_open_tables_the_second_does_not_overwrite_the_first_unasked(stood):
    walk = opened(stood)
    first, second = review_form(walk, opinion="第一页写的"), review_form(walk, opinion="第二页写的")
    done(take(walk, "handler", "submit_review", save="1", **first))
    response = take(walk, "handler", "submit_review", save="1", **second)
    page = text_of(response)
    assert response.status_code == 409
    assert "已在另一个页面保存过" in page
    assert "第二页写的" in page
    review = walk.case.reviews.get()
    assert review.opinion == "第一页写的"
    assert f'value="{review.saved_at.isoformat()}"' in page, "told, the judge may send it on purpose"
    done(take(walk, "handler", "submit_review", save="1", **review_form(walk, opinion="第二页写的")))
    assert walk.case.reviews.get().opinion == "第二页写的"


@pytest.mark.parametrize("shown", ["", "x", "2026-01-01", "9999-12-31T00:00:00+00:00"])
@in_state(CaseState.ACCEPTED)
def test_a_table_that_does_not_say_what_it_showed_is_stale(stood, shown):
    walk = opened(stood)
    assert take(walk, "handler", "submit_review", save="1", **review_form(walk, saved_at=shown)).status_code == 409


@in_state(CaseState.ACCEPTED)
def test_a_table_refused_for_its_gaps_can_be_sent_again(stood):
    walk = opened(stood)
    client = signed_in(walk.case.handler)
    refused = post(client, step_url(walk, "submit_review"), walk.case, **review_form(walk, capacity=""))
    assert refused.status_code == 422
    shown = re.search(r'name="saved_at" value="([^"]+)"', text_of(refused))[1]
    done(post(client, step_url(walk, "submit_review"), walk.case, **review_form(walk, saved_at=shown)))
    assert walk.case.state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED)
def test_an_unfinished_table_is_not_submitted_and_nothing_is_lost(stood):
    walk = opened(stood)
    missing = next(iter(walk.case.reviews.get().items.select_related("rule")))
    data = review_form(walk, **{f"finding_{missing.rule_id}": ""}, opinion="完整的审查意见", capacity="", recommendation="")
    response = take(walk, "handler", "submit_review", **data)
    page = text_of(response)
    assert response.status_code == 422
    assert "审查表还有 3 处没有填写，已填的内容已经保存" in page
    for gap in (f"{missing.rule.text}：请选择核查结果", "履行能力：请填写", "处理建议：请选择处理建议", "完整的审查意见"):
        assert gap in page
    assert walk.case.reviews.get().opinion == "完整的审查意见"
    assert walk.case.state == CaseState.ACCEPTED


@in_state(CaseState.ACCEPTED)
def test_an_obstacle_stands_in_the_way_of_approval(stood):
    walk = opened(stood)
    hard = walk.case.reviews.get().items.filter(rule__kind=GuardKind.HARD).select_related("rule").first()
    response = take(walk, "handler", "submit_review", **review_form(walk, **{f"finding_{hard.rule_id}": "found"}))
    assert response.status_code == 422
    assert f"存在禁止情形“{hard.rule.text}”" in text_of(response)


@in_state(CaseState.ACCEPTED)
def test_a_complete_table_goes_to_the_reviewing_judge(stood):
    walk = opened(stood)
    done(take(walk, "handler", "submit_review", **review_form(walk)))
    assert walk.case.state == CaseState.PENDING_REVIEW
    page = text_of(as_part(walk.cast, "reviewing_judge").get(step_url(walk, "pass_review")))
    assert "建议准予" in page
    assert "卷宗第" in page


@pytest.mark.parametrize(("listed", "offered", "hidden"), [(True, "BC", "AD"), (False, "AD", "BC")])
def test_only_the_certificates_of_the_kind_of_applicant_are_offered(cast, db, listed, offered, hidden):
    walk = opened(new_walk(cast, listed=listed).apply().accept())
    page = text_of(signed_in(walk.case.handler).get(step_url(walk, "submit_review")))
    assert all(f"{kind} 类：" in page for kind in offered)
    assert not any(f"{kind} 类：" in page for kind in hidden)
    refused = take(walk, "handler", "submit_review", **review_form(walk, certificate_type=hidden[0]))
    assert refused.status_code == 422


@in_state(CaseState.ACCEPTED)
def test_the_table_belongs_to_the_handling_judge_alone(stood):
    walk = stood
    other = "handling_judge" if walk.case.handler == walk.cast.people["handling_judge_2"] else "handling_judge_2"
    assert as_part(walk.cast, other).get(step_url(walk, "submit_review")).status_code == 403
    assert take(walk, other, "submit_review", opinion="代笔").status_code == 403
    assert not walk.case.reviews.filter(opinion="代笔").exists()


@in_state(CaseState.RETURNED)
def test_a_returned_table_shows_why_and_keeps_what_was_written(stood):
    walk = stood
    page = text_of(signed_in(walk.case.handler).get(step_url(walk, "submit_review")))
    assert walk.case.return_note in page
    assert "企业持续经营，订单稳定" in page


GIVING_BACK = {"pending_review": ("reviewing_judge", "return_review"), "pending_sign": ("signing_president", "return_by_signer")}


@in_state(CaseState.PENDING_REVIEW, CaseState.PENDING_SIGN)
def test_giving_back_needs_a_reason(stood):
    walk = stood
    part, action = GIVING_BACK[walk.case.state]
    assert take(walk, part, action, note="").status_code == 422
    done(take(walk, part, action, note="请补查关联案件。"))
    assert walk.case.state == CaseState.RETURNED
    assert walk.case.return_note == "请补查关联案件。"


# --- decision ---


@in_state(CaseState.PENDING_SIGN)
def test_approving_is_prefilled_with_the_opinion(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "signing_president").get(step_url(walk, "approve")))
    assert "经核查，建议准予信用修复。</textarea>" in page
    done(take(walk, "signing_president", "approve", reason_text="同意。"))
    assert walk.case.state == CaseState.APPROVED


@in_state(CaseState.SUBMITTED)
def test_what_the_review_advises_against_is_not_approved(stood):
    walk = stood
    walk.accept().submit_review(approve=False).pass_review()
    response = take(walk, "signing_president", "approve", reason_text="我看可以。")
    assert response.status_code == 422
    assert "审查意见不是建议准予" in text_of(response)
    assert "我看可以。" in text_of(response)


REJECTION = {
    "reason_codes": ["not_performed"],
    "reason_text": "到期两期没有支付。",
    "guidance": "付清到期各期后再申请。",
    "remedy": "可以向本院提出异议。",
    "reapply_on": "2027-05-04",
}


@in_state(CaseState.PENDING_SIGN)
def test_the_earliest_date_comes_from_the_region(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "signing_president").get(step_url(walk, "reject")))
    # Six months from 4 November 2026 is a Tuesday, the last day of the Labour Day leave is over.
    assert 'value="2027-05-04"' in page or 'value="2027-05-06"' in page
    assert "书面提出异议" in page


@pytest.mark.parametrize("missing", list(REJECTION))
@in_state(CaseState.PENDING_SIGN)
def test_a_rejection_without_one_of_its_parts_is_not_saved(stood, missing):
    walk = stood
    response = take(walk, "signing_president", "reject", **{**REJECTION, missing: ""})
    assert response.status_code == 422
    assert walk.case.state == CaseState.PENDING_SIGN
    kept = [value for name, value in REJECTION.items() if name not in (missing, "reason_codes")]
    assert all(value in text_of(response) for value in kept)


@in_state(CaseState.PENDING_SIGN)
def test_a_rejection_is_signed_with_all_its_parts(stood):
    walk = stood
    done(take(walk, "signing_president", "reject", **REJECTION))
    decision = walk.case.decision
    assert walk.case.state == CaseState.REJECTED
    assert (decision.reason_codes, decision.reapply_on) == (["not_performed"], date(2027, 5, 4))


@in_state(CaseState.PENDING_SIGN)
def test_guidance_for_the_chosen_reasons_is_filled_in_on_request(stood):
    walk = stood
    typed = {**REJECTION, "reason_codes": ["not_performed", "evades_debt"], "guidance": "先联系承办法官。"}
    page = text_of(take(walk, "signing_president", "reject", more="1", **typed))
    assert "先联系承办法官。" in page
    assert "先履行已到期的义务并保存凭证" in page
    assert "追回或补足相关财产" in page
    assert page.count("checked") == 2
    assert walk.case.state == CaseState.PENDING_SIGN


# --- certificate ---


@in_state(CaseState.APPROVED)
def test_sealing_shows_what_will_be_printed_first(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(step_url(walk, "issue_certificate")))
    for text in (
        "信用修复证明（履行完毕）",
        walk.plot.enterprise_name,
        walk.plot.uscc,
        walk.plot.number,
        "860,000.00元",
        "用印时生成",
        "不设有效期",
        "招标投标",
    ):
        assert text in page
    done(take(walk, "acceptance_officer", "issue_certificate"))
    assert walk.case.state == CaseState.CERTIFIED


@in_state(CaseState.PUSHED)
def test_the_list_operation_is_the_one_that_the_certificate_calls_for(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "list_operator").get(step_url(walk, "record_list_operation")))
    assert 'value="delete"' in page
    assert 'value="shorten"' not in page
    entry = {"kind": "delete", "performed_on": NOW.date().isoformat(), "system_receipt": "ZX-1", "note": ""}
    done(take(walk, "list_operator", "record_list_operation", **entry))
    assert walk.case.list_operations.get().system_receipt == "ZX-1"
    again = as_part(walk.cast, "list_operator").get(step_url(walk, "record_list_operation"))
    assert again.status_code == 409


def test_shortening_needs_its_new_end(cast, db):
    walk = new_walk(cast, fixed_term=True).to(CaseState.PUSHED)
    entry = {"kind": "shorten", "performed_on": NOW.date().isoformat(), "system_receipt": "ZX-2", "new_term_end": ""}
    response = take(walk, "list_operator", "record_list_operation", **entry)
    assert response.status_code == 422
    assert "缩短期限须填写新的截止日" in text_of(response)


@in_state(CaseState.PUSH_RETURNED)
def test_pushing_again_shows_why_it_came_back(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(step_url(walk, "push_again")))
    assert "执行案号与证明不一致" in page
    done(take(walk, "acceptance_officer", "push_again", note="已核对。"))
    assert walk.case.state == CaseState.PUSHED


# --- refusals ---


@in_state(CaseState.SUBMITTED)
def test_a_stale_form_is_answered_with_what_happened_and_keeps_the_text(stood):
    walk = stood
    client = as_part(walk.cast, "acceptance_officer")
    version = walk.case.state_seq
    walk.accept()
    data = {"version": version, "reason": "barred", "note": "写了很久的说明", "channel": "另一渠道"}
    response = client.post(step_url(walk, "propose_decline"), data)
    page = text_of(response)
    assert response.status_code == 409
    assert "法院立案受理岗已于" in page
    assert "审查中" in page
    assert "写了很久的说明" in page
    assert "仍在限制再次申请期间" in page
    assert walk.case.state == CaseState.ACCEPTED


@in_state(CaseState.SUBMITTED)
def test_a_stale_form_whose_step_is_still_open_can_be_sent_again(stood):
    walk = stood
    version = walk.case.state_seq
    walk.ask_supplement().answer_supplement()
    response = take_with(walk, version, note="写了很久的说明", reason="barred", channel="另一渠道")
    page = text_of(response)
    assert response.status_code == 409
    assert "写了很久的说明</textarea>" in page
    assert f'name="version" value="{walk.case.state_seq}"' in page
    done(take(walk, "acceptance_officer", "propose_decline", note="写了很久的说明", reason="barred", channel="另一渠道"))


def take_with(walk, version, **data):
    client = as_part(walk.cast, "acceptance_officer")
    return client.post(step_url(walk, "propose_decline"), {"version": version, **data})


@in_state(CaseState.ACCEPTED)
def test_even_an_invalid_form_is_told_first_that_it_comes_too_late(stood):
    response = take_with(stood, 1, reason="", note="说明")
    assert response.status_code == 409
    assert "说明" in text_of(response)


@pytest.mark.parametrize("version", ["", "x", "-1", "999999", "٣"])
@in_state(CaseState.SUBMITTED)
def test_a_form_without_its_version_is_stale(stood, version):
    walk = stood
    response = as_part(walk.cast, "acceptance_officer").post(step_url(walk, "accept"), {"version": version, "variant": "listed"})
    assert response.status_code == 409
    assert walk.case.state == CaseState.SUBMITTED


@in_state(CaseState.SUBMITTED)
def test_a_supplement_list_survives_a_collision(stood):
    walk = stood
    version = walk.case.state_seq
    walk.accept()
    client = as_part(walk.cast, "acceptance_officer")
    response = client.post(step_url(walk, "request_supplement"), {"version": version, **lines(LINE)})
    assert response.status_code == 409
    assert all(text in text_of(response) for text in LINE.values())


NOT_THEIRS = {
    "submitted": [("accept", "handling_judge"), ("accept", "signing_president")],
    "pending_review": [("pass_review", "handling_judge")],
    "pending_sign": [("approve", "reviewing_judge")],
    "approved": [("issue_certificate", "signing_president")],
    "pushed": [("record_list_operation", "acceptance_officer")],
}


@in_state(*map(CaseState, NOT_THEIRS))
def test_a_colleague_without_the_post_is_refused_openly(stood):
    walk, state = stood, stood.case.state
    for action, part in NOT_THEIRS[state]:
        client = as_part(walk.cast, part)
        asked, sent = client.get(step_url(walk, action)), post(client, step_url(walk, action), walk.case, note="x")
        assert (asked.status_code, sent.status_code) == (403, 403)
    assert walk.case.state == state


@in_state(CaseState.PENDING_SIGN)
def test_who_reviewed_does_not_sign(stood):
    """One person may hold both posts, but not act in both on one case."""
    walk = stood
    reviewer = walk.cast.people["reviewing_judge"]
    walk.cast.people["signing_president"].posts.update(user=reviewer)
    assert signed_in(reviewer).get(step_url(walk, "approve")).status_code == 403


@in_state(CaseState.SUBMITTED)
def test_who_is_not_of_this_court_finds_no_step(stood):
    walk = stood
    outsiders = [signed_in(other_court_judge(walk.cast)), agent_of(walk)]
    outsiders += [as_part(walk.cast, part) for part in ("administrator", "office", "leader", "bureau_handler", "finance:liaison")]
    for client in outsiders:
        assert client.get(step_url(walk, "accept")).status_code == 404
        assert client.post(step_url(walk, "accept"), {"version": 1}).status_code == 404


@pytest.mark.parametrize("action", ["receive_push", "withdraw", "lapse", "recognize", "no_such_step"])
@in_state(CaseState.SUBMITTED)
def test_steps_of_others_have_no_page_here(stood, action):
    walk = stood
    assert as_part(walk.cast, "acceptance_officer").get(step_url(walk, action)).status_code == 404


@in_state(CaseState.SUBMITTED)
def test_text_survives_the_end_of_a_session(client, stood):
    walk = stood
    address = step_url(walk, "propose_decline")
    response = client.post(address, {"version": 1, "note": "写了一个小时的说明", "reason": "barred"})
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    client.force_login(walk.cast.people["acceptance_officer"])
    assert "写了一个小时的说明" in text_of(client.get(address))
    assert walk.case.state == CaseState.SUBMITTED
