"""Wrong tries are counted by name and address: who guesses locks out themselves, not the owner of the name."""

import pytest

from demo.people import create_agent
from portal.shell import ratelimit
from tests.portal.test_ratelimit import HOUR, pass_by
from tests.support.strictness import StrictClient
from tests.support.world import PASSWORD

HOME, STRANGER = "203.0.113.5", "198.51.100.7"
LOGIN = "/accounts/login/"
TRIES = 10


@pytest.fixture
def owner(db):
    return create_agent("owner", "账号主人", PASSWORD)


def sign_in(address, password=PASSWORD, name="owner"):
    """Whether somebody from an address gets in, and what the page says otherwise."""
    answer = StrictClient(REMOTE_ADDR=address).post(LOGIN, {"login": name, "password": password})
    return answer.status_code == 302, answer.content.decode()


def test_ten_wrong_tries_of_a_stranger_lock_out_the_stranger_only(owner):
    for _ in range(TRIES):
        assert not sign_in(STRANGER, "wrong")[0]
    let_in, page = sign_in(STRANGER)
    assert not let_in
    assert "请一小时后再试" in page
    assert sign_in(HOME)[0]
    pass_by(HOUR + 1)
    assert sign_in(STRANGER)[0]


def test_a_colleague_at_the_same_address_is_not_locked_out(owner):
    create_agent("colleague", "同事", PASSWORD)
    for _ in range(TRIES + 5):
        sign_in(HOME, "wrong")
    assert sign_in(HOME, name="colleague")[0]


def test_capitals_of_a_name_are_no_new_tries(owner):
    for name in ("owner", "OWNER", "Owner") * 4:
        sign_in(STRANGER, "wrong", name)
    assert not sign_in(STRANGER)[0]


def test_right_passwords_use_nothing_up(owner):
    assert all(sign_in(HOME)[0] for _ in range(TRIES + 5))


def test_guessing_from_many_addresses_ends_too(owner, monkeypatch):
    monkeypatch.setattr(ratelimit, "MISSES_ANYWHERE", "20/h/key")
    for number in range(20):
        sign_in(f"198.51.100.{number + 1}", "wrong")
    assert not sign_in("198.51.100.99")[0]
