"""The record named the wrong creditor: whoever was asked by mistake is no party, and what he said does not count."""

import pytest

from cases.consent import consultation_of
from cases.enums import CaseState, CorrectedRecord
from cases.parties import ConsultationState, CreditorAnswer
from cases.services import corrections, creditors
from cases.services.corrections import Why
from demo.specimens import voucher
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.errors import NotVisible
from tests.cases.test_ledger_holds import is_sound
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
