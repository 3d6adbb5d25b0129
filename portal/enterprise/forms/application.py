"""Forms of the application: four things, statement, materials, commitment. What is missing never stops a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from cases.commitment import NOT_PUBLIC, PUBLIC, needs_representative
from cases.enums import MaterialKind, RepairGround
from cases.models import Application
from cases.parties import ElectronicService
from portal.enterprise.fields import LongText, MobileNumber, Name, PlainText
from portal.shell.fields import OneCauseForm
from portal.steps.fields import ProofFile
from portal.steps.pages import ActionForm
from procedure.errors import Stale
from procedure.texts import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from procedure.errors import DomainError

AGREED = "我已逐条阅读并同意信用承诺书的全部内容"
UNREAD = "请阅读信用承诺书，同意后勾选。"
UNTICKED = f"不勾选的，承诺书写明“{NOT_PUBLIC}”公开与否不影响审查结果。"
# An error of these kinds leaves a value that a draft can hold; any other value is not stored.
UNFINISHED = frozenset({"required", "incomplete"})


class PartForm(OneCauseForm):
    """One part of the application. The browser lets an incomplete part be sent, so that it can be saved."""

    use_required_attribute = False
    # The versions of all fields once this form was saved.
    saved_marks: Mapping[str, str] | None = None

    @property
    def seen(self) -> dict[str, str]:
        """The version of each field that the page showed when it was opened."""
        pairs = (pair.partition(":") for pair in str(self.data.get("seen", "")).split())
        return {name: mark for name, _, mark in pairs}

    @property
    def seen_now(self) -> str:
        """The same for the page as it stands after saving: a field that was not saved keeps the version it was sent with."""
        overtaken = {name for name in self.errors if "overtaken" in self._kinds_of_error(name)}
        marks = dict(self.saved_marks or {})
        for name in overtaken:
            marks.pop(name, None)
            if name in self.seen:
                marks[name] = self.seen[name]
        return marks_as_text(marks)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(cls.base_fields)

    def storable(self) -> dict[str, Any]:
        """The values that may go into the draft, finished or not."""
        return {name: self._stored(name) for name in self.fields if self._kinds_of_error(name) <= UNFINISHED}

    def drop_unfinished(self) -> None:
        """Leave only the errors that kept a value from being stored."""
        for name in list(self.errors):
            if name in self.fields and self._kinds_of_error(name) <= UNFINISHED:
                del self.errors[name]

    def _kinds_of_error(self, name: str) -> set[str]:
        return {error.code or "" for error in self.errors.as_data().get(name, ())}

    def _stored(self, name: str) -> Any:
        if name in self.cleaned_data:
            return self.cleaned_data[name]
        match self.fields[name]:
            case forms.MultipleChoiceField():
                return []
            case forms.BooleanField():
                return False
        return self[name].value() or ""


class FactsForm(PartForm):
    """The four things that only the enterprise knows."""

    enforcement_cases = forms.TypedMultipleChoiceField(
        label="申请修复的执行案件",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="可以一次勾选几件，每件分别立案、分别出结果。",
        error_messages={"required": "请至少勾选一件执行案件。"},
    )
    ground = forms.ChoiceField(
        label=label_of(Application, "ground"),
        choices=RepairGround,
        widget=forms.RadioSelect,
        help_text="选最符合的一项，材料和说明围绕它准备。",
        error_messages={"required": "请选择修复事由。"},
    )
    ground_note = LongText(label="事由补充说明", required=False, rows=3, max_length=500, help_text="选“其他正当事由”时请写明是什么事由。")
    performance = LongText(
        label=label_of(Application, "performance"),
        rows=5,
        help_text="已经履行的，写明日期、金额和方式；还没有履行完的，写明剩余金额、分几期、每期的日期和资金来源。",
        error_messages={"required": "请写明已经怎样履行，或者打算怎样履行。"},
    )
    contact_phone = MobileNumber(
        label=label_of(Application, "contact_phone"),
        max_length=20,
        help_text="法院用它联系您；查询进度时要输入后四位。",
        error_messages={"required": "请填写联系人手机。"},
    )

    service_address = PlainText(
        label=label_of(Application, "service_address"),
        max_length=200,
        help_text="寄送纸质文书的地址，写到门牌号。地址变更而没有告知法院的，按这个地址送达。",
        error_messages={"required": "请填写送达地址。"},
    )
    service_mobile = MobileNumber(
        label=label_of(Application, "service_mobile"),
        max_length=20,
        help_text="送达文书时通知这个号码，可以与联系人手机相同。",
        error_messages={"required": "请填写送达手机。"},
    )
    service_electronic = forms.ChoiceField(
        label=label_of(Application, "service_electronic"),
        choices=ElectronicService,
        widget=forms.RadioSelect,
        help_text="同意的，通知、决定书和证明制成后即进入您的账户，自到达之日起计算期限；不同意不影响审查。",
        error_messages={"required": "请选择是否同意电子送达。"},
    )

    def __init__(self, *args: Any, selectable: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["enforcement_cases"]).choices = [(str(key), label) for key, label in selectable]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("ground") == RepairGround.OTHER and data.get("ground_note") == "":
            self.add_error("ground_note", forms.ValidationError("请写明是什么事由。", code="incomplete"))
        return data


class StatementForm(PartForm):
    """The structured statement: three sections that must be there, two that may."""

    duties_performed = LongText(
        label=label_of(Application, "duties_performed"),
        help_text="生效文书要求做什么，已经做到什么程度，有哪些凭证。",
        error_messages={"required": f"请写明{label_of(Application, 'duties_performed')}。"},
    )
    wrongs_corrected = LongText(
        label=label_of(Application, "wrongs_corrected"),
        help_text="为什么会被执行或者被纳入名单，哪些行为已经改正，怎样配合法院（报告财产、到场、遵守限制消费等）。",
        error_messages={"required": f"请写明{label_of(Application, 'wrongs_corrected')}。"},
    )
    prevention = LongText(
        label=label_of(Application, "prevention"),
        help_text="今后由谁负责、靠什么制度，保证按时履行。",
        error_messages={"required": f"请写明{label_of(Application, 'prevention')}。"},
    )
    contribution = LongText(
        label=label_of(Application, "contribution"), required=False, rows=3, help_text="例如带动就业、技术、订单等，没有可以不写。"
    )
    public_good = LongText(
        label=label_of(Application, "public_good"), required=False, rows=3, help_text="例如捐助、志愿服务等，没有可以不写。"
    )


class CommitmentForm(PartForm):
    """The signed-in person agrees to the commitment letter. The agreement itself is no part of a draft: it is given by signing."""

    commitment_agreed = forms.BooleanField(label=AGREED, error_messages={"required": UNREAD})
    commitment_public = forms.BooleanField(label=PUBLIC, required=False, help_text=UNTICKED)

    def __init__(self, *args: Any, is_signed_here: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_signed_here:
            self.fields.clear()

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return ("commitment_public",)

    def storable(self) -> dict[str, Any]:
        return {name: value for name, value in super().storable().items() if name in self.names()}

    def ask_again(self) -> None:
        """Who agreed to other words has not agreed to these."""
        data = cast("QueryDict", self.data).copy()
        data.pop("commitment_agreed", None)
        self.data = data


class UploadForm(forms.Form):
    """One file for one place."""

    kind = forms.ChoiceField(label="材料类型", choices=MaterialKind)
    file = ProofFile(label="选择文件")
    use_required_attribute = False


class LostForm(OneCauseForm):
    """材料遗失: the court asks the issuing body instead."""

    kind = forms.ChoiceField(label="材料类型", choices=MaterialKind)
    issuer = Name(
        label="出具单位",
        max_length=100,
        help_text="当初出具这份材料的单位，例如收款银行、申请执行人、登记机关。",
        error_messages={"required": "请写明出具单位，法院才能向它核实。"},
    )
    note = PlainText(
        label="材料说明",
        max_length=300,
        required=False,
        help_text="材料名称、大致日期、编号等，知道多少写多少。",
    )
    use_required_attribute = False


class _Signing(ActionForm, CommitmentForm):
    def refuse(self, refusal: DomainError) -> None:
        if isinstance(refusal, Stale):
            self.ask_again()
        super().refuse(refusal)


class SubmissionForm(_Signing):
    """The commitment at the moment of submission, or nothing to be ticked where the legal representative has signed before."""

    def __init__(self, *args: Any, subject: Application, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, is_signed_here=not needs_representative(subject), **kwargs)


class SignForm(_Signing):
    """The commitment before the legal representative, who signs what somebody else has filled in."""


class WithdrawForm(ActionForm):
    """Withdrawing a case; the reason is the enterprise's own and may stay short."""

    reason = LongText(
        label="撤回原因",
        rows=3,
        max_length=300,
        help_text="简单写明即可，例如“材料准备不足，准备好后再申请”。",
        error_messages={"required": "请写明撤回原因。"},
    )
    use_required_attribute = False


def marks_as_text(marks: Mapping[str, str]) -> str:
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())


def saved_values(application: Application, form: type[PartForm]) -> dict[str, Any]:
    """What the draft holds of one part, as form data."""
    values = {name: getattr(application, name) for name in form.names() if name != "enforcement_cases"}
    values = {name: value for name, value in values.items() if value != ""}
    if form is FactsForm:
        values["enforcement_cases"] = [str(case.pk) for case in application.enforcement_cases.all()]
    return values
