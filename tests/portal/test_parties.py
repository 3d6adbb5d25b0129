"""Serving, and the creditor's answer, over HTTP: at the court, and behind the code of his letter."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, RepairGround
from cases.models import Application, CreditorConsultation, EnforcementCase, Service
from cases.parties import ElectronicService, Party, ServiceState
from cases.services.serving import services_to_deliver
from demo.specimens import voucher
from ledger import timekeeping
from ledger.models import Event
from notices.enums import Audience, DocumentKind
from notices.models import Document, Message
from portal.steps.refusals import INVALID
from recognition.models import Delivery
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


def page_of(walk) -> str:
    return reverse("public:creditor", args=[letter_of(walk).token])


def said(**changes):
    return {"answer": "agrees", "words": "", "amount_view": "", "received": "", "signer": "法务", **changes}


# --- the creditor's page ---


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_his_page_tells_what_he_may_know_and_takes_his_answer(stood, client):
    page = client.get(page_of(stood))
    text = text_of(page)
    application = stood.case.application
    for known in (stood.plot.number, stood.plot.enterprise_name, application.performance, "不视为同意"):
        assert known in text
    for hidden in (stood.plot.creditor, application.contact_phone, stood.agent.full_name, stood.plot.uscc, application.wrongs_corrected):
        assert hidden not in text
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    done(client.post(page_of(stood), {**said(answer="opposes", words="余款没有付。"), "version": letter_of(stood).state_seq}))
    assert (letter_of(stood).answer, letter_of(stood).signer) == ("opposes", "法务")
    assert "余款没有付。" in text_of(client.get(page_of(stood)))


@in_state(CaseState.ACCEPTED, fulfilled=False)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer": ""}, "必填"),
        ({"answer": "opposes"}, "请写明理由"),
        ({"amount_view": "contested"}, "请填写实际收到的金额"),
        ({"amount_view": "contested", "received": "一点"}, "金额"),
        ({"signer": " "}, "必填"),
    ],
)
def test_a_gap_is_said_and_nothing_typed_is_lost(stood, client, changes, words):
    response = client.post(page_of(stood), {**said(), "words": "我写了很多。" if changes.get("answer") != "opposes" else "", **changes})
    assert response.status_code == INVALID
    assert words in text_of(response)
    if changes.get("answer") != "opposes":
        assert "我写了很多。" in text_of(response)
    assert letter_of(stood).answer == ""


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_nothing_received_is_an_amount(stood, client):
    done(client.post(page_of(stood), said(amount_view="contested", received="0")))
    assert letter_of(stood).received_fen == 0


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_two_windows_do_not_overwrite_each_other(stood, client):
    version = letter_of(stood).state_seq
    done(client.post(page_of(stood), {**said(), "version": version}))
    response = client.post(page_of(stood), {**said(answer="opposes", words="另一个窗口的理由。"), "version": version})
    assert response.status_code == 409
    assert "另一个窗口的理由。" in text_of(response)
    assert letter_of(stood).answer == "agrees"


@in_state(CaseState.PENDING_REVIEW, fulfilled=False)
def test_after_the_examination_his_answer_stands(stood, client):
    assert "答复已经截止" in text_of(client.get(page_of(stood)))
    response = client.post(page_of(stood), said(answer="opposes", words="太晚了。"))
    assert "已经完成审查" in text_of(response)
    assert letter_of(stood).answer == "agrees"


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_a_wrong_code_is_no_page_and_the_right_one_is_found_as_people_type_it(stood, client):
    token = letter_of(stood).token
    for wrong in ("A" * 28, token[:-1], "x", "%E5%AD%97"):
        assert client.get(f"/c/{wrong}/").status_code == 404
    find = reverse("public:creditor_code")
    assert client.post(find, {"code": "AAAA BBBB"}).status_code == 404
    typed = " ".join(re.findall("....", token.lower()))
    assert client.post(find, {"code": typed}).url == page_of(stood)


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_the_page_is_limited(stood, client):
    codes = {client.get(page_of(stood)).status_code for _ in range(32)}
    assert codes == {200, 429}


# --- the court ---


@in_state(CaseState.ACCEPTED, fulfilled=False)
def test_the_court_serves_the_letter_and_records_a_paper_answer(stood):
    client = as_part(stood.cast, "acceptance_officer")
    assert "份文书要由法院送达" in text_of(client.get(reverse("court:inbox")))
    stood.make_papers(DocumentKind.CREDITOR_LETTER, case=stood.case)
    service = owed(stood, DocumentKind.CREDITOR_LETTER)
    assert reverse("court:service", args=[service.pk]) in text_of(client.get(reverse("court:services")))
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
    secrets = (stood.plot.creditor, PHONE, "申请执行人代理人")
    texts = {}
    for part in OTHERS:
        browser = as_part(stood.cast, part)
        texts |= {f"{part} {url}": text_of(browser.get(url)) for url in addresses_of(part, stood.case)}
    agent = agent_of(stood)
    of_enterprise = [
        reverse("enterprise:case", args=[stood.case_id]),
        *map(reverse, ("enterprise:desk", "enterprise:documents", "enterprise:messages")),
    ]
    texts |= {f"agent {url}": text_of(agent.get(url)) for url in of_enterprise}
    texts |= {f"visitor {url}": text_of(client.get(url)) for url in (page_of(stood), reverse("public:home"))}
    for paper in Document.objects.exclude(audience=Audience.COURT):
        texts[f"paper {paper}"] = bytes(paper.snapshot).decode()
    texts["messages"] = " ".join(Message.objects.values_list("body", flat=True))
    texts["ledger"] = " ".join(bytes(body).decode() for body in Event.objects.values_list("body_bytes", flat=True))
    texts["pushed"] = json.dumps(list(Delivery.objects.values()), ensure_ascii=False, default=str)
    # His own words stand on his own page, which nobody finds without its code.
    texts[f"visitor {page_of(stood)}"] = texts[f"visitor {page_of(stood)}"].replace("申请执行人代理人", "")
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
