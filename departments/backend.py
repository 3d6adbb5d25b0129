"""Who is behind a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

from departments.actors import person

if TYPE_CHECKING:
    from accounts.models import User


class PersonBackend(AuthenticationBackend):
    """Signs in as allauth does; the person of a session comes with posts and mandates."""

    def get_user(self, user_id: int) -> User | None:
        found = person(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
