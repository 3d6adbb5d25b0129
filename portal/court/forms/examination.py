"""The handling judge's table: guards with evidence, capacity, cooperation, related cases, measures, recommendation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms

from cases.enums import CERTIFICATE_TYPES_OF, CertificateType, Finding, GuardKind, MeasureEffect, Recommendation, Variant
from cases.models import latest_examination
from cases.options import options_of
from cases.services.examination import ExaminationData
from portal.shell.fields import Line, Prose, Token
from portal.steps import fields
from portal.steps.pages import ActionForm
from words.certificates import ALL_CASES
from words.limits import months

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.http import QueryDict

    from cases.models import Examination, GuardRule, Measure

# For a condition "存在" is good news, so each kind of guard has its own words.
FINDING_WORDS = {
    GuardKind.CONDITION: ((Finding.FOUND.value, "具备"), (Finding.CLEAR.value, "未具备")),
    GuardKind.HARD: ((Finding.CLEAR.value, "未发现"), (Finding.FOUND.value, "存在")),
    GuardKind.SOFT: ((Finding.CLEAR.value, "没有"), (Finding.FOUND.value, "有，已说明")),
}
NEVER = datetime.min.replace(tzinfo=UTC)
TEXTS = ("capacity", "cooperation", "related_cases_note", "conditions", "opinion")


@dataclass(frozen=True, slots=True)
class GuardRow:
    """A guard and its two fields."""

    rule: GuardRule
    finding: BoundField
    evidence: BoundField


@dataclass(frozen=True, slots=True)
class GuardGroup:
    """The guards of one kind, and what a finding means for them."""

    title: str
    meaning: str
    rows: tuple[GuardRow, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure and its two fields."""

    measure: Measure
    title: str
    effect: BoundField
    note: BoundField


GROUP_MEANING = {
    GuardKind.CONDITION: "有一项未具备，就不能建议准予。",
    GuardKind.HARD: "有一项存在，就不能建议准予。",
    GuardKind.SOFT: "有的，须写明为什么仍可准予。",
}


GAPS = {
    "finding": "请选择核查结果。",
    "evidence": "请写明依据。",
    "effect": "请选择如何处理。",
    "related": "请核查后勾选。",
    "recommendation": "请选择处理建议。",
    "certificate": "请选择证明类型。",
}


class ExaminationForm(ActionForm):
    """Nothing is required while it is being saved; what is missing on submission the service says."""

    saved_at = Token(required=False, max_length=40)
    capacity = fields.text("履行能力", 2000, required=False, help_text="财产、经营、订单和履行计划的依据")
    cooperation = fields.text("配合执行情况", 2000, required=False, help_text="财产报告、到场、遵守限制消费、配合处置等")
    related_cases_checked = forms.BooleanField(label="已核查该企业在本院的其他未结执行案件", required=False)
    related_cases_note = fields.text("关联案件说明", 2000, required=False, rows=2)
    covers_all_cases = forms.BooleanField(
        label="该企业全部涉本院案件均已履行", required=False, help_text=f"勾选后证明的效力范围写为“{ALL_CASES}”；没有核实不要勾选。"
    )
    recommendation = forms.ChoiceField(label="处理建议", choices=Recommendation.choices, required=False, widget=forms.RadioSelect)
    certificate_type = forms.ChoiceField(label="证明类型", required=False, widget=forms.RadioSelect)
    valid_until = fields.day("有效期至", required=False, help_text="附条件的证明（A、B 类）必填，其他类型不填。")
    conditions = fields.text("效力条件", 1000, required=False, rows=2, help_text="例如：按计划在每月 20 日前付款")
    opinion = fields.text("审查意见", 2000, required=False, rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examination: Examination | None = latest_examination(self.subject)
        self.items = list(self.examination.items.select_related("rule")) if self.examination else []
        self.decisions = list(self.examination.measure_decisions.select_related("measure")) if self.examination else []
        fields.offer(self, "certificate_type", self._types())
        for item in self.items:
            words = FINDING_WORDS[GuardKind(item.rule.kind)]
            self.fields[f"finding_{item.rule_id}"] = forms.ChoiceField(
                label=item.rule.text, choices=words, required=False, widget=forms.RadioSelect, initial=item.finding
            )
            self.fields[f"evidence_{item.rule_id}"] = Prose(
                label=f"依据与说明：{item.rule.text}",
                max_length=500,
                required=False,
                initial=item.evidence,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for decision in self.decisions:
            self.fields[f"effect_{decision.measure_id}"] = forms.ChoiceField(
                label=f"处理：{decision.measure}", choices=[("", "请选择"), *MeasureEffect.choices], required=False, initial=decision.effect
            )
            self.fields[f"effect_note_{decision.measure_id}"] = Line(
                label=f"说明：{decision.measure}", max_length=300, required=False, initial=decision.note
            )
        if self.examination:
            self.fields["saved_at"].initial = self.examination.saved_at.isoformat()
            for name in (*TEXTS, "related_cases_checked", "covers_all_cases", "recommendation", "certificate_type", "valid_until"):
                self.fields[name].initial = getattr(self.examination, name)

    def _types(self) -> list[tuple[str, str]]:
        """Only what the variant allows, with the region's title and longest term."""
        titles = options_of(self.subject.region).certificates
        return [(kind.value, self._title(kind, titles)) for kind in CERTIFICATE_TYPES_OF[Variant(self.subject.variant)]]

    def _title(self, kind: CertificateType, titles: Any) -> str:
        option = titles[kind]
        term = f"，有效期最长{months(option.max_months)}" if option.max_months else ""
        pending = "（待本地细则）" if option.local_rule_pending else ""
        return f"{kind.value} 类：{option.title}{term}{pending}"

    @property
    def groups(self) -> list[GuardGroup]:
        return [GuardGroup(str(kind.label), GROUP_MEANING[kind], rows) for kind in GuardKind if (rows := tuple(self._guard_rows(kind)))]

    def _guard_rows(self, kind: GuardKind) -> list[GuardRow]:
        return [
            GuardRow(item.rule, self[f"finding_{item.rule_id}"], self[f"evidence_{item.rule_id}"])
            for item in self.items
            if item.rule.kind == kind
        ]

    @property
    def measures(self) -> list[MeasureRow]:
        return [
            MeasureRow(
                decision.measure, str(decision.measure), self[f"effect_{decision.measure_id}"], self[f"effect_note_{decision.measure_id}"]
            )
            for decision in self.decisions
        ]

    def note_gaps(self) -> int:
        """Mark what a submission still lacks, so that all of it shows at once; the service has the last word."""
        gaps = [name for item in self.items for name in (f"finding_{item.rule_id}", f"evidence_{item.rule_id}")]
        gaps += ["capacity", "cooperation", "related_cases_checked", "recommendation", "opinion"]
        if self.cleaned_data.get("recommendation") == Recommendation.APPROVE:
            gaps += ["certificate_type", *(f"effect_{decision.measure_id}" for decision in self.decisions)]
        gaps = [name for name in gaps if not self.cleaned_data.get(name)]
        for name in gaps:
            self.add_error(name, GAPS.get(name.partition("_")[0], "请填写。"))
        return len(gaps)

    @property
    def shown_at(self) -> datetime:
        """When the examination had last been saved as the page showed it; a form that does not say is older than any."""
        try:
            return datetime.fromisoformat(self.cleaned_data["saved_at"])
        except ValueError:
            return NEVER

    def note_saved(self, saved_at: datetime) -> None:
        """From now on the form stands for what is stored."""
        data = cast("QueryDict", self.data).copy()
        data["saved_at"] = saved_at.isoformat()
        self.data = data

    def renewed(self) -> ExaminationForm:
        examination = latest_examination(self.subject)
        if examination is not None:
            self.note_saved(examination.saved_at)
        return self

    def examination_data(self) -> ExaminationData:
        """The checked input as the service takes it."""
        data = self.cleaned_data
        return ExaminationData(
            **{name: data[name] for name in TEXTS},
            related_cases_checked=data["related_cases_checked"],
            covers_all_cases=data["covers_all_cases"],
            recommendation=data["recommendation"],
            certificate_type=data["certificate_type"],
            valid_until=data["valid_until"],
            items={item.rule_id: (data[f"finding_{item.rule_id}"], data[f"evidence_{item.rule_id}"]) for item in self.items},
            measures={
                decision.measure_id: (data[f"effect_{decision.measure_id}"], data[f"effect_note_{decision.measure_id}"])
                for decision in self.decisions
            },
        )
