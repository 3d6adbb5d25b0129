from datetime import datetime, timedelta

import pytest

from cases.enums import CaseState
from ledger import timekeeping
from ledger.timekeeping import SHANGHAI, legal_date
from messaging import services
from messaging.enums import Channel, Manner, MessageKind
from messaging.models import Delivery, Message, Reader
from messaging.services.wishes import keep_wishes
from supervision.agenda import agenda_of
from tests.messaging.test_sending import mail, reached_by
from tests.support.sweeping import swept
from tests.support.world import in_state

__all__ = ["mail"]


@pytest.fixture
def at(stood):
    """The next working day of the case, within office hours."""
    moment = datetime.combine(legal_date(stood.at) + timedelta(days=1), datetime.min.time(), SHANGHAI).replace(hour=10)
    with timekeeping.pinned(moment):
        yield moment


def subscribed(user, at):
    Reader.objects.get_or_create(user=user)
    return reached_by(user, value=f"{user.pk}@unit.example", since=at - timedelta(days=30))


def digest_of(user):
    return Message.objects.filter(person=user, kind=MessageKind.DIGEST)


@in_state(CaseState.DISTRIBUTED)
def test_a_person_gets_one_digest_a_day_with_only_its_own(stood, at, mail):
    liaison, judge = stood.cast.people["finance:liaison"], stood.cast.people["signing_president"]
    subscribed(liaison, at)
    subscribed(judge, at)
    swept("digests", at=at)
    swept("digests", at=at + timedelta(hours=3))
    digest = digest_of(liaison).get()
    assert stood.case.number in digest.body
    own = agenda_of(stood.cast.actor("finance:liaison", at))
    assert digest.body.count("・") == sum(one.due_on <= legal_date(at) + timedelta(days=7) for one in own) >= 1
    assert not digest_of(judge).exists()
    swept("messages", at=at + timedelta(minutes=1))
    swept("letters", at=at + timedelta(minutes=2))
    (letter,) = [letter for to, letter in mail.letters if letter["Subject"] == digest.subject]
    assert stood.case.number in letter.get_content()


@in_state(CaseState.DISTRIBUTED)
def test_no_digest_leaves_out_of_office_hours(stood, at, mail):
    subscribed(stood.cast.people["finance:liaison"], at)
    for moment in (at.replace(hour=7), at.replace(hour=19)):
        swept("digests", at=moment)
    assert not Message.objects.filter(kind=MessageKind.DIGEST).exists()


@in_state(CaseState.DISTRIBUTED)
def test_who_wants_none_gets_none(stood, at, mail):
    liaison = stood.cast.people["finance:liaison"]
    subscribed(liaison, at)
    keep_wishes(liaison, {(MessageKind.DIGEST, Channel.MAIL): Manner.NEVER})
    swept("digests", at=at)
    assert not digest_of(liaison).exists()
    assert Reader.objects.get(user=liaison).digest_on == legal_date(at)


@in_state(CaseState.DISTRIBUTED)
def test_none_is_written_that_would_go_nowhere(stood, at, settings):
    """Nothing is set up, and then only what carries no digest unless it is wished for."""
    liaison = stood.cast.people["finance:liaison"]
    Reader.objects.get_or_create(user=liaison)
    reached_by(liaison, Channel.SMS, "13912345678", since=at - timedelta(days=30))
    settings.SMS_URL = "https://provider.example"
    swept("digests", at=at)
    assert not digest_of(liaison).exists()


@in_state(CaseState.ACCEPTED)
def test_news_that_went_into_no_letter_is_in_it_until_it_is_read(stood, at, mail):
    subscribed(stood.agent, at)
    told = Message.objects.filter(enterprise=stood.case.enterprise_id, kind=MessageKind.PROGRESS).latest("pk")
    swept("digests", at=at)
    assert told.subject in digest_of(stood.agent).get().body
    services.mark_all_read(stood.agent, up_to=Message.objects.latest("pk").pk)
    swept("digests", at=at + timedelta(days=1))
    assert digest_of(stood.agent).count() == 1
    assert not Delivery.objects.filter(message=told).exists()
