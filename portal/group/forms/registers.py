"""What a line of each register asks for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, ClassVar

from django import forms

from ledger import timekeeping
from mechanism.enums import Activity, ListChange, RegisterKind
from mechanism.services.registers import EntryData
from portal.steps import fields
from portal.steps.pages import ActionForm


class EntryFields(forms.Form):
    """A line of a register as it is written."""

    kind: ClassVar[RegisterKind]
    on = fields.day("日期")
    content = fields.text("内容", 1000, rows=4)

    @property
    def written(self) -> EntryData:
        names = set(self.cleaned_data)
        return EntryData(kind=self.kind, **{name: self.cleaned_data[name] for name in names})


class PublicityFields(EntryFields):
    kind = RegisterKind.PUBLICITY
    activity = fields.choice("活动类型", Activity.choices)
    enterprise_name = fields.name("企业名称", 100, required=False, help_text="面向一家企业的填写，集中宣传的不填。")
    place = fields.line("地点", 120, required=False)
    headcount = fields.Count(least=0, most=999_999, label="人数或者企业数", help_text="没有的填 0。")
    field_order = ("activity", "on", "enterprise_name", "place", "headcount", "content")


class AssistanceFields(EntryFields):
    kind = RegisterKind.ASSISTANCE
    change = fields.choice("列入或者移出", ListChange.choices, radio=True)
    enterprise_name = fields.name("企业名称", 100)
    uscc = fields.Uscc(label="统一社会信用代码", max_length=18)
    content = fields.text("理由和帮扶措施", 1000, rows=4, help_text="法院据此确认；移出的写明移出的理由。")
    field_order = ("change", "on", "enterprise_name", "uscc", "content")


class RelayFields(EntryFields):
    kind = RegisterKind.BANK_RELAY
    on = fields.day("转送日期")
    institution = fields.name("金融机构", 100)
    certificate_number = fields.document_number("证明编号", 80)
    content = fields.text("转送的内容和要求", 1000, rows=4)
    field_order = ("institution", "certificate_number", "on", "content")


FIELDS: dict[RegisterKind, type[EntryFields]] = {
    RegisterKind.PUBLICITY: PublicityFields,
    RegisterKind.ASSISTANCE: AssistanceFields,
    RegisterKind.BANK_RELAY: RelayFields,
}


def entry_form(kind: RegisterKind, data: Any) -> EntryFields:
    form = FIELDS[kind](data)
    form.fields["on"].initial = timekeeping.today()
    return form


class CorrectionForm(ActionForm):
    """The fields of the register with what the wrong line says, and why it is wrong."""

    reason = fields.text("更正原因", 300, rows=2, help_text="原来的一条保留，标明已更正。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = FIELDS[RegisterKind(self.subject.kind)]
        own = {name: deepcopy(field) for name, field in kind(None).fields.items()}
        for name, field in own.items():
            field.initial = getattr(self.subject, name)
        self.fields = {**own, **self.fields}

    @property
    def written(self) -> EntryData:
        names = set(self.cleaned_data) - {"reason"}
        return EntryData(kind=RegisterKind(self.subject.kind), **{name: self.cleaned_data[name] for name in names})


class WithdrawEntryForm(ActionForm):
    reason = fields.text("登记错在哪里", 300, rows=2, help_text="例如：重复登记。内容写错的请用更正；撤下的仍可查看。")


class DecideForm(ActionForm):
    note = fields.text("意见", 500, required=False, rows=3)


class DeclineForm(ActionForm):
    note = fields.text("不同意的理由", 500, rows=3, help_text="登记单位会读到。")


class FeedbackForm(ActionForm):
    feedback_on = fields.day("反馈日期")
    feedback = fields.text("机构怎样办理", 1000, rows=4, help_text="例如：已恢复授信审批，或者不能办理的理由。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feedback_on"].initial = timekeeping.today()
