"""An account is disabled by another administrator, with a reason, and its rights end at once."""

import pytest

from accounts.models import User
from accounts.services import AccountError, set_active
from departments.actors import actor_for
from ledger.models import Event
from tests.support.world import AT


@pytest.fixture
def people(db):
    return [User.objects.create_user(name, full_name=name) for name in ("administrator", "clerk")]


def disable(people, **facts):
    administrator, clerk = people
    facts = {"active": False, "reason": "离任", "by_id": administrator.pk, "at": AT, **facts}
    return set_active(facts.pop("user_id", clerk.pk), **facts)


def test_a_disabled_account_is_in_the_ledger_with_its_reason(people):
    clerk = disable(people)
    event = Event.objects.get(stream=f"account:{clerk.pk}")
    assert (event.action, event.actor, event.body) == ("account_disabled", f"user:{people[0].pk}", {"reason": "离任"})
    assert actor_for(clerk, AT).posts == frozenset()


def test_an_account_comes_back(people):
    disable(people)
    assert disable(people, active=True, reason="回任").is_active
    assert Event.objects.filter(action="account_enabled").count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"reason": " "}, "请写明原因"), ({"active": True}, "已是所要的状态"), ({"user_id": "own"}, "另一位管理员")],
)
def test_a_change_that_makes_no_sense_is_refused(people, facts, words):
    if "user_id" in facts:
        facts = {"user_id": people[0].pk}
    with pytest.raises(AccountError, match=words):
        disable(people, **facts)
    assert not Event.objects.exists()
