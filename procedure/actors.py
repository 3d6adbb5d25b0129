"""Who acts: the posts and mandates of a person at one moment, as a value that rights can look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from procedure.enums import Role


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post as the rules need it; its title and its place among the person's posts are for the eye."""

    role: Role
    department_id: int
    region_id: int
    title: str = field(default="", compare=False)
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the rights of this moment, a visitor (no ``user_id``), or the system itself."""

    user_id: int | None
    label: str
    posts: frozenset[HeldPost] = field(default_factory=frozenset)
    enterprise_ids: frozenset[int] = field(default_factory=frozenset)
    # Those of them whose legal representative the person is.
    represented_ids: frozenset[int] = field(default_factory=frozenset)
    is_system: bool = False

    @property
    def key(self) -> str:
        """How the ledger names the actor: never by a person's name."""
        if self.is_system:
            return "system"
        return "visitor" if self.user_id is None else f"user:{self.user_id}"

    @property
    def person_id(self) -> int:
        """The person's key; only the system and visitors have none, and they sign for nothing."""
        if self.user_id is None:
            msg = f"{self.key} is no person"
            raise ValueError(msg)
        return self.user_id

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    def holds(self, role: Role, department_id: int) -> bool:
        return any(post.role == role and post.department_id == department_id for post in self.posts)

    def holds_in_region(self, role: Role, region_id: int) -> bool:
        return any(post.role == role and post.region_id == region_id for post in self.posts)

    def departments_of(self, *roles: Role) -> set[int]:
        """The departments in which the actor holds one of the roles."""
        return {post.department_id for post in self.posts if post.role in roles}

    def regions_of(self, *roles: Role) -> set[int]:
        return {post.region_id for post in self.posts if post.role in roles}


SYSTEM = Actor(user_id=None, label="系统", is_system=True)
VISITOR = Actor(user_id=None, label="访客")

Reading = Callable[[Actor, datetime], Actor]
_readings: list[Reading] = []


def rights_are_read_by(reading: Reading) -> None:
    """Say how the rights of a person are read under the lock; the app that knows posts and mandates does so when it is ready."""
    _readings[:] = [reading]


def of_now(actor: Actor, at: datetime) -> Actor:
    """The same person with the rights of this instant, which nobody can end before the caller's transaction does.

    Asked once the thing is locked: a page may be old, and an account may have been disabled since the request began.
    """
    return actor if actor.user_id is None else _readings[0](actor, at)
