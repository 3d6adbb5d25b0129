"""A right that is being ended while somebody makes use of it: one after the other, never both at once."""

import threading
import time

import pytest
from django.db import transaction

from accounts.models import User
from accounts.services import set_active
from cases.enums import CaseState, Variant
from cases.services import acceptance
from departments.models import Post
from procedure.actors import of_now
from procedure.errors import NotVisible
from tests.support.world import in_parallel, new_walk


def disable(user, walk):
    set_active(user.pk, active=False, reason="调离", by_id=walk.cast.people["administrator"].pk, at=walk.at)


def test_a_disabled_accounts_step_is_never_committed_after_the_disabling(committed_cast):
    """The step holds the account while it runs: who disables it waits, and whoever comes after finds no right."""
    walk = new_walk(committed_cast).to(CaseState.SUBMITTED)
    officer, pk = walk.by("acceptance_officer"), walk.case.pk
    inside, order = threading.Event(), []

    def step():
        with transaction.atomic():
            acceptance.accept(pk, variant=Variant.LISTED, by=officer, at=walk.at)
            inside.set()
            time.sleep(0.7)
        order.append("step")

    def end():
        inside.wait(10)
        disable(walk.cast.people["acceptance_officer"], walk)
        order.append("disabled")

    outcomes = in_parallel(step, end)
    assert outcomes == [None, None]
    assert order == ["step", "disabled"]
    with pytest.raises(NotVisible):
        acceptance.accept(pk, variant=Variant.LISTED, by=officer, at=walk.at)


def test_who_waited_for_the_other_reads_what_the_other_wrote(committed_cast):
    """A disabling that is under way when the step begins is waited for, and then honoured."""
    walk = new_walk(committed_cast).to(CaseState.SUBMITTED)
    officer, pk = walk.by("acceptance_officer"), walk.case.pk
    held = threading.Event()

    def end():
        with transaction.atomic():
            disable(walk.cast.people["acceptance_officer"], walk)
            Post.objects.filter(user=officer.user_id).update(ended_at=walk.at, valid_until=walk.at.date())
            held.set()
            time.sleep(0.7)

    def step():
        held.wait(10)
        return acceptance.accept(pk, variant=Variant.LISTED, by=officer, at=walk.at)

    _, outcome = in_parallel(end, step)
    assert isinstance(outcome, NotVisible)
    assert walk.case.state == CaseState.SUBMITTED


def test_posts_are_read_anew_and_not_only_the_account(committed_cast):
    """A post that ended while somebody waited for the account's row is not read from before."""
    user = committed_cast.people["handling_judge"]
    at = new_walk(committed_cast).at
    actor = committed_cast.actor("handling_judge", at)
    assert actor.posts
    held = threading.Event()

    def end():
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            Post.objects.filter(user=user).update(ended_at=at, valid_until=at.date())
            held.set()
            time.sleep(0.5)

    def read():
        held.wait(10)
        return of_now(actor, at).posts

    assert in_parallel(end, read)[1] == frozenset()
