"""Forms for enforcement cases, measures, notices and the xlsx import."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.conf import settings

from accounts.models import Enterprise
from cases.effects import DISCIPLINE_KINDS
from cases.enums import BasisKind, CorrectionKind, ListingState, MeasureKind, PerformanceStatus, ServiceManner, TermKind
from cases.models import EnforcementCase, Listing, Measure, ProactiveNotice
from cases.models.enforcement import FIRST_LISTINGS
from cases.parties import BoundPerson
from cases.rules import lies_ahead, wrong_term
from cases.services.corrections import Why
from cases.services.recorded import EnforcementCaseData, ListingData, MeasureData
from cases.services.typed import doubt_about
from ledger import timekeeping
from ledger.constraints import sentence_of
from portal.shell.fields import OneCauseForm, Token
from portal.steps import fields
from portal.steps.pages import ActionForm
from procedure.texts import label_of
from words.files import accepted
from words.money import FEN_PER_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Model

    from departments.models import Department

if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet["MeasureForm"]
else:
    # Generic for the type checker only.
    _FormSet = forms.BaseFormSet

SITUATIONS = (
    (1, "有履行能力而拒不履行"),
    (2, "以伪造证据、暴力、威胁等方法妨碍、抗拒执行"),
    (3, "以虚假诉讼、虚假仲裁或者隐匿、转移财产等方法规避执行"),
    (4, "违反财产报告制度"),
    (5, "违反限制消费令"),
    (6, "无正当理由拒不履行执行和解协议"),
)
OF_RENAMING = ("renamed", "registry_extract", "rename_offered")
MEASURE_LINES_AT_FIRST = 2
MEASURE_LINES_AT_MOST = 10


def refuse_day_ahead(form: forms.Form, model: type[Model], name: str, data: Mapping[str, Any]) -> None:
    """The service refuses it too; the form says so beside the other faults."""
    if data.get(name) and (ahead := lies_ahead(model, name, data[name], timekeeping.today())):
        form.add_error(name, ahead)


REASON_HINT = "例如：已核对营业执照原件，代码为登记机关2015年核发。没有核对执照的不要填写。"


def _reason_widget() -> forms.TextInput:
    return forms.TextInput(attrs={"maxlength": "300"})


class EnforcementCaseForm(OneCauseForm):
    number = fields.CaseNumber(label="执行案号", max_length=60)
    uscc = fields.Uscc(label="统一社会信用代码", help_text="18 位；没有字母 I、O、S、V、Z，容易看错的是数字 1、0、5、2")
    # Asked for only once a code has been doubted; the hidden field says which code that was.
    uscc_reason = fields.Line(
        label=label_of(Enterprise, "uscc_reason"), max_length=300, required=False, help_text=REASON_HINT, widget=forms.HiddenInput
    )
    uscc_doubted = Token(required=False, max_length=18)
    enterprise_name = fields.name("企业名称", 100)
    address = fields.line("住所", 200, required=False)
    legal_representative = fields.name("法定代表人", 60, required=False)
    filed_on = fields.day("立案日期")
    basis_kind = fields.choice("执行依据类型", BasisKind.choices)
    basis_number = fields.document_number("执行依据文号", 80)
    basis_issuer = fields.name("执行依据制作单位", 80)
    cause = fields.line("案由", 80, required=False, help_text="例如：买卖合同纠纷。写入送达回证。")
    obligation = fields.text("确定的义务", 500, rows=2)
    amount_fen = fields.YuanField(label="执行标的（元）")
    performed_fen = fields.YuanField(label="已履行（元）", required=False, initial=0)
    performance = fields.choice("履行情况", PerformanceStatus.choices)
    creditor = fields.name("申请执行人", 100)
    creditor_phone = fields.Phone(label="申请执行人电话", max_length=40, required=False, help_text="征询意见和送达时使用，只有法院能看到。")
    handler_name = fields.name("执行承办人", 60, required=False)
    handler_phone = fields.Phone(label="承办电话", max_length=40, required=False)
    renamed = forms.BooleanField(
        label="企业名称已在登记机关变更",
        required=False,
        help_text="这个代码已登记过另一个名称。名称填错的，请改正后再提交；确已变更的，勾选并附上变更证明，原名称记为曾用名。",
    )
    registry_extract = fields.ProofFile(
        label="登记机关的变更证明", required=False, help_text=f"勾选名称变更的必须附上。{accepted(settings.UPLOAD_FILE_MAX_BYTES)}"
    )
    rename_offered = Token(required=False, max_length=8)

    def __init__(self, *args: Any, court: Department, **kwargs: Any) -> None:
        self.court = court
        super().__init__(*args, **kwargs)
        if "rename_offered" not in self.data:
            for name in OF_RENAMING:
                del self.fields[name]
        if (self.is_bound and self.data.get("uscc_doubted")) or self.initial.get("uscc_doubted"):
            self.fields["uscc_reason"].widget = _reason_widget()
        example = f"（{timekeeping.today().year}）{court.court_code}执123号"
        number = cast("fields.CaseNumber", self.fields["number"])
        number.help_text, number.example = f"写全称，例如{example}", example

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"amount_fen", "performed_fen"} <= data.keys() and data["performed_fen"] > data["amount_fen"]:
            self.add_error("performed_fen", sentence_of(EnforcementCase, "enforcement_case_amounts"))
        refuse_day_ahead(self, EnforcementCase, "filed_on", data)
        self._look_twice(data)
        if data.get("renamed") and not data.get("registry_extract"):
            self.add_error("registry_extract", "请附上登记机关的变更证明或者变更后的营业执照。")
        return data

    def _look_twice(self, data: dict[str, Any]) -> None:
        """A code whose check character does not fit is recorded once somebody said, of this very code, what the licence shows."""
        code, asked = data.get("uscc", ""), self.fields["uscc_reason"]
        doubt = doubt_about(code) if code else ""
        if not doubt:
            asked.widget, data["uscc_reason"] = forms.HiddenInput(), ""
            return
        asked.widget, asked.required = _reason_widget(), True
        if not data.get("uscc_reason") or data.get("uscc_doubted") != code:
            self.add_error("uscc", f"{doubt}执照上确实是这个代码的，请在“{asked.label}”中写明怎样核对的，再登记。")
            # No field of this form has several values.
            self.data = {**{name: self.data.get(name, "") for name in self.fields}, "uscc_doubted": code}

    def offer_renaming(self) -> None:
        """Ask for the second look that a code on file under another name needs."""
        self.fields.update({name: deepcopy(self.base_fields[name]) for name in OF_RENAMING})

    @property
    def renaming(self) -> Why | None:
        """That the name was changed at the registry, with its extract, where the court has confirmed it."""
        data = self.cleaned_data
        if not data.get("renamed"):
            return None
        reason = f"登记执行案件{data['number']}时核对：名称已在登记机关变更"
        return Why(reason=reason, evidence=data["registry_extract"], kind=CorrectionKind.RENAMED)

    def case_data(self) -> EnforcementCaseData:
        own = {name: value for name, value in self.cleaned_data.items() if name not in (*OF_RENAMING, "uscc_doubted")}
        return EnforcementCaseData(court_id=self.court.pk, **own)


class PerformanceForm(forms.Form):
    """How far the debtor has performed by now, and whether the case is concluded."""

    performance = fields.choice("履行情况", PerformanceStatus.choices, radio=True)
    performed_fen = fields.YuanField(
        label="已履行（元）", help_text="累计金额。全部未履行的填 0；部分或者全部履行的，填到今天为止实际履行的金额。"
    )
    is_concluded = forms.BooleanField(label="执行案件已结案", required=False)

    @classmethod
    def showing(cls, source: EnforcementCase) -> PerformanceForm:
        """The form with what is recorded now."""
        yuan = f"{Decimal(source.performed_fen) / FEN_PER_YUAN:.2f}"
        return cls(initial={"performance": source.performance, "performed_fen": yuan, "is_concluded": source.is_concluded})


# The other states come from the list operator's record, after a certificate.
BY_HAND = [(state.value, state.label) for state in (ListingState.PROPOSED, ListingState.LISTED)]


class ListingForm(OneCauseForm):
    """What the national list says of this case; left empty when the debtor is not to be listed."""

    state = fields.choice(
        "名单状态", BY_HAND, required=False, help_text="与名单无关的案件不填；屏蔽、缩短和删除在出具证明后由名单操作员登记。"
    )
    situations = forms.TypedMultipleChoiceField(
        label="纳入情形", choices=SITUATIONS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    decision_number = fields.document_number("决定书文号", 80, required=False)
    listed_on = fields.day("纳入日期", required=False, earliest=FIRST_LISTINGS)
    term_kind = forms.ChoiceField(label="期限类型", choices=TermKind.choices, required=False, initial=TermKind.NONE)
    term_end = fields.day("纳入期限止", required=False, earliest=FIRST_LISTINGS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("state"):
            if any(data.get(name) for name in ("situations", "decision_number", "listed_on", "term_end")):
                self.add_error("state", "填写了名单信息的，请选择名单状态。")
            return data
        refuse_day_ahead(self, Listing, "listed_on", data)
        if data.get("term_kind") == TermKind.FIXED and (wrong := wrong_term(data.get("listed_on"), data.get("term_end"))):
            self.add_error("term_end", wrong)
        if data["state"] != ListingState.PROPOSED and not data.get("listed_on"):
            self.add_error("listed_on", sentence_of(Listing, "listing_has_date"))
        if data.get("term_kind") == TermKind.FIXED and not data.get("term_end"):
            self.add_error("term_end", "有期限的须填写截止日期。")
        if data.get("term_kind") != TermKind.FIXED and data.get("term_end"):
            self.add_error("term_end", "没有期限的不填截止日期。")
        if data.get("situations") == [1] and data.get("term_kind") == TermKind.FIXED:
            self.add_error("term_kind", sentence_of(Listing, "listing_first_situation_has_no_term"))
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("state"))

    def listing_data(self) -> ListingData:
        data = self.cleaned_data
        return ListingData(
            state=data["state"],
            situations=data["situations"],
            decision_number=data["decision_number"],
            listed_on=data["listed_on"],
            term_kind=data["term_kind"] or TermKind.NONE,
            term_end=data["term_end"],
        )


class MeasureForm(OneCauseForm):
    kind = fields.choice("措施", MeasureKind.choices, required=False)
    bound = fields.choice(
        "限制对象", BoundPerson.choices, required=False, help_text="限制消费、限制出境对几个人的，一人一项，分别登记。其他措施不选。"
    )
    person_name = fields.name("姓名", 60, required=False, help_text="限制对象是个人的必填，只有法院能看到。")
    detail = fields.line("内容", 300, required=False, help_text="例如：某银行账户，冻结 200000 元")
    document_number = fields.document_number("文书号", 80, required=False)
    taken_on = fields.day("采取日期", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()):
            if not data.get("kind"):
                self.add_error("kind", "请选择措施。")
            if not data.get("taken_on"):
                self.add_error("taken_on", "请填写采取日期。")
            self._check_person(data)
            refuse_day_ahead(self, Measure, "taken_on", data)
        return data

    def _check_person(self, data: dict[str, Any]) -> None:
        bound = data["bound"] = data.get("bound") or BoundPerson.ENTERPRISE
        if bound != BoundPerson.ENTERPRISE and data.get("kind") and data["kind"] not in DISCIPLINE_KINDS:
            self.add_error("bound", sentence_of(Measure, "measure_bound_by_discipline"))
        elif (bound == BoundPerson.ENTERPRISE) == bool(data.get("person_name")):
            self.add_error("person_name", sentence_of(Measure, "measure_person_is_named"))

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("kind"))


class _Lines(_FormSet):
    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "页面没有传完整，请重新打开这一页再填写。",
        "too_many_forms": f"一次最多登记{MEASURE_LINES_AT_MOST}项措施，其余的登记后再增加。",
    }


MeasureFormSet = forms.formset_factory(
    MeasureForm, formset=_Lines, extra=0, max_num=MEASURE_LINES_AT_MOST, absolute_max=MEASURE_LINES_AT_MOST
)


def empty_measures() -> Any:
    return MeasureFormSet(initial=[{} for _ in range(MEASURE_LINES_AT_FIRST)], prefix="measures")


def grown_measures(bound: Any) -> Any:
    """The same lines and one more, without judging what is typed so far."""
    rows = [{name: line[name].value() or "" for name in line.fields} for line in bound]
    return MeasureFormSet(initial=[*rows, {}][:MEASURE_LINES_AT_MOST], prefix="measures")


def measures_of(formset: Any) -> list[MeasureData]:
    return [MeasureData(**line.cleaned_data) for line in formset if line.is_filled]


class ServeForm(ActionForm):
    manner = fields.choice("送达方式", ServiceManner.choices)
    served_on = fields.day("送达日期")
    served_at_time = fields.Hour(label="送达时间", required=False)
    place = fields.line("送达地点", 120, required=False, help_text="直接、留置送达的，写到门牌。")
    receiver = fields.name("签收人", 60, help_text="留置、公告送达的，写见证人或者公告载体。")
    electronic_consent = forms.BooleanField(label="受送达人已书面同意电子送达", required=False, help_text="电子送达必须勾选。")
    receipt = fields.ProofFile(label="送达回证扫描件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_on"].initial = timekeeping.today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("manner") == ServiceManner.ELECTRONIC and not data.get("electronic_consent"):
            self.add_error("electronic_consent", sentence_of(ProactiveNotice, "notice_electronic_needs_consent"))
        refuse_day_ahead(self, ProactiveNotice, "served_on", data)
        return data


class MandateRevocationForm(forms.Form):
    """Why a person may no longer act for an enterprise."""

    reason = fields.text("原因", 300, rows=3, help_text="企业和被撤销的人会看到，例如：企业来函，该员工已离职。")


class MandateDecisionForm(forms.Form):
    """Grant or refuse a person's request to act for an enterprise."""

    reason = fields.text("说明", 300, required=False, rows=2, help_text="不予确认的必须写明原因，申请人会看到。")

    def typed(self) -> Iterator[str]:
        yield str(self["reason"].value() or "")
