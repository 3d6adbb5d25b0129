"""Every kind of message as it reaches a person, seen in a local mail server and a local endpoint of text messages."""

import re
from datetime import timedelta

import pytest

from accounts.models import User
from cases.enums import CaseState
from departments.kept import department
from messaging import services
from messaging.enums import OUTSIDE_ONLY, SWITCHABLE, Channel, DeliveryState, Manner, MessageKind
from messaging.letters import NAME_AT_MOST, SMS_AT_MOST
from messaging.models import Address, Delivery, Message, Reader
from messaging.selectors import receivers
from messaging.services.wishes import keep_wishes
from supervision.digests import write_digest
from tests.messaging.test_sending import mail, sms
from tests.oversight.test_ladder import messages_of, moment, sweep_at, unit_clock
from tests.support.world import in_state

__all__ = ["mail", "sms"]
CHANNELS = (Channel.MAIL, Channel.SMS)


def reach_everybody(at):
    """By mail and by text message, at once whatever the kind."""
    for user in User.objects.order_by("pk"):
        for channel, value in ((Channel.MAIL, f"u{user.pk}@unit.example"), (Channel.SMS, f"139{user.pk:08}")):
            Address.objects.create(user=user, channel=channel, value=value, confirmed_at=at - timedelta(days=30))
            keep_wishes(user, {(kind, channel): Manner.AT_ONCE for kind in SWITCHABLE})


def office_time(walk):
    return moment(walk.at.date() + timedelta(days=1))


def a_task(walk):
    return [Message.objects.filter(case=walk.case, role="member_liaison", kind=MessageKind.TASK).latest("pk")]


def a_progress(walk):
    return [Message.objects.filter(case=walk.case, kind=MessageKind.PROGRESS).latest("pk")]


def a_deadline(walk):
    one = unit_clock(walk)
    sweep_at(one, "before")
    return messages_of(one, "before")


def a_digest(walk):
    liaison = walk.cast.people["finance:liaison"]
    Reader.objects.get_or_create(user=liaison)
    write_digest(liaison.pk, office_time(walk))
    return list(Message.objects.filter(person=liaison, kind=MessageKind.DIGEST))


def a_code(walk):
    liaison = walk.cast.people["finance:liaison"]
    for channel, value in ((Channel.MAIL, "new@unit.example"), (Channel.SMS, "13912345678")):
        services.ask_for_address(liaison, channel, value, at=office_time(walk))
    return list(Message.objects.filter(person=liaison, kind=MessageKind.CODE).order_by("pk"))


# Who writes it really; a kind that is not here has no test, and fails below.
WRITERS = {
    MessageKind.TASK: a_task,
    MessageKind.DEADLINE: a_deadline,
    MessageKind.PROGRESS: a_progress,
    MessageKind.DIGEST: a_digest,
    MessageKind.CODE: a_code,
}


def brought(message, at):
    """All letters of a message, each handed over at the moment at which it is due."""
    services.resolve(message.pk, at=max(at, message.sent_at))
    found = list(Delivery.objects.filter(message=message).order_by("pk"))
    for delivery in found:
        services.send(delivery.pk, at=delivery.due_at)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.SENT, delivery.failure
    return found


def assert_mail_says_it(letter, message):
    # A long one begins on a line of its own, with the blank that marks it as going on.
    assert letter["Subject"].lstrip() == message.subject
    assert "\n" not in letter["Subject"]
    content = letter.get_content().replace("\r\n", "\n")
    if message.kind == MessageKind.CODE:
        assert re.search(r"验证码是\d{6}，\d{1,2}:\d\d前填写有效", content)
    else:
        assert message.body in content
        assert ("/messages/" if message.kind in OUTSIDE_ONLY else f"/messages/{message.pk}/") in content


def assert_text_says_nothing_of_it(said, message, walk):
    text = said["text"]
    assert len(text) <= SMS_AT_MOST
    for secret in (walk.case.number, walk.enforcement.number, walk.plot.enterprise_name, message.subject, walk.agent.username):
        assert secret not in text
    if message.kind != MessageKind.CODE:
        assert f"，您好：您有一条新的{message.get_kind_display()}，" in text


@in_state(CaseState.DISTRIBUTED)
@pytest.mark.parametrize("kind", MessageKind)
def test_each_kind_arrives_by_mail_and_as_a_text_message(stood, mail, sms, kind):
    at = office_time(stood)
    reach_everybody(at)
    messages = WRITERS[kind](stood)
    assert {message.kind for message in messages} == {kind}
    sent = [(message, delivery) for message in messages for delivery in brought(message, at)]
    assert {delivery.channel for _, delivery in sent} == set(CHANNELS)
    by_mail = [message for message, delivery in sent if delivery.channel == Channel.MAIL]
    by_text = [message for message, delivery in sent if delivery.channel == Channel.SMS]
    assert (len(mail.letters), len(sms.asked)) == (len(by_mail), len(by_text))
    for (_, letter), message in zip(mail.letters, by_mail, strict=True):
        assert_mail_says_it(letter, message)
    for number, message in enumerate(by_text):
        assert_text_says_nothing_of_it(sms.said(number), message, stood)


@in_state(CaseState.RECOGNIZING, CaseState.REJECTED)
def test_every_message_of_a_case_reaches_each_of_its_readers_on_both_ways(stood, mail, sms):
    """What all steps up to here have written, whoever wrote it."""
    at = office_time(stood)
    reach_everybody(at)
    messages = list(Message.objects.filter(case=stood.case).order_by("pk"))
    assert {message.kind for message in messages} == {MessageKind.TASK, MessageKind.PROGRESS}
    expected = 0
    for message in messages:
        readers = set(receivers(message, max(at, message.sent_at)).values_list("pk", flat=True))
        assert readers, f"{message.subject} reaches nobody"
        found = brought(message, at)
        assert {(one.person_id, one.channel) for one in found} == {(pk, channel) for pk in readers for channel in CHANNELS}
        assert_mail_says_it(mail.letters[-1][1], message)
        assert_text_says_nothing_of_it(sms.said(), message, stood)
        expected += len(readers)
    assert (len(mail.letters), len(sms.asked)) == (expected, expected)


@in_state(CaseState.DISTRIBUTED)
def test_a_long_name_makes_no_second_text_message(stood, mail, sms):
    at = office_time(stood)
    reach_everybody(at)
    User.objects.update(full_name="长" * 60)
    (message,) = a_task(stood)
    brought(message, at)
    text = sms.said()["text"]
    assert text.startswith("长" * (NAME_AT_MOST - 1) + "…，您好：")
    assert len(text) <= SMS_AT_MOST
    assert department(message.department_id).name not in text
