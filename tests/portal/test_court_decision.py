"""Decision, certificate and what follows it at the court."""

from datetime import date

import pytest

from cases.enums import CaseState
from ledger import timekeeping
from portal.court.forms.decision import without_proposals
from tests.portal.court_forms import take
from tests.portal.staff_pages import NOW, as_part, done, step_url, text_of
from tests.support.world import in_state, new_walk


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.mark.parametrize(
    ("opinion", "found"),
    [
        ("经核查，建议准予信用修复。", ""),
        ("货款已于2026年10月付清，申请执行人确认。综上，建议准予信用修复。", "货款已于2026年10月付清，申请执行人确认。"),
        ("企业已付二十万元，建议准予\n余款每月五万元", "企业已付二十万元。余款每月五万元。"),
        ("", ""),
    ],
)
def test_a_decision_takes_from_an_opinion_what_was_found(opinion, found):
    assert without_proposals(opinion) == found


@in_state(CaseState.PENDING_SIGN)
def test_where_an_opinion_only_proposes_nothing_is_said_to_be_filled_in(stood, monkeypatch):
    monkeypatch.setattr("portal.court.forms.decision.without_proposals", lambda _opinion: "")
    page = text_of(as_part(stood.cast, "signing_president").get(step_url(stood, "approve")))
    assert "请写明查明的事实" in page
    assert "已按审查意见预填" not in page


@in_state(CaseState.PENDING_SIGN)
def test_approving_is_prefilled_with_what_the_examination_found(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "signing_president").get(step_url(walk, "approve")))
    field = page.partition('name="reason_text"')[2].partition("</textarea>")[0]
    assert "履行情况与凭证一致，未发现禁止情形。" in field
    assert "建议" not in field
    assert "已按审查意见预填" in page
    done(take(walk, "signing_president", "approve", reason_text="同意。"))
    assert walk.case.state == CaseState.APPROVED


@in_state(CaseState.SUBMITTED)
def test_what_the_examination_advises_against_is_not_approved(stood):
    walk = stood
    walk.accept().submit_examination(approve=False).pass_review()
    response = take(walk, "signing_president", "approve", reason_text="我看可以。")
    assert response.status_code == 422
    assert "审查意见不是建议准予" in text_of(response)
    assert "我看可以。" in text_of(response)


REJECTION = {
    "reason_codes": ["not_performed"],
    "reason_not_performed": "到期两期没有支付。",
    "guidance": "付清到期各期后再申请。",
    "reapply_on": "2027-05-04",
}


@in_state(CaseState.PENDING_SIGN)
def test_the_earliest_date_comes_from_the_region(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "signing_president").get(step_url(walk, "reject")))
    # Six months from 4 November 2026, whatever that day is: a bar is not rolled forward.
    assert 'value="2027-05-04"' in page
    assert "按本区的期限规则写入决定书" in page


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
    entry = {"kind": "shorten", "performed_on": NOW.date().isoformat(), "system_receipt": "ZX-2", "ends_on": ""}
    response = take(walk, "list_operator", "record_list_operation", **entry)
    assert response.status_code == 422
    assert "请填写在办案系统中设定的截止日" in text_of(response)


@in_state(CaseState.PUSH_RETURNED)
def test_pushing_again_shows_why_it_came_back(stood):
    walk = stood
    page = text_of(as_part(walk.cast, "acceptance_officer").get(step_url(walk, "push_again")))
    assert "执行案号与证明不一致" in page
    done(take(walk, "acceptance_officer", "push_again", note="已核对。"))
    assert walk.case.state == CaseState.PUSHED
