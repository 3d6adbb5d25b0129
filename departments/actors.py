"""From a person to what they may do at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from accounts.enums import AgentKind, MandateState
from accounts.models import User
from departments.held import MANDATES, POSTS
from ledger import timekeeping
from ledger.timekeeping import legal_date
from procedure.actors import Actor, HeldPost
from procedure.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# By name: a column more must not change the answer of a statement that open connections keep.
COLUMNS: Final = ", ".join(f"account.{field.column}" for field in User._meta.concrete_fields)  # noqa: SLF001 - Django's public name
# Asked on nearly every request, so it is one statement, and brings the time and edition that the request asks for next.
PERSON: Final = f"""
    SELECT {COLUMNS}, {timekeeping.NOW} AS read_at, {timekeeping.EDITION} AS read_edition, {POSTS} AS read_posts, {MANDATES} AS read_mandates
    FROM accounts_user AS account WHERE account.id = %s
"""  # noqa: S608 - put together from constants
HOLD: Final = "SELECT departments_hold_rights(%s)"


@dataclass(frozen=True, slots=True)
class HeldRights:
    """Every post of a person and every mandate that is active or asked for; those not begun or over included."""

    posts: tuple[Mapping[str, Any], ...]
    mandates: tuple[Mapping[str, Any], ...]


def person(pk: int) -> User | None:
    """A person with the rights that :func:`actor_for` asks for; None for a key that nobody has."""
    found: User | None = next(iter(User.objects.raw(PERSON, [pk])), None)
    if found is not None:
        read = vars(found)
        read["held_rights"] = HeldRights(tuple(read.pop("read_posts") or ()), tuple(read.pop("read_mandates") or ()))
        timekeeping.told(read.pop("read_at"), read.pop("read_edition"))
    return found


def actor_for(user: User, at: datetime, *, anew: bool = False) -> Actor:
    """The rights that ``user`` has at a moment: posts and mandates in their term, none at all when disabled.

    Somebody from a session comes with the rights that the request began with; ``anew`` is for who has just changed them.
    """
    if not user.is_active or user.pk is None:
        return Actor(user_id=user.pk, label=str(user))
    return _actor(user.pk, str(user), _held_rights(user, anew=anew), at)


def under_the_lock(actor: Actor, at: datetime) -> Actor:
    """The rights of a person as they are this instant, kept as they are until the caller's transaction ends.

    A post or an account that ends meanwhile ends after the step; one that has ended already takes no step.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [actor.user_id])
        found = cursor.fetchone()[0]
    if found is None:
        return Actor(user_id=actor.user_id, label=actor.label)
    rights = HeldRights(tuple(found["posts"] or ()), tuple(found["mandates"] or ()))
    return _actor(actor.person_id, actor.label, rights, at)


def _actor(pk: int, label: str, rights: HeldRights, at: datetime) -> Actor:
    posts = {
        HeldPost(Role(post["role"]), post["department_id"], post["region_id"], post["title"], post["pk"])
        for post in _in_term(rights.posts, at)
    }
    held = list(_active(rights, at))
    return Actor(
        user_id=pk,
        label=label,
        posts=frozenset(posts),
        enterprise_ids=frozenset(mandate["enterprise_id"] for mandate in held),
        represented_ids=frozenset(mandate["enterprise_id"] for mandate in held if mandate["kind"] == AgentKind.LEGAL_REPRESENTATIVE),
    )


@dataclass(frozen=True, slots=True)
class NamedEnterprise:
    """An enterprise as its people know it."""

    pk: int
    name: str
    uscc: str


def enterprises_of(user: User, at: datetime) -> list[NamedEnterprise]:
    """Those that ``user`` acts for, by name."""
    return _named(_active(_held_rights(user), at))


def enterprises_asked_for(user: User) -> list[NamedEnterprise]:
    """Those that ``user`` has asked to act for without an answer so far, by name."""
    return _named(mandate for mandate in _held_rights(user).mandates if mandate["state"] == MandateState.REQUESTED)


def _named(mandates: Iterable[Mapping[str, Any]]) -> list[NamedEnterprise]:
    return [NamedEnterprise(mandate["enterprise_id"], mandate["name"], mandate["uscc"]) for mandate in mandates]


def _active(rights: HeldRights, at: datetime) -> Iterable[Mapping[str, Any]]:
    return _in_term((mandate for mandate in rights.mandates if mandate["state"] == MandateState.ACTIVE), at)


def _held_rights(user: User, *, anew: bool = False) -> HeldRights:
    # Asked of the user, who may be a lazy one.
    rights: HeldRights | None = getattr(user, "held_rights", None)
    if rights is None or anew:
        found = person(user.pk)
        rights = HeldRights((), ()) if found is None else vars(found)["held_rights"]
    return rights


def _in_term(rows: Iterable[Mapping[str, Any]], at: datetime) -> Iterable[Mapping[str, Any]]:
    """A term is whole days, the last one included; what was ended before it ends at that moment."""
    today = legal_date(at)
    for row in rows:
        since, until, ended_at = date.fromisoformat(row["since"]), row["until"], row["ended_at"]
        if ended_at is not None and datetime.fromisoformat(ended_at) <= at:
            continue
        if since <= today and (until is None or today <= date.fromisoformat(until)):
            yield row
