"""Forms by which the record is corrected: the fact as it stands, reason, evidence."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings

from cases.enums import CorrectedRecord, CorrectionKind
from cases.services import correcting
from portal.court.forms.enforcement import (
    BY_HAND,
    EnforcementCaseForm,
    ListingForm,
    MeasureForm,
    PerformanceForm,
    ServeForm,
)
from portal.shell.fields import OneCauseForm
from portal.steps import fields
from portal.steps.pages import ActionForm
from procedure.texts import label_of
from recognition.enums import DeliveryState, PushedFact
from words.files import accepted
from words.money import FEN_PER_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from cases.models import Case, Measure

_SOURCES: Final = {
    CorrectedRecord.ENTERPRISE: (EnforcementCaseForm,),
    CorrectedRecord.ENFORCEMENT: (EnforcementCaseForm, PerformanceForm),
    CorrectedRecord.LISTING: (ListingForm,),
    CorrectedRecord.MEASURE: (MeasureForm,),
    CorrectedRecord.NOTICE: (ServeForm,),
}
# The forms in which the record is first made may leave these out; once it is there it has them.
REQUIRED: Final = ("state", "term_kind", "kind", "taken_on")
NOT_TAKEN: Final = "none"
RECORDED_AS: Final = {"name": "enterprise_name"}


def evidence(*, required: bool = True) -> fields.ProofFile:
    return fields.ProofFile(
        label="依据文件",
        required=required,
        help_text=f"例如营业执照、登记机关的变更档案、裁判文书、送达回证。{accepted(settings.UPLOAD_FILE_MAX_BYTES)}",
        error_messages={"required": "请附上更正所依据的文件。"},
    )


def corrected_field(record: CorrectedRecord, name: str) -> forms.Field:
    """The field in which a fact was recorded, ready to be recorded anew."""
    bases = {key: field for form in _SOURCES[record] for key, field in form.base_fields.items()}
    field = deepcopy(bases[RECORDED_AS.get(name, name)])
    field.required = field.required or name in REQUIRED
    return field


def shown(row: Model, name: str) -> Any:
    """What is recorded, as the field shows it."""
    value = getattr(row, name)
    return f"{Decimal(value) / FEN_PER_YUAN:.2f}" if name.endswith("_fen") else value


class CorrectionForm(OneCauseForm):
    """The facts of one row as they stand, all of them open, with reason and evidence."""

    reason = fields.text("更正理由", correcting.REASON_AT_MOST, rows=2, help_text="写明哪里登记错了，怎样发现的。记入办理记录，不能删改。")

    def __init__(self, *args: Any, record: CorrectedRecord, row: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [name for name in correcting.FIELDS_OF[record] if name != "state" or shown(row, name) in dict(BY_HAND)]
        own = {name: corrected_field(record, name) for name in self.names}
        for name, field in own.items():
            field.label, field.initial = label_of(row, name), shown(row, name)
            field.label = f"{field.label.removesuffix('（分）')}（元）" if name.endswith("_fen") else field.label
        self.fields = {**own, "reason": self.fields["reason"], "evidence": evidence()}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


class WithdrawMeasureForm(forms.Form):
    """Why a measure should never have been entered."""

    same_as = fields.choice("为什么撤回", [], radio=True)
    reason = fields.text("撤回理由", correcting.REASON_AT_MOST, rows=2, help_text="写明怎样登记错的，怎样发现的。记入办理记录，不能删改。")

    def __init__(self, *args: Any, others: Iterable[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = [
            (str(other.pk), f"重复登记，与“{other}{f'（{other.internal_subject}）' if other.internal_subject else ''}”是同一项")
            for other in others
        ]
        fields.offer(self, "same_as", [*same, (NOT_TAKEN, "没有采取过这项措施，例如登记到了别的案件")])
        self.fields["evidence"] = evidence()

    @property
    def same_as_key(self) -> int | None:
        chosen = self.cleaned_data["same_as"]
        return None if chosen == NOT_TAKEN else int(chosen)


class RegistryChangeForm(forms.Form):
    """What the registry has made of an enterprise, with its extract."""

    kind = fields.choice("变更", [(kind.value, kind.label) for kind in CorrectionKind if kind != CorrectionKind.MISTAKE], radio=True)
    name = fields.line("变更后的名称", 100, required=False, help_text="只有名称变更需要填写。原名称记为曾用名，以后的文书一并印出。")
    other = fields.line("合并后的企业或者所属企业", 100, required=False, help_text="被合并的写合并后的企业，分支机构写所属企业。")
    reason = fields.text("说明", correcting.REASON_AT_MOST, rows=2, help_text="例如：登记机关某日核准名称变更。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = evidence()
        self.fields["evidence"].label = "登记机关的变更证明或者档案"


# Where the record has what a push tells; of the rest the court has decided, and no record is opened for it.
_OPENED: Final = {
    PushedFact.ENTERPRISE_NAME: (CorrectedRecord.ENTERPRISE, "name"),
    PushedFact.USCC: (CorrectedRecord.ENTERPRISE, "uscc"),
    PushedFact.CASE_NUMBER: (CorrectedRecord.ENFORCEMENT, "number"),
}


class PushAgainForm(ActionForm):
    """The facts that the bureau called wrong, opened as they stand; changed or confirmed."""

    note = fields.text("更正说明", correcting.REASON_AT_MOST, help_text="写明更正了什么；核对后没有错的，写明依据。牵头部门会看到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened: dict[str, tuple[CorrectedRecord, Model, str]] = {}
        for fact in returned_facts(self.subject):
            self._open(fact)
        if self.is_bound:
            # What was not sent was not touched.
            self.opened = {name: one for name, one in self.opened.items() if name in self.data}
        for name, (record, row, column) in self.opened.items():
            field = corrected_field(record, column)
            field.label, field.initial = self._label(record, row, column), shown(row, column)
            self.fields[name] = field
        if self.opened:
            self.fields["evidence"] = evidence(required=False)
            self.fields["evidence"].help_text = f"有更正的必须附上。{self.fields['evidence'].help_text}"
        self.order_fields([*self.opened, "note", "evidence"])

    def _open(self, fact: PushedFact) -> None:
        source = self.subject.enforcement_case
        if fact in _OPENED:
            record, column = _OPENED[fact]
            self.opened[fact.value] = record, source.enterprise if record == CorrectedRecord.ENTERPRISE else source, column
        if fact == PushedFact.MEASURES:
            for measure in source.measures.order_by("pk"):
                for column in ("kind", "detail"):
                    self.opened[f"measure_{measure.pk}_{column}"] = CorrectedRecord.MEASURE, measure, column

    def _label(self, record: CorrectedRecord, row: Model, column: str) -> str:
        label = label_of(row, column)
        return f"{row}：{label}" if record == CorrectedRecord.MEASURE else label

    def changes(self) -> list[tuple[CorrectedRecord, int, dict[str, Any]]]:
        """What was changed, a row of the record each."""
        found: dict[tuple[CorrectedRecord, int], dict[str, Any]] = {}
        for name, (record, row, column) in self.opened.items():
            if correcting.changes(row, {column: self.cleaned_data[name]}):
                found.setdefault((record, row.pk), {})[column] = self.cleaned_data[name]
        return [(record, key, values) for (record, key), values in found.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and self.changes() and not data.get("evidence"):
            self.add_error("evidence", "更正了登记信息的，请附上更正所依据的文件。")
        return data


def returned_facts(case: Case) -> list[PushedFact]:
    """What the bureau called wrong when it sent the last push back."""
    push = case.deliveries.filter(state=DeliveryState.RETURNED).order_by("-pk").first()
    return [PushedFact(fact) for fact in push.wrong_facts] if push else []
