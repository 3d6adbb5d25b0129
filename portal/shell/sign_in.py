"""How the sign-in package asks us: wrong passwords are counted by name and address, so that nobody locks out somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter

from portal.shell.ratelimit import count_miss, may_try

if TYPE_CHECKING:
    from django.http import HttpRequest

ACTION = "sign_in"


class AccountAdapter(DefaultAccountAdapter):
    """The package's own limit counts a name alone: five strangers' guesses would keep its owner out."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或者密码不正确，请核对后重新输入。",
        "incorrect_password": "密码不正确，请重新输入。",
        "enter_current_password": "请输入现在的密码。",
        "username_taken": "这个用户名已有人使用，请换一个。",
        "username_blacklisted": "这个用户名不能使用，请换一个。",
        "too_many_login_attempts": "从您这里输错的次数太多，请一小时后再试。忘记密码的，请看“忘记密码”的办法。",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not may_try(request, ACTION, _name(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        count_miss(request, ACTION, _name(credentials))


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", "")).casefold()
