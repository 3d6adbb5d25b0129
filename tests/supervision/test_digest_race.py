"""A module of its own: what several connections see has to be committed."""

from datetime import timedelta

from messaging import services
from messaging.enums import MessageKind
from supervision.digests import digests_due, write_digest
from tests.messaging.test_sending import mail
from tests.supervision.test_digests import digest_of, subscribed
from tests.support.world import AT, in_parallel

__all__ = ["mail"]


def test_three_beats_at_once_write_one_digest(committed_cast, mail):
    liaison = committed_cast.people["finance:liaison"]
    finance = next(unit for unit in committed_cast.units if unit.code == "finance")
    moment = AT + timedelta(hours=1)
    subscribed(liaison, moment)
    services.tell_post(finance, "member_liaison", subject="有进展", body="一条。", at=AT, dedup_key="news", kind=MessageKind.PROGRESS)
    assert digests_due(9, at=moment) == [liaison.pk]
    outcomes = in_parallel(*[lambda: write_digest(liaison.pk, moment)] * 3)
    assert outcomes == [None, None, None]
    assert "有进展" in digest_of(liaison).get().body
    assert digests_due(9, at=moment) == []
