"""The creditor's page behind his link, over HTTP, without an account: what he reads, what he answers, and when not."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.enums import CaseState
from cases.models import Application, CreditorConsultation, CreditorInstalment, CreditorLink, CreditorStatement
from cases.parties import ConsultationState, CreditorAnswer
from cases.services import creditor_links
from creditrepair.logs import masked
from ledger import timekeeping
from ledger.models import Event
from messaging.models import Message
from notices.models import Document
from tests.cases.steps import commit, events, refused_by_database
from tests.portal.enterprise_pages import pdf
from tests.portal.staff_pages import as_part, done, text_of
from tests.support.strictness import StrictClient
from tests.support.sweeping import swept
from tests.support.world import new_walk

SAID = {"answer": "opposes", "words": "还有一台设备没有申报。", "amount_view": "confirmed", "signer": "黄石示例建材有限公司"}
NO_LINK = "链接无效或者已经过期"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def accepted(cast, db):
    """A case in which he is asked: something is still owed."""
    return new_walk(cast, fulfilled=False).to(CaseState.ACCEPTED)


@pytest.fixture
def asked(accepted):
    accepted.serve_creditor()
    with timekeeping.pinned(accepted.at + timedelta(hours=1)):
        yield accepted


def consultation_of(walk) -> CreditorConsultation:
    return CreditorConsultation.objects.get(case=walk.case_id)


def address(token: str) -> str:
    return reverse("creditor:answer", args=[token])


def version(page) -> str:
    return re.search(r'name="version" value="(\d+)"', page.content.decode())[1]


def say(client, token: str, **said):
    page = client.get(address(token))
    shown = {"version": version(page)} if page.status_code == 200 and b'name="version"' in page.content else {}
    return client.post(address(token), {**SAID, **shown, **said})


def main_of(response) -> str:
    return unescape(text_of(response).partition("<main")[2].partition("</main>")[0])


def test_he_reads_what_is_asked_and_nothing_that_is_not_his(asked):
    page = StrictClient().get(address(asked.creditor_link()))
    read = main_of(page)
    for told in (asked.plot.enterprise_name, asked.enforcement.number, "部分履行并有明确履行计划", "不视为同意", "答复期限"):
        assert told in read
    application = Application.objects.get(pk=asked.application.pk)
    for hidden in (
        application.contact_phone,
        application.service_mobile,
        asked.agent.full_name,
        application.prevention,
        asked.plot.creditor_mobile,
    ):
        assert hidden not in read
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "strict-origin"
    assert "<script" not in read


def test_he_objects_with_reason_and_file_and_the_court_reads_it_before_it_decides(asked):
    client, token = StrictClient(), asked.creditor_link()
    done(say(client, token, upload=pdf("设备照片.pdf")))
    consultation = consultation_of(asked)
    assert (consultation.state, consultation.answer, consultation.door) == (ConsultationState.ANSWERED, CreditorAnswer.OPPOSES, "link")
    assert consultation.file.original_name == "设备照片.pdf"
    assert "还有一台设备没有申报。" in main_of(client.get(address(token)))
    # No name and no words of his in the chain that others than the court are shown.
    body = str(events(asked, "creditor_answers")[-1].body)
    assert SAID["words"] not in body
    assert SAID["signer"] not in body


def test_an_objection_without_reasons_is_sent_back_with_everything_that_was_typed(asked):
    token = asked.creditor_link()
    page = say(StrictClient(), token, words=" ", signer="某甲商行")
    assert page.status_code == 422
    assert "反对信用修复的，请写明理由" in main_of(page)
    assert "某甲商行" in main_of(page)
    assert consultation_of(asked).state == ConsultationState.ASKED


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer": ""}, "这个字段是必填项"),
        ({"answer": "maybe"}, "请从列出的各项中选择"),
        ({"signer": ""}, "这个字段是必填项"),
        ({"amount_view": "contested"}, "请填写实际收到的金额"),
        ({"amount_view": "confirmed", "received": "500"}, "金额不符"),
        ({"amount_view": "contested", "received": "五百"}, "金额请填数字"),
        ({"words": "\U0001f600" * 3}, "😀"),
        ({"words": "长" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(asked, typed, sentence):
    page = say(StrictClient(), asked.creditor_link(), **typed)
    assert page.status_code == 422
    assert sentence in main_of(page)
    assert not CreditorStatement.objects.filter(consultation__case=asked.case_id).exists()


def test_a_file_that_is_none_is_refused_in_words(asked):
    page = say(StrictClient(), asked.creditor_link(), upload=SimpleUploadedFile("证据.pdf", b"no pdf at all", "application/pdf"))
    assert page.status_code == 422
    assert "证据.pdf" in main_of(page)
    assert consultation_of(asked).state == ConsultationState.ASKED


def test_the_same_answer_sent_twice_counts_once_and_a_later_one_leaves_the_first_on_record(asked):
    client, token = StrictClient(), asked.creditor_link()
    shown = version(client.get(address(token)))
    done(client.post(address(token), {**SAID, "version": shown}))
    again = client.post(address(token), {**SAID, "version": shown})
    assert again.status_code == 409
    assert "已经有了变化" in main_of(again)
    assert CreditorStatement.objects.filter(consultation__case=asked.case_id).count() == 1
    done(say(client, token, answer="agrees", words="设备已经申报，现同意。"))
    first, second = CreditorStatement.objects.filter(consultation__case=asked.case_id)
    assert (first.answer, second.answer) == ("opposes", "agrees")
    assert consultation_of(asked).answer == "agrees"
    page = main_of(client.get(address(token)))
    assert "还有一台设备没有申报。" in page
    assert "以最近的一次为准" in page
    with refused_by_database("append_only|refused|append-only"):
        CreditorStatement.objects.filter(pk=first.pk).update(words="没有意见")


def test_a_form_without_the_version_that_it_showed_answers_nothing(asked):
    assert StrictClient().post(address(asked.creditor_link()), SAID).status_code == 409
    assert consultation_of(asked).state == ConsultationState.ASKED


def test_silence_is_noted_as_silence_and_a_late_answer_as_late(asked):
    token, consultation = asked.creditor_link(), consultation_of(asked)
    swept("silences", at=timekeeping.now())
    assert consultation_of(asked).state == ConsultationState.ASKED
    late = asked.at + (consultation.due_on - asked.at.date()) + timedelta(days=1)
    with timekeeping.pinned(late):
        swept("silences", at=late)
        consultation = consultation_of(asked)
        assert (consultation.state, consultation.answer) == (ConsultationState.SILENT, "")
        page = main_of(StrictClient().get(address(token)))
        assert "期限内没有答复，不视为同意" in page
        done(say(StrictClient(), token))
    statement = CreditorStatement.objects.get(consultation=consultation)
    assert statement.is_late
    assert "逾期答复" in main_of(StrictClient().get(address(token)))


def test_an_answer_on_the_last_day_is_not_late(asked):
    token, due_on = asked.creditor_link(), consultation_of(asked).due_on
    with timekeeping.pinned(asked.at + (due_on - asked.at.date())):
        done(say(StrictClient(), token))
    assert not CreditorStatement.objects.get(consultation__case=asked.case_id).is_late


def test_nothing_is_answered_once_the_court_has_examined(asked):
    asked.creditor_answers().submit_examination()
    client, token = StrictClient(), asked.creditor_link()
    page = client.get(address(token))
    assert "不能再在这里答复" in main_of(page)
    assert "可以填写来函所附的回执" not in main_of(page)
    assert b'name="answer"' not in page.content
    before = CreditorStatement.objects.filter(consultation__case=asked.case_id).count()
    found = consultation_of(asked)
    answered = client.post(address(token), {**SAID, "version": found.state_seq})
    assert answered.status_code == 422
    assert "已经完成审查" in main_of(answered)
    assert CreditorStatement.objects.filter(consultation__case=asked.case_id).count() == before


def test_nothing_is_answered_after_the_decision(cast, db):
    walk = new_walk(cast, fulfilled=False).to(CaseState.REJECTED)
    with timekeeping.pinned(walk.at), pytest.raises(creditor_links.Stale):
        walk.creditor_link()
    page = as_part(cast, "acceptance_officer").get(reverse("court:creditor_link", args=[consultation_of(walk).pk]))
    assert "不需要链接" in text_of(page)


# --- the link itself -------------------------------------------------------------------------------------------------


def opens(token: str) -> bool:
    page = StrictClient().get(address(token))
    assert (page.status_code == 200) != (NO_LINK in main_of(page))
    return page.status_code == 200


def test_a_link_is_kept_as_a_digest_only_and_is_on_no_paper(asked):
    token = asked.creditor_link()
    assert len(token) >= 43
    link = CreditorLink.objects.get(consultation__case=asked.case_id, ended_at__isnull=True)
    assert re.fullmatch(r"[0-9a-f]{64}", link.digest)
    stored = [str(vars(row)) for model in (CreditorLink, CreditorConsultation, Event, Message) for row in model.objects.order_by("pk")]
    stored += [bytes(one.snapshot).decode() for one in Document.objects.filter(case=asked.case_id)]
    assert not any(token in text for text in stored)


def test_a_link_is_in_no_log_line(asked, caplog, capsys):
    token = asked.creditor_link()
    assert opens(token)
    StrictClient().get(address(token[:-1] + "."))
    assert token not in caplog.text
    assert token not in "".join(capsys.readouterr())
    for line in (
        f"Not Found: {address(token)}",
        f"Forbidden (CSRF): {address(token)}instalments/",
        f'GET {address(token)}?x=1 HTTP/1.1" 200',
    ):
        assert token not in masked(line)


def test_a_link_expires_and_a_new_one_ends_the_one_before(asked):
    first = asked.creditor_link()
    assert opens(first)
    second = asked.creditor_link()
    assert not opens(first)
    assert opens(second)
    assert say(StrictClient(), first).status_code == 404
    with timekeeping.pinned(asked.at + creditor_links.LASTS - timedelta(seconds=1)):
        assert opens(second)
    with timekeeping.pinned(asked.at + creditor_links.LASTS):
        assert not opens(second)
        assert StrictClient().post(address(second), SAID).status_code == 404
    assert consultation_of(asked).state == ConsultationState.ASKED


def test_a_token_opens_its_own_case_only(asked, cast):
    other = new_walk(cast, fulfilled=False).to(CaseState.ACCEPTED)
    token, others = asked.creditor_link(), other.creditor_link()
    assert other.plot.enterprise_name not in main_of(StrictClient().get(address(token)))
    assert asked.plot.enterprise_name not in main_of(StrictClient().get(address(others)))
    done(say(StrictClient(), token))
    assert consultation_of(other).answer == ""


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00", "a" * 4000, "..", "a'b"])
def test_a_token_that_never_was_opens_nothing(db, token):
    assert StrictClient().get(f"/c/{token}/").status_code == 404


def test_only_an_officer_of_its_court_makes_a_link(asked, cast):
    made = reverse("court:creditor_link", args=[consultation_of(asked).pk])
    page = as_part(cast, "acceptance_officer").post(made, {"mobile": "13900001234"})
    shown = re.search(r"/c/([\w-]{43})/", page.content.decode())[1]
    assert opens(shown)
    # Shown once: asking again shows none.
    assert shown not in as_part(cast, "acceptance_officer").get(made).content.decode()
    assert as_part(cast, "handling_judge").get(made).status_code == 200
    for part in ("reviewing_judge", "signing_president", "list_operator"):
        assert as_part(cast, part).post(made).status_code == 403
    for part in ("bureau_handler", "finance:liaison", "office", "leader", "administrator"):
        assert as_part(cast, part).post(made).status_code in (302, 404)
    assert StrictClient().post(made).status_code == 302
    assert CreditorLink.objects.filter(consultation__case=asked.case_id).count() == 1
    page = as_part(cast, "acceptance_officer").post(made, {"mobile": "1390000"})
    assert page.status_code == 422
    assert CreditorLink.objects.filter(consultation__case=asked.case_id).count() == 1


def test_two_links_at_once_are_refused_by_the_database(asked):
    asked.creditor_link()
    link = CreditorLink.objects.get(consultation__case=asked.case_id)
    with refused_by_database("creditor_link_one_open"):
        CreditorLink.objects.create(
            consultation=link.consultation, digest="0" * 64, made_at=link.made_at, made_by=link.made_by, expires_at=link.expires_at
        )


# --- instalments -------------------------------------------------------------------------------------------------------


def instalments(token: str) -> str:
    return reverse("creditor:instalments", args=[token])


def confirm(token: str, **said):
    form = {"word": "received", "on": "2026-11-02", "amount_fen": "1,000.50", "signer": "示例建材", **said}
    return StrictClient().post(instalments(token), form)


def test_he_confirms_instalment_by_instalment_also_after_the_certificate(cast, db):
    walk = new_walk(cast, fulfilled=False).to(CaseState.RECOGNIZED_ALL)
    with timekeeping.pinned(walk.at):
        token = walk.creditor_link()
        assert "确认分期收到的款项" in main_of(StrictClient().get(address(token)))
        done(confirm(token))
        done(confirm(token, on="2026-11-03", word="missing", words="催过一次。"))
        commit()
        twice = confirm(token)
        assert twice.status_code == 422
        assert "已经确认过" in main_of(twice)
        page = main_of(StrictClient().get(instalments(token)))
    assert "到期没有收到：催过一次。" in page
    rows = CreditorInstalment.objects.filter(consultation__case=walk.case_id)
    assert [(row.on, row.amount_fen, row.word) for row in rows] == [
        (date(2026, 11, 2), 100_050, "received"),
        (date(2026, 11, 3), 100_050, "missing"),
    ]
    told = Message.objects.filter(case=walk.case_id, role="handling_judge").latest("pk")
    assert "到期没有收到" in told.subject
    assert "催过" not in told.body
    with refused_by_database("append_only|refused|append-only"):
        CreditorInstalment.objects.update(word="received")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on": "2099-01-01"}, "不能晚于今天"),
        ({"on": ""}, "这个字段是必填项"),
        ({"amount_fen": "0"}, "请填写这一期的金额"),
        ({"amount_fen": "-5"}, "金额请填数字"),
        ({"word": ""}, "这个字段是必填项"),
        ({"signer": ""}, "这个字段是必填项"),
    ],
)
def test_an_instalment_that_cannot_be_is_a_sentence(asked, typed, sentence):
    page = confirm(asked.creditor_link(), **typed)
    assert page.status_code == 422
    assert sentence in main_of(page)
    assert not CreditorInstalment.objects.filter(consultation__case=asked.case_id).exists()
