"""The commitment letter: its words on the screen and on paper, who signs it, and that nobody signs what they have not seen."""

import re
from html import unescape

import pytest
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from accounts.enums import AgentKind
from accounts.models import Mandate
from cases.commitment import NOT_PUBLIC, OVERTAKEN, PUBLIC, WAITING
from cases.enums import ApplicationAction
from cases.models import Application, Case
from cases.services import applications, handover, mandates
from demo.people import create_agent
from demo.walk import Walk
from departments.actors import actor_for
from departments.models import Region
from ledger import timekeeping
from ledger.models import Event
from messaging.models import Message
from notices.enums import DocumentKind
from notices.printing import SHEET
from notices.snapshots import context_of
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, filled_elsewhere, pdf, promise, shown_in, signed_in, stored, url
from tests.support.world import PASSWORD, new_walk
from words.dates import moment


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def performed(walk):
    return draft_of(walk).fill()


@pytest.fixture
def planned(cast, db):
    return draft_of(new_walk(cast, fulfilled=False)).fill()


@pytest.fixture
def elsewhere(db) -> Walk:
    return filled_elsewhere()


def legal_representative(walk: Walk):
    person = create_agent("representative", "代表人甲", PASSWORD)
    asked = mandates.request_by_notice(walk.notice.token, kind=AgentKind.LEGAL_REPRESENTATIVE, by=actor_for(person, walk.at), at=walk.at)
    mandates.decide_mandate(asked.pk, grant=True, reason="", by=walk.by("acceptance_officer"), at=walk.at)
    return person


def texts_of(page: str) -> list[str]:
    """The letter as a page shows it."""
    letter = re.search(r'<div class="cr-letter">(.*?)</div>', page, re.DOTALL)[1]
    return [plain(text) for text in re.findall(r"<p>(.*?)</p>", letter, re.DOTALL)]


def plain(html: str) -> str:
    return "".join(unescape(strip_tags(html)).split())


def paper_of(walk: Walk):
    document = walk.application.documents.get(kind=DocumentKind.COMMITMENT)
    return context_of(document.kind, bytes(document.snapshot))


def printed(paper) -> list[str]:
    html = render_to_string(paper.template, {"paper": paper, "frame": SHEET})
    return [plain(text) for text in re.findall(r"<p\b[^>]*>(.*?)</p>", html, re.DOTALL)]


def commitment_page(walk: Walk, client=None) -> str:
    return (client or agent_of(walk)).get(url("commitment", walk.application.pk)).content.decode()


# --- the words ---


@pytest.mark.parametrize("name", ["performed", "planned"])
def test_the_paper_prints_to_the_letter_what_the_screen_showed(name, request):
    walk = request.getfixturevalue(name)
    page = commitment_page(walk)
    agent_of(walk).post(url("commitment", walk.application.pk), promise(walk, shown=shown_in(page)))
    paper = paper_of(walk)
    assert texts_of(page) == [plain(text) for text in paper.texts]
    lines = [line for line in printed(paper) if "样稿" not in line]
    assert lines[: len(paper.texts)] == texts_of(page)
    assert len(lines) == len(set(lines))


def test_who_has_performed_in_full_promises_nothing_that_is_left_to_do(performed):
    options = Region.objects.get().options
    page = commitment_page(performed)
    items = [f"{number}．{text}" for number, text in enumerate(options["commitment"]["fulfilled"], start=2)]
    assert texts_of(page)[2] == f"1．法律文书确定的义务，本企业已经全部履行，具体情况：{stored(performed).performance}"
    assert texts_of(page)[3:] == items
    assert "履行计划" not in "".join(texts_of(page))


def test_who_has_not_promises_the_plan_that_the_application_holds(planned):
    texts = texts_of(commitment_page(planned))
    assert texts[0] == "黄石市西塞山区人民法院："
    assert planned.enforcement.number in texts[1]
    assert texts[2].endswith(f"已经履行的情况和今后的履行计划：{stored(planned).performance}")
    assert texts[3:] == [f"{number}．{text}" for number, text in enumerate(Region.objects.get().options["commitment"]["plan"], start=2)]


@pytest.mark.parametrize("ground", ["plan", "guarantee", "creditor_consent"])
def test_nobody_promises_to_perform_what_the_court_has_as_performed(performed, ground):
    applications.save_draft(performed.application.pk, {"ground": ground}, by=performed.agent_actor(), at=NOW)
    assert "已经全部履行" in "".join(texts_of(commitment_page(performed)))


@pytest.mark.parametrize(("ticked", "said"), [({"commitment_public": "on"}, PUBLIC), ({}, NOT_PUBLIC)])
def test_whether_it_is_made_public_stands_on_both(performed, ticked, said):
    page = commitment_page(performed)
    assert PUBLIC in page
    assert NOT_PUBLIC in page
    agent_of(performed).post(url("commitment", performed.application.pk), promise(performed) | ticked)
    assert paper_of(performed).publication == said


def test_what_a_colleague_ticked_meanwhile_is_not_what_the_signer_saw(performed):
    change_publication(performed, is_public=False)
    page = commitment_page(performed)
    seen = re.search(r'name="seen"\s+value="([^"]*)"', page)[1]
    change_publication(performed)
    answer = agent_of(performed).post(url("commitment", performed.application.pk), promise(performed, shown=shown_in(page), seen=seen))
    assert answer.status_code == 302
    assert paper_of(performed).publication == NOT_PUBLIC


# --- nobody signs what they have not seen ---


def test_texts_that_changed_since_are_shown_instead_of_signed(planned):
    client, page = agent_of(planned), commitment_page(planned)
    region = Region.objects.get()
    region.options["commitment"]["plan"][1] = "本企业按新的要求履行义务。"
    region.save()
    form = promise(planned, shown=shown_in(page))
    answer = client.post(url("commitment", planned.application.pk), form)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "没有签署" in text
    assert "3．本企业按新的要求履行义务。" in texts_of(text)
    assert "checked" not in re.search(r'<input[^>]*name="commitment_agreed"[^>]*>', text)[0]
    assert stored(planned).signed_at is None
    assert client.post(url("commitment", planned.application.pk), form | {"shown": shown_in(text)}).status_code == 302
    assert "3．本企业按新的要求履行义务。" in paper_of(planned).texts


def test_a_plan_that_was_edited_in_another_window_is_shown_before_it_is_signed(planned):
    form = promise(planned)
    change_the_plan(planned)
    answer = agent_of(planned).post(url("commitment", planned.application.pk), form)
    assert answer.status_code == 409
    assert "改为分六个月付清。" in texts_of(answer.content.decode())[2]
    assert not Case.objects.filter(application=planned.application).exists()


@pytest.mark.parametrize("shown", ["", "0" * 64, "不是校验值"])
def test_a_form_that_says_nothing_of_what_it_showed_signs_nothing(performed, shown):
    answer = agent_of(performed).post(url("commitment", performed.application.pk), promise(performed, shown=shown))
    assert answer.status_code == 409
    assert stored(performed).state == "draft"


def test_a_material_that_was_exchanged_is_looked_at_again(performed):
    form, client, pk = promise(performed), agent_of(performed), performed.application.pk
    client.post(url("materials", pk), {"do": "upload-1", "upload-1-kind": "performance_proof", "upload-1-file": pdf("换过.pdf")})
    answer = client.post(url("commitment", pk), form)
    assert answer.status_code == 409
    assert "换过.pdf" in answer.content.decode()


# --- who signs ---


@pytest.mark.parametrize("kind", AgentKind)
def test_the_signer_is_who_is_signed_in_and_in_their_own_capacity(cast, db, kind):
    walk = draft_of(new_walk(cast, agent_kind=kind)).fill()
    page = commitment_page(walk)
    assert f"{walk.agent.full_name}（{kind.label}，账号{walk.agent.username}）" in page
    assert 'name="signatory"' not in page
    agent_of(walk).post(url("commitment", walk.application.pk), promise(walk, signatory="别的名字"))
    signed, paper = stored(walk), paper_of(walk)
    assert (signed.signed_by, signed.signed_as, signed.signed_at) == (walk.agent, kind, NOW)
    assert (paper.signed.person, paper.signed.role, paper.signed.account) == (walk.agent.full_name, kind.label, walk.agent.username)
    assert printed(paper)[-2] == plain(f"登录签署并提交：{walk.agent.full_name}（{kind.label}，账号{walk.agent.username}），{moment(NOW)}")


def test_a_colleague_who_submits_signs_by_the_own_name_and_the_form_says_so(performed):
    colleague = create_agent("colleague", "同事乙", PASSWORD)
    asked = mandates.request_by_notice(performed.notice.token, kind=AgentKind.LAWYER, by=actor_for(colleague, NOW), at=NOW)
    mandates.decide_mandate(asked.pk, grant=True, reason="", by=performed.by("acceptance_officer"), at=NOW)
    signed_in(colleague).post(url("commitment", performed.application.pk), promise(performed))
    assert (stored(performed).signed_by, stored(performed).signed_as) == (colleague, AgentKind.LAWYER)
    form = performed.application.documents.get(kind=DocumentKind.APPLICATION_FORM)
    submitted = context_of(form.kind, bytes(form.snapshot))
    assert (submitted.agent_name, submitted.submitted.person, submitted.is_by_agent) == (performed.agent.full_name, "同事乙", False)


def test_what_is_submitted_is_signed_says_the_database(performed):
    with pytest.raises(IntegrityError, match="application_signature_is_whole"):
        Application.objects.filter(pk=performed.application.pk).update(signed_at=NOW)


# --- where only the legal representative signs ---


def test_the_agent_waits_for_the_legal_representative_and_has_the_link(elsewhere):
    page, pk = commitment_page(elsewhere), elsewhere.application.pk
    assert "等待法定代表人签署" in page
    assert f"http://127.0.0.1:8000{url('sign', pk)}" in page
    assert 'name="commitment_agreed"' not in page
    answer = agent_of(elsewhere).post(url("commitment", pk), promise(elsewhere))
    assert answer.status_code == 422
    assert WAITING in answer.content.decode()
    assert stored(elsewhere).state == "draft"


def test_the_legal_representative_signs_with_the_own_account_and_the_agent_submits(elsewhere):
    person, pk = legal_representative(elsewhere), elsewhere.application.pk
    client = signed_in(person)
    assert url("sign", pk) in client.get(url("desk")).content.decode()
    page = client.get(url("sign", pk)).content.decode()
    assert stored(elsewhere).prevention in page
    assert "付款回单（样例）.png" in page
    assert "textarea" not in page
    form = {"shown": shown_in(page), "commitment_agreed": "on", "commitment_public": "on"}
    assert client.post(url("sign", pk), form).status_code == 302
    assert stored(elsewhere).state == "draft"
    assert Message.objects.filter(subject__contains="法定代表人已签署").exists()
    assert Event.objects.get(action=ApplicationAction.SIGN).body["signed"] == stored(elsewhere).signed_digest
    ready = commitment_page(elsewhere)
    assert f"代表人甲（法定代表人）于{moment(NOW)}签署" in ready
    with timekeeping.pinned(NOW.replace(hour=15)):
        answer = agent_of(elsewhere).post(
            url("commitment", pk), {"submission_token": elsewhere.application.submission_token, "then": "submit"}
        )
    assert answer["Location"] == url("receipt", pk)
    paper = paper_of(elsewhere)
    assert texts_of(page) == texts_of(ready) == [plain(text) for text in paper.texts]
    assert paper.publication == PUBLIC
    assert (paper.signed.person, paper.signed.role, paper.signed.account) == ("代表人甲", "法定代表人", "representative")
    assert (paper.submitted.person, paper.submitted.role, paper.submitted.account) == ("经办柒", "经办人", "agent-77")
    assert (paper.signed.at[-5:], paper.submitted.at[-5:]) == ("12:00", "15:00")
    assert len(set(printed(paper))) == len(printed(paper))


@pytest.fixture
def signed(elsewhere) -> Walk:
    client, pk = signed_in(legal_representative(elsewhere)), elsewhere.application.pk
    page = client.get(url("sign", pk)).content.decode()
    client.post(url("sign", pk), {"shown": shown_in(page), "commitment_agreed": "on"})
    assert stored(elsewhere).signed_at
    return elsewhere


def change_the_plan(walk):
    applications.save_draft(walk.application.pk, {"performance": "改为分六个月付清。"}, by=walk.agent_actor(), at=NOW)


def change_publication(walk, *, is_public=True):
    applications.save_draft(walk.application.pk, {"commitment_public": is_public}, by=walk.agent_actor(), at=NOW)


def take_a_material_off(walk):
    agent_of(walk).post(
        url("materials", walk.application.pk), {"do": "upload-1", "upload-1-kind": "other_proof", "upload-1-file": pdf("换过.pdf")}
    )


def load_the_region_anew(walk):
    region = walk.cast.region
    region.options["commitment"]["plan"][0] = "材料属实，没有隐瞒。"
    region.save()


@pytest.mark.parametrize("change", [change_the_plan, change_publication, take_a_material_off, load_the_region_anew])
def test_a_change_of_what_was_signed_voids_the_signature(signed, change):
    change(signed)
    page = commitment_page(signed)
    assert OVERTAKEN in page
    answer = agent_of(signed).post(url("commitment", signed.application.pk), promise(signed))
    assert answer.status_code == 422
    assert OVERTAKEN in answer.content.decode()
    person = Mandate.objects.get(kind=AgentKind.LEGAL_REPRESENTATIVE).user
    again = signed_in(person).get(url("sign", signed.application.pk)).content.decode()
    signed_in(person).post(url("sign", signed.application.pk), {"shown": shown_in(again), "commitment_agreed": "on"})
    assert agent_of(signed).post(url("commitment", signed.application.pk), promise(signed)).status_code == 302


def test_handing_over_with_another_phone_leaves_the_signature(signed):
    person = Mandate.objects.get(kind=AgentKind.LEGAL_REPRESENTATIVE).user
    handover.hand_over(signed.application.pk, to=person.pk, phone="13800001111", by=signed.agent_actor(), at=NOW)
    assert OVERTAKEN not in commitment_page(signed)


def test_the_legal_representative_signs_only_what_was_shown_and_is_whole(elsewhere):
    client, pk = signed_in(legal_representative(elsewhere)), elsewhere.application.pk
    shown = shown_in(client.get(url("sign", pk)).content.decode())
    change_the_plan(elsewhere)
    answer = client.post(url("sign", pk), {"shown": shown, "commitment_agreed": "on"})
    assert answer.status_code == 409
    assert "没有签署" in answer.content.decode()
    applications.save_draft(pk, {"prevention": ""}, by=elsewhere.agent_actor(), at=NOW)
    page = client.get(url("sign", pk)).content.decode()
    assert "提交前还差这些内容" in page
    assert client.post(url("sign", pk), {"shown": shown_in(page), "commitment_agreed": "on"}).status_code == 422
    assert stored(elsewhere).signed_at is None


def test_nobody_else_signs_for_the_legal_representative(elsewhere):
    pk = elsewhere.application.pk
    for method in ("get", "post"):
        answer = getattr(agent_of(elsewhere), method)(url("sign", pk), {"shown": elsewhere.shown(), "commitment_agreed": "on"}, follow=True)
        assert answer.redirect_chain == [(url("commitment", pk), 302)]
        assert "由法定代表人本人签署" in answer.content.decode()
    assert stored(elsewhere).signed_at is None


def test_where_who_submits_signs_there_is_nothing_else_to_sign(performed):
    answer = agent_of(performed).get(url("sign", performed.application.pk), follow=True)
    assert answer.redirect_chain == [(url("commitment", performed.application.pk), 302)]
