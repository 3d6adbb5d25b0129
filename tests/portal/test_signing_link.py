"""The one-time link by which a legal representative signs without an account, and what the letter says by each ground."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.utils.html import strip_tags

from accounts.models import Enterprise
from cases.commitment import OVERTAKEN, STANDING, WAITING
from cases.enums import ApplicationAction, MaterialKind, PerformanceStatus, RepairGround
from cases.models import Application, EnforcementCase, SigningLink
from cases.services import applications
from creditrepair.logs import MaskedFormatter
from demo.specimens import voucher
from demo.walk import Walk
from ledger import timekeeping
from ledger.models import Event
from messaging.models import Message
from notices import services as notices
from notices.enums import DocumentKind
from tests.cases.steps import refused_by_database
from tests.notices.pdf_text import text_of
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, filled_elsewhere, pdf, promise, shown_in, stored, stranger, url
from tests.support.strictness import StrictClient
from tests.support.world import new_walk

SPECIMEN = "样稿：本区自行设定的期限和规则尚未经法院确认"
NAMED = {"name": "代表人甲", "phone_tail": "5678"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def elsewhere(db) -> Walk:
    return filled_elsewhere()


def call(walk: Walk, **named: str) -> str:
    """The agent names the legal representative; the path of the link that the page shows."""
    page = agent_of(walk).post(url("call_signer", walk.application.pk), NAMED | named).content.decode()
    found = re.search(r"http://127.0.0.1:8000(/s/[^<\s]+)", page)
    assert found, page
    return found[1]


def read_letter(path: str, client: StrictClient | None = None, **named: str):
    return (client or StrictClient()).post(path, NAMED | named)


def sign(path: str, page: str, **changes: str):
    return StrictClient().post(path, NAMED | {"shown": shown_in(page), "commitment_agreed": "on"} | changes)


def squeezed(text: str) -> str:
    return "".join(text.split())


def letter_on(page: str) -> str:
    """The letter of a page, from its addressee to its last promise."""
    found = re.search(r'<div class="cr-letter">(.*?)</div>', page, re.DOTALL)
    assert found
    return squeezed(unescape(strip_tags(found[1])))


def printed(walk: Walk) -> str:
    """What can be read in the PDF of the letter, without the mark that stands in the margin of each page."""
    paper = walk.application.documents.get(kind=DocumentKind.COMMITMENT)
    notices.render_document(paper.pk, at=paper.created_at)
    paper.refresh_from_db()
    return text_of(notices.pdf_content(paper)).replace(squeezed(SPECIMEN), "")


def submit(walk: Walk):
    form = {"submission_token": walk.application.submission_token, "then": "submit"}
    return agent_of(walk).post(url("commitment", walk.application.pk), form)


# --- the letter by each ground, on the screen and in the PDF ---


@pytest.mark.parametrize("ground", RepairGround)
def test_the_pdf_says_word_for_word_what_the_screen_showed(cast, db, ground):
    walk = draft_of(new_walk(cast, fulfilled=ground in (RepairGround.FULFILLED, RepairGround.SETTLED_FULFILLED))).fill()
    fields = {"ground": ground, "ground_note": "示例事由。", "performance": "已付一期，\n余款按月付。"}
    applications.save_draft(walk.application.pk, fields, by=walk.agent_actor(), at=NOW)
    if ground == RepairGround.CREDITOR_CONSENT:
        consent = {"slot": 2, "kind": MaterialKind.CREDITOR_CONSENT, "upload": voucher("同意书")}
        applications.add_material(walk.application.pk, by=walk.agent_actor(), at=NOW, **consent)
    page = agent_of(walk).get(url("commitment", walk.application.pk)).content.decode()
    form = promise(walk, shown=shown_in(page), commitment_public="on")
    assert agent_of(walk).post(url("commitment", walk.application.pk), form).status_code == 302
    letter, paper = letter_on(page), printed(walk)
    assert letter in paper
    assert squeezed("".join(stored(walk).signed_texts)) in paper
    assert stored(walk).signed_digest in paper
    assert squeezed(STANDING[ground].format(performance="已付一期，余款按月付。", note="示例事由。")) in letter
    promises = walk.cast.region.options["commitment"][ground.value]
    assert all(squeezed(text) in letter for text in promises)
    sentences = [part for part in re.split(r"[。；：]|\d+．", letter) if len(part) > 5]
    assert len(sentences) == len(set(sentences))


DONE = (RepairGround.FULFILLED, RepairGround.SETTLED_FULFILLED)


@pytest.mark.parametrize("ground", DONE)
@pytest.mark.parametrize("word", ["履行计划", "继续履行", "没有全部履行", "没有履行的部分", "高额消费", "恢复执行"])
def test_full_performance_promises_no_performance(cast, ground, word, db):
    texts = (STANDING[ground], *cast.region.options["commitment"][ground.value])
    assert [text for text in texts if word in text] == []


def test_before_there_is_a_ground_the_page_shows_no_promises(walk):
    walk.record().take_measures().serve().later(days=1).join().draft()
    page = agent_of(walk).get(url("commitment", walk.application.pk)).content.decode()
    assert "1．" not in letter_on(page)
    assert "选好修复事由、写明履行情况以后，这里显示承诺的各项内容" in page


# --- the link ---


def test_the_legal_representative_signs_by_the_link_and_the_agent_submits(elsewhere):
    path = call(elsewhere)
    before = StrictClient().get(path).content.decode()
    assert "示例青禾制造有限公司" in before
    assert elsewhere.enforcement.number not in before
    page = read_letter(path).content.decode()
    assert stored(elsewhere).prevention in page
    answer = sign(path, page)
    assert answer.status_code == 200
    signed = stored(elsewhere)
    assert (signed.signed_by, signed.signed_name, signed.signed_as) == (None, "代表人甲", "legal_representative")
    assert signed.signed_digest in answer.content.decode()
    assert Message.objects.filter(subject__contains="法定代表人已签署").exists()
    event = Event.objects.get(action=ApplicationAction.SIGN)
    assert (event.actor, event.body["signed"]) == ("visitor", signed.signed_digest)
    assert submit(elsewhere)["Location"] == url("receipt", elsewhere.application.pk)
    paper = printed(elsewhere)
    assert letter_on(page) in paper
    assert "代表人甲（法定代表人，凭一次性签署链接，没有登录账号）" in paper
    assert "经办柒（经办人，账号agent-77）" in paper
    assert "手机号码后四位5678；法院没有登记法定代表人的姓名，姓名由企业填写" in paper
    assert "没有核验身份证件" in paper


def test_until_then_nothing_is_submitted(elsewhere):
    call(elsewhere)
    answer = submit(elsewhere)
    assert answer.status_code == 422
    assert WAITING in answer.content.decode()
    assert stored(elsewhere).state == "draft"


def test_the_link_is_good_once(elsewhere):
    path = call(elsewhere)
    page = read_letter(path).content.decode()
    sign(path, page)
    for answer in (sign(path, page), StrictClient().get(path), read_letter(path)):
        assert answer.status_code == 410
        assert "用过，承诺书已签署" in answer.content.decode()
    assert Event.objects.filter(action=ApplicationAction.SIGN).count() == 1


def test_the_link_expires(elsewhere):
    path = call(elsewhere)
    page = read_letter(path).content.decode()
    with timekeeping.pinned(NOW + timedelta(days=3, minutes=1)):
        answer = sign(path, page)
        assert answer.status_code == 410
        assert "过期。请联系经办人重新生成链接" in answer.content.decode()
    assert stored(elsewhere).signed_at is None


def test_a_new_link_ends_the_one_before(elsewhere):
    old, new = call(elsewhere), call(elsewhere)
    answer = StrictClient().get(old)
    assert answer.status_code == 410
    assert "经办人已经重新生成链接" in answer.content.decode()
    assert read_letter(new).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "错误"])
def test_a_token_that_nobody_made_is_not_there(elsewhere, token):
    call(elsewhere)
    assert StrictClient().get(f"/s/{token}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": "别的名字"}, {"phone_tail": "0000"}])
def test_who_is_not_whom_the_enterprise_named_reads_and_signs_nothing(elsewhere, wrong):
    path = call(elsewhere)
    page = read_letter(path).content.decode()
    for answer in (read_letter(path, **wrong), sign(path, page, **wrong)):
        assert answer.status_code == 422
        assert answer.content.decode().count("与经办人填写的不一致") == 1
        assert elsewhere.enforcement.number not in answer.content.decode()
    assert stored(elsewhere).signed_at is None


def test_five_wrong_tries_end_the_link(elsewhere):
    path = call(elsewhere)
    answers = [read_letter(path, phone_tail="0000") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 410]
    answer = read_letter(path)
    assert answer.status_code == 410
    assert "输错了5次，链接已停用" in answer.content.decode()


def test_the_agent_names_nobody_but_whom_the_court_has_on_record(elsewhere):
    Enterprise.objects.filter(pk=elsewhere.enforcement.enterprise_id).update(legal_representative="登记人乙")
    answer = agent_of(elsewhere).post(url("call_signer", elsewhere.application.pk), NAMED)
    assert answer.status_code == 422
    assert answer.content.decode().count("cr-error-summary") == 1
    assert "法院登记的法定代表人是“登记人乙”" in answer.content.decode()
    assert 'value="代表人甲"' in answer.content.decode()
    assert not SigningLink.objects.exists()
    path = call(elsewhere, name="登记人乙")
    sign(path, read_letter(path, name="登记人乙").content.decode(), name="登记人乙")
    submit(elsewhere)
    assert "姓名与法院登记的法定代表人一致" in printed(elsewhere)


def test_a_letter_that_was_not_agreed_to_is_not_signed(elsewhere):
    path = call(elsewhere)
    page = read_letter(path).content.decode()
    answer = StrictClient().post(path, NAMED | {"shown": shown_in(page)})
    assert answer.status_code == 422
    assert "请阅读信用承诺书，同意后勾选" in answer.content.decode()
    assert letter_on(answer.content.decode()) == letter_on(page)
    assert stored(elsewhere).signed_at is None


@pytest.mark.parametrize("shown", ["", "0" * 64])
def test_what_was_not_shown_is_not_signed(elsewhere, shown):
    path = call(elsewhere)
    answer = StrictClient().post(path, NAMED | {"shown": shown, "commitment_agreed": "on"})
    assert answer.status_code == 409
    assert "没有签署" in answer.content.decode()
    assert stored(elsewhere).signed_at is None


def change_the_plan(walk):
    applications.save_draft(walk.application.pk, {"performance": "改为分六个月付清。"}, by=walk.agent_actor(), at=NOW)


def exchange_the_material(walk):
    form = {"do": "upload-1", "upload-1-kind": "other_proof", "upload-1-file": pdf("换过.pdf")}
    agent_of(walk).post(url("materials", walk.application.pk), form)


def lose_the_material(walk):
    remove = {"material_id": walk.application.materials.get().pk, "by": walk.agent_actor(), "at": NOW}
    applications.remove_material(**remove)


@pytest.mark.parametrize("change", [change_the_plan, exchange_the_material])
def test_a_change_after_the_link_was_sent_closes_it(elsewhere, change):
    path = call(elsewhere)
    page = read_letter(path).content.decode()
    change(elsewhere)
    answer = sign(path, page)
    assert answer.status_code == 410
    assert "有改动，这个链接已失效" in answer.content.decode()


@pytest.mark.parametrize("change", [change_the_plan, exchange_the_material, lose_the_material])
def test_a_change_after_the_signature_voids_it_and_everybody_is_told(elsewhere, change):
    path = call(elsewhere)
    sign(path, read_letter(path).content.decode())
    change(elsewhere)
    after = stored(elsewhere)
    assert (after.signed_at, after.signed_name, after.signed_texts) == (None, "", [])
    assert after.signature_voided_at == NOW
    assert Event.objects.filter(action=ApplicationAction.VOID_SIGNATURE).count() == 1
    assert Message.objects.filter(subject__contains="法定代表人的签署已失效").exists()
    assert OVERTAKEN in agent_of(elsewhere).get(url("commitment", elsewhere.application.pk)).content.decode()
    assert submit(elsewhere).status_code == 422


def test_changing_it_back_does_not_bring_the_signature_back(elsewhere):
    path, before = call(elsewhere), stored(elsewhere).performance
    sign(path, read_letter(path).content.decode())
    for text in ("改为分六个月付清。", before):
        applications.save_draft(elsewhere.application.pk, {"performance": text}, by=elsewhere.agent_actor(), at=NOW)
    assert submit(elsewhere).status_code == 422
    again = call(elsewhere)
    sign(again, read_letter(again).content.decode())
    assert submit(elsewhere).status_code == 302


def test_an_unfinished_draft_calls_nobody(elsewhere):
    applications.save_draft(elsewhere.application.pk, {"prevention": ""}, by=elsewhere.agent_actor(), at=NOW)
    answer = agent_of(elsewhere).post(url("call_signer", elsewhere.application.pk), NAMED)
    assert answer.status_code == 422
    assert "填写完整后才能请法定代表人签署" in answer.content.decode()
    assert not SigningLink.objects.exists()


def test_strangers_make_no_link_and_where_the_agent_signs_there_is_none(cast, elsewhere):
    assert stranger(cast).post(url("call_signer", elsewhere.application.pk), NAMED).status_code == 404
    here = draft_of(new_walk(cast)).fill()
    answer = agent_of(here).post(url("call_signer", here.application.pk), NAMED)
    assert answer["Location"] == url("commitment", here.application.pk)
    assert not SigningLink.objects.exists()


def test_the_token_is_kept_nowhere_and_in_no_log_line(elsewhere, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(MaskedFormatter(logging.Formatter("%(message)s")))
    path = call(elsewhere)
    token = path.split("/")[2]
    sign(path, read_letter(path).content.decode())
    StrictClient().get(path)
    written = caplog.handler.stream.getvalue()
    assert "Gone: /s/***/" in written
    assert token not in written
    assert token not in str(list(SigningLink.objects.values())) + str([event.body for event in Event.objects.order_by("pk")])
    page = agent_of(elsewhere).get(url("call_signer", elsewhere.application.pk)).content.decode()
    assert token not in page


# --- what the database refuses ---


@pytest.fixture
def signed(elsewhere) -> Walk:
    path = call(elsewhere)
    sign(path, read_letter(path).content.decode())
    return elsewhere


def test_a_signature_without_an_account_needs_its_link(signed):
    with refused_by_database("signed by nobody"):
        Application.objects.filter(pk=signed.application.pk).update(signed_name="别的名字")


def test_what_was_submitted_keeps_its_signature(signed):
    submit(signed)
    with refused_by_database("signature of application"):
        Application.objects.filter(pk=signed.application.pk).update(signed_texts=["别的承诺。"])


@pytest.mark.parametrize("change", [{"used_at": None}, {"name": "别的名字"}, {"expires_at": NOW + timedelta(days=90)}])
def test_a_used_link_stays_as_it_was(signed, change):
    with refused_by_database("frozen"):
        SigningLink.objects.update(**change)
    with refused_by_database("refused"):
        SigningLink.objects.all().delete()


def test_the_record_of_the_court_says_performed(elsewhere):
    with transaction.atomic():
        EnforcementCase.objects.filter(pk=elsewhere.enforcement.pk).update(performance=PerformanceStatus.FULL, performed_fen=86_000_000)
    page = agent_of(elsewhere).get(url("commitment", elsewhere.application.pk)).content.decode()
    assert "已经全部履行" in letter_on(page)
