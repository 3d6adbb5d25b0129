"""What a person may do is asked with each request, and once more within the one that has just changed it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Mandate
from accounts.services import set_active
from cases.models import Application
from cases.services.mandates import decide_mandate, end_mandate, revoke_mandate
from demo.people import create_agent
from departments.backend import PersonBackend
from departments.models import Department, Post
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, signed_in, staff, url
from tests.support.world import PASSWORD


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def desk(walk):
    """The enterprise's draft as its agent has it open: asked for again, it answers with a status."""
    client, address = agent_of(draft_of(walk)), url("facts", walk.application.pk)
    assert client.get(address).status_code == 200
    return lambda: client.get(address)


def switch(person, cast, *, active):
    set_active(person.pk, active=active, reason="核实身份", by_id=cast.people["administrator"].pk, at=NOW)


def test_whoever_is_disabled_meanwhile_is_nobody_until_enabled_again(cast, walk, desk):
    switch(walk.agent, cast, active=False)
    answer = desk()
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))
    assert answer.wsgi_request.user.is_anonymous
    assert PersonBackend().get_user(walk.agent.pk) is None
    switch(walk.agent, cast, active=True)
    # What was open is over; whoever signs in again is somebody.
    walk.agent.refresh_from_db()
    assert desk().status_code == 302
    assert agent_of(walk).get(url("facts", walk.application.pk)).status_code == 200


def test_an_official_disabled_meanwhile_is_nobody(cast, db):
    client = staff(cast)
    assert client.get(reverse("court:inbox")).status_code == 200
    switch(cast.people["handling_judge"], cast, active=False)
    answer = client.get(reverse("court:inbox"))
    assert (answer.status_code, answer.wsgi_request.user.is_anonymous) == (302, True)


def test_a_key_that_nobody_has_is_nobody(db):
    assert PersonBackend().get_user(10**9) is None


def by_the_agent(mandate, walk, _cast):
    end_mandate(mandate.pk, by=walk.agent_actor(), at=NOW)


def by_the_court(mandate, _walk, cast):
    revoke_mandate(mandate.pk, reason="授权期满", by=cast.actor("acceptance_officer", NOW), at=NOW)


@pytest.mark.parametrize("end", [by_the_agent, by_the_court])
def test_a_mandate_ended_elsewhere_opens_nothing_from_the_next_request_on(cast, walk, desk, end):
    end(Mandate.objects.get(user=walk.agent), walk, cast)
    assert desk().status_code == 404


def test_a_mandate_counts_to_its_last_day(walk, desk):
    Mandate.objects.filter(user=walk.agent).update(valid_until=NOW.date())
    assert desk().status_code == 200
    with timekeeping.pinned(NOW + timedelta(days=1)):
        assert desk().status_code == 404


def test_a_post_taken_or_given_meanwhile_counts_from_the_next_request_on(cast, db):
    client, address = staff(cast), reverse("court:inbox")
    assert client.get(address).status_code == 200
    held = Post.objects.filter(user=cast.people["handling_judge"])
    held.update(valid_until=NOW.date() - timedelta(days=1))
    assert client.get(address).status_code == 404
    held.update(valid_until=None)
    assert client.get(address).status_code == 200


def test_a_post_ends_at_the_moment_and_not_with_the_day(cast, db):
    client, address = staff(cast), reverse("court:inbox")
    Post.objects.filter(user=cast.people["handling_judge"]).update(ended_at=NOW + timedelta(minutes=5), valid_until=NOW.date())
    assert client.get(address).status_code == 200
    with timekeeping.pinned(NOW + timedelta(minutes=5)):
        assert client.get(address).status_code == 404


def test_a_post_ends_with_its_units_part_in_the_mechanism(cast, db):
    client, address = staff(cast), reverse("court:inbox")
    Department.objects.filter(pk=cast.court.pk).update(left_on=NOW.date())
    assert client.get(address).status_code == 200
    with timekeeping.pinned(NOW + timedelta(days=1)):
        assert client.get(address).status_code == 404


def test_whoever_is_confirmed_acts_from_the_next_request_on(cast, walk):
    walk.record().take_measures().serve()
    newcomer = create_agent("newcomer", "新经办", PASSWORD)
    client = signed_in(newcomer)
    asked = client.post(url("notice_apply", walk.notice.token), {"kind": "staff"})
    assert (asked.status_code, asked["Location"]) == (302, url("mandates"))
    officer = cast.actor("acceptance_officer", NOW)
    decide_mandate(newcomer.mandates.get().pk, grant=True, reason="", by=officer, at=NOW)
    begun = client.post(url("notice_apply", walk.notice.token))
    draft = Application.objects.get(enterprise=walk.enforcement.enterprise)
    assert (begun.status_code, begun["Location"]) == (302, url("facts", draft.pk))
    assert client.get(begun["Location"]).status_code == 200
