"""Signing by a link: whom the enterprise calls, and what that person types and agrees to."""

from __future__ import annotations

from django import forms

from cases.commitment import PUBLIC
from portal.enterprise.fields import Name
from portal.enterprise.forms.application import AGREED, UNREAD, UNTICKED
from portal.shell.fields import PhoneTail, Token


class SignerForm(forms.Form):
    """Whom the enterprise names as its legal representative."""

    name = Name(label="法定代表人姓名", max_length=60, error_messages={"required": "请填写法定代表人的姓名。"})
    phone_tail = PhoneTail(
        label="法定代表人手机号码后四位",
        help_text="法定代表人打开链接后须输入同样的姓名和后四位，才能看到承诺书。",
        error_messages={"required": "请填写法定代表人手机号码后四位。"},
    )
    use_required_attribute = False


class BearerForm(forms.Form):
    """Who opens the link."""

    name = Name(label="您的姓名", max_length=60, error_messages={"required": "请填写您的姓名。"})
    phone_tail = PhoneTail(label="您的手机号码后四位", error_messages={"required": "请填写您的手机号码后四位。"})
    use_required_attribute = False


class LinkSignForm(forms.Form):
    """The letter before whoever has said who they are; that goes along and is judged again."""

    name = Name(max_length=60, widget=forms.HiddenInput)
    phone_tail = PhoneTail(widget=forms.HiddenInput)
    shown = Token(required=False)
    commitment_agreed = forms.BooleanField(label=AGREED, error_messages={"required": UNREAD})
    commitment_public = forms.BooleanField(label=PUBLIC, required=False, help_text=UNTICKED)
    use_required_attribute = False
