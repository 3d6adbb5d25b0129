"""Examination, recheck and signature: the checklist, three people, and what each of them may not do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.enums import CaseState, CertificateType, EntryEffect, Finding, ListingState, Recommendation
from cases.models import Decision, Examination, GuardRule
from cases.services import enforcement, examination, recorded
from demo.specimens import examination_data
from departments.models import Post
from notices.enums import DocumentKind
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from tests.cases.steps import clock, clocks, events
from tests.support.world import in_state, new_walk


def form(walk, **changes):
    return replace(examination_data(walk.case, walk.plot, walk.at, approve=True), **changes)


def save(walk, by=None, version=None, **changes):
    return examination.save_examination(walk.case.pk, form(walk, **changes), version=version, by=by or walk.handler(), at=walk.at)


def submit(walk, **changes):
    save(walk, **changes)
    return examination.submit_examination(walk.case.pk, by=walk.handler(), at=walk.at)


def guard(walk, kind):
    return GuardRule.objects.filter(region=walk.cast.region, kind=kind, is_current=True).order_by("position").first()


def found(walk, kind, finding, evidence="卷宗第3页"):
    """The findings of a complete form, with one of them changed."""
    return {**form(walk).items, guard(walk, kind).pk: (finding, evidence)}


# --- the form ---


@in_state(CaseState.ACCEPTED)
def test_an_open_examination_has_a_row_for_each_guard_and_each_measure(stood):
    row = examination.ensure_examination(stood.case.pk, by=stood.handler(), at=stood.at)
    guards = GuardRule.objects.filter(region=stood.cast.region, is_current=True)
    assert set(row.items.values_list("rule", flat=True)) == set(guards.values_list("pk", flat=True))
    # The entry in the list is decided for itself.
    assert (row.measure_decisions.count(), stood.enforcement.measures.count()) == (2, 3)
    assert examination.ensure_examination(stood.case.pk, by=stood.handler(), at=stood.at) == row


@in_state(CaseState.ACCEPTED)
def test_a_measure_and_a_guard_that_come_later_get_their_row(stood):
    examination.ensure_examination(stood.case.pk, by=stood.handler(), at=stood.at)
    stood.take_measures()
    GuardRule.objects.create(region=stood.cast.region, code="new", position=99, kind="soft", text="新增", version=1)
    row = examination.ensure_examination(stood.case.pk, by=stood.handler(), at=stood.at)
    assert row.measure_decisions.count() == 4
    assert row.items.filter(rule__code="new").exists()


@in_state(CaseState.ACCEPTED)
def test_a_half_filled_form_is_kept_and_noted_in_the_ledger(stood):
    save(stood, opinion="", recommendation="", certificate_type="")
    assert stood.case.examinations.get().capacity
    assert len(events(stood, "examination_saved")) == 1


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": "长" * 2001}, "capacity"),
        ({"conditions": "长" * 1001}, "conditions"),
        ({"covers_all_cases": True}, "covers_all_cases"),
    ],
)
def test_what_the_form_cannot_keep_is_named(stood, cast, changes, field):
    new_walk(cast, uscc=stood.plot.uscc, enterprise_name=stood.plot.enterprise_name, fulfilled=False).record()
    with pytest.raises(InvalidInput) as refusal:
        save(stood, **changes)
    assert refusal.value.field == field


@in_state(CaseState.ACCEPTED)
def test_with_every_known_case_settled_and_a_query_the_certificate_may_cover_all(stood):
    with pytest.raises(ConditionNotMet, match="须填写在办案系统查询的日期和编号"):
        submit(stood, covers_all_cases=True)
    queried = {"covers_all_cases": True, "query_on": stood.at.date(), "query_number": "查询0001"}
    assert submit(stood, **queried).state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED)
def test_a_query_without_the_wider_scope_is_cleared(stood):
    with pytest.raises(ConditionNotMet, match="清空查询日期和编号"):
        submit(stood, query_number="查询0001")


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize(("name", "words"), [("items", "核查结果"), ("measures", "不能作这样的处理")])
def test_an_answer_that_is_not_on_the_list_is_refused(stood, name, words):
    answer = ("perhaps", "") if name == "items" else examination.MeasureChoice(effect="perhaps")
    wrong = dict.fromkeys(getattr(form(stood), name), answer)
    with pytest.raises(InvalidInput, match=words):
        save(stood, **{name: wrong})


@in_state(CaseState.ACCEPTED)
def test_the_form_belongs_to_the_assigned_judge(stood):
    parts = {stood.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}
    colleague = next(part for pk, part in parts.items() if pk != stood.case.handler_id)
    for part in (colleague, "reviewing_judge"):
        with pytest.raises(NotPermitted):
            save(stood, by=stood.by(part))
    with pytest.raises(NotVisible):
        save(stood, by=stood.by("bureau_handler"))


@in_state(CaseState.PENDING_REVIEW)
def test_a_submitted_form_is_closed(stood):
    with pytest.raises(Stale, match="审查表不能再修改"):
        save(stood)


@in_state(CaseState.ACCEPTED)
def test_a_form_of_another_version_is_stale(stood):
    with pytest.raises(Stale):
        save(stood, version=stood.case.state_seq - 1)


# --- submission ---


@in_state(CaseState.ACCEPTED)
def test_a_complete_examination_goes_to_the_reviewing_judge_with_its_report(stood):
    case = submit(stood)
    assert (case.state, case.examinations.get().submitted_at) == (CaseState.PENDING_REVIEW, stood.at)
    assert case.documents.get(kind=DocumentKind.EXAMINATION_REPORT).audience == "court"
    assert clock(stood, "K-04").status == "running"


@in_state(CaseState.ACCEPTED)
def test_an_empty_form_is_nothing_to_submit(stood):
    with pytest.raises(ConditionNotMet, match="还没有结论或依据"):
        examination.submit_examination(stood.case.pk, by=stood.handler(), at=stood.at)


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": " "}, "请填写履行能力"),
        ({"cooperation": ""}, "请填写配合执行情况"),
        ({"opinion": ""}, "请填写审查意见"),
        ({"related_cases_checked": False}, "请核查关联案件"),
        ({"recommendation": ""}, "请选择处理建议"),
        ({"certificate_type": ""}, "请选择证明类型"),
        ({"certificate_type": CertificateType.WITHHELD}, "请选择证明类型和名单处理"),
        ({"certificate_type": CertificateType.WITHHELD, "entry_effect": EntryEffect.WITHHOLD_LISTING}, "用于部分履行"),
        (
            {"certificate_type": CertificateType.PERFORMED_UNLISTED, "entry_effect": EntryEffect.NO_ENTRY},
            "不用于“已纳入名单，没有固定期限”",
        ),
        ({"entry_effect": EntryEffect.DELETE_EARLY}, "不用于“已纳入名单，没有固定期限”"),
        ({"entry_until": date(2027, 1, 1)}, "只有缩短期限才填写"),
    ],
)
def test_the_first_gap_of_the_form_is_said(stood, changes, words):
    with pytest.raises(ConditionNotMet, match=words):
        submit(stood, **changes)
    assert stood.case.state == CaseState.ACCEPTED


@in_state(CaseState.ACCEPTED)
def test_a_certificate_of_performance_has_no_term(stood):
    with pytest.raises(ConditionNotMet, match="请清空有效期"):
        submit(stood, valid_until=stood.at.date() + timedelta(days=30))


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize(
    ("kind", "finding", "words"),
    [("condition", Finding.CLEAR, "必备条件.*未具备"), ("hard", Finding.FOUND, "存在禁止情形")],
)
def test_a_guard_in_the_way_blocks_an_approval_but_not_a_rejection(stood, kind, finding, words):
    with pytest.raises(ConditionNotMet, match=words):
        submit(stood, items=found(stood, kind, finding))
    rejecting = {"recommendation": Recommendation.REJECT, "certificate_type": ""}
    assert submit(stood, items=found(stood, kind, finding), **rejecting).state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED)
def test_a_soft_finding_only_needs_its_explanation(stood):
    with pytest.raises(ConditionNotMet, match="还没有结论或依据"):
        submit(stood, items=found(stood, "soft", Finding.FOUND, evidence=" "))
    assert submit(stood, items=found(stood, "soft", Finding.FOUND)).state == CaseState.PENDING_REVIEW


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize("kind", ["condition", "hard", "soft"])
def test_each_guard_needs_a_finding_and_its_evidence(stood, kind):
    with pytest.raises(ConditionNotMet, match="还没有结论或依据"):
        submit(stood, items=found(stood, kind, ""))


@in_state(CaseState.ACCEPTED)
def test_each_measure_is_decided(stood):
    with pytest.raises(ConditionNotMet, match="请决定措施“冻结账户”如何处理"):
        submit(stood, measures=dict.fromkeys(form(stood).measures, examination.MeasureChoice()))


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_a_conditional_certificate_needs_its_term(stood):
    with pytest.raises(ConditionNotMet, match="须填写有效期"):
        submit(stood, valid_until=None)


@in_state(CaseState.ACCEPTED, fulfilled=False, listed=False)
def test_a_period_of_grace_is_at_least_a_month(stood):
    with pytest.raises(InvalidInput, match="不少于1个月"):
        submit(stood, valid_until=stood.at.date() + timedelta(days=20))


@in_state(CaseState.ACCEPTED, fulfilled=False, fixed_term=True, entry=EntryEffect.SHORTEN)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"entry_until": None}, "须填写缩短后的截止日"),
        ({"entry_until": date(2026, 1, 1)}, "应晚于今天"),
        ({"entry_until": date(2099, 1, 1)}, "应早于原截止日"),
    ],
)
def test_a_shortened_term_ends_between_today_and_the_old_end(stood, changes, words):
    with pytest.raises(ConditionNotMet, match=words):
        submit(stood, **changes)


@in_state(CaseState.ACCEPTED, fixed_term=True, entry=EntryEffect.SHORTEN)
def test_who_has_performed_all_is_told_why_the_entry_stays(stood):
    with pytest.raises(ConditionNotMet, match="请写明理由"):
        submit(stood, entry_reasons=" ")


@in_state(CaseState.ACCEPTED, fulfilled=False)
@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_term_ends_after_today_and_within_what_the_region_allows(stood, days):
    with pytest.raises(InvalidInput, match="有效期应在今天之后") as refusal:
        submit(stood, valid_until=stood.at.date() + timedelta(days=days))
    assert refusal.value.field == "valid_until"


# --- recheck ---


@in_state(CaseState.PENDING_REVIEW)
def test_a_returned_round_stays_and_the_next_starts_from_it(stood):
    stood.return_by_reviewer()
    assert (stood.case.state, stood.case.reviewer) == (CaseState.RETURNED, None)
    stood.submit_examination()
    first, second = Examination.objects.filter(case=stood.case).order_by("round")
    assert (first.reviewed_by, first.review_note) == (stood.cast.people["reviewing_judge"], stood.case.return_note)
    assert (second.opinion, second.items.count()) == (first.opinion, first.items.count())
    assert [one.status for one in clocks(stood, "K-04")] == ["running"]


@in_state(CaseState.RETURNED)
def test_a_new_round_repeats_what_was_said_without_typing_again(stood):
    row = examination.ensure_examination(stood.case.pk, by=stood.handler(), at=stood.at)
    first = stood.case.examinations.get(round=1)
    assert row.round == 2
    assert row.submitted_at is None
    assert sorted(row.measure_decisions.values_list("measure", "effect")) == sorted(
        first.measure_decisions.values_list("measure", "effect")
    )


@pytest.mark.parametrize("give_back", [examination.return_by_reviewer, examination.return_by_signer])
@in_state(CaseState.PENDING_REVIEW)
def test_giving_back_says_why(stood, give_back):
    with pytest.raises(InvalidInput, match="退回的意见"):
        give_back(stood.case.pk, note=" ", by=stood.by("reviewing_judge"), at=stood.at)


@in_state(CaseState.PENDING_REVIEW)
def test_a_passed_review_names_its_judge(stood):
    case = stood.pass_review().case
    assert (case.state, case.reviewer, case.examinations.get().reviewed_by) == (
        CaseState.PENDING_SIGN,
        *[stood.cast.people["reviewing_judge"]] * 2,
    )


@in_state(CaseState.PENDING_SIGN)
def test_the_president_gives_back_to_the_handling_judge(stood):
    examination.return_by_signer(stood.case.pk, note="理由不够充分", by=stood.by("signing_president"), at=stood.at)
    assert (stood.case.state, stood.case.reviewer, stood.case.return_note) == (CaseState.RETURNED, None, "理由不够充分")


# --- three people ---


def also(walk, person, role):
    """The same person holds one more post of the court."""
    Post.objects.create(user=person, department=walk.cast.court, role=role, valid_from=walk.at.date())


@in_state(CaseState.PENDING_REVIEW)
def test_who_handles_does_not_recheck(stood):
    also(stood, stood.case.handler, "reviewing_judge")
    with pytest.raises(NotPermitted):
        examination.pass_review(stood.case.pk, by=stood.handler(), at=stood.at)


@in_state(CaseState.PENDING_SIGN)
def test_who_handles_or_rechecked_does_not_sign(stood):
    for person, by in ((stood.case.handler, stood.handler()), (stood.case.reviewer, stood.by("reviewing_judge"))):
        also(stood, person, "signing_president")
        with pytest.raises(NotPermitted):
            examination.approve(stood.case.pk, reason_text="同意", by=replace(by, posts=stood.by("signing_president").posts), at=stood.at)
    assert not Decision.objects.filter(case=stood.case).exists()


def test_the_listing_is_frozen_once_the_case_is_accepted(case_in):
    walk = case_in(CaseState.ACCEPTED, listed=False)
    facts = recorded.ListingData(state=ListingState.LISTED, situations=(4,), listed_on=walk.at.date())
    with pytest.raises(InvalidInput, match="名单记录不能再改"):
        enforcement.record_listing(walk.enforcement.pk, facts, by=walk.by("acceptance_officer"), at=walk.at)
    assert walk.case.variant == "not_yet_listed"
