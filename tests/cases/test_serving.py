"""Every paper that goes to a party is served on it, and what runs from a service runs from that day."""

from datetime import timedelta

import pytest

from accounts.models import Mandate
from cases import selectors
from cases.enums import CaseState, DutyGround, ServiceManner
from cases.models import Application, Service
from cases.parties import SERVED_BY_BUREAU, SERVED_ON, ElectronicService, Party, ServiceState
from cases.services import asking, mandates, serving
from cases.subjects import DUTY
from deadlines.services import due_preview
from demo.specimens import voucher
from ledger.models import Event
from notices.enums import Audience, DocumentKind
from notices.kinds import Owner, all_kinds, kind_of
from notices.models import Document
from notices.services import render_document
from notices.snapshots import context_of
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from tests.cases.steps import clock, clocks, commit, refused_by_database
from tests.support.sweeping import swept
from tests.support.world import in_state
from words.dates import moment, until

# Papers that a party may read and that are served on nobody by a row of their own, and why.
READ_ONLY = {
    DocumentKind.PROACTIVE_NOTICE: "the notice is a subject of its own, with its service and receipt",
    DocumentKind.APPLICATION_FORM: "the applicant made it",
    DocumentKind.COMMITMENT: "the applicant signed it",
    DocumentKind.SUBMISSION_RECEIPT: "given to the applicant at once, when it hands in",
    DocumentKind.ADVICE_TO_UNITS: "addressed to the units, who sign for its push",
    DocumentKind.REFUSAL_LETTER: "addressed to the bureau; the result that is served on the enterprise repeats it",
    DocumentKind.REVOCATION_NOTICE: "addressed to the units, who sign for it; the decision is served on the parties",
}


def of(walk, kind, party=Party.APPLICANT):
    return Service.objects.get(case=walk.case_id, document__kind=kind, party=party)


def refuse_electronic(walk):
    Application.objects.filter(pk=walk.application.pk).update(service_electronic=ElectronicService.REFUSED)


def deliverable(walk) -> int:
    """How many papers of this case the sweep would serve now; other cases of the district wait beside it."""
    return serving.services_to_deliver(case=walk.case_id).count()


def record(walk, service, **changes):
    said = {"manner": ServiceManner.POST, "served_on": walk.at.date(), "receiver": "前台", **changes}
    proof = said.pop("proof", None) or voucher(walk.plot.number)
    return serving.record_service(service.pk, proof=proof, by=said.pop("by", None) or walk.by("acceptance_officer"), at=walk.at, **said)


def test_every_kind_of_paper_that_a_party_may_read_is_served_or_says_why_not():
    read = {kind.code for kind in all_kinds() if kind.audience in (Audience.ENTERPRISE, Audience.ALL)}
    assert read <= set(SERVED_ON) | set(READ_ONLY), "a new paper for a party: who serves it?"
    assert set(READ_ONLY) <= read - set(SERVED_ON)
    assert all(READ_ONLY.values())
    # The creditor's letter goes to a party that reads nothing in the portal.
    assert set(SERVED_ON) - read == {DocumentKind.CREDITOR_LETTER}


def test_the_bureau_serves_what_it_issues_and_the_court_all_else():
    assert {kind.code for kind in all_kinds() if kind.owner == Owner.BUREAU and kind.code in SERVED_ON} == SERVED_BY_BUREAU
    assert all(kind_of(code).owner == Owner.COURT for code in set(SERVED_ON) - SERVED_BY_BUREAU)


@in_state(
    CaseState.REJECTED,
    CaseState.CERTIFIED,
    CaseState.NOT_ACCEPTED,
    CaseState.LAPSED,
    CaseState.WITHDRAWN,
    CaseState.REVOKED,
    CaseState.RECOGNIZED_ALL,
    CaseState.CLOSED_WITH_REFUSALS,
)
def test_each_of_them_has_its_service_in_a_case(stood):
    made = Document.objects.filter(case=stood.case_id, kind__in=SERVED_ON)
    wanted = {(paper.pk, party.value) for paper in made for party in SERVED_ON[DocumentKind(paper.kind)]}
    assert wanted
    assert set(Service.objects.filter(case=stood.case_id).values_list("document", "party")) == wanted


@in_state(CaseState.ACCEPTED)
def test_a_paper_is_served_by_itself_once_it_is_there_for_who_agreed(stood):
    notice = of(stood, DocumentKind.ACCEPTANCE_NOTICE)
    assert deliverable(stood) == 0
    stood.make_papers(DocumentKind.ACCEPTANCE_NOTICE, case=stood.case)
    assert deliverable(stood) == 1
    assert swept("services", at=stood.later(hours=1).at)
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
    assert deliverable(stood) == 0
    # Whom no sweep serves the court does.
    owed = Service.objects.filter(case=stood.case_id, document__kind=DocumentKind.ACCEPTANCE_NOTICE)
    assert selectors.services_to_record(stood.by("acceptance_officer"), owed).count() == 1
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


# --- what is to be supplied is asked for from the service on ---


def unserved(walk):
    """A case that waits for what is missing, of an enterprise that did not agree to electronic service."""
    refuse_electronic(walk)
    walk.ask_supplement()
    return of(walk, DocumentKind.SUPPLEMENT_NOTICE)


@in_state(CaseState.SUBMITTED)
def test_the_days_to_supply_run_from_the_service_and_the_courts_until_then(stood):
    service = unserved(stood)
    request = stood.case.supplements.get()
    assert (request.due_on, clock(stood, "K-02").status) == (None, "running")
    assert not stood.case.clocks.filter(code="K-03").exists()
    assert "送达补正通知书" in selectors.holder(stood.case).label
    # Nobody lapses who was not asked.
    swept("supplements", at=stood.at + timedelta(days=40))
    assert stood.case.state == CaseState.SUPPLEMENT
    stood.later(days=2)
    record(stood, service)
    request = stood.case.supplements.get()
    assert clock(stood, "K-03").started_on == stood.at.date()
    assert request.due_on == clock(stood, "K-03").due_on == due_preview(stood.cast.region, "K-03", stood.at.date())
    assert (clock(stood, "K-02").status, clock(stood, "K-02").stopped_on) == ("met", stood.at.date())
    assert f"现在由企业办理，期限{until(request.due_on)}" in stood.case.messages.order_by("-pk").first().body
    stood.at += request.due_on - stood.at.date()
    swept("supplements", at=stood.reminded().at)
    assert stood.case.state == CaseState.SUPPLEMENT
    swept("supplements", at=stood.at + timedelta(days=1))
    assert stood.case.state == CaseState.LAPSED


@in_state(CaseState.SUBMITTED)
def test_what_was_supplied_before_the_service_leaves_no_days_to_run(stood):
    service = unserved(stood)
    stood.later(hours=2).answer_supplement()
    assert [one.status for one in clocks(stood, "K-02")] == ["met", "running"]
    record(stood, service)
    assert not stood.case.clocks.filter(code="K-03").exists()
    assert clock(stood, "K-02").status == "running"


@in_state(CaseState.SUBMITTED)
def test_the_paper_names_no_day_that_is_counted_from_its_making(stood):
    service = unserved(stood)
    assert "期限至" not in stood_text(service)
    stood.deliver(DocumentKind.SUPPLEMENT_NOTICE)
    assert service.document.title == "补正通知书"


def stood_text(service):
    return bytes(service.document.snapshot).decode()


@in_state(CaseState.NOT_ACCEPTED)
def test_a_public_notice_serves_after_thirty_days(stood):
    refuse_electronic(stood)
    stood.make_papers(DocumentKind.DECLINE_NOTICE, case=stood.case)
    notice, made_on = of(stood, DocumentKind.DECLINE_NOTICE), stood.at.date()
    stood.later(days=30)
    with pytest.raises(InvalidInput, match="经过30日才视为送达"):
        record(stood, notice, manner=ServiceManner.PUBLIC, served_on=made_on + timedelta(days=29))
    record(stood, notice, manner=ServiceManner.PUBLIC, served_on=made_on + timedelta(days=30))


# --- the receipt ---


def receipt_of(walk):
    paper = walk.case.documents.filter(kind=DocumentKind.SERVICE_RECEIPT).order_by("-pk").first()
    return context_of(paper.kind, bytes(paper.snapshot))


@in_state(CaseState.ACCEPTED)
def test_the_receipt_of_an_electronic_service_says_who_in_which_role_and_when_and_claims_no_signature(stood):
    stood.deliver(DocumentKind.ACCEPTANCE_NOTICE)
    notice = of(stood, DocumentKind.ACCEPTANCE_NOTICE)
    said = receipt_of(stood)
    role = stood.agent.mandates.get(enterprise=stood.case.enterprise_id).get_kind_display()
    for fact in (stood.agent.full_name, role, stood.agent.username, moment(notice.arrived_at), "没有手写签名"):
        assert fact in said.remark
    assert (said.document_title, said.manner, said.served_by) == (notice.document.title, "电子送达", "系统")


@in_state(CaseState.NOT_ACCEPTED)
def test_the_receipt_of_a_paper_service_refers_to_the_scan(stood):
    refuse_electronic(stood)
    stood.make_papers(DocumentKind.DECLINE_NOTICE, case=stood.case)
    record(stood, of(stood, DocumentKind.DECLINE_NOTICE), note="收发室代收。")
    said = receipt_of(stood)
    assert said.remark == f"收发室代收；签收的回证扫描件另存，文件名：{of(stood, DocumentKind.DECLINE_NOTICE).proof.original_name}"
    assert said.address == stood.case.application.service_address


@in_state(CaseState.ACCEPTED)
def test_a_paper_reaches_nobody_before_somebody_may_read_it(stood):
    stood.make_papers(DocumentKind.ACCEPTANCE_NOTICE, case=stood.case)
    later = stood.at + timedelta(days=2)
    Mandate.objects.filter(user=stood.agent, enterprise=stood.case.enterprise_id).update(decided_at=later)
    assert deliverable(stood) == 1
    assert swept("services", at=later + timedelta(hours=1))
    assert of(stood, DocumentKind.ACCEPTANCE_NOTICE).served_on == later.date()


@in_state(CaseState.ACCEPTED)
@pytest.mark.parametrize("party", Party)
def test_nobody_who_did_not_agree_is_served_electronically_by_hand_either(stood, party):
    refuse_electronic(stood)
    service = Service.objects.filter(case=stood.case_id, party=party).latest("pk")
    with pytest.raises(InvalidInput, match="没有确认同意电子送达") as refusal:
        record(stood, service, manner=ServiceManner.ELECTRONIC)
    assert refusal.value.field == "manner"


# --- what the bureau issues ---


RESULT = DocumentKind.RECOGNITION_RESULT


@in_state(CaseState.RECOGNIZED_ALL, CaseState.CLOSED_WITH_REFUSALS)
def test_the_result_is_served_by_itself_on_who_agreed(stood):
    stood.make_papers(RESULT, case=stood.case)
    assert swept("services", at=stood.later(hours=1).at)
    assert of(stood, RESULT).state == ServiceState.SERVED
    said = receipt_of(stood)
    assert said.court_name == stood.cast.bureau.name
    assert said.document_title == of(stood, RESULT).document.title


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_bureau_records_with_proof_how_it_served_and_nobody_else_does(stood):
    refuse_electronic(stood)
    stood.make_papers(RESULT, case=stood.case)
    for other in ("acceptance_officer", "handling_judge", "bureau_approver"):
        with pytest.raises(NotPermitted):
            record(stood, of(stood, RESULT), by=stood.by(other))
    record(stood, of(stood, RESULT), by=stood.by("bureau_handler"))
    service = of(stood, RESULT)
    assert (service.state, service.recorded_by, bool(service.proof)) == ("served", stood.cast.people["bureau_handler"], True)
    assert receipt_of(stood).court_name == stood.cast.bureau.name


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_bureau_does_not_serve_for_the_court(stood):
    refuse_electronic(stood)
    stood.make_papers(DocumentKind.CERTIFICATE, case=stood.case)
    with pytest.raises(NotVisible):
        record(stood, of(stood, DocumentKind.CERTIFICATE, Party.CREDITOR), by=stood.by("bureau_handler"))


# --- what decides a request about the list ---


def decided(walk, electronic, *, on_paper=False):
    walk.record().take_measures().serve().join()
    said = {"ground": DutyGround.PERFORMED, "statement": "义务已经履行完毕。", "service_address": "示范路8号"}
    if on_paper:
        officer = walk.by("acceptance_officer")
        duty = asking.record_asked(walk.enforcement.pk, **said, asked_on=walk.at.date(), upload=voucher("1"), by=officer, at=walk.at)
    else:
        duty = asking.ask_for_correction(walk.enforcement.pk, **said, service_electronic=electronic, by=walk.agent_actor(), at=walk.at)
    asking.refuse_correction(duty.pk, reasons="没有履行完毕。", by=walk.by("reviewing_judge"), at=walk.later(days=1).at)
    return duty


def rendered(walk, service):
    render_document(service.document_id, at=walk.at)


def test_the_decision_is_served_by_itself_on_who_asked_and_agreed(walk):
    duty = decided(walk, ElectronicService.AGREED)
    service = duty.services.get()
    assert (service.case, service.party, service.state) == (None, Party.APPLICANT, ServiceState.OWED)
    rendered(walk, service)
    assert not selectors.services_to_record(walk.by("acceptance_officer"), duty.services.all()).exists()
    assert swept("services", at=walk.later(hours=1).at)
    service = duty.services.get()
    assert (service.state, service.manner, service.account) == ("served", "electronic", walk.agent)
    receipt = duty.documents.get(kind=DocumentKind.SERVICE_RECEIPT)
    said = context_of(receipt.kind, bytes(receipt.snapshot))
    assert (said.court_name, said.address) == (walk.cast.court.name, "示范路8号")
    commit()


@pytest.mark.parametrize("on_paper", [False, True])
def test_otherwise_the_court_records_how_it_was_served(walk, on_paper):
    duty = decided(walk, ElectronicService.REFUSED, on_paper=on_paper)
    service = duty.services.get()
    rendered(walk, service)
    swept("services", at=walk.later(hours=1).at)
    with pytest.raises(InvalidInput, match="没有确认同意电子送达"):
        record(walk, service, manner=ServiceManner.ELECTRONIC)
    with pytest.raises(NotVisible):
        record(walk, service, by=walk.by("bureau_handler"))
    record(walk, service, receiver="门卫")
    service = duty.services.get()
    assert (service.state, service.receiver, service.number) == ("served", "门卫", walk.enforcement.number)
    assert Event.objects.filter(stream=DUTY.stream(service.duty), action="record_service").exists()
    commit()


def test_a_service_belongs_to_a_case_or_to_a_request(walk):
    service = decided(walk, ElectronicService.REFUSED).services.get()
    with refused_by_database("service_of_case_or_request"):
        Service.objects.filter(pk=service.pk).update(duty=None)


def test_who_asks_says_how_the_decision_is_to_be_served(walk):
    walk.record().take_measures().serve().join()
    said = {"ground": DutyGround.PERFORMED, "statement": "已经履行。", "by": walk.agent_actor(), "at": walk.at}
    with pytest.raises(InvalidInput) as refused:
        asking.ask_for_correction(walk.enforcement.pk, **said, service_address="示范路8号", service_electronic="")
    assert refused.value.field == "service_electronic"
    with pytest.raises(ConditionNotMet, match="请填写送达地址"):
        asking.ask_for_correction(walk.enforcement.pk, **said, service_address=" ", service_electronic=ElectronicService.AGREED)
