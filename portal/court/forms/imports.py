"""Forms of the xlsx import: the file, the plan, the service of all notices, the withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from cases.enums import ServiceManner
from cases.models import ProactiveNotice
from cases.services import imports
from ledger import timekeeping
from ledger.constraints import sentence_of
from portal.court.forms.enforcement import refuse_day_ahead
from portal.shell.fields import OneCauseForm
from portal.steps import fields
from words.files import size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.models import CaseImport

TAKE, LEAVE = "take", "leave"


class ImportForm(forms.Form):
    upload = forms.FileField(
        label="xlsx 文件",
        help_text=f"用本页的模板填写；最多 {imports.MAX_ROWS} 行，不超过 {size(imports.MAX_BYTES)}。",
        allow_empty_file=True,
    )


def _taken_or_left(label: str) -> forms.ChoiceField:
    choices = [(TAKE, "一并导入"), (LEAVE, "不导入")]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": "请选择。"})


class ConfirmImportForm(forms.Form):
    """What the file leaves open is answered, and what is not imported was seen, before anything is made."""

    hidden = _taken_or_left("隐藏的行")
    struck = _taken_or_left("加了删除线的行")
    seen = forms.BooleanField(
        label="上面列出的内容不导入，已经看过",
        error_messages={"required": "请先看过不导入的内容，再勾选。需要导入的，请在文件中改好后重新上传。"},
    )

    def __init__(self, *args: Any, batch: CaseImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, said in (("hidden", "是隐藏的（可能被筛选掉了）"), ("struck", "整行加了删除线（可能已经不要了）")):
            if rows := batch.plan[name]:
                self.fields[name].help_text = f"第{imports.spans(rows)}行在文件中{said}，请选择怎样处理。"
            else:
                del self.fields[name]
        if not batch.plan["ignored"]:
            del self.fields["seen"]

    @property
    def takes(self) -> dict[str, bool | None]:
        """What was answered about each kind of row that the file sets apart; None where it has none."""
        answers = {name: self.cleaned_data.get(name) for name in ("hidden", "struck")}
        return {f"takes_{name}": None if answer is None else answer == TAKE for name, answer in answers.items()}


class ServeAllForm(OneCauseForm):
    """The same service of every ticked notice."""

    manner = fields.choice("送达方式", ServiceManner.choices)
    served_on = fields.day("送达日期")
    receiver = fields.name(
        "签收人", 60, required=False, help_text="每份各有签收人的，写在下面各行；留置、公告送达的，写见证人或者公告载体。"
    )
    electronic_consent = forms.BooleanField(label="受送达人均已书面同意电子送达", required=False, help_text="电子送达必须勾选。")

    def __init__(self, *args: Any, waiting: Iterable[ProactiveNotice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {notice.pk: notice for notice in waiting}
        self.fields["served_on"].initial = timekeeping.today

    @property
    def ticked(self) -> list[ProactiveNotice]:
        """All of them on a fresh page."""
        if not self.is_bound:
            return list(self.waiting.values())
        chosen = set(self.data.getlist("notice"))  # type: ignore[attr-defined]  # a QueryDict
        return [notice for pk, notice in self.waiting.items() if str(pk) in chosen]

    def receiver_of(self, notice: ProactiveNotice) -> str:
        return str(self.data.get(f"receiver-{notice.pk}", "")).strip() if self.is_bound else ""

    def receivers(self) -> dict[int, str]:
        return {notice.pk: self.receiver_of(notice) or self.cleaned_data["receiver"] for notice in self.ticked}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("manner") == ServiceManner.ELECTRONIC and not data.get("electronic_consent"):
            self.add_error("electronic_consent", sentence_of(ProactiveNotice, "notice_electronic_needs_consent"))
        refuse_day_ahead(self, ProactiveNotice, "served_on", data)
        if not self.ticked:
            self.add_error(None, "请至少勾选一份告知书。")
        elif not data.get("receiver") and not all(self.receiver_of(notice) for notice in self.ticked):
            self.add_error("receiver", "请填写签收人，或者在下面每一行分别填写。")
        return data


class WithdrawImportForm(forms.Form):
    reason = fields.text("撤回原因", 300, rows=3, help_text="记入台账，例如：文件中的立案日期整列填错，改好后重新导入。")
