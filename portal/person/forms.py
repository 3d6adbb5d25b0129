"""How a person is reached, and how much of it the person wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from messaging.enums import SWITCHABLE, Channel, Manner, MessageKind
from messaging.selectors import manner_of
from portal.shell.fields import Account, Mail, Mobile, OneCauseForm, OneTimeCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VALUE_AT_MOST = 254


class MailForm(OneCauseForm):
    value = Mail(label="电子邮箱", max_length=VALUE_AT_MOST, error_messages={"required": "请填写电子邮箱。"})


class SmsForm(OneCauseForm):
    value = Mobile(label="手机号码", error_messages={"required": "请填写手机号码。"})


class WorkChatForm(OneCauseForm):
    value = Account(label="政务工作平台账号", max_length=64, error_messages={"required": "请填写您在政务工作平台的账号。"})


ADDRESS_FORMS: Mapping[str, type[OneCauseForm]] = {Channel.MAIL: MailForm, Channel.SMS: SmsForm, Channel.WORK_CHAT: WorkChatForm}


class CodeForm(OneCauseForm):
    code = OneTimeCode(label="验证码", error_messages={"required": "请填写收到的验证码。"})


def manners_for(kind: str) -> list[tuple[str, str]]:
    """A digest cannot go into itself."""
    return [(str(manner.value), str(manner.label)) for manner in Manner if kind != MessageKind.DIGEST or manner != Manner.DAILY]


class WishesForm(forms.Form):
    """One choice for each kind that a person may have less of, on each channel that is there."""

    def __init__(self, *args: Any, channels: Iterable[Channel], said: Mapping[Any, Manner], person: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {f"{kind}_{channel}": (kind, channel) for kind in SWITCHABLE for channel in channels}
        for name, (kind, channel) in self.places.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{kind.label} · {channel.label}",
                choices=manners_for(kind),
                initial=manner_of(said, person, kind, channel),
                error_messages={"invalid_choice": "请从列出的各项中选择。", "required": "请选择。"},
            )

    @property
    def wishes(self) -> dict[tuple[str, str], Manner]:
        return {place: Manner(self.cleaned_data[name]) for name, place in self.places.items()}
