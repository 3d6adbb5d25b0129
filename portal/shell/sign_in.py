"""How the sign-in package asks us: wrong passwords are counted by name and address, so that nobody locks out somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

from portal.shell.ratelimit import count_miss, may_try

if TYPE_CHECKING:
    from django.http import HttpRequest

ACTION = "sign_in"


class AccountAdapter(DefaultAccountAdapter):
    """The package's own limit counts a name alone: five strangers' guesses would keep its owner out."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not may_try(request, ACTION, _name(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        count_miss(request, ACTION, _name(credentials))


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", "")).casefold()
