"""The signature of the president: an approval, a rejection, and what neither of them may lack."""

from datetime import timedelta

import pytest

from cases.enums import CaseState
from cases.models import Decision
from cases.outcomes import RejectionReason
from cases.services import examination
from notices.enums import DocumentKind
from notices.snapshots import context_of
from procedure.errors import ConditionNotMet, InvalidInput, Stale
from tests.cases.steps import clock
from tests.support.world import in_state


@in_state(CaseState.PENDING_SIGN)
def test_an_approval_is_a_numbered_decision_that_ends_the_examination(stood):
    case = stood.approve().case
    assert (case.state, case.decision.is_approval, case.signer) == (CaseState.APPROVED, True, stood.cast.people["signing_president"])
    assert case.documents.get(kind=DocumentKind.APPROVAL_DECISION).number == case.decision.number
    assert (clock(stood, "K-04").status, clock(stood, "K-41").status) == ("met", "running")


@in_state(CaseState.PENDING_SIGN)
def test_an_approval_says_why(stood):
    with pytest.raises(InvalidInput, match="准予的理由"):
        examination.approve(stood.case.pk, reason_text=" ", by=stood.by("signing_president"), at=stood.at)


def test_an_examination_that_advises_against_cannot_be_approved(case_in):
    walk = case_in(CaseState.ACCEPTED).submit_examination(approve=False).pass_review()
    with pytest.raises(ConditionNotMet, match="审查意见不是建议准予"):
        walk.approve()
    assert walk.case.state == CaseState.PENDING_SIGN


REASONS = {
    "reasons": {RejectionReason.NOT_PERFORMED: "到期各期均未支付。", RejectionReason.EVADES_DEBT: "转让了主要设备。"},
    "guidance": "请先付清到期各期。",
}


def reject(walk, **changes):
    facts = {**REASONS, "reapply_on": walk.at.date() + timedelta(days=90), **changes}
    return examination.reject(walk.case.pk, by=walk.by("signing_president"), at=walk.at, **facts)


@in_state(CaseState.PENDING_SIGN)
def test_a_rejection_gives_reasons_guidance_remedy_and_a_date(stood):
    case = reject(stood)
    assert (case.state, case.decision.reason_codes) == (CaseState.REJECTED, ["not_performed", "evades_debt"])
    assert clock(stood, "K-04").status == "met"
    paper = case.documents.get(kind=DocumentKind.REJECTION_DECISION)
    said = context_of(paper.kind, bytes(paper.snapshot))
    assert [(reason.code, reason.text) for reason in said.reasons] == [
        ("not_performed", "到期各期均未支付。"),
        ("evades_debt", "转让了主要设备。"),
    ]
    # The remedy is the rule's: how long, until when, to whom.
    assert all(part in said.remedy for part in ("自决定书送达之日起10日内", "向本院书面提出异议"))
    # How long it is open is known once the decision is served, and from then.
    assert not case.clocks.filter(code="K-05").exists()
    stood.later(days=1).deliver(DocumentKind.REJECTION_DECISION)
    assert clock(stood, "K-05").started_on == stood.at.date()


@in_state(CaseState.PENDING_SIGN)
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reasons": {}}, "reason_codes"),
        ({"reasons": {RejectionReason.OTHER: " "}}, "reason_other"),
        ({"reasons": {RejectionReason.OTHER: "建议不予修复。"}}, "reason_other"),
        ({"reasons": {RejectionReason.OTHER: "长" * 501}}, "reason_other"),
        ({"guidance": " "}, "guidance"),
    ],
)
def test_a_rejection_without_one_of_them_is_refused(stood, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        reject(stood, **changes)
    assert refusal.value.field == field
    assert not Decision.objects.filter(case=stood.case).exists()


@in_state(CaseState.PENDING_SIGN)
def test_nobody_may_apply_again_before_the_rejection(stood):
    with pytest.raises(InvalidInput, match="不能早于今天"):
        reject(stood, reapply_on=stood.at.date() - timedelta(days=1))


@in_state(CaseState.PENDING_SIGN)
def test_a_refused_signature_spends_no_number(stood):
    with pytest.raises(InvalidInput):
        reject(stood, reapply_on=stood.at.date() - timedelta(days=1))
    reject(stood)
    given = Decision.objects.filter(is_approval=False).order_by("pk").values_list("number", flat=True)
    assert [number.rpartition("准")[2] for number in given] == [f"{place}号" for place in range(1, len(given) + 1)]


@in_state(CaseState.PENDING_SIGN)
def test_of_approval_and_return_the_second_is_told_of_the_first(stood):
    version = stood.case.state_seq
    stood.approve()
    with pytest.raises(Stale, match=r"法院签发院长已于.*办理“决定准予修复”，该事项现为“待用印出具”"):
        examination.return_by_signer(stood.case.pk, note="再议", version=version, by=stood.by("signing_president"), at=stood.at)
