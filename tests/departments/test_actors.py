"""Who acts: the rights of one moment."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from departments.actors import actor_for
from departments.models import Department, Post
from departments.selectors import units_on
from procedure.actors import SYSTEM, VISITOR
from procedure.enums import Role
from tests.support.world import AT

TODAY = AT.date()


@pytest.fixture
def judge(cast, db):
    return User.objects.get(pk=cast.people["handling_judge"].pk)


def test_a_post_counts_from_its_first_to_its_last_day(judge):
    Post.objects.filter(user=judge).update(valid_from=TODAY, valid_until=TODAY + timedelta(days=2))
    held = [bool(actor_for(judge, AT + timedelta(days=n)).posts) for n in (-1, 0, 2, 3)]
    assert held == [False, True, True, False]


def test_a_disabled_account_has_no_right_left(judge):
    judge.is_active = False
    actor = actor_for(judge, AT)
    assert (actor.posts, actor.enterprise_ids, actor.key) == (frozenset(), frozenset(), f"user:{judge.pk}")


def test_an_account_that_was_never_saved_is_nobody():
    assert actor_for(User(full_name="没有存档"), AT).key == "visitor"


def test_rights_hold_in_the_department_of_the_post_only(judge, cast):
    actor = actor_for(judge, AT)
    assert actor.holds(Role.HANDLING_JUDGE, cast.court.pk)
    assert not actor.holds(Role.HANDLING_JUDGE, cast.bureau.pk)
    assert not actor.holds(Role.REVIEWING_JUDGE, cast.court.pk)
    assert actor.holds_in_region(Role.HANDLING_JUDGE, cast.region.pk)
    assert not actor.holds_in_region(Role.HANDLING_JUDGE, cast.region.pk + 1)
    assert (actor.departments_of(*Role), actor.regions_of(*Role)) == ({cast.court.pk}, {cast.region.pk})
    assert actor.roles == {Role.HANDLING_JUDGE}


def test_the_ledger_reads_keys_and_never_names(judge):
    assert [actor.key for actor in (SYSTEM, VISITOR, actor_for(judge, AT))] == ["system", "visitor", f"user:{judge.pk}"]
    assert judge.full_name not in actor_for(judge, AT).key


def test_who_is_no_person_signs_for_nothing(judge):
    assert actor_for(judge, AT).person_id == judge.pk
    for actor in (SYSTEM, VISITOR):
        with pytest.raises(ValueError, match="is no person"):
            _ = actor.person_id


def test_a_unit_belongs_to_the_mechanism_between_its_days(cast, db):
    unit = cast.units[-1]
    Department.objects.filter(pk=unit.pk).update(joined_on=TODAY, left_on=TODAY + timedelta(days=1))
    assert [unit in units_on(unit.region_id, AT + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [False, True, True, False]


def test_one_holds_the_same_post_once(judge, cast):
    with pytest.raises(IntegrityError, match="post_once_per_person"), transaction.atomic():
        Post.objects.create(user=judge, department=cast.court, role=Role.HANDLING_JUDGE, valid_from=TODAY)


def test_what_people_read_of_a_department_is_its_name(cast, judge):
    assert (str(cast.region), str(cast.court), str(judge.posts.get())) == (
        cast.region.name,
        cast.court.short_name,
        f"{judge.full_name} 承办法官",
    )
