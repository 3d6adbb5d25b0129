"""Every address there is, for everybody: who is no audience of it finds nothing, nothing breaks, and nothing is sent without its guard."""

import re

import pytest
from django.test import Client
from django.urls import converters

from departments.actors import actor_for
from ledger import timekeeping
from portal.shell.policy import OUTSIDE, Audience, audiences_of, routes
from tests.portal.enterprise_pages import NOW, signed_in
from tests.support.world import new_walk

ABSENT = {"int": "987654321", "slug": "nothing", "str": "nothing", "code": "nothing"}
NOT_FOUND, NOT_TAKEN = 404, 405
PARTS = (
    *("acceptance_officer", "handling_judge", "reviewing_judge", "signing_president", "list_operator"),
    *("bureau_handler", "bureau_approver", "finance:liaison", "finance:approver", "office", "leader", "administrator"),
)
# The size of letters is kept in a cookie; the self-check looks nobody up and stores nothing.
HARMLESS = {"text-size/", "enterprise/self-check/"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def ours():
    """Every route of ours with an address of nothing there is behind it, and its view."""
    for route, view in routes():
        if getattr(view, "__module__", "").startswith(OUTSIDE) or not hasattr(view, "policy_action"):
            continue
        yield route, "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: ABSENT[found[1] or "str"], route), view


VIEWS = list(ours())


@pytest.fixture
def people(cast):
    agent = new_walk(cast).record().take_measures().serve().join().agent
    return {"agent": agent, **{part: cast.people[part] for part in PARTS}}


def test_who_is_no_audience_finds_nothing(people):
    assert len(VIEWS) > 90
    found = []
    for name, user in people.items():
        client, belongs = signed_in(user), audiences_of(actor_for(user, NOW))
        for route, address, view in VIEWS:
            if {Audience.PUBLIC, Audience.DEMO, *belongs} & set(view.policy_audiences):
                continue
            # A page that takes nothing says so before it asks who it is.
            found += [(name, route, status) for status in (client.get(address).status_code,) if status != NOT_FOUND]
            found += [(name, route, status) for status in (client.post(address).status_code,) if status not in (NOT_FOUND, NOT_TAKEN)]
    assert found == []


def test_a_visitor_is_asked_to_sign_in(db):
    for route, address, view in VIEWS:
        if not {Audience.PUBLIC, Audience.DEMO} & set(view.policy_audiences):
            for answer in (Client().get(address), Client().post(address)):
                if answer.status_code != NOT_TAKEN:
                    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, "/accounts/login/"), route


def test_what_is_not_there_is_not_there_for_anybody(people):
    """With the right audience too, and never a fault of ours."""
    answers = {}
    for name, user in people.items():
        client, belongs = signed_in(user), audiences_of(actor_for(user, NOW))
        for route, address, view in VIEWS:
            if "<int:" in route and belongs & set(view.policy_audiences):
                answers |= {(name, route, method): getattr(client, method)(address).status_code for method in ("get", "post")}
    assert len(answers) > 400
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}


def test_nothing_is_sent_without_the_token_of_its_form(people):
    # Another program has no form of ours; it signs what it sends.
    assert [route for route, _, view in VIEWS if getattr(view, "csrf_exempt", False)] == ["gateways/sms/receipts/"]
    for user in (None, *people.values()):
        client = Client(enforce_csrf_checks=True)
        if user:
            client.force_login(user)
        statuses = {route: client.post(address).status_code for route, address, _ in VIEWS}
        assert {route: status for route, status in statuses.items() if status not in (302, 403, 404, 405, 429)} == {}
        if user:
            assert 302 not in statuses.values()


def test_whatever_takes_something_from_visitors_is_limited():
    """Reading pages of the public may be asked as often as one likes; what takes a code, a token or a text may not."""
    keys = {route for route, _, view in VIEWS if Audience.PUBLIC in view.policy_audiences and "<" in route}
    assert {"v/<str:code>/", "c/<str:token>/", "s/<code:token>/", "n/<code:token>/"} <= keys
    assert [route for route, _, view in VIEWS if route in keys and not hasattr(view, "limited_action")] == []


def test_what_visitors_send_is_limited(db):
    for route, address, view in VIEWS:
        if Audience.PUBLIC not in view.policy_audiences or hasattr(view, "limited_action") or route in HARMLESS:
            continue
        assert Client().post(address).status_code == 405, route


def test_every_kind_of_part_is_known():
    assert {kind for route, _, _ in VIEWS for kind in re.findall(r"<(\w+):", route)} <= set(ABSENT) <= {*converters.get_converters()}
