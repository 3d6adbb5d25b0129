"""What an administrator can ask for and has to give."""

from __future__ import annotations

from django import forms

from portal.steps import fields


class AccountForm(forms.Form):
    reason = fields.text("原因", 300, rows=2, help_text="写入账本，例如：调离、岗位变动、账号异常。")
