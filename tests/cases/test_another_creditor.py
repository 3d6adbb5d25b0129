"""The record named the wrong creditor: whoever was asked by mistake is no party, and what he said does not count."""

import pytest

from cases.consent import consultation_of
from cases.enums import CaseState, CorrectedRecord
from cases.parties import ConsultationState, CreditorAnswer, InstalmentWord
from cases.services import corrections, creditors, instalments
from cases.services.corrections import Why
from demo.specimens import voucher
from ledger import timekeeping
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.errors import NotVisible
from tests.cases.test_ledger_holds import is_sound
from tests.portal.staff_pages import as_part, text_of
from tests.support.strictness import StrictClient
from tests.support.world import new_walk

RIGHT = "黄石示例物资有限公司"


def correct(walk, **values):
    why = Why(reason="判决书所列的申请执行人另有其人", evidence=voucher("更正"))
    key = walk.case.enforcement_case_id
    corrections.correct(key, CorrectedRecord.ENFORCEMENT, values, why=why, by=walk.by("acceptance_officer"), at=walk.at)


def letters(walk):
    return walk.case.documents.filter(kind=DocumentKind.CREDITOR_LETTER).order_by("pk")


@pytest.mark.parametrize("said", [True, False])
def test_the_right_one_is_asked_and_the_wrong_one_counts_no_more(cast, db, said):
    walk = new_walk(cast, fulfilled=False).to(CaseState.SUBMITTED).accept().serve_creditor()
    token = walk.creditor_link()
    view = creditors.CreditorView(answer=CreditorAnswer.AGREES, signer="误列的人")
    if said:
        creditors.answer_by_link(token, view, at=walk.at)
    correct(walk, creditor=RIGHT)
    consultation = consultation_of(walk.case)
    assert (consultation.state, consultation.answer, consultation.due_on) == (ConsultationState.ASKED, "", None)
    with pytest.raises(NotVisible):
        creditors.answer_by_link(token, view, at=walk.at)
    assert [context_of(one.kind, bytes(one.snapshot)).creditor for one in letters(walk)] == [walk.plot.creditor, RIGHT]
    assert consultation.statements.count() == said
    assert is_sound()
    walk.later(days=1).serve_creditor().creditor_answers()
    walk.submit_examination()
    assert is_sound()


def test_where_all_is_performed_the_right_one_is_told(cast, db):
    walk = new_walk(cast).to(CaseState.ACCEPTED)
    correct(walk, creditor=RIGHT)
    assert consultation_of(walk.case).state == ConsultationState.TOLD
    assert letters(walk).count() == 2


def test_another_correction_asks_nobody_anew(cast, db):
    walk = new_walk(cast).to(CaseState.ACCEPTED)
    correct(walk, handler_phone="0714-0000199")
    assert letters(walk).count() == 1


def confirm(token, on, walk):
    said = instalments.InstalmentSaid(word=InstalmentWord.MISSING, on=on, amount_fen=100_000, signer="误列的人", words="催过一次。")
    return instalments.confirm_by_link(token, said, at=walk.at)


@pytest.mark.parametrize("state", [CaseState.ACCEPTED, CaseState.RECOGNIZED_ALL])
def test_what_the_wrong_one_said_is_read_at_the_court_as_his_and_by_the_right_one_not_at_all(cast, db, state):
    """However far the case has come: instalments are confirmed long after the certificate."""
    walk = new_walk(cast, fulfilled=False).to(state)
    wrong = walk.creditor_link()
    confirm(wrong, walk.at.date(), walk)
    officer, page = as_part(cast, "acceptance_officer"), f"/court/creditors/{consultation_of(walk.case).pk}/"
    with timekeeping.pinned(walk.at):
        assert "催过一次" in text_of(StrictClient().get(f"/c/{wrong}/instalments/"))
        assert "有效期至" in text_of(officer.get(page))
    walk.later(days=1)
    correct(walk, creditor=RIGHT)
    assert is_sound()
    with timekeeping.pinned(walk.at):
        assert StrictClient().get(f"/c/{wrong}/").status_code == 404
        shown = text_of(officer.get(page))
        assert "更正前登记的申请执行人所说，不再作数" in shown
        assert "分期：" not in shown
        assert "有效期至" not in shown
    right = walk.later(days=1).creditor_link()
    with timekeeping.pinned(walk.at):
        assert "催过一次" not in text_of(StrictClient().get(f"/c/{right}/instalments/"))
        confirm(right, walk.at.date(), walk)
        assert "催过一次" in text_of(StrictClient().get(f"/c/{right}/instalments/"))
        assert text_of(officer.get(page)).count("分期：") == 1


def test_an_answer_of_the_wrong_one_is_not_shown_to_the_right_one(cast, db):
    walk = new_walk(cast, fulfilled=False).to(CaseState.SUBMITTED).accept().serve_creditor()
    walk.creditor_answers(CreditorAnswer.OPPOSES, "还有一台设备没有申报。")
    walk.later(days=1)
    correct(walk, creditor=RIGHT)
    token = walk.later(days=1).creditor_link()
    with timekeeping.pinned(walk.at):
        page = text_of(StrictClient().get(f"/c/{token}/"))
        assert "申请执行人答复" in page
        assert "还有一台设备没有申报" not in page
