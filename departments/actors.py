"""From a person to what they may do today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.enums import MandateState
from accounts.models import Mandate
from departments.models import Post
from procedure.actors import Actor, HeldPost
from procedure.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.models import User


def actor_for(user: User, today: date) -> Actor:
    """The rights that ``user`` has today: posts and mandates in their term, none at all when disabled."""
    if not user.is_active or user.pk is None:
        return Actor(user_id=user.pk, label=str(user))
    in_term = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    posts = Post.objects.filter(in_term, user=user, valid_from__lte=today).values_list("role", "department_id", "department__region_id")
    enterprises = Mandate.objects.filter(in_term, user=user, state=MandateState.ACTIVE, valid_from__lte=today).values_list(
        "enterprise_id", flat=True
    )
    return Actor(
        user_id=user.pk,
        label=str(user),
        posts=_held(posts),
        enterprise_ids=frozenset(enterprises),
    )


def _held(rows: Iterable[tuple[str, int, int]]) -> frozenset[HeldPost]:
    return frozenset(HeldPost(Role(role), department, region) for role, department, region in rows)
