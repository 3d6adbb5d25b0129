"""The walk leads to the letters that its steps would have sent."""

import pytest

from demo.firms import credit_code
from demo.outbox import give_addresses, letters_about, send_as_it_was
from ledger import timekeeping
from tests.demo.pages import PERSONAS
from tests.portal.staff_pages import text_of
from tests.support.world import AT, new_walk


@pytest.fixture
def walk(cast, db, settings):
    """The enterprise of the first line, whose agent has asked to act."""
    settings.DEMO = True
    walk = new_walk(cast, uscc=credit_code(cast.region, 0)).record().take_measures().serve()
    give_addresses(cast.people.values(), since=AT)
    return walk.join()


def test_the_walk_leads_to_the_letters_of_its_enterprise(client, walk):
    enterprise = walk.enforcement.enterprise
    with timekeeping.pinned(walk.at):
        send_as_it_was(since=AT, at=walk.at)
        count = letters_about(enterprise).count()
        assert count > 0
        page = text_of(client.get(f"{PERSONAS}?line=1"))
        assert f"看这条主线的信：{count}封" in page
        assert f'href="/demo/outbox/?enterprise={enterprise.pk}"' in page
        assert "待核实：企业经办人" in text_of(client.get(f"/demo/outbox/?enterprise={enterprise.pk}"))
