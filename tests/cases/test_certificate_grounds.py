"""What a certificate may say: it follows the list, the performance and the measures, and nothing else."""

from datetime import timedelta

import pytest

from cases.enums import CaseState, CertificateType, EntryEffect, MeasureEffect, MeasureKind
from cases.models import latest_examination
from cases.outcomes import RejectionReason
from cases.papers.certificate import legal_basis
from cases.services import applications, examination
from demo.specimens import examination_data
from procedure.errors import ConditionNotMet, InvalidInput, Stale


def saved(walk, **changes):
    data = examination_data(walk.case, walk.plot, walk.at, approve=True)
    facts = {name: getattr(data, name) for name in data.__slots__} | changes
    examination.save_examination(walk.case.pk, examination.ExaminationData(**facts), by=walk.handler(), at=walk.at)
    return walk


def submitted(walk):
    return examination.submit_examination(walk.case.pk, by=walk.handler(), at=walk.at)


def test_a_certificate_of_full_performance_needs_full_performance(case_in):
    stood = case_in(CaseState.ACCEPTED, fulfilled=False)
    walk = saved(stood, certificate_type=CertificateType.FULFILLED, entry_effect=EntryEffect.DELETE, valid_until=None)
    with pytest.raises(ConditionNotMet, match="请先在执行案件中登记全部履行"):
        submitted(walk)


@pytest.mark.parametrize(
    ("effect", "kind", "words"),
    [
        (MeasureEffect.LIFT, MeasureKind.FREEZE, "须另作裁定"),
        (MeasureEffect.RELEASE_PART, MeasureKind.FREEZE, "须另作裁定"),
        (MeasureEffect.LIFT_UNTIL, MeasureKind.SPENDING_ORDER, "须有截止日"),
        ("", MeasureKind.FREEZE, "请决定措施"),
    ],
)
def test_a_measure_is_treated_as_the_table_allows(case_in, effect, kind, words):
    walk = case_in(CaseState.ACCEPTED)
    measure = walk.case.enforcement_case.measures.get(kind=kind)
    data = examination_data(walk.case, walk.plot, walk.at, approve=True)
    saved(walk, measures={**data.measures, measure.pk: examination.MeasureChoice(effect=effect)})
    with pytest.raises(ConditionNotMet, match=words):
        submitted(walk)


def test_property_is_never_suspended(case_in):
    walk = case_in(CaseState.ACCEPTED)
    measure = walk.case.enforcement_case.measures.get(kind=MeasureKind.FREEZE)
    with pytest.raises(InvalidInput, match="不能作这样的处理"):
        saved(walk, measures={measure.pk: examination.MeasureChoice(effect=MeasureEffect.LIFT_UNTIL)})


@pytest.mark.parametrize(("fixed_term", "article"), [(True, "第二条第二款"), (False, "第十条")])
def test_a_listing_with_a_term_never_rests_on_the_article_for_those_without(case_in, fixed_term, article):
    walk = saved(case_in(CaseState.ACCEPTED, fixed_term=fixed_term))
    basis = legal_basis(walk.case, latest_examination(walk.case))
    assert article in basis
    assert {True: "第十条", False: "第二条第二款"}[fixed_term] not in basis


def test_a_form_saved_in_another_page_is_not_overwritten(case_in):
    walk = case_in(CaseState.ACCEPTED)
    shown = walk.case.examinations.get().saved_at
    saved(walk.later(minutes=5))
    data = examination_data(walk.case, walk.plot, walk.at, approve=True)
    with pytest.raises(Stale, match="另一个页面保存过"):
        examination.save_examination(walk.case.pk, data, saved_at=shown, by=walk.handler(), at=walk.at)


def test_a_bar_never_outlasts_the_regions(case_in):
    walk = case_in(CaseState.ACCEPTED).submit_examination(approve=False).pass_review()
    with pytest.raises(InvalidInput, match="最长至") as refusal:
        examination.reject(
            walk.case.pk,
            reasons={RejectionReason.OTHER: "理由"},
            guidance="指引",
            reapply_on=walk.at.date() + timedelta(days=400),
            by=walk.by("signing_president"),
            at=walk.at,
        )
    assert refusal.value.field == "reapply_on"


def test_what_is_repaired_for_good_is_not_applied_for_again(case_in):
    walk = case_in(CaseState.RECOGNIZED_ALL)
    again = applications.start_draft(enterprise_id=walk.case.enterprise_id, by=walk.agent_actor(), at=walk.at)
    walk.application = again
    walk.fill()
    with pytest.raises(ConditionNotMet, match="已出具有效的信用修复证明"):
        walk.submit()
