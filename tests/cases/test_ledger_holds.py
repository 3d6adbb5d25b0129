"""After a walk through each feature the ledger holds every row as it stands: the verifier finds nothing."""

from collections.abc import Callable

import pytest

from cases.enums import CaseState, CorrectedRecord, DutyGround
from cases.models import CreditorStatement
from cases.parties import CreditorAnswer
from cases.services import asking, corrections, duties, replacements
from cases.services.corrections import Why
from demo.specimens import voucher
from ledger.verify import verify
from notices.enums import DocumentKind
from notices.models import Document
from notices.snapshots import context_of
from recognition import replacing
from tests.support.world import new_walk


def is_sound() -> bool:
    return [finding.message for finding in verify(files=False).findings if finding.code in ("row", "unknown", "missing", "state")] == []


def correct_name(walk):
    why = Why(reason="营业执照与登记不一致", evidence=voucher("更正"))
    values = {"name": "示例改正制造有限公司"}
    enforced = walk.enforcement or walk.case.enforcement_case
    corrections.correct(enforced.pk, CorrectedRecord.ENTERPRISE, values, why=why, by=walk.by("acceptance_officer"), at=walk.at)


def replace(walk):
    correct_name(walk)
    replacements.order_replacement(walk.case_id, by=walk.by("signing_president"), at=walk.at)
    replacements.supersede(walk.case_id, by=walk.by("acceptance_officer"), at=walk.at)
    walk.make_papers(DocumentKind.CERTIFICATE, case=walk.case)
    replacing.push_replacement(walk.case_id, at=walk.at)
    replacing.receive_replacement(walk.case_id, by=walk.by("bureau_handler"), at=walk.at)
    replacing.forward_replacement(walk.case_id, by=walk.by("bureau_approver"), at=walk.at)


def revoke(walk):
    walk.propose_revocation().answer_revocation().review_revocation().revoke().push_revocation().forward_revocation()


def hear_creditor(walk):
    walk.serve_creditor().creditor_answers(CreditorAnswer.OPPOSES, "到期一期没有收到。").creditor_answers()


# How a debtor says that the decision is to be served.
SERVED = {"service_address": "示范路1号", "service_electronic": "yes"}


def put_list_right(walk):
    walk.record().take_measures().serve().later(days=1).join()
    said = {"ground": DutyGround.WRONGLY_LISTED, "statement": "本案没有应当纳入的情形。", "upload": voucher("1"), **SERVED}
    duty = asking.ask_for_correction(walk.enforcement.pk, by=walk.agent_actor(), at=walk.at, **said)
    asking.grant_correction(duty.pk, reasons="经核实确属错误。", by=walk.by("reviewing_judge"), at=walk.at)
    duties.perform_duty(duty.pk, performed_on=walk.at.date(), system_receipt="办-1", by=walk.by("list_operator"), at=walk.at)


WALKS: dict[str, Callable] = {
    "objection dismissed": lambda walk: walk.to(CaseState.REJECTED).object().dismiss(),
    "objection upheld": lambda walk: walk.to(CaseState.REJECTED).object().uphold(),
    "creditor": lambda walk: hear_creditor(walk.to(CaseState.SUBMITTED).accept()),
    "replaced": lambda walk: replace(walk.to(CaseState.RECOGNIZED_ALL)),
    "revoked": lambda walk: revoke(walk.to(CaseState.RECOGNIZED_ALL)),
    "list put right": put_list_right,
    "lapsed": lambda walk: walk.to(CaseState.LAPSED),
    "withdrawn": lambda walk: walk.to(CaseState.WITHDRAWN),
    "refused by units": lambda walk: walk.to(CaseState.CLOSED_WITH_REFUSALS),
}


@pytest.mark.parametrize("feature", WALKS)
def test_the_ledger_holds_what_a_walk_leaves(feature, cast, db):
    WALKS[feature](new_walk(cast, fulfilled=feature != "creditor"))
    assert is_sound()


def test_a_paper_of_a_request_that_no_step_made_is_found(cast, db):
    put_list_right(new_walk(cast, fulfilled=False))
    paper = Document.objects.filter(duty__isnull=False, case=None).latest("pk")
    assert is_sound()
    paper.pk, paper.number = None, f"{paper.number}-2"
    paper.save(force_insert=True)
    assert not is_sound()


def test_a_word_of_the_creditor_that_he_never_said_is_found(cast, db):
    walk = new_walk(cast, fulfilled=False).to(CaseState.SUBMITTED).accept().serve_creditor().creditor_answers()
    said = CreditorStatement.objects.get(consultation__case=walk.case_id)
    assert is_sound()
    said.pk, said.answer = None, CreditorAnswer.OPPOSES
    said.save(force_insert=True)
    assert not is_sound()


def test_what_is_revoked_is_the_certificate_in_force_not_one_that_was_replaced(cast, db):
    walk = new_walk(cast).to(CaseState.RECOGNIZED_ALL)
    walk.propose_revocation().answer_revocation().review_revocation()
    replace(walk)
    case = walk.revoke().case
    assert case.revocations.get().certificate == case.certificate
    for kind in (DocumentKind.REVOCATION_DECISION, DocumentKind.REVOCATION_NOTICE):
        paper = case.documents.get(kind=kind)
        assert context_of(paper.kind, bytes(paper.snapshot)).certificate_number == case.certificate.number
    assert is_sound()
