"""From a person to what they may do today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from accounts.enums import MandateState
from accounts.models import User
from ledger import timekeeping
from procedure.actors import Actor, HeldPost
from procedure.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# By name: a column more must not change the answer of a statement that open connections keep.
COLUMNS: Final = ", ".join(f"account.{field.column}" for field in User._meta.concrete_fields)  # noqa: SLF001 - Django's public name
# Asked on nearly every request, so it is one statement, and brings the time and edition that the request asks for next.
PERSON: Final = f"""
    SELECT {COLUMNS}, {timekeeping.NOW} AS read_at, {timekeeping.EDITION} AS read_edition,
        (SELECT json_agg(json_build_object('pk', post.id, 'role', post.role, 'title', post.title, 'department_id', post.department_id,
            'region_id', unit.region_id, 'since', post.valid_from, 'until', post.valid_until))
            FROM departments_post AS post JOIN departments_department AS unit ON unit.id = post.department_id
            WHERE post.user_id = account.id) AS read_posts,
        (SELECT json_agg(json_build_object('enterprise_id', own.id, 'name', own.name, 'uscc', own.uscc, 'state', mandate.state,
            'since', mandate.valid_from, 'until', mandate.valid_until) ORDER BY own.name, own.id)
            FROM accounts_mandate AS mandate JOIN accounts_enterprise AS own ON own.id = mandate.enterprise_id
            WHERE mandate.user_id = account.id AND mandate.state = ANY (%s)) AS read_mandates
    FROM accounts_user AS account WHERE account.id = %s
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class HeldRights:
    """Every post of a person and every mandate that is active or asked for; those not begun or over included."""

    posts: tuple[Mapping[str, Any], ...]
    mandates: tuple[Mapping[str, Any], ...]


def person(pk: int) -> User | None:
    """A person with the rights that :func:`actor_for` asks for; None for a key that nobody has."""
    found: User | None = next(iter(User.objects.raw(PERSON, [[MandateState.ACTIVE.value, MandateState.REQUESTED.value], pk])), None)
    if found is not None:
        read = vars(found)
        read["held_rights"] = HeldRights(tuple(read.pop("read_posts") or ()), tuple(read.pop("read_mandates") or ()))
        timekeeping.told(read.pop("read_at"), read.pop("read_edition"))
    return found


def actor_for(user: User, today: date, *, anew: bool = False) -> Actor:
    """The rights that ``user`` has today: posts and mandates in their term, none at all when disabled.

    Somebody from a session comes with the rights that the request began with; ``anew`` is for who has just changed them.
    """
    if not user.is_active or user.pk is None:
        return Actor(user_id=user.pk, label=str(user))
    rights = _held_rights(user, anew=anew)
    held = {
        HeldPost(Role(post["role"]), post["department_id"], post["region_id"], post["title"], post["pk"])
        for post in _in_term(rights.posts, today)
    }
    enterprises = {mandate["enterprise_id"] for mandate in _active(rights, today)}
    return Actor(user_id=user.pk, label=str(user), posts=frozenset(held), enterprise_ids=frozenset(enterprises))


@dataclass(frozen=True, slots=True)
class NamedEnterprise:
    """An enterprise as its people know it."""

    pk: int
    name: str
    uscc: str


def enterprises_of(user: User, today: date) -> list[NamedEnterprise]:
    """Those that ``user`` acts for today, by name."""
    return _named(_active(_held_rights(user), today))


def enterprises_asked_for(user: User) -> list[NamedEnterprise]:
    """Those that ``user`` has asked to act for and the court has not answered yet, by name."""
    return _named(mandate for mandate in _held_rights(user).mandates if mandate["state"] == MandateState.REQUESTED)


def _named(mandates: Iterable[Mapping[str, Any]]) -> list[NamedEnterprise]:
    return [NamedEnterprise(mandate["enterprise_id"], mandate["name"], mandate["uscc"]) for mandate in mandates]


def _active(rights: HeldRights, today: date) -> Iterable[Mapping[str, Any]]:
    return _in_term((mandate for mandate in rights.mandates if mandate["state"] == MandateState.ACTIVE), today)


def _held_rights(user: User, *, anew: bool = False) -> HeldRights:
    # Asked of the user, who may be a lazy one.
    rights: HeldRights | None = getattr(user, "held_rights", None)
    if rights is None or anew:
        found = person(user.pk)
        rights = HeldRights((), ()) if found is None else vars(found)["held_rights"]
    return rights


def _in_term(rows: Iterable[Mapping[str, Any]], today: date) -> Iterable[Mapping[str, Any]]:
    """An active mandate has its first day."""
    for row in rows:
        since, until = date.fromisoformat(row["since"]), row["until"]
        if since <= today and (until is None or today <= date.fromisoformat(until)):
            yield row
