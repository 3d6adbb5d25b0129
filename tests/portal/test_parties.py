"""Serving, and the creditor's answer, at the court over HTTP; and who reads of him. His own page is in test_creditor."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, DutyGround, RepairGround
from cases.models import Application, CreditorConsultation, EnforcementCase, Service
from cases.parties import ElectronicService, Party, ServiceState
from cases.services import asking
from cases.services.serving import services_to_deliver
from demo.specimens import voucher
from ledger import timekeeping
from ledger.models import Event
from messaging.models import Message
from notices.enums import Audience, DocumentKind
from notices.models import Document
from recognition.models import Delivery
from tests.cases.test_overtaken import rejected_and_not_served
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, as_part, done, other_court_judge, text_of
from tests.support.world import in_state

PHONE = "0714-6512345"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def letter_of(walk) -> CreditorConsultation:
    return CreditorConsultation.objects.get(case=walk.case_id)


def owed(walk, kind, party=Party.CREDITOR) -> Service:
    return Service.objects.get(case=walk.case_id, document__kind=kind, party=party)


def said(**changes):
    return {"answer": "agrees", "words": "", "amount_view": "", "received": "", "signer": "法务", **changes}


# --- the court ---


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_the_court_serves_the_letter_and_records_a_paper_answer(stood):
    client = as_part(stood.cast, "acceptance_officer")
    assert "份文书要由法院送达" in text_of(client.get(reverse("court:inbox")))
    stood.make_papers(DocumentKind.CREDITOR_LETTER, case=stood.case)
    service = owed(stood, DocumentKind.CREDITOR_LETTER)
    assert reverse("court:service", args=[service.pk]) in text_of(client.get(reverse("court:services"), {"q": stood.case.number}))
    act = reverse("court:service_act", args=[service.pk, "record_service"])
    assert stood.plot.creditor in text_of(client.get(act))
    form = {"version": service.state_seq, "manner": "post", "served_on": stood.at.date().isoformat(), "receiver": "收发室"}
    assert "请先选择要上传的文件" in text_of(client.post(act, form))
    done(client.post(act, {**form, "proof": voucher("x")}))
    assert client.get(reverse("court:service_proof", args=[service.pk])).status_code == 200
    assert letter_of(stood).due_on is not None

    letter = letter_of(stood)
    answer = reverse("court:creditor_act", args=[letter.pk, "record_creditor_answer"])
    paper = {**said(answer="opposes", words="余款没有付。"), "answered_on": stood.at.date().isoformat(), "version": letter.state_seq}
    done(client.post(answer, {**paper, "upload": voucher("x")}))
    judge = signed_in(stood.case.handler)
    form_page = text_of(judge.get(reverse("court:act", args=[stood.case_id, "submit_examination"])))
    for page in (form_page, text_of(client.get(reverse("court:case_section", args=[stood.case_id, "parties"])))):
        assert "反对信用修复" in page
        assert "余款没有付。" in page
    assert client.get(reverse("court:creditor_file", args=[letter.pk])).status_code == 200


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_nobody_else_opens_what_is_served_or_answered(stood):
    stood.serve_creditor().creditor_answers()
    service, letter = owed(stood, DocumentKind.CREDITOR_LETTER), letter_of(stood)
    pages = [
        reverse("court:service", args=[service.pk]),
        reverse("court:service_proof", args=[service.pk]),
        reverse("court:service_act", args=[service.pk, "record_service"]),
        reverse("court:creditor", args=[letter.pk]),
        reverse("court:creditor_file", args=[letter.pk]),
        reverse("court:creditor_act", args=[letter.pk, "record_creditor_answer"]),
    ]
    for page in pages:
        assert signed_in(other_court_judge(stood.cast)).get(page).status_code == 404
        for client in (agent_of(stood), as_part(stood.cast, "finance:liaison"), as_part(stood.cast, "office")):
            assert client.get(page).status_code in (403, 404)


# --- the creditor is the court's to know ---

OTHERS = {
    "bureau_handler": ("bureau:inbox", "bureau:cases"),
    "bureau_approver": ("bureau:inbox", "bureau:cases"),
    "finance:liaison": ("member:inbox", "member:history"),
    "office": ("office:board", "office:cases", "office:overdue", "office:duties", "office:consultations"),
    "leader": ("office:glance", "office:board"),
}
OF_A_CASE = {
    "bureau_handler": ("bureau:case", "bureau:case_section"),
    "office": ("office:case", "office:case_section"),
    "leader": ("office:case", "office:case_section"),
}
SECTIONS = ("overview", "enforcement", "recognition", "documents")


def addresses_of(part, case):
    for name in OTHERS[part]:
        yield reverse(name)
    for name in OF_A_CASE.get(part, ()):
        if name.endswith("section"):
            yield from (reverse(name, args=[case.pk, section]) for section in SECTIONS[1:])
        else:
            yield reverse(name, args=[case.pk])


@in_state(CaseState.RECOGNIZED_ALL, CaseState.REJECTED, fulfilled=False)
def test_no_page_paper_or_message_of_others_names_the_creditor_or_his_phone(stood, client):
    EnforcementCase.objects.filter(pk=stood.enforcement.pk).update(creditor_phone=PHONE)
    secrets = (stood.plot.creditor, PHONE, stood.plot.creditor_mobile, "申请执行人代理人")
    # None of them is a secret of the test alone: the court reads them.
    court = as_part(stood.cast, "acceptance_officer")
    read = [reverse("court:creditor", args=[letter_of(stood).pk]), reverse("court:case_section", args=[stood.case_id, "enforcement"])]
    shown = " ".join(text_of(court.get(url)) for url in read)
    assert [secret for secret in secrets if secret not in shown] == []
    texts = {}
    for part in OTHERS:
        browser = as_part(stood.cast, part)
        texts |= {f"{part} {url}": text_of(browser.get(url)) for url in addresses_of(part, stood.case)}
    agent = agent_of(stood)
    of_enterprise = [
        reverse("enterprise:case", args=[stood.case_id]),
        *map(reverse, ("enterprise:desk", "enterprise:documents", "person:messages")),
    ]
    texts |= {f"agent {url}": text_of(agent.get(url)) for url in of_enterprise}
    texts["visitor"] = text_of(client.get(reverse("public:home")))
    for paper in Document.objects.exclude(audience=Audience.COURT):
        texts[f"paper {paper}"] = bytes(paper.snapshot).decode()
    texts["messages"] = " ".join(Message.objects.values_list("body", flat=True))
    texts["ledger"] = " ".join(bytes(body).decode() for body in Event.objects.values_list("body_bytes", flat=True))
    texts["pushed"] = json.dumps(list(Delivery.objects.values()), ensure_ascii=False, default=str)
    assert [where for where, text in texts.items() if any(secret in text for secret in secrets)] == []


@in_state(CaseState.PENDING_SIGN)
def test_the_applicant_reads_when_the_decision_reached_it(stood):
    stood.reject()
    message = Message.objects.filter(case=stood.case_id).order_by("-pk").first()
    assert "异议期限至" in message.body
    assert not services_to_deliver(case=stood.case_id, document__kind=DocumentKind.REJECTION_DECISION).exists()
    assert owed(stood, DocumentKind.REJECTION_DECISION, Party.APPLICANT).state == ServiceState.SERVED
    assert stood.at - timedelta(days=1) < owed(stood, DocumentKind.REJECTION_DECISION, Party.APPLICANT).arrived_at


@in_state(CaseState.PENDING_SIGN)
def test_before_the_decision_is_served_no_last_day_is_told(stood):
    Application.objects.filter(pk=stood.application.pk).update(service_electronic=ElectronicService.REFUSED)
    stood.reject()
    page = text_of(agent_of(stood).get(reverse("enterprise:case", args=[stood.case_id])))
    assert "自决定书送达之日起" in page
    assert not stood.case.clocks.filter(code="K-05").exists()


def test_a_draft_on_his_consent_names_the_missing_file(walk):
    walk.record().take_measures().serve().join().draft().fill()
    Application.objects.filter(pk=walk.application.pk).update(ground=RepairGround.CREDITOR_CONSENT)
    page = text_of(agent_of(walk).get(reverse("enterprise:commitment", args=[walk.application.pk])))
    assert "请上传其书面同意" in page


# --- the bureau serves what it issued ---


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_bureau_serves_the_result_and_the_court_reads_how(stood):
    Application.objects.filter(pk=stood.application.pk).update(service_electronic=ElectronicService.REFUSED)
    client = as_part(stood.cast, "bureau_handler")
    assert "份互认结果通知书要送达企业并登记" in text_of(client.get(reverse("bureau:inbox")))
    stood.make_papers(DocumentKind.RECOGNITION_RESULT, case=stood.case)
    service = owed(stood, DocumentKind.RECOGNITION_RESULT, Party.APPLICANT)
    page = reverse("bureau:service", args=[service.pk])
    assert page in text_of(client.get(reverse("bureau:services"), {"q": stood.case.number}))
    act = reverse("bureau:service_act", args=[service.pk, "record_service"])
    step = text_of(client.get(act))
    assert stood.application.service_address in step
    assert "企业会收到" not in step
    form = {"version": service.state_seq, "manner": "post", "served_on": stood.at.date().isoformat(), "receiver": "前台"}
    assert as_part(stood.cast, "bureau_approver").post(act, {**form, "proof": voucher("x")}).status_code == 403
    done(client.post(act, {**form, "proof": voucher("x")}))
    assert "前台" in text_of(client.get(page))
    assert client.get(reverse("bureau:service_proof", args=[service.pk])).status_code == 200
    court = as_part(stood.cast, "acceptance_officer")
    seen = text_of(court.get(reverse("court:service", args=[service.pk])))
    assert "前台" in seen
    assert court.get(reverse("court:service_act", args=[service.pk, "record_service"])).status_code in (403, 409)
    # What the court serves is not the bureau's to see.
    letter = owed(stood, DocumentKind.CERTIFICATE, Party.CREDITOR)
    assert client.get(reverse("bureau:service", args=[letter.pk])).status_code == 404


def test_who_serves_a_rejection_reads_that_the_days_to_object_begin(cast, db):
    walk = rejected_and_not_served(cast)
    service = owed(walk, DocumentKind.REJECTION_DECISION, Party.APPLICANT)
    client = as_part(cast, "acceptance_officer")
    assert "提出异议的期限开始计算" in text_of(client.get(reverse("court:service_act", args=[service.pk, "record_service"])))


def test_the_decision_on_a_request_about_the_list_waits_for_its_service(walk):
    walk.record().take_measures().serve().join()
    said = {"ground": "performed", "statement": "已经履行。", "service_address": "示范路8号", "service_electronic": "no"}
    duty = asking.ask_for_correction(walk.enforcement.pk, **{**said, "ground": DutyGround.PERFORMED}, by=walk.agent_actor(), at=walk.at)
    asking.refuse_correction(duty.pk, reasons="没有履行。", by=walk.by("reviewing_judge"), at=walk.at)
    service = duty.services.get()
    client = as_part(walk.cast, "acceptance_officer")
    listed = text_of(client.get(reverse("court:services"), {"q": walk.enforcement.number}))
    assert reverse("court:service", args=[service.pk]) in listed
    page = text_of(client.get(reverse("court:service", args=[service.pk])))
    assert "示范路8号" in page
    assert reverse("court:duty", args=[duty.pk]) in page
    assert reverse("court:service", args=[service.pk]) in text_of(client.get(reverse("court:duty", args=[duty.pk])))
