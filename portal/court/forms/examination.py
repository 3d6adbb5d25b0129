"""The handling judge's table: guards with evidence, capacity, cooperation, related cases, measures, recommendation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms

from cases.effects import MEASURE_ROWS, EntryRow, Until, rows_for
from cases.enums import Finding, GuardKind, MeasureKind, PerformanceStatus, Recommendation
from cases.gaps import standing_of
from cases.models import latest_examination
from cases.options import options_of
from cases.services.examination import ExaminationData, MeasureChoice
from portal.shell.fields import Line, Prose, Token
from portal.steps import fields
from portal.steps.pages import ActionForm
from words.certificates import ALL_CASES
from words.limits import months

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.http import QueryDict

    from cases.models import Examination, GuardRule, Measure, MeasureDecision

# For a condition "存在" is good news, so each kind of guard has its own words.
FINDING_WORDS = {
    GuardKind.CONDITION: ((Finding.FOUND.value, "具备"), (Finding.CLEAR.value, "未具备")),
    GuardKind.HARD: ((Finding.CLEAR.value, "未发现"), (Finding.FOUND.value, "存在")),
    GuardKind.SOFT: ((Finding.CLEAR.value, "没有"), (Finding.FOUND.value, "有，已说明")),
}
NEVER = datetime.min.replace(tzinfo=UTC)
TEXTS = ("capacity", "cooperation", "related_cases_note", "query_number", "entry_reasons", "conditions", "opinion")
PLAIN = (*TEXTS, "related_cases_checked", "covers_all_cases", "query_on", "recommendation", "entry_until", "valid_until")


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
class MeasureFields:
    """A measure and its fields; ``ends_on`` and ``ruling`` only where one of its effects needs them."""

    measure: Measure
    title: str
    effect: BoundField
    note: BoundField
    ends_on: BoundField | None
    ruling: BoundField | None


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
    "outcome": "请选择证明类型和名单处理。",
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
    query_on = fields.day("办案系统查询日期", required=False, help_text="效力范围为全部案件的必填。")
    query_number = fields.line("办案系统查询编号", 80, required=False)
    recommendation = forms.ChoiceField(label="处理建议", choices=Recommendation.choices, required=False, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="证明类型和名单处理", required=False, widget=forms.RadioSelect)
    entry_until = fields.day("缩短后的截止日", required=False, help_text="只有“缩短期限”填写：到这一天，名单信息仍然公开。")
    entry_reasons = fields.text("名单处理理由", 500, required=False, rows=2, help_text="已全部履行而只缩短期限的必填。")
    valid_until = fields.day("有效期至", required=False, help_text="附条件的证明（A、B 类）必填，其他类型不填。")
    conditions = fields.text("效力条件", 1000, required=False, rows=2, help_text="例如：按计划在每月 20 日前付款")
    opinion = fields.text("审查意见", 2000, required=False, rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examination: Examination | None = latest_examination(self.subject)
        self.items = list(self.examination.items.select_related("rule")) if self.examination else []
        self.decisions = list(self.examination.measure_decisions.select_related("measure")) if self.examination else []
        fields.offer(self, "outcome", self._outcomes())
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
            self._add_measure(decision)
        if self.examination:
            self.fields["saved_at"].initial = self.examination.saved_at.isoformat()
            for name in PLAIN:
                self.fields[name].initial = getattr(self.examination, name)
            self.fields["outcome"].initial = f"{self.examination.certificate_type}:{self.examination.entry_effect}"

    def _add_measure(self, decision: MeasureDecision) -> None:
        pk, about = decision.measure_id, str(decision.measure)
        row = MEASURE_ROWS[MeasureKind(decision.kind)]
        choices = [("", "请选择"), *((effect.value, effect.label) for effect in row.effects)]
        self.fields[f"effect_{pk}"] = forms.ChoiceField(label=f"处理：{about}", choices=choices, required=False, initial=decision.effect)
        if row.with_end:
            self.fields[f"effect_end_{pk}"] = fields.day(f"暂时解除至：{about}", required=False)
            self.fields[f"effect_end_{pk}"].initial = decision.ends_on
        if row.with_ruling:
            self.fields[f"effect_ruling_{pk}"] = fields.document_number(f"裁定书文号：{about}", 80, required=False)
            self.fields[f"effect_ruling_{pk}"].initial = decision.ruling_number
        self.fields[f"effect_note_{pk}"] = Line(label=f"说明：{about}", max_length=300, required=False, initial=decision.note)

    def _outcomes(self) -> list[tuple[str, str]]:
        """Only what the table of effects has for a debtor who stands so and has performed so much."""
        enforcement = self.subject.enforcement_case
        offered = rows_for(standing_of(enforcement), PerformanceStatus(enforcement.performance))
        titles = options_of(self.subject.region).certificates
        return [(row.key, self._title(row, titles)) for row in offered]

    def _title(self, row: EntryRow, titles: Any) -> str:
        option = titles[row.certificate]
        term = f"，有效期最长{months(option.max_months)}" if option.max_months else ""
        ends = {Until.NONE: "", Until.CERTIFICATE: "至有效期届满", Until.OWN: "至另写的截止日"}[row.until]
        pending = "（待本地细则）" if option.local_rule_pending else ""
        return f"{row.certificate.value} 类：{option.title}{term}{pending}；名单：{row.effect.label}{ends}"

    @property
    def no_outcome(self) -> str:
        """Why nothing can be approved as the record stands."""
        if self.fields["outcome"].choices:  # type: ignore[attr-defined]
            return ""
        enforcement = self.subject.enforcement_case
        return (
            f"本案登记为“{enforcement.get_performance_display()}”、“{standing_of(enforcement).value}”，没有可以作出的准予结果；"
            "履行情况有变化的，请先在执行案件中登记。"
        )

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
    def measures(self) -> list[MeasureFields]:
        return [
            MeasureFields(
                decision.measure,
                f"{decision.measure}（{decision.measure.internal_subject}）",
                self[f"effect_{decision.measure_id}"],
                self[f"effect_note_{decision.measure_id}"],
                self._if_there(f"effect_end_{decision.measure_id}"),
                self._if_there(f"effect_ruling_{decision.measure_id}"),
            )
            for decision in self.decisions
        ]

    def _if_there(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    def note_gaps(self) -> int:
        """Mark what a submission still lacks, so that all of it shows at once; the service has the last word."""
        gaps = [name for item in self.items for name in (f"finding_{item.rule_id}", f"evidence_{item.rule_id}")]
        gaps += ["capacity", "cooperation", "related_cases_checked", "recommendation", "opinion"]
        if self.cleaned_data.get("recommendation") == Recommendation.APPROVE:
            gaps += ["outcome", *(f"effect_{decision.measure_id}" for decision in self.decisions)]
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
        certificate_type, _, entry_effect = data["outcome"].partition(":")
        return ExaminationData(
            **{name: data[name] for name in PLAIN},
            certificate_type=certificate_type,
            entry_effect=entry_effect,
            items={item.rule_id: (data[f"finding_{item.rule_id}"], data[f"evidence_{item.rule_id}"]) for item in self.items},
            measures={decision.measure_id: self._choice(decision.measure_id) for decision in self.decisions},
        )

    def _choice(self, pk: int) -> MeasureChoice:
        data = self.cleaned_data
        return MeasureChoice(
            effect=data[f"effect_{pk}"],
            ends_on=data.get(f"effect_end_{pk}"),
            ruling_number=data.get(f"effect_ruling_{pk}", ""),
            note=data[f"effect_note_{pk}"],
        )
