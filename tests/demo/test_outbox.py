"""The demo's outbox: every letter as its receiver would get it, and nothing leaves."""

from datetime import timedelta

import pytest

from demo.outbox import HOST, give_addresses, send_as_it_was
from ledger import timekeeping
from messaging import services
from messaging.enums import Channel, DeliveryState
from messaging.gateways import OUTBOX, gateway_for
from messaging.letters import code_of
from messaging.models import Address, Delivery, Message
from tests.messaging.test_sending import NOW, mail
from tests.portal.staff_pages import as_part, text_of

__all__ = ["mail"]
SINCE = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def _demo(cast, db, settings):
    settings.DEMO = True
    Message.objects.filter(resolved_at=None).update(resolved_at=NOW)
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def liaison(cast):
    give_addresses([cast.people["finance:liaison"]], since=SINCE)
    return cast.people["finance:liaison"]


def test_what_was_told_lately_is_in_the_outbox_as_it_went(client, liaison):
    services.tell_person(liaison, subject="很久以前", body="旧的。", at=SINCE - timedelta(days=1), dedup_key="old")
    services.tell_person(liaison, subject="待签收", body="等待您单位签收。", at=SINCE, dedup_key="new")
    send_as_it_was(since=SINCE, at=NOW)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.sent_at, delivery.message.dedup_key) == (DeliveryState.SENT, SINCE, "new")
    page = text_of(client.get("/demo/outbox/"))
    assert f"{liaison.username}@{HOST}" in page
    assert f"{liaison.full_name}，您好：" in page
    assert "等待您单位签收。" in page
    assert "很久以前" not in page


def test_it_shows_one_channel_or_one_person(client, liaison):
    services.tell_person(liaison, subject="待签收", body="等待您单位签收。", at=SINCE, dedup_key="new")
    send_as_it_was(since=SINCE, at=NOW)
    assert "等待您单位签收。" not in text_of(client.get("/demo/outbox/?channel=sms"))
    assert "等待您单位签收。" in text_of(client.get(f"/demo/outbox/?channel=mail&person={liaison.full_name}"))
    assert "等待您单位签收。" not in text_of(client.get("/demo/outbox/?person=别人"))
    assert client.get("/demo/outbox/?channel=pigeon&page=x").status_code == 200
    assert client.get("/demo/outbox/", {"person": "a\0b", "channel": "\0"}).status_code == 200


def test_it_shows_what_went_because_of_one_enterprise(client, liaison, walk):
    walk.record()
    services.tell_person(liaison, subject="别家的事", body="不相干。", at=SINCE, dedup_key="other")
    give_addresses([walk.agent], since=SINCE)
    walk.take_measures().serve().join()
    services.tell_enterprise(walk.enforcement.enterprise, subject="请补正", body="请在期限内补正。", at=SINCE, dedup_key="own")
    send_as_it_was(since=SINCE, at=NOW)
    page = text_of(client.get(f"/demo/outbox/?enterprise={walk.enforcement.enterprise_id}"))
    assert "请在期限内补正。" in page
    assert "不相干。" not in page
    assert (
        f"channel=sms&amp;enterprise={walk.enforcement.enterprise_id}" in page
        or f"enterprise={walk.enforcement.enterprise_id}&amp;channel=sms" in page
    )
    for odd in ("", "x", "９", "-1", "9" * 30):
        assert "不相干。" in text_of(client.get("/demo/outbox/", {"enterprise": odd}))


def test_a_visitor_finds_the_code_of_an_address_there(client, cast):
    browser = as_part(cast, "office")
    assert browser.post("/messages/settings/sms/", {"sms-value": "13912345678"}).status_code == 302
    services.send(Delivery.objects.get().pk, at=NOW)
    code = code_of(Address.objects.get())
    assert f"验证码是{code}" in text_of(client.get("/demo/outbox/"))
    assert browser.post("/messages/settings/sms/code/", {"sms-code-code": code}).status_code == 302
    assert "另行发送" in text_of(client.get("/demo/outbox/"))


def test_a_gateway_that_is_set_up_is_used_in_the_demo_too(mail):
    assert gateway_for(Channel.MAIL) is not OUTBOX
    assert gateway_for(Channel.SMS) is OUTBOX


def test_outside_the_demo_there_is_none(client, settings):
    settings.DEMO = False
    assert gateway_for(Channel.SMS) is None
    assert client.get("/demo/outbox/").status_code == 404
