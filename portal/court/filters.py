"""What the court's lists can be asked for."""

from __future__ import annotations

from django import forms

from cases.enums import ListingState
from portal.lists.filters import SEARCH_LABEL, Filter
from portal.shell.fields import Sought


class EnforcementFilter(Filter):
    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    listing = forms.ChoiceField(label="名单状态", required=False, choices=[("", "全部"), *ListingState.choices])
    unnotified = forms.BooleanField(label="只看未同步告知", required=False)
    unserved = forms.BooleanField(label="只看待送达", required=False)


class MandateFilter(Filter):
    whole = "完整的统一社会信用代码或姓名"
    q = Sought(label="企业名称、统一社会信用代码或申请人姓名", max_length=100, required=False)
