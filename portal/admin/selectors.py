"""The accounts that an administrator may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.models import Mandate, User
from accounts.search import Found, Source, led_to
from cases.models import EnforcementCase
from departments.models import Post
from ledger import timekeeping
from procedure.enums import Role
from words import normal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from procedure.actors import Actor


def visible_accounts(actor: Actor) -> QuerySet[User]:
    """People with a post in the administrator's region, and agents of enterprises that have a case before one of its courts.

    Somebody who has signed up and asked for nothing yet belongs to no region. Of those who moved to another region none
    are seen here any more: where somebody has a post now is where the account is looked after.
    """
    regions = actor.regions_of(Role.ADMINISTRATOR)
    posts = Post.objects.filter(user=OuterRef("pk"))
    here, elsewhere = posts.filter(department__region__in=regions), posts.exclude(department__region__in=regions)
    courts = EnforcementCase.objects.filter(enterprise=OuterRef("enterprise"), court__region__in=regions)
    agents = Mandate.objects.filter(Exists(courts), user=OuterRef("pk"))
    is_staff_here = Q(Exists(here)) & (Q(Exists(_held(here))) | ~Q(Exists(_held(elsewhere))))
    found = get_user_model().objects.filter(is_staff_here | (~Q(Exists(posts)) & Q(Exists(agents))))
    return with_posts(found, actor).order_by("-is_active", "username")


def with_posts(people: QuerySet[User], actor: Actor) -> QuerySet[User]:
    """Their posts in the administrator's region; those of another are nobody's business here."""
    return people.prefetch_related(Prefetch("posts", posts_in_region(actor)))


def posts_in_region(actor: Actor) -> QuerySet[Post]:
    """What of people's posts an administrator sees."""
    return Post.objects.filter(department__region__in=actor.regions_of(Role.ADMINISTRATOR)).select_related("department").order_by("pk")


def _held(posts: QuerySet[Post]) -> QuerySet[Post]:
    today = timekeeping.today()
    return posts.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), ended_at__isnull=True)


def held_elsewhere(person: User, actor: Actor) -> bool:
    """Whether somebody works for another region too, whose administrator has a say in the account."""
    return _held(Post.objects.filter(user=person).exclude(department__region__in=actor.regions_of(Role.ADMINISTRATOR))).exists()


def people_found(text: str) -> Found:
    """People by their own or their user name."""
    return led_to(User, [Source(User, "full_name", normal.loose(text), "id"), Source(User, "username", text, "id")])
