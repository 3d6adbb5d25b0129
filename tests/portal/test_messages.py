"""Messages and what belongs to them, as everybody meets them in a browser, whatever the role."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.enums import CaseState
from ledger import timekeeping
from messaging import services
from messaging.enums import Channel, DeliveryState, Manner, MessageKind
from messaging.gateways.signed import headers_for
from messaging.letters import code_of
from messaging.models import Address, Delivery, GatewayRecord, Message, Preference, Reader
from tests.messaging.test_sending import SECRET, mail, reached_by, sms
from tests.portal.enterprise_pages import NOW, agent_of, signed_in, stranger
from tests.portal.staff_pages import as_part, text_of
from tests.support.world import in_state

__all__ = ["mail", "sms"]
PARTS = (
    *("acceptance_officer", "handling_judge", "reviewing_judge", "signing_president", "list_operator"),
    *("bureau_handler", "bureau_approver", "finance:liaison", "finance:approver", "office", "leader", "administrator"),
)
MESSAGES, SETTINGS = "/messages/", "/messages/settings/"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def told(cast, part):
    services.tell_person(cast.people[part], subject="请看这里", body="有一件事等您办理。", at=NOW, dedup_key=f"to {part}")
    return Message.objects.get(dedup_key=f"to {part}")


def bell(page):
    found = re.search(r'href="/messages/"\s*>.*?</a>', page, re.DOTALL)
    assert found
    number = re.search(r'cr-count">([\d+]+)<', found[0])
    return number[1] if number else ""


# --- the bell and the list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_every_role_has_a_bell_and_reads_its_messages(cast, db, part):
    client = as_part(cast, part)
    before = int(bell(client.get(MESSAGES).content.decode()) or 0)
    message = told(cast, part)
    assert bell(client.get(MESSAGES).content.decode()) == str(before + 1)
    assert "请看这里" in text_of(client.get(MESSAGES))
    assert "有一件事等您办理。" in text_of(client.get(reverse("person:message", args=[message.pk])))
    assert int(bell(client.get(MESSAGES).content.decode()) or 0) == before


def test_the_bell_is_on_the_desk_of_an_agent_too(case_in):
    walk = case_in("accepted")
    client = agent_of(walk)
    number = Message.objects.filter(enterprise=walk.case.enterprise).count()
    for path in ("/enterprise/", "/enterprise/documents/"):
        assert bell(client.get(path).content.decode()) == str(number)


def test_a_message_of_somebody_else_is_not_there(cast, case_in):
    message = told(cast, "finance:liaison")
    for client in (as_part(cast, "finance:approver"), as_part(cast, "administrator"), stranger(cast)):
        assert client.get(reverse("person:message", args=[message.pk])).status_code == 404
        assert "请看这里" not in text_of(client.get(MESSAGES))


def test_all_read_means_what_the_page_has_shown(cast, db):
    seen, client = told(cast, "office"), as_part(cast, "office")
    page = client.get(MESSAGES).content.decode()
    services.tell_person(cast.people["office"], subject="刚刚才来", body="新的。", at=NOW, dedup_key="later")
    assert client.post(MESSAGES, {"up_to": re.search(r'name="up_to" value="(\d+)"', page)[1]}).status_code == 302
    after = client.get(MESSAGES).content.decode()
    assert bell(after) == "1"
    assert len(re.findall(r">\s*未读\s*</span>", after)) == 1
    assert Reader.objects.get().read_up_to == seen.pk
    for odd in ("", "x", "９", "-1", "9" * 30):
        assert client.post(MESSAGES, {"up_to": odd}).status_code == 302


@in_state(CaseState.PUSHED)
def test_who_gets_the_case_is_told_and_led_to_it(stood):
    client = as_part(stood.cast, "bureau_handler")
    assert f"待办：{stood.case.number}" in text_of(client.get(MESSAGES))
    message = Message.objects.get(case=stood.case_id, role="bureau_handler")
    page = text_of(client.get(reverse("person:message", args=[message.pk])))
    assert f'href="/bureau/cases/{stood.case_id}/"' in page
    assert client.get(f"/bureau/cases/{stood.case_id}/").status_code == 200


@in_state(CaseState.DISTRIBUTED)
def test_a_unit_is_told_what_it_has_to_sign_for_and_led_to_its_answer(stood):
    client = as_part(stood.cast, "finance:liaison")
    message = Message.objects.get(case=stood.case_id, role="member_liaison", department__code="finance")
    (target,) = re.findall(r'href="(/member/recognitions/\d+/)"', text_of(client.get(reverse("person:message", args=[message.pk]))))
    assert client.get(target).status_code == 200


@in_state(CaseState.ACCEPTED)
def test_the_judge_is_told_in_person_and_no_other_judge_is(stood):
    message = Message.objects.get(case=stood.case_id, person__isnull=False)
    assert message.person_id == stood.case.handler_id
    page = text_of(signed_in(message.person).get(reverse("person:message", args=[message.pk])))
    assert f'href="/court/cases/{stood.case_id}/"' in page
    other = "handling_judge" if stood.cast.people["handling_judge"] != message.person else "handling_judge_2"
    assert as_part(stood.cast, other).get(reverse("person:message", args=[message.pk])).status_code == 404


@in_state(CaseState.RECOGNIZING)
def test_the_enterprise_reads_nothing_of_what_officials_are_told(stood):
    told_inside = Message.objects.filter(case=stood.case_id, enterprise=None)
    assert told_inside.count() > 5
    client = agent_of(stood)
    pages = text_of(client.get(MESSAGES)) + text_of(client.get(f"/enterprise/cases/{stood.case_id}/"))
    assert "待办：" not in pages
    assert "待签收：" not in pages


def test_a_visitor_is_asked_to_sign_in(client, db):
    for path in (MESSAGES, SETTINGS):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


# --- how they come --------------------------------------------------------------------------------------------------


def ask(client, value="own@unit.example", channel="mail"):
    return client.post(f"{SETTINGS}{channel}/", {f"{channel}-value": value})


def test_a_person_sets_an_address_and_takes_it_into_use(mail, cast, db):
    client = as_part(cast, "finance:liaison")
    assert ask(client, " Own@Unit.Example ").status_code == 302
    assert "发往" in text_of(client.get(SETTINGS))
    (delivery,) = Delivery.objects.all()
    services.send(delivery.pk, at=NOW)
    code = re.search(r"验证码是(\d{6})", mail.letters[0][1].get_content())[1]
    assert client.post(f"{SETTINGS}mail/code/", {"mail-code-code": f" {code} "}).status_code == 302
    assert Address.objects.get().value == "Own@unit.example"
    assert "现在发到" in text_of(client.get(SETTINGS))


@pytest.mark.parametrize(
    ("channel", "value", "sentence"),
    [
        ("mail", "", "请填写电子邮箱。"),
        ("mail", "没有小老鼠", "电子邮箱应写成 name@example.com 的样子"),
        ("mail", "a@b", "电子邮箱应写成 name@example.com 的样子"),
        ("sms", "1391234", "手机号码应为11位数字"),
    ],
)
def test_an_address_that_is_none_is_refused_in_words_and_stays_in_its_field(mail, sms, cast, db, channel, value, sentence):
    answer = ask(as_part(cast, "office"), value, channel)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f'value="{value}"' in answer.content.decode() or not value
    assert not Delivery.objects.exists()


def test_a_code_that_did_not_arrive_is_said_beside_it(mail, cast, db):
    client = as_part(cast, "office")
    mail.refusals["own@unit.example"] = "550 no such user"
    ask(client)
    services.send(Delivery.objects.get().pk, at=NOW)
    assert "没有送到：收件地址被拒收（550）" in text_of(client.get(SETTINGS))


def test_many_accounts_send_one_stranger_few_codes(mail, cast, db):
    answers = [ask(as_part(cast, part), "Stranger@unit.example") for part in PARTS[:6]]
    assert [answer.status_code for answer in answers] == [302] * 5 + [422]
    assert "今天发到这里的验证码太多" in text_of(answers[-1])
    assert Delivery.objects.count() == 5


def test_a_wrong_code_is_said_and_can_be_typed_again(mail, cast, db):
    client = as_part(cast, "office")
    ask(client)
    wrong = f"{(int(code_of(Address.objects.get())) + 1) % 10**6:06}"
    answer = client.post(f"{SETTINGS}mail/code/", {"mail-code-code": wrong})
    assert answer.status_code == 422
    assert "验证码不对，还可以再输4次。" in text_of(answer)
    assert "验证码是6位数字" in text_of(client.post(f"{SETTINGS}mail/code/", {"mail-code-code": "12"}))


def test_nobody_takes_the_last_address_away(mail, cast, db):
    reached_by(cast.people["office"], value="own@unit.example")
    client = as_part(cast, "office")
    assert "最后一个不能删除" in text_of(client.post(f"{SETTINGS}mail/remove/", follow=True))
    assert Address.objects.get().value == "own@unit.example"


def test_a_refused_address_is_shown_to_its_owner(mail, cast, db):
    user = cast.people["office"]
    address = reached_by(user)
    Address.objects.filter(pk=address.pk).update(refused_at=NOW, refusal="收件地址被拒收（550）")
    page = text_of(as_part(cast, "office").get(SETTINGS))
    assert "这个联系方式收不到消息" in page
    assert "收件地址被拒收（550）" in page


def test_what_may_be_switched_is_offered_and_kept_and_nothing_else(mail, cast, db):
    client = as_part(cast, "office")
    page = text_of(client.get(SETTINGS))
    assert "“待办”“期限提醒”关系到办理期限，不能关闭" in page
    assert set(re.findall(r'<select name="(\w+)"', page)) == {"progress_mail", "digest_mail"}
    wishes = {"progress_mail": "never", "digest_mail": "at_once", "task_mail": "never", "deadline_mail": "never"}
    assert client.post(f"{SETTINGS}wishes/", wishes).status_code == 302
    kept = {(row.kind, row.channel): row.manner for row in Preference.objects.order_by("pk")}
    assert kept == {(MessageKind.PROGRESS, Channel.MAIL): Manner.NEVER, (MessageKind.DIGEST, Channel.MAIL): Manner.AT_ONCE}
    answer = client.post(f"{SETTINGS}wishes/", {"progress_mail": "daily", "digest_mail": "daily"})
    assert answer.status_code == 422


def test_where_nothing_leaves_the_portal_the_page_says_so(cast, db):
    page = text_of(as_part(cast, "office").get(SETTINGS))
    assert "消息都在平台里" in page
    assert ask(as_part(cast, "office")).status_code == 422
    assert as_part(cast, "office").post(f"{SETTINGS}pigeon/", {}).status_code == 404


def test_a_message_shows_how_it_went(mail, cast, db):
    user = cast.people["office"]
    reached_by(user, since=NOW - timedelta(days=1))
    message = told(cast, "office")
    services.resolve(message.pk, at=NOW)
    services.send(Delivery.objects.get().pk, at=NOW)
    page = text_of(as_part(cast, "office").get(reverse("person:message", args=[message.pk])))
    assert "电子邮件：已发出" in page
    assert "应发时间" in page


# --- the calendar ---------------------------------------------------------------------------------------------------


def calendar_address(client):
    answer = client.post(f"{SETTINGS}calendar/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return re.search(r"http://127\.0\.0\.1:8000(/i/[\w-]+/)", answer.content.decode())[1]


@in_state(CaseState.DISTRIBUTED)
def test_a_calendar_shows_ones_own_dates_without_sign_in_and_without_a_name(stood):
    address = calendar_address(as_part(stood.cast, "finance:liaison"))
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    text = answer.content.decode().replace("\r\n ", "")
    lines = text.split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    finance = next(unit for unit in stood.cast.units if unit.code == "finance")
    due = {clock.due_on for clock in stood.case.clocks.filter(obligor=finance, status="running")}
    assert len(due) >= 1
    assert {line.partition(":")[2] for line in lines if line.startswith("DTSTART")} == {f"{day:%Y%m%d}" for day in due}
    assert f"（{stood.case.number}）" in text
    assert stood.case.enterprise.name not in text
    assert stood.cast.people["finance:liaison"].full_name not in text


@in_state(CaseState.ACCEPTED)
def test_a_calendar_holds_nothing_of_anybody_else(stood):
    def entries(client):
        return Client().get(calendar_address(client)).content.decode().replace("\r\n ", "").count(stood.case.number)

    parts = ("reviewing_judge", "signing_president", "bureau_handler", "finance:liaison", "administrator")
    assert {part: entries(as_part(stood.cast, part)) for part in parts} == dict.fromkeys(parts, 0)
    assert entries(signed_in(stood.case.handler)) == 1


def test_only_a_digest_is_kept_and_a_new_address_ends_the_old(cast, db):
    client = as_part(cast, "office")
    first = calendar_address(client)
    reader = Reader.objects.get()
    assert first.split("/")[2] not in str(vars(reader))
    second = calendar_address(client)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert first.split("/")[2] not in client.get(SETTINGS).content.decode()
    client.post(f"{SETTINGS}calendar/", {"end": "1"})
    assert Client().get(second).status_code == 404


def test_whoever_is_disabled_has_no_calendar(cast, db):
    user = cast.people["office"]
    address = calendar_address(as_part(cast, "office"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert Client().get(address).status_code == 404


def test_guessing_addresses_is_limited(db):
    assert {Client().get("/i/nothing/").status_code for _ in range(31)} == {404, 429}


# --- what a provider reports ----------------------------------------------------------------------------------------


@pytest.fixture
def sent_text(sms, cast, db):
    reached_by(cast.people["office"], Channel.SMS, "13912345678", since=NOW - timedelta(days=1))
    services.resolve(told(cast, "office").pk, at=NOW)
    delivery = Delivery.objects.get()
    services.send(delivery.pk, at=NOW)
    delivery.refresh_from_db()
    return delivery


def report(said, *, secret=SECRET, at=NOW):
    body = json.dumps(said).encode()
    headers = headers_for(secret, "evt-1", at, body)
    return Client(enforce_csrf_checks=True).post("/gateways/sms/receipts/", body, content_type="application/json", headers=headers)


def test_a_receipt_says_that_a_text_message_has_arrived(sent_text):
    assert report({"id": sent_text.reference, "state": "delivered"}).json() == {"known": True}
    sent_text.refresh_from_db()
    assert (sent_text.state, sent_text.delivered_at) == (DeliveryState.DELIVERED, NOW)
    report({"id": sent_text.reference, "state": "failed", "reason": "late"})
    sent_text.refresh_from_db()
    assert sent_text.state == DeliveryState.DELIVERED


def test_a_receipt_of_a_failure_is_seen_by_the_owner_of_the_number(sent_text, cast):
    report({"id": sent_text.reference, "state": "failed", "reason": "停机"})
    sent_text.refresh_from_db()
    assert (sent_text.state, sent_text.failure) == (DeliveryState.FAILED, "运营商没有送到：停机")
    assert "这个联系方式收不到消息" in text_of(as_part(cast, "office").get(SETTINGS))


def test_who_has_not_the_key_is_not_listened_to(sent_text):
    said = {"id": sent_text.reference, "state": "delivered"}
    assert report(said, secret="another secret").status_code == 403
    assert report(said, at=NOW - timedelta(minutes=6)).status_code == 403
    assert Client().post("/gateways/sms/receipts/", said).status_code == 403
    assert GatewayRecord.objects.get(channel=Channel.SMS).bad_receipts == 3
    sent_text.refresh_from_db()
    assert sent_text.state == DeliveryState.SENT


@pytest.mark.parametrize(
    "said",
    [
        [],
        {},
        {"id": "ref-1"},
        {"id": "ref-1", "state": "lost"},
        {"id": "ref-1", "state": ["failed"]},
        {"id": "a\0", "state": "failed"},
        "text",
    ],
)
def test_a_receipt_that_says_nothing_is_refused(sent_text, said):
    assert report(said).status_code == 400
    assert GatewayRecord.objects.get(channel=Channel.SMS).bad_receipts == 1


def test_a_receipt_sent_again_changes_nothing(sent_text):
    said = {"id": sent_text.reference, "state": "failed", "reason": "停机"}
    report(said)
    assert report(said, at=NOW - timedelta(minutes=4)).json() == {"known": True}
    assert Message.objects.filter(subject="您的短信收不到消息").count() == 1


def test_what_failed_at_first_may_still_arrive(sent_text):
    report({"id": sent_text.reference, "state": "failed", "reason": "关机"})
    report({"id": sent_text.reference, "state": "delivered"})
    sent_text.refresh_from_db()
    assert (sent_text.state, sent_text.failure) == (DeliveryState.DELIVERED, "")
    assert Address.objects.get().refused_at is None


def test_a_late_receipt_says_nothing_of_a_number_that_was_given_since(sent_text):
    Address.objects.update(value="13800000000", confirmed_at=NOW + timedelta(minutes=1))
    report({"id": sent_text.reference, "state": "failed", "reason": "空号"})
    assert Address.objects.get().refused_at is None


def test_what_a_provider_writes_is_shown_without_what_cannot_be_shown(sent_text):
    assert report({"id": sent_text.reference, "state": "failed", "reason": "停\0机\ud800" + "长" * 500}).status_code == 200
    sent_text.refresh_from_db()
    assert sent_text.failure.startswith("运营商没有送到：停 机")


def test_a_receipt_of_what_is_not_ours_is_known_as_such(sent_text):
    answer = report({"id": "ref-99", "state": "delivered"})
    # It may have been faster than our own note: the provider says it again.
    assert (answer.status_code, answer.json()) == (404, {"known": False})
    assert report({"id": "", "state": "delivered"}).json() == {"known": False}
