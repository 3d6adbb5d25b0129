"""The accounts that an administrator may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.search import Found, Source, led_to
from departments.models import Post
from procedure.enums import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from procedure.actors import Actor


def visible_accounts(actor: Actor) -> QuerySet[User]:
    """People with a post in the administrator's region, and people without any post: agents of enterprises."""
    posts = Post.objects.filter(user=OuterRef("pk"))
    here = posts.filter(department__region__in=actor.regions_of(Role.ADMINISTRATOR))
    found = get_user_model().objects.filter(Q(Exists(here)) | ~Q(Exists(posts)))
    return found.prefetch_related("posts__department").order_by("-is_active", "username")


def people_found(text: str) -> Found:
    """People by their own or their user name."""
    return led_to(User, [Source(User, "full_name", text, "id"), Source(User, "username", text, "id")])
