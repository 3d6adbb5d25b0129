"""From a message to a letter in somebody's hands: over a real mail server and a real HTTP endpoint."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.enums import CaseState
from departments.models import Post
from departments.services import end_post
from ledger import timekeeping
from ledger.timekeeping import SHANGHAI
from messaging import services
from messaging.enums import Channel, DeliveryState, Manner, MessageKind
from messaging.gateways.signed import is_signed
from messaging.models import Address, Delivery, Message, Preference
from messaging.selectors import sending_of
from messaging.services import resolving, sending
from messaging.services.wishes import keep_wishes
from procedure.errors import ConditionNotMet
from tests.support.mail_server import mail_server
from tests.support.provider import provider
from tests.support.sweeping import swept
from tests.support.world import in_state

# A Wednesday, within office hours.
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)
EVENING = NOW.replace(hour=20)
SECRET = "a secret that both sides know"


@pytest.fixture(autouse=True)
def _now(cast, db):
    # What the world told before is brought to everybody.
    Message.objects.filter(resolved_at=None).update(resolved_at=NOW - timedelta(minutes=1))
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def mail(settings):
    with mail_server(settings) as server:
        yield server


@pytest.fixture
def sms(settings):
    with provider() as server:
        settings.SMS_URL, settings.SMS_SECRET = server.url, SECRET
        yield server


@pytest.fixture
def chat(settings):
    with provider() as server:
        settings.WORK_CHAT_URL, settings.WORK_CHAT_SECRET = server.url, SECRET
        yield server


@pytest.fixture
def liaison(cast):
    return cast.people["finance:liaison"]


@pytest.fixture
def finance(cast):
    return next(unit for unit in cast.units if unit.code == "finance")


def reached_by(user, channel=Channel.MAIL, value="liaison@unit.example", *, since=NOW - timedelta(days=9)):
    return Address.objects.create(user=user, channel=channel, value=value, confirmed_at=since)


def tell(finance, *, key="k", at=NOW, kind=MessageKind.TASK, body="修复案号（2026）1号，等待您单位签收。"):
    services.tell_post(finance, "member_liaison", subject="待签收", body=body, at=at, dedup_key=key, kind=kind)
    return Message.objects.get(dedup_key=key)


def resolved(message, at=NOW):
    services.resolve(message.pk, at=at)
    return list(Delivery.objects.filter(message=message).order_by("person", "channel"))


def sent(delivery, at=NOW):
    services.send(delivery.pk, at=at)
    delivery.refresh_from_db()
    return delivery


# --- who gets it ----------------------------------------------------------------------------------------------------


def test_the_sweeps_bring_a_message_to_everybody_in_post(mail, cast, finance, liaison):
    reached_by(liaison)
    reached_by(cast.people["finance:approver"], value="approver@unit.example")
    tell(finance)
    assert swept("messages", at=NOW) == 1
    assert swept("letters", at=NOW) == 1
    ((to, letter),) = mail.letters
    assert to == ["liaison@unit.example"]
    assert letter["Subject"] == "待签收"
    text = letter.get_content()
    assert text.startswith(f"{liaison.full_name}，您好：")
    assert "等待您单位签收" in text
    assert f"/messages/{Message.objects.get(dedup_key='k').pk}/" in text
    assert swept("letters", at=NOW) == 0
    assert sending_of("k").has_reached


def test_no_request_and_no_step_sends_anything(mail, finance, liaison):
    reached_by(liaison)
    tell(finance)
    assert not Delivery.objects.exists()
    assert mail.letters == []


def test_many_holders_cost_the_step_nothing_and_the_sweep_no_more_statements(mail, cast, finance, liaison, django_assert_num_queries):
    reached_by(liaison)
    message = tell(finance, key="few")
    with CaptureQueriesContext(connection) as captured:
        assert len(resolved(message)) == 1
    for n, user in enumerate([user for user in cast.people.values() if user != liaison][:12]):
        Post.objects.create(user=user, department=finance, role="member_liaison", valid_from=NOW.date() - timedelta(days=1))
        reached_by(user, value=f"holder{n}@unit.example")
    with django_assert_num_queries(1):
        services.tell_post(finance, "member_liaison", subject="待签收", body="请签收。", at=NOW, dedup_key="k")
    message = Message.objects.get(dedup_key="k")
    with django_assert_num_queries(len(captured)):
        assert len(resolved(message)) == 13


def test_settling_twice_sends_once(mail, finance, liaison):
    reached_by(liaison)
    message = tell(finance)
    (delivery,) = resolved(message)
    assert resolved(message) == [delivery]
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(message=message, person=liaison, channel=Channel.MAIL, due_at=NOW, next_try_at=NOW)


def test_an_address_gets_nothing_that_was_settled_before_it_was_known(mail, finance, liaison):
    message = tell(finance)
    assert resolved(message) == []
    reached_by(liaison)
    assert resolved(message) == []
    assert swept("messages", at=NOW) == 0


@in_state(CaseState.ACCEPTED)
def test_what_a_person_was_told_of_a_case_stays_in_the_house(mail, stood, cast):
    """Whoever has left every post by the time the letter leaves gets none."""
    judge = stood.case.handler
    reached_by(judge)
    message = Message.objects.get(case=stood.case_id, person=judge)
    Message.objects.filter(pk=message.pk).update(resolved_at=None)
    (delivery,) = resolved(message)
    for post in Post.objects.filter(user=judge).order_by("pk"):
        end_post(post.pk, reason="调离", by=cast.actor("administrator", NOW), at=NOW)
    assert sent(delivery, NOW + timedelta(seconds=1)).state == DeliveryState.DROPPED
    assert mail.letters == []


def test_a_channel_that_is_not_set_up_is_not_used(finance, liaison):
    reached_by(liaison)
    assert resolved(tell(finance)) == []


def test_an_agent_is_told_while_the_mandate_is_in_force(mail, walk):
    walk.record().take_measures().serve().join()
    reached_by(walk.agent, value="agent@firm.example")
    services.tell_enterprise(walk.enforcement.enterprise, subject="请补正", body="请在期限内补正。", at=NOW, dedup_key="k")
    (delivery,) = resolved(Message.objects.get(dedup_key="k"))
    assert (delivery.person, delivery.channel) == (walk.agent, Channel.MAIL)


def test_whoever_left_the_post_meanwhile_gets_nothing(mail, cast, finance, liaison):
    reached_by(liaison)
    (delivery,) = resolved(tell(finance))
    post = Post.objects.get(user=liaison, department=finance)
    end_post(post.pk, reason="调离", by=cast.actor("administrator", NOW), at=NOW)
    sent(delivery, NOW + timedelta(seconds=1))
    assert (delivery.state, mail.letters) == (DeliveryState.DROPPED, [])
    assert "不在这个岗位" in delivery.failure


# --- when -----------------------------------------------------------------------------------------------------------


def test_at_night_it_waits_for_the_morning_and_the_row_says_both(mail, finance, liaison):
    reached_by(liaison)
    (delivery,) = resolved(tell(finance, at=EVENING), EVENING)
    morning = datetime(2026, 11, 26, 9, 0, tzinfo=SHANGHAI)
    assert (delivery.due_at, delivery.next_try_at) == (morning, morning)
    assert not services.send(delivery.pk, at=EVENING)
    later = morning + timedelta(minutes=7)
    assert sent(delivery, later).sent_at == later
    assert delivery.due_at == morning


def test_after_an_outage_an_overdue_letter_does_not_leave_at_night(mail, finance, liaison):
    reached_by(liaison)
    (delivery,) = resolved(tell(finance))
    sent(delivery, EVENING + timedelta(days=3))
    assert (delivery.state, delivery.attempts, mail.letters) == (DeliveryState.WAITING, 0, [])
    assert delivery.next_try_at == datetime(2026, 11, 30, 9, 0, tzinfo=SHANGHAI)


# --- what a person may have less of ---------------------------------------------------------------------------------


def test_progress_goes_into_the_digest_unless_somebody_wants_it_at_once(mail, finance, liaison):
    reached_by(liaison)
    assert resolved(tell(finance, kind=MessageKind.PROGRESS)) == []
    keep_wishes(liaison, {(MessageKind.PROGRESS, Channel.MAIL): Manner.AT_ONCE})
    assert len(resolved(tell(finance, key="k2", kind=MessageKind.PROGRESS))) == 1


@pytest.mark.parametrize("kind", [MessageKind.TASK, MessageKind.DEADLINE])
def test_nobody_can_switch_off_what_a_clock_hangs_on(mail, finance, liaison, kind):
    reached_by(liaison)
    with pytest.raises(ConditionNotMet, match="不能关闭"), transaction.atomic():
        keep_wishes(liaison, {(kind, Channel.MAIL): Manner.NEVER})
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=liaison, kind=kind, channel=Channel.MAIL, manner=Manner.NEVER)
    assert len(resolved(tell(finance, kind=kind))) == 1


# --- when the other side does not take it ---------------------------------------------------------------------------


def test_a_refused_address_is_given_up_and_its_owner_sees_why(mail, finance, liaison):
    address = reached_by(liaison)
    mail.refusals["liaison@unit.example"] = "550 no such user"
    (delivery,) = resolved(tell(finance))
    sent(delivery)
    assert (delivery.state, delivery.next_try_at) == (DeliveryState.FAILED, None)
    assert "550" in delivery.failure
    address.refresh_from_db()
    assert address.refused_at == NOW
    assert not services.send(delivery.pk, at=NOW + timedelta(days=1))
    assert (sending_of("k").failed, sending_of("k").has_reached) == (1, False)


def test_a_server_that_says_later_is_asked_again_ever_more_rarely_until_it_takes_it(mail, finance, liaison):
    reached_by(liaison)
    mail.refusals["liaison@unit.example"] = "450 mailbox busy"
    (delivery,) = resolved(tell(finance))
    at, pauses = NOW, []
    for _ in range(4):
        sent(delivery, at)
        assert delivery.state == DeliveryState.WAITING
        pauses.append(delivery.next_try_at - at)
        assert not services.send(delivery.pk, at=at)
        at = delivery.next_try_at
    assert pauses == [sending.BACK_OFF * factor for factor in (1, 2, 4, 8)]
    mail.refusals.clear()
    assert sent(delivery, at).state == DeliveryState.SENT
    assert (delivery.attempts, delivery.failure) == (5, "")


def test_a_server_that_is_away_is_not_asked_once_for_each_letter(settings, cast, finance, liaison, monkeypatch):
    with mail_server(settings):
        pass
    reached_by(liaison)
    for n in range(5):
        resolved(tell(finance, key=f"k{n}"))
    asked = []
    monkeypatch.setattr(sending, "letter_of", lambda *args, real=sending.letter_of: asked.append(1) or real(*args))
    swept("letters", at=NOW)
    assert len(asked) == 1
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    assert waiting.count() == 5
    assert {delivery.next_try_at > NOW for delivery in waiting} == {True}


def test_a_letter_that_somebody_is_sending_is_left_alone_until_the_lease_is_over(mail, finance, liaison):
    reached_by(liaison)
    (delivery,) = resolved(tell(finance))
    taken = sending._claimed(delivery.pk, NOW)
    assert taken.lease_until - NOW <= timedelta(seconds=60)
    assert not services.send(delivery.pk, at=NOW + timedelta(seconds=59))
    assert sent(delivery, NOW + sending.LEASE).state == DeliveryState.SENT
    # Whoever comes back after its lease changes nothing any more.
    assert not sending._end(taken, DeliveryState.FAILED, "too late")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 2)


def test_a_second_try_is_the_same_letter_to_the_server(mail, finance, liaison):
    reached_by(liaison)
    (delivery,) = resolved(tell(finance))
    sending._claimed(delivery.pk, NOW)
    sent(delivery, NOW + sending.LEASE)
    assert mail.letters[0][1]["Message-ID"] == delivery.reference == f"<delivery-{delivery.pk}@127.0.0.1>"


def test_what_was_sent_stays_sent(mail, finance, liaison):
    reached_by(liaison)
    (delivery,) = resolved(tell(finance))
    sent(delivery)
    with pytest.raises(IntegrityError, match="has been sent"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(sent_at=NOW + timedelta(days=1))


# --- providers over HTTP --------------------------------------------------------------------------------------------


def test_a_text_message_greets_and_says_nothing_of_the_case(sms, finance, liaison):
    reached_by(liaison, Channel.SMS, "13912345678")
    body = "修复案号（2026）1号，示例制造有限公司：等待签收，联系人王某13700000000。"
    (delivery,) = resolved(tell(finance, body=body))
    assert sent(delivery).reference == "ref-1"
    headers, raw = sms.asked[0]
    said = sms.said()
    assert said["to"] == "13912345678"
    assert said["text"].startswith(f"{liaison.full_name}，您好：您有一条新的待办，")
    for secret in ("示例制造", "（2026）", "王某", "1370", "签收"):
        assert secret not in said["text"]
    assert is_signed(SECRET, headers, raw, NOW)
    assert not is_signed(SECRET, headers, raw + b" ", NOW)
    assert not is_signed("another secret", headers, raw, NOW)
    assert not is_signed(SECRET, headers, raw, NOW + timedelta(minutes=6))


@pytest.mark.parametrize("status", [500, 429, 401, 404, 302])
def test_a_provider_that_fails_is_asked_again(sms, finance, liaison, status):
    reached_by(liaison, Channel.SMS, "13912345678")
    sms.status = status
    (delivery,) = resolved(tell(finance))
    assert sent(delivery).state == DeliveryState.WAITING
    sms.status = 200
    assert sent(delivery, delivery.next_try_at).state == DeliveryState.SENT


def test_a_number_that_the_provider_refuses_is_given_up(sms, finance, liaison):
    address = reached_by(liaison, Channel.SMS, "13912345678")
    sms.status = 422
    (delivery,) = resolved(tell(finance))
    assert sent(delivery).state == DeliveryState.FAILED
    address.refresh_from_db()
    assert address.refused_at == NOW


def test_the_platform_of_the_officials_gets_title_text_and_the_way_in(chat, finance, liaison):
    reached_by(liaison, Channel.WORK_CHAT, "liaison.01")
    (delivery,) = resolved(tell(finance))
    sent(delivery)
    said = chat.said()
    assert (said["to"], said["title"], said["url"]) == ("liaison.01", "待签收", f"http://127.0.0.1:8000/messages/{delivery.message_id}/")
    assert "等待您单位签收" in said["text"]
    assert is_signed(SECRET, *chat.asked[0], NOW)


def test_no_letter_is_in_a_log_line(mail, finance, liaison, caplog):
    reached_by(liaison)
    mail.refusals["liaison@unit.example"] = "550 <liaison@unit.example> unknown, token abc"
    (delivery,) = resolved(tell(finance))
    with caplog.at_level("DEBUG"):
        sent(delivery)
    assert "delivery_refused" in caplog.text
    assert "liaison@unit.example" not in caplog.text
    assert liaison.full_name not in caplog.text


def test_what_a_person_is_told_keeps_the_hours_of_the_region(mail, cast, finance, liaison):
    reached_by(liaison)
    services.tell_person(liaison, subject="一", body="二", at=EVENING, dedup_key="p")
    (delivery,) = resolved(Message.objects.get(dedup_key="p"), EVENING)
    assert delivery.due_at == datetime(2026, 11, 26, 9, 0, tzinfo=SHANGHAI)
    assert resolving.region_of(delivery.message) == cast.region.pk
