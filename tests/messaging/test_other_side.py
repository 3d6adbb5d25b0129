"""What is wrong with an address, a letter, a provider or us is told apart, and nothing is lost for it."""

import json
import time

import pytest

from messaging import services
from messaging.enums import Channel, DeliveryState
from messaging.models import Delivery, GatewayRecord, Message
from messaging.selectors import sending_of
from messaging.services import sending
from tests.messaging.test_sending import NOW, _now, finance, liaison, mail, reached_by, resolved, sent, sms, tell

__all__ = ["_now", "finance", "liaison", "mail", "sms"]


@pytest.mark.parametrize(
    ("answer", "is_refused"),
    [
        ("550 5.1.1 no such user", True),
        ("552 5.2.2 mailbox full", True),
        ("550 5.7.1 relaying denied", False),
        ("554 5.7.26 sender is not authenticated", False),
    ],
)
def test_only_what_is_about_the_address_is_held_against_it(mail, finance, liaison, answer, is_refused):
    """That we may not send is for the operator to mend, and no letter is given up for it."""
    address = reached_by(liaison)
    mail.refusals["liaison@unit.example"] = answer
    (delivery,) = resolved(tell(finance))
    assert sent(delivery).state == (DeliveryState.FAILED if is_refused else DeliveryState.WAITING)
    address.refresh_from_db()
    assert (address.refused_at is not None) == is_refused


@pytest.mark.parametrize(("answer", "state"), [("554 no", DeliveryState.FAILED), ("451 later", DeliveryState.WAITING)])
def test_a_text_that_is_refused_says_nothing_of_the_address(mail, finance, liaison, answer, state):
    address = reached_by(liaison)
    mail.data_refusal = answer
    (delivery,) = resolved(tell(finance))
    assert sent(delivery).state == state
    address.refresh_from_db()
    assert address.refused_at is None


def test_one_address_that_says_later_keeps_no_other_letter(mail, cast, finance, liaison):
    reached_by(liaison)
    reached_by(cast.people["finance:approver"], value="approver@unit.example")
    mail.refusals["liaison@unit.example"] = "450 mailbox busy"
    services.tell_post(finance, "member_approver", subject="二", body="二", at=NOW, dedup_key="other")
    (late,), (other,) = resolved(tell(finance)), resolved(Message.objects.get(dedup_key="other"))
    sent(late)
    other.refresh_from_db()
    assert other.next_try_at == NOW
    assert sent(other).state == DeliveryState.SENT


def test_an_address_that_says_later_for_days_is_given_up_and_its_owner_told(mail, finance, liaison):
    address = reached_by(liaison)
    mail.refusals["liaison@unit.example"] = "450 mailbox busy"
    (delivery,) = resolved(tell(finance))
    last = NOW + sending.PATIENCE
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=last)
    assert sent(delivery, last).state == DeliveryState.FAILED
    told = Message.objects.get(person=liaison, subject="您的电子邮件收不到消息")
    assert "消息设置" in told.body
    assert "liaison@unit.example" not in told.body
    # Another letter that is refused tells it no second time, until the address has been confirmed anew.
    for key in ("k2", "k3"):
        (again,) = resolved(tell(finance, key=key))
        mail.refusals["liaison@unit.example"] = "550 no such user"
        assert sent(again).state == DeliveryState.FAILED
    assert Message.objects.filter(person=liaison, subject=told.subject).count() == 1
    address.refresh_from_db()
    assert address.refused_at == NOW


def test_a_fault_in_one_letter_keeps_no_other(mail, finance, liaison, monkeypatch):
    reached_by(liaison)
    (broken,), (whole,) = resolved(tell(finance)), resolved(tell(finance, key="k2"))

    def broken_once(delivery, address, real=sending.letter_of):
        if delivery.pk == broken.pk:
            raise RuntimeError("broken")
        return real(delivery, address)

    monkeypatch.setattr(sending, "letter_of", broken_once)
    assert sent(broken).state == DeliveryState.WAITING
    assert sent(whole).state == DeliveryState.SENT


def test_a_name_with_line_ends_becomes_no_header(mail, finance, liaison):
    reached_by(liaison)
    services.tell_post(finance, "member_liaison", subject="示例\r\nBcc: thief@evil.example\n公司", body="二", at=NOW, dedup_key="k")
    (delivery,) = resolved(Message.objects.get(dedup_key="k"))
    assert sent(delivery).state == DeliveryState.SENT
    ((to, letter),) = mail.letters
    assert (to, letter["Bcc"]) == (["liaison@unit.example"], None)
    assert letter["Subject"] == "示例 Bcc: thief@evil.example 公司"


@pytest.mark.parametrize(
    "answer",
    [
        '{"code":1,"message":"余额不足"}',
        '{"id":null}',
        '{"id":""}',
        '{"id":true}',
        '{"id":{}}',
        "ok",
        "",
        "[" * 5000,
        '{"id":"%s"}' % ("9" * 121),
    ],
)
def test_a_provider_that_answers_200_and_names_no_letter_has_taken_none(sms, finance, liaison, answer):
    reached_by(liaison, Channel.SMS, "13912345678")
    sms.answer = answer.encode()
    (delivery,) = resolved(tell(finance))
    assert sent(delivery).state == DeliveryState.WAITING
    assert "答复里没有编号" in GatewayRecord.objects.get(channel=Channel.SMS).away
    assert "HTTP" not in delivery.failure
    assert not sending_of("k").has_reached
    sms.answer = None
    assert sent(delivery, delivery.next_try_at).state == DeliveryState.SENT
    assert [json.loads(body)["id"] for _, body in sms.asked] == [f"delivery-{delivery.pk}"] * 2


def test_a_provider_that_says_a_byte_now_and_then_is_cut_off(sms, finance, liaison, monkeypatch):
    monkeypatch.setattr("messaging.gateways.http.TALK_SECONDS", 0.5)
    reached_by(liaison, Channel.SMS, "13912345678")
    sms.pause = 0.3
    (delivery,) = resolved(tell(finance))
    began = time.monotonic()
    assert sent(delivery).state == DeliveryState.WAITING
    assert time.monotonic() - began < len(b'{"id": "ref-1"}') * sms.pause


def test_a_mail_server_that_says_a_byte_now_and_then_is_cut_off(mail, finance, liaison, monkeypatch):
    monkeypatch.setattr("messaging.gateways.mail.TALK_SECONDS", 1.5)
    reached_by(liaison)
    mail.pause = 0.1
    (delivery,) = resolved(tell(finance))
    assert sent(delivery).state == DeliveryState.WAITING
    assert mail.letters == []
    assert "系统会自动再发" in delivery.failure
