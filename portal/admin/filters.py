"""What the list of accounts can be asked for."""

from __future__ import annotations

from django import forms

from portal.lists.filters import Filter
from portal.shell.fields import Sought
from procedure.enums import Role


class AccountFilter(Filter):
    whole = "完整的用户名"
    q = Sought(label="姓名或用户名", max_length=60, required=False)
    role = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部岗位"), *Role.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("active", "启用"), ("disabled", "停用")])
