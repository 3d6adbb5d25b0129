"""Every paper that goes to a party is served on it, and what runs from a service runs from that day."""

from datetime import timedelta

import pytest

from cases.enums import CaseState, ServiceManner
from cases.models import Application, Service
from cases.parties import SERVED_ON, ElectronicService, Party, ServiceState
from cases.services import mandates, serving
from demo.specimens import voucher
from notices.enums import DocumentKind
from notices.kinds import all_kinds
from notices.models import Document
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible, Stale
from tests.cases.steps import clock, refused_by_database
from tests.support.sweeping import swept
from tests.support.world import in_state

# Papers that go to nobody as a party: the court's own, those of bureau and units, what the applicant made himself or fetches.
NOT_SERVED = {
    DocumentKind.PROACTIVE_NOTICE,  # has a service of its own, with its receipt
    DocumentKind.SERVICE_RECEIPT,
    DocumentKind.APPLICATION_FORM,
    DocumentKind.COMMITMENT,
    DocumentKind.SUBMISSION_RECEIPT,
    DocumentKind.EXAMINATION_REPORT,
    DocumentKind.ADVICE_TO_UNITS,
    DocumentKind.PUSH_LETTER,
    DocumentKind.DISTRIBUTION_LETTER,
    DocumentKind.RECOGNITION_REPLY,
    DocumentKind.REFUSAL_LETTER,
    DocumentKind.CONSULTATION_MINUTES,
    DocumentKind.RECOGNITION_RESULT,
}


def of(walk, kind, party=Party.APPLICANT):
    return Service.objects.get(case=walk.case_id, document__kind=kind, party=party)


def refuse_electronic(walk):
    Application.objects.filter(pk=walk.application.pk).update(service_electronic=ElectronicService.REFUSED)


def record(walk, service, **changes):
    said = {"manner": ServiceManner.POST, "served_on": walk.at.date(), "receiver": "前台", **changes}
    proof = said.pop("proof", None) or voucher(walk.plot.number)
    return serving.record_service(service.pk, proof=proof, by=said.pop("by", None) or walk.by("acceptance_officer"), at=walk.at, **said)


def test_every_kind_of_paper_is_served_or_is_known_not_to_be():
    kinds = {kind.code for kind in all_kinds()}
    assert kinds == set(SERVED_ON) | NOT_SERVED
    assert not set(SERVED_ON) & NOT_SERVED


@in_state(CaseState.REJECTED, CaseState.CERTIFIED, CaseState.NOT_ACCEPTED, CaseState.LAPSED, CaseState.WITHDRAWN)
def test_each_of_them_has_its_service_in_a_case(stood):
    made = Document.objects.filter(case=stood.case_id, kind__in=SERVED_ON)
    wanted = {(paper.pk, party.value) for paper in made for party in SERVED_ON[DocumentKind(paper.kind)]}
    assert wanted
    assert set(Service.objects.filter(case=stood.case_id).values_list("document", "party")) == wanted


@in_state(CaseState.ACCEPTED)
def test_a_paper_is_served_by_itself_once_it_is_there_for_who_agreed(stood):
    notice = of(stood, DocumentKind.ACCEPTANCE_NOTICE)
    assert swept("services", at=stood.at) == 0
    stood.make_papers(DocumentKind.ACCEPTANCE_NOTICE, case=stood.case)
    assert swept("services", at=stood.later(hours=1).at) == 1
    notice = of(stood, DocumentKind.ACCEPTANCE_NOTICE)
    rendered = notice.document.rendered_at
    assert (notice.state, notice.manner, notice.account, notice.arrived_at) == ("served", "electronic", stood.agent, rendered)
    assert (notice.proof, notice.recorded_by) == (None, None)


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize("why", ["refused", "nobody acts"])
def test_nothing_is_served_by_itself_without_consent_or_on_nobody(stood, why):
    stood.make_papers(DocumentKind.ACCEPTANCE_NOTICE, case=stood.case)
    if why == "refused":
        refuse_electronic(stood)
    else:
        held = stood.agent.mandates.get(enterprise=stood.case.enterprise_id)
        mandates.end_mandate(held.pk, by=stood.agent_actor(), at=stood.at)
    assert swept("services", at=stood.at) == 0
    with pytest.raises(ConditionNotMet, match="不能电子送达"):
        serving.serve_electronically(of(stood, DocumentKind.ACCEPTANCE_NOTICE).pk, at=stood.at)


@in_state(CaseState.PENDING_SIGN)
def test_the_period_to_object_runs_from_the_service_and_is_told_then(stood):
    refuse_electronic(stood)
    decision = stood.case
    stood.reject()
    assert not decision.clocks.filter(code="K-05").exists()
    served_on = stood.later(days=3).at.date()
    record(stood, of(stood, DocumentKind.REJECTION_DECISION), served_on=served_on)
    assert clock(stood, "K-05").started_on == served_on
    message = stood.case.messages.order_by("-pk").first()
    assert "异议期限至" in message.body


@in_state(CaseState.REJECTED)
def test_serving_the_creditor_starts_nothing_for_the_applicant(stood):
    before = stood.case.clocks.count()
    record(stood, of(stood, DocumentKind.REJECTION_DECISION, Party.CREDITOR))
    assert stood.case.clocks.count() == before


@in_state(CaseState.NOT_ACCEPTED)
def test_what_is_recorded_has_its_day_and_its_proof(stood):
    notice = of(stood, DocumentKind.DECLINE_NOTICE)
    with pytest.raises(ConditionNotMet, match="PDF"):
        record(stood, notice)
    stood.make_papers(DocumentKind.DECLINE_NOTICE, case=stood.case)
    for day in (stood.at.date() + timedelta(days=1), stood.at.date() - timedelta(days=40)):
        with pytest.raises(InvalidInput, match="送达日期应在文书作出之日"):
            record(stood, notice, served_on=day)
    with pytest.raises(ConditionNotMet, match="签收人"):
        record(stood, notice, receiver=" ")
    record(stood, notice)
    with pytest.raises(Stale):
        record(stood, notice)
    with pytest.raises(NotVisible):
        record(stood, notice, by=stood.agent_actor())


@in_state(CaseState.NOT_ACCEPTED)
def test_the_database_takes_no_service_without_proof(stood):
    notice = of(stood, DocumentKind.DECLINE_NOTICE)
    with refused_by_database("service_has_proof"):
        Service.objects.filter(pk=notice.pk).update(state="served", manner="post", receiver="前台", served_on=stood.at.date())


@in_state(CaseState.ACCEPTED)
def test_a_creditor_is_not_asked_any_more_once_the_case_is_over(stood):
    stood.withdraw()
    assert of(stood, DocumentKind.CREDITOR_LETTER, Party.CREDITOR).state == ServiceState.DROPPED
