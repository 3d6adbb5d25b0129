"""What sign-up asks for besides user name and password (ACCOUNT_SIGNUP_FORM_CLASS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from portal.shell.fields import Name
from portal.shell.passwords import refuse_known_words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


class SignupForm(forms.Form):
    """The name under which papers and messages address the agent."""

    full_name = Name(
        label="姓名",
        max_length=60,
        help_text="与身份证件一致，法院核实授权时使用",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写姓名。"},
    )

    field_order = ("full_name", "username", "password1", "password2")

    def clean(self) -> dict[str, Any]:
        """The package judges a password by the user name; the name is known here as well."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        name, password = data.get("full_name", ""), data.get("password1", "")
        if name and password:
            try:
                refuse_known_words(password, [name])
            except ValidationError as error:
                self.add_error("password1", error)
        return data

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002 - allauth's signature
        """Called by allauth once the user row exists."""
        user.full_name = self.cleaned_data["full_name"]
        user.save(update_fields=["full_name"])
