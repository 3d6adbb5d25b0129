from datetime import timedelta

import pytest

from messaging import services
from messaging.enums import Channel, DeliveryState
from messaging.letters import code_of
from messaging.models import Address, Delivery, Message
from messaging.services.addresses import CODES_A_DAY, TRIES_AT_MOST
from procedure.errors import ConditionNotMet, InvalidInput
from tests.messaging.test_sending import EVENING, NOW, mail, reached_by, sms

__all__ = ["mail", "sms"]
OWN = "own@unit.example"


@pytest.fixture
def user(cast, db):
    return cast.people["finance:liaison"]


def ask(user, value=OWN, *, at=NOW, channel=Channel.MAIL):
    return services.ask_for_address(user, channel, value, at=at)


def letters_of_codes(at):
    for delivery in Delivery.objects.filter(state=DeliveryState.WAITING):
        services.send(delivery.pk, at=at)


def test_a_new_address_counts_once_its_code_is_typed(mail, user):
    address = ask(user, at=EVENING)
    letters_of_codes(EVENING)
    ((to, letter),) = mail.letters
    assert to == [OWN]
    assert code_of(address) in letter.get_content()
    assert user.full_name not in letter.get_content()
    assert Address.objects.get().value == ""
    services.confirm_address(user, Channel.MAIL, code_of(address), at=EVENING + timedelta(minutes=29))
    address.refresh_from_db()
    assert (address.value, address.asked_value) == (OWN, "")


def test_the_code_is_kept_nowhere(mail, user):
    address = ask(user)
    letters_of_codes(NOW)
    code = code_of(address)
    rows = [*Message.objects.values(), *Delivery.objects.values(), *Address.objects.values()]
    assert code not in str(rows)


def test_the_old_address_stays_in_use_until_the_new_one_is_confirmed(mail, user):
    reached_by(user, value="old@unit.example")
    address = ask(user)
    assert address.value == "old@unit.example"
    services.confirm_address(user, Channel.MAIL, code_of(address), at=NOW)
    assert Address.objects.get().value == OWN


def test_a_code_is_good_for_half_an_hour_and_a_few_tries(mail, user):
    address = ask(user)
    with pytest.raises(InvalidInput, match="失效"):
        services.confirm_address(user, Channel.MAIL, code_of(address), at=NOW + timedelta(minutes=30))
    wrong = f"{(int(code_of(address)) + 1) % 10**6:06}"
    for _ in range(TRIES_AT_MOST):
        with pytest.raises(InvalidInput, match="验证码"):
            services.confirm_address(user, Channel.MAIL, wrong, at=NOW)
    with pytest.raises(InvalidInput, match="失效"):
        services.confirm_address(user, Channel.MAIL, code_of(address), at=NOW)


def test_a_code_of_another_request_is_wrong(mail, user):
    first = code_of(ask(user))
    ask(user, at=NOW + timedelta(minutes=2))
    with pytest.raises(InvalidInput, match="不对"):
        services.confirm_address(user, Channel.MAIL, first, at=NOW + timedelta(minutes=3))


def test_a_code_that_is_too_old_leaves_no_more(mail, user):
    """No letter carries a key that is past its purpose: it would only mislead."""
    ask(user)
    (delivery,) = Delivery.objects.all()
    services.send(delivery.pk, at=NOW + timedelta(minutes=31))
    delivery.refresh_from_db()
    assert (delivery.state, mail.letters) == (DeliveryState.DROPPED, [])


def test_a_second_request_takes_the_first_ones_letter_back(mail, user):
    ask(user)
    ask(user, "other@unit.example", at=NOW + timedelta(minutes=2))
    first, second = Delivery.objects.order_by("pk")
    assert (first.state, second.state) == (DeliveryState.DROPPED, DeliveryState.WAITING)
    letters_of_codes(NOW + timedelta(minutes=2))
    assert [to for to, _ in mail.letters] == [["other@unit.example"]]


def test_codes_are_not_sent_in_haste_nor_without_end(mail, user):
    ask(user)
    with pytest.raises(ConditionNotMet, match="等一分钟"):
        ask(user, "other@unit.example", at=NOW + timedelta(seconds=59))
    for n in range(1, CODES_A_DAY):
        ask(user, f"n{n}@unit.example", at=NOW + timedelta(minutes=n))
    with pytest.raises(ConditionNotMet, match="明天再试"):
        ask(user, at=NOW + timedelta(minutes=CODES_A_DAY))


def test_a_text_message_with_a_code_names_nobody(sms, user):
    address = ask(user, "13912345678", channel=Channel.SMS)
    letters_of_codes(NOW)
    text = sms.said()["text"]
    assert code_of(address) in text
    assert user.full_name not in text


def test_a_channel_that_is_not_there_takes_no_address(user):
    with pytest.raises(InvalidInput, match="没有开通"):
        ask(user)


def test_a_code_that_arrives_says_nothing_of_the_address_in_use(mail, user):
    own = reached_by(user, value="old@unit.example")
    Address.objects.filter(pk=own.pk).update(refused_at=NOW, refusal="收件地址被拒收（550）")
    ask(user)
    letters_of_codes(NOW)
    own.refresh_from_db()
    assert own.refused_at == NOW


def test_the_last_address_stays(mail, user, settings):
    reached_by(user)
    with pytest.raises(ConditionNotMet, match="最后一个不能删除"):
        services.remove_address(user, Channel.MAIL)
    reached_by(user, Channel.SMS, "13912345678")
    # One that nothing reaches, since its channel is not there, is none.
    with pytest.raises(ConditionNotMet, match="最后一个不能删除"):
        services.remove_address(user, Channel.MAIL)
    settings.SMS_URL = "https://provider.example"
    services.remove_address(user, Channel.MAIL)
    assert Address.objects.get(channel=Channel.MAIL).value == ""
    assert Address.objects.get(channel=Channel.SMS).value
