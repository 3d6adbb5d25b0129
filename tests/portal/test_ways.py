"""How the ways out fare, on the page of whoever looks after the portal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from departments.models import Post
from ledger import timekeeping
from messaging import services
from messaging.enums import Channel
from messaging.models import Address, Delivery, Message
from portal.calendars.ways import LATE, gaps, way_lines
from tests.messaging.test_sending import NOW, finance, mail, reached_by, sms, tell
from tests.portal.staff_pages import as_part, text_of

__all__ = ["finance", "mail", "sms"]
HEALTH = reverse("calendars:health")


@pytest.fixture(autouse=True)
def _now(cast, db):
    Message.objects.filter(resolved_at=None).update(resolved_at=NOW - timedelta(minutes=1))
    with timekeeping.pinned(NOW):
        yield


def line(channel, at=NOW):
    return next(one for one in way_lines(at) if one.label == channel.label)


def test_a_channel_that_is_not_set_up_is_said(cast):
    page = text_of(as_part(cast, "office").get(HEALTH))
    assert page.count("没有开通") == len(Channel)
    assert "消息渠道" in page


def test_a_channel_from_nothing_sent_to_a_backlog(mail, cast, finance):
    reached_by(cast.people["finance:liaison"])
    assert (line(Channel.MAIL).state, line(Channel.MAIL).sent) == ("已开通", "还没有发出过")
    mail.refusals["liaison@unit.example"] = "450 later"
    services.resolve(tell(finance).pk, at=NOW)
    assert line(Channel.MAIL).waiting == "1封，最早应于2026年11月25日 10:00发出"
    later = NOW + LATE + timedelta(minutes=1)
    assert line(Channel.MAIL, later).state == "有积压"
    mail.refusals.clear()
    services.send(Delivery.objects.get().pk, at=NOW)
    found = line(Channel.MAIL, later)
    assert (found.state, found.sent, found.waiting, found.failed) == ("正常", "2026年11月25日 10:00", "", "")


def test_a_server_that_is_away_and_a_letter_that_is_given_up_are_shown(mail, cast, finance, settings):
    reached_by(cast.people["finance:liaison"])
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    services.resolve(tell(finance).pk, at=NOW)
    services.send(Delivery.objects.get().pk, at=NOW)
    found = line(Channel.MAIL)
    assert (found.state, found.tone) == ("没有接通", "danger")
    assert "没有接通（ConnectionRefusedError）" in found.sent
    settings.EMAIL_PORT = port
    mail.refusals["liaison@unit.example"] = "550 no"
    services.send(Delivery.objects.get().pk, at=NOW + timedelta(minutes=1))
    page = text_of(as_part(cast, "administrator").get(HEALTH))
    assert "1封" in page
    assert "liaison@unit.example" not in page


def test_receipts_that_nobody_can_believe_are_counted(sms, cast):
    services.note_bad_receipt(Channel.SMS, at=NOW)
    services.note_bad_receipt(Channel.SMS, at=NOW)
    assert line(Channel.SMS).receipts == "还没有收到过；不能采信2次，最近2026年11月25日 10:00"


def test_a_post_that_nobody_holds_is_named_once_it_was_told_something(cast, finance):
    liaison = cast.people["finance:liaison"]
    vacant = f"{finance.name}的“单位联络员”现在没有人"
    tell(finance)
    assert not any(vacant in sentence for sentence in gaps(NOW))
    Post.objects.filter(user=liaison, department=finance, role="member_liaison").update(valid_until=NOW.date() - timedelta(days=1))
    assert sum(vacant in sentence for sentence in gaps(NOW)) == 1
    assert vacant in text_of(as_part(cast, "office").get(HEALTH))


def test_who_is_reached_in_the_portal_alone_is_counted(mail, cast):
    (before,) = (sentence for sentence in gaps(NOW) if "没有核实过联系方式" in sentence)
    for user in cast.people.values():
        Address.objects.get_or_create(user=user, channel=Channel.MAIL, defaults={"value": f"{user.pk}@unit.example", "confirmed_at": NOW})
    assert "在岗人员中有" in before
    assert not any("没有核实过联系方式" in sentence for sentence in gaps(NOW))
