"""A measure that was entered by mistake is withdrawn with reason and evidence; the row stays, and what printed it follows."""

import pytest

from cases.enums import CaseState, MeasureEffect, NoticeState, Replacement
from cases.models import Case, Correction, Measure, MeasureDecision, ProactiveNotice
from cases.services import corrections, enforcement
from cases.services.corrections import Why
from cases.services.replacements import facts_now
from demo.specimens import voucher
from ledger.models import Event
from procedure.errors import InvalidInput, NotPermitted, NotVisible
from tests.cases.steps import commit
from tests.support.world import in_state


def why(reason="同一份冻结裁定登记了两次"):
    return Why(reason=reason, evidence=voucher("冻结裁定"))


def withdraw(walk, measure, *, same_as=None, by="acceptance_officer", reason=None):
    return corrections.withdraw_measure(
        walk.enforcement.pk, measure.pk, same_as=same_as and same_as.pk, why=reason or why(), by=walk.by(by), at=walk.at
    )


def entered_again(walk):
    """The first measure once more, under a notice of its own, by another form."""
    first = walk.enforcement.measures.order_by("pk")[0]
    data = enforcement.MeasureData(
        kind=first.kind, taken_on=first.taken_on, detail=first.detail, document_number=first.document_number,
        bound=first.bound, person_name=first.person_name,
    )  # fmt: skip
    notice = enforcement.record_measures(walk.enforcement.pk, [data], by=walk.by("acceptance_officer"), at=walk.at)
    return first, notice.measures.get(), notice


def text_of(notice):
    paper = notice.documents.filter(kind="D01").order_by("-pk")[0]
    return bytes(paper.snapshot).decode()


def test_the_row_stays_with_what_was_said_of_it_and_counts_no_more(walk):
    walk.record().take_measures()
    first, twin, _ = entered_again(walk)
    before = walk.enforcement.measures.count()
    (one,) = withdraw(walk, twin, same_as=first)
    assert walk.enforcement.measures.count() == before - 1
    kept = Measure.recorded.get(pk=twin.pk)
    assert kept.withdrawn_at == walk.at
    assert (one.label, one.old_value, one.reason) == ("登记的措施", str(twin), "同一份冻结裁定登记了两次")
    assert one.new_value == f"已撤回，与{first}重复"
    assert Event.objects.filter(stream=f"enforcement:{walk.enforcement.pk}").latest("seq").action == "record_corrected"
    commit()


def test_a_notice_that_nobody_has_and_that_tells_of_nothing_else_is_withdrawn(walk):
    walk.record().take_measures()
    first, twin, notice = entered_again(walk)
    withdraw(walk, twin, same_as=first)
    notice = ProactiveNotice.objects.get(pk=notice.pk)
    assert notice.state == NoticeState.WITHDRAWN
    assert notice.clocks.get(code="K-01").status == "void"
    commit()


def test_a_notice_with_other_measures_is_made_anew_without_it(walk):
    walk.record().take_measures()
    measures = list(walk.enforcement.measures.order_by("pk"))
    assert len(measures) > 1, "the walk takes several"
    withdraw(walk, measures[0])
    notice = walk.enforcement.notices.get()
    assert notice.number != walk.notice.number
    assert measures[0].get_kind_display() not in text_of(notice)
    commit()


def test_after_service_another_notice_without_it_replaces_the_one_that_was_served(walk):
    walk.record().take_measures().serve().later(days=1)
    first = walk.enforcement.measures.order_by("pk")[0]
    withdraw(walk, first)
    old, new = walk.enforcement.notices.order_by("pk")
    assert (old.state, new.state, new.replaces) == (NoticeState.SERVED, NoticeState.PREPARED, old)
    assert first.get_kind_display() not in text_of(new)
    commit()


def test_a_served_notice_of_which_nothing_is_left_stays_and_the_enterprise_is_told(walk):
    walk.record().take_measures().serve()
    first, twin, notice = entered_again(walk)
    walk.notice = notice
    walk.serve()
    withdraw(walk, twin, same_as=first)
    notice = ProactiveNotice.objects.get(pk=notice.pk)
    assert notice.state == NoticeState.SERVED
    assert not hasattr(notice, "replaced_by")
    told = walk.enforcement.enterprise.messages.order_by("-pk").first()
    assert notice.number in told.body
    assert "撤回" in told.subject
    commit()


def test_it_needs_reason_evidence_and_another_measure_that_stands(walk):
    walk.record().take_measures()
    first, twin, _ = entered_again(walk)
    for reason, field in ((Why(reason=" ", evidence=voucher("x")), "reason"), (Why(reason="错", evidence=None), "evidence")):
        with pytest.raises(InvalidInput) as refused:
            withdraw(walk, twin, same_as=first, reason=reason)
        assert refused.value.field == field
    with pytest.raises(InvalidInput) as refused:
        withdraw(walk, twin, same_as=twin)
    assert refused.value.field == "same_as"
    with pytest.raises(NotPermitted):
        withdraw(walk, twin, same_as=first, by="signing_president")
    with pytest.raises(NotVisible):
        withdraw(walk, twin, same_as=first, by="bureau_handler")
    assert not Correction.objects.exists()
    withdraw(walk, twin, same_as=first)
    with pytest.raises(NotVisible):
        withdraw(walk, twin, same_as=first)


@in_state(CaseState.ACCEPTED)
def test_an_examination_under_way_decides_it_no_more(stood):
    stood.fill_examination()
    examination = stood.case.examinations.order_by("-round")[0]
    decided = examination.measure_decisions.order_by("pk").last()
    withdraw(stood, decided.measure)
    assert decided not in examination.measure_decisions.all()
    assert MeasureDecision.recorded.filter(pk=decided.pk).exists()
    stood.submit_examination()
    report = stood.case.documents.get(kind="D11")
    assert str(decided.measure.document_number or decided.measure.get_kind_display()) not in bytes(report.snapshot).decode()
    commit()


@in_state(CaseState.CERTIFIED)
def test_a_certificate_that_prints_it_waits_for_its_replacement(stood):
    before = facts_now(stood.case_id)["measures"]
    assert before, "the certificate prints what becomes of disciplinary measures"
    printed = MeasureDecision.objects.filter(examination__case=stood.case_id, measure__kind="spending_order").latest("pk")
    assert printed.effect in MeasureEffect.values
    withdraw(stood, printed.measure)
    assert Case.objects.get(pk=stood.case_id).replacement == Replacement.CALLED
    assert len(facts_now(stood.case_id)["measures"]) == len(before) - 1
    commit()


def test_a_notice_that_was_withdrawn_is_not_made_anew_by_a_later_correction(walk):
    walk.record().take_measures()
    first, twin, notice = entered_again(walk)
    withdraw(walk, twin, same_as=first)
    count = walk.enforcement.notices.count()
    corrections.correct(
        walk.enforcement.pk, "enforcement", {"obligation": "支付货款，不含利息"}, why=why(), by=walk.by("acceptance_officer"), at=walk.at
    )
    assert walk.enforcement.notices.count() == count
    notice = ProactiveNotice.objects.get(pk=notice.pk)
    assert notice.state == NoticeState.WITHDRAWN
