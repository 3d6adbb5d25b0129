"""Handing over, and taking over, what somebody has in hand for an enterprise."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from cases.selectors import acting_for
from ledger import timekeeping
from portal.enterprise.fields import MobileNumber
from portal.steps.pages import ActionForm


class TakeOverForm(ActionForm):
    """Whom the court calls from now on."""

    phone = MobileNumber(
        label="新的联系人手机",
        max_length=20,
        required=False,
        help_text="法院以后用它联系，查询进度时也改用它的后四位。不填则仍用原来的号码。",
    )
    use_required_attribute = False


class HandOverForm(TakeOverForm):
    """To whom; only who acts for the same enterprise now can be chosen."""

    to = forms.TypedChoiceField(
        label="移交给",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择移交给谁。", "invalid_choice": "请选择移交给谁。"},
    )
    field_order = ("to", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = acting_for(self.subject.enterprise_id, timekeeping.now()).exclude(pk=self.actor.person_id)
        cast("forms.ChoiceField", self.fields["to"]).choices = [
            (person.pk, f"{person.full_name}（{person.username}）") for person in people
        ]
